"""Read an evaluation set without a graph and score it: the developer's inner loop (``make eval`` is the real thing).

    python tests/benchmarks/quick.py SET [--limit N] [--docs FILE] [--profile] [-- arguments of the scorer]

SET is a folder of ``../shared/eval/data`` or ``gold``. Parses are cached under ``.cache/parsed``; the cache is keyed by the
text and by the source of the parsing modules. Predictions are left in ``.cache/quick/SET-<name of the checkout>.jsonl``.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import pickle
import subprocess
import sys
import time
from datetime import date
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from kg.extract.parse import Parsed, parse  # noqa: E402
from kg.extract.reading import Reader, load_reader, read_parsed  # noqa: E402
from kg.model import Article  # noqa: E402
from tests.benchmarks.direct_records import annotation_records, event_records  # noqa: E402

SHARED = ROOT.parent / "shared"
MENTION_SETS = {"entities", "places", "times", "claims"}


def articles(name: str) -> list[Article]:
    """The documents of a set."""
    if name == "gold":
        found = []
        for path in sorted((SHARED / "articles").glob("*.txt")):
            meta_file = path.with_suffix(".json")
            meta = json.loads(meta_file.read_text()) if meta_file.exists() else {}
            found.append(_article({**meta, "id": path.stem, "text": path.read_text(encoding="utf-8")}))
        return found
    with (SHARED / "eval" / "data" / name / "docs.jsonl").open(encoding="utf-8") as file:
        return [_article(json.loads(line)) for line in file]


def _article(record: dict[str, str]) -> Article:
    article = Article(
        id=record["id"],
        text=record["text"],
        title=record.get("title"),
        published=date.fromisoformat(record["published"][:10]) if record.get("published") else None,
        publisher=record.get("publisher"),
        url=record.get("url"),
    )
    try:
        from kg.read.metadata import complete
    except ImportError:
        return article
    return complete(article)


def parsed_articles(found: list[Article], reader: Reader) -> list[Parsed]:
    """Parses, from the cache where it has them."""
    sources = b"".join((ROOT / "kg" / "extract" / f"{m}.py").read_bytes() for m in ("parse", "layout", "truecase"))
    version = hashlib.sha256(sources).hexdigest()[:12]
    folder = ROOT / ".cache" / "parsed" / version
    folder.mkdir(parents=True, exist_ok=True)
    parsed = []
    for article in found:
        key = hashlib.sha256(repr(article).encode("utf-8", "surrogatepass")).hexdigest()[:20]
        path = folder / key[:2] / f"{key}.pickle"
        if path.exists():
            parsed.append(pickle.loads(path.read_bytes()))
        else:
            one = parse(article, reader.nlp)
            path.parent.mkdir(exist_ok=True)
            temporary = path.with_suffix(f".{hash(time.monotonic())}")
            temporary.write_bytes(pickle.dumps(one, protocol=5))
            temporary.rename(path)
            parsed.append(one)
    return parsed


def main() -> None:
    own, scorer = (sys.argv[1:], [])
    if "--" in own:
        cut = own.index("--")
        own, scorer = own[:cut], own[cut + 1 :]
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("set")
    parser.add_argument("--limit", type=int)
    parser.add_argument("--docs", type=Path)
    parser.add_argument("--split", help="only this split (muc4: train, dev)")
    parser.add_argument("--profile", action="store_true")
    options = parser.parse_args(own)
    reader = load_reader()
    found = articles(options.set)
    if options.split:
        gold = SHARED / "eval" / "data" / options.set / "gold.jsonl"
        ids = {g["id"] for g in map(json.loads, gold.open(encoding="utf-8")) if g.get("split") == options.split}
        found = [a for a in found if a.id in ids]
        scorer += ["--split", options.split]
    if options.docs:
        ids = set(options.docs.read_text().split())
        found = [a for a in found if a.id in ids]
        scorer += ["--docs", str(options.docs)]
    if options.limit:
        found = found[: options.limit]
    parsed = parsed_articles(found, reader)
    begin = time.perf_counter()
    if options.profile:
        import cProfile
        import pstats

        profile = cProfile.Profile()
        readings = profile.runcall(lambda: [read_parsed(p, reader) for p in parsed])
        pstats.Stats(profile).sort_stats("cumulative").print_stats(35)
    else:
        readings = [read_parsed(p, reader) for p in parsed]
    seconds = time.perf_counter() - begin
    tokens = sum(len(p.tokens) for p in parsed)
    print(
        f"{len(parsed)} articles, {tokens} tokens, {1e6 * seconds / max(1, tokens):.1f} us a token after parsing",
        file=sys.stderr,
    )
    out = ROOT / ".cache" / "quick" / f"{options.set}-{ROOT.name}.jsonl"
    out.parent.mkdir(parents=True, exist_ok=True)
    make = annotation_records if options.set in MENTION_SETS else event_records
    with out.open("w", encoding="utf-8") as file:
        for reading in readings:
            for record in make(reading):
                file.write(json.dumps(record, ensure_ascii=False) + "\n")
    if options.set == "gold":
        command = [sys.executable, str(SHARED / "gold" / "score"), str(SHARED / "gold"), str(out), *scorer]
    else:
        if options.limit and not options.docs:
            ids_file = out.with_suffix(".ids")
            ids_file.write_text("\n".join(a.id for a in found))
            scorer += ["--docs", str(ids_file)]
        command = [sys.executable, str(SHARED / "eval" / "score"), options.set, str(out), *scorer]
    subprocess.run(command, check=False)


if __name__ == "__main__":
    main()
