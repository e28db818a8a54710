"""Memory while many articles are read one after the other: it must not grow with their number.

    python tests/benchmarks/bench_memory.py [ARTICLES]

ARTICLES (1,500 by default) are read from the open half of the set muc4 beside the checkout if it is there, else the sample
reports over and over under new names. Each is read and thrown away. Printed: the resident memory after the first tenth and
at the end, and their ratio. Mark: 1.15.
"""

from __future__ import annotations

import gc
import json
import resource
import sys
from dataclasses import replace
from itertools import cycle, islice
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from kg.extract.reading import load_reader, read_article  # noqa: E402
from kg.model import Article  # noqa: E402

OPEN = ROOT.parent / "shared" / "eval" / "data" / "muc4" / "docs.jsonl"
SAMPLE = ROOT / "data" / "articles" / "reports.jsonl"
MARK = 1.15


def megabytes() -> float:
    """Resident memory of this process now; where the system does not tell, the most it ever had."""
    status = Path("/proc/self/statm")
    if status.exists():
        return int(status.read_text().split()[1]) * resource.getpagesize() / 1e6
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e3


def main() -> None:
    """Print the memory at the start and at the end."""
    number = int(sys.argv[1]) if len(sys.argv) > 1 else 1500
    source = OPEN if OPEN.exists() else SAMPLE
    with source.open(encoding="utf-8") as file:
        records = [json.loads(line) for line in file]
    articles = [Article(id=r["id"], text=r["text"], title=r.get("title")) for r in records]
    reader = load_reader()
    early = late = 0.0
    reports = 0
    for n, article in enumerate(islice(cycle(articles), number), 1):
        reports += len(read_article(replace(article, id=f"{article.id}-{n}"), reader).reports)
        if n in (max(1, number // 10), number):
            gc.collect()
            early, late = early or megabytes(), megabytes()
    ratio = late / early
    print(
        f"{number} articles of {source.name}, {reports} reports: {early:.0f} MB after a tenth, {late:.0f} MB at the end"
    )
    print(f"ratio {ratio:.2f}, mark {MARK}: {'reached' if ratio <= MARK else 'missed'}")


if __name__ == "__main__":
    main()
