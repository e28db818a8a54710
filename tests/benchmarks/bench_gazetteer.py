"""Look-ups a second, cost of a country's first use, memory for ten countries and for all: as ratios to a plain dict.

    python tests/benchmarks/bench_gazetteer.py

The plain dict holds the same folded names of the same countries, each with the numbers of its rows. Memory is that of a
fresh process, after as before 2,000 look-ups a country.
"""

from __future__ import annotations

import json
import random
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

TEN = ["SY", "IQ", "YE", "UA", "AF", "NG", "MM", "PK", "TR", "LB"]

_MEASURE = """
import json, random, resource, sys, time
sys.path.insert(0, {root!r})
from kg.gazetteer import load_gazetteer
from kg.gazetteer.fold import fold
how, codes = {how!r}, {codes!r}
gazetteer = load_gazetteer()
names = {{}}
for code in codes:
    (fresh, *_) = type(gazetteer)(gazetteer.paths, gazetteer.countries).packs(code)
    rows = [r.name for r in list(fresh.rows())[::7]]
    names[code] = random.Random(1).sample(rows, min(1000, len(rows)))
    names[code] += [n[::-1] for n in names[code]]
keys = {{code: [fold(n) for n in names[code]] for code in codes}}
del rows, fresh
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
first = []
table = {{}}
for code in codes:
    begin = time.perf_counter()
    if how == "dict":
        table[code] = {{k: tuple(p.numbers(k)) for p in gazetteer.packs(code)[:1] for k in p.folded()}}
        table[code].get("x")
    else:
        for pack in gazetteer.packs(code)[:1]:
            pack.find(keys[code][0])
    first.append(time.perf_counter() - begin)
begin = time.perf_counter()
for code in codes:
    if how == "dict":
        for k in keys[code]:
            table[code].get(k)
    else:
        (pack, *_) = gazetteer.packs(code)
        for k in keys[code]:
            pack.numbers(k)
cold = time.perf_counter() - begin
begin = time.perf_counter()
for code in codes:
    if how == "dict":
        for k in keys[code]:
            table[code].get(k)
    else:
        (pack, *_) = gazetteer.packs(code)
        for k in keys[code]:
            pack.numbers(k)
warm = time.perf_counter() - begin
count = sum(map(len, keys.values()))
after = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
print(json.dumps(dict(first=max(first) * 1e3, cold=count / cold, warm=count / warm, memory=(after - before) / 1024)))
"""


def _measure(how: str, codes: list[str]) -> dict[str, float]:
    code = _MEASURE.format(root=str(ROOT), how=how, codes=codes)
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    figures: dict[str, float] = json.loads(run.stdout)
    return figures


def main() -> None:
    from kg.gazetteer import load_gazetteer

    every = [c for c in load_gazetteer().paths if c != "world"]
    for title, codes in (("ten countries", TEN), (f"all {len(every)} countries", every)):
        pack, plain = _measure("pack", codes), _measure("dict", codes)
        print(
            f"{title}: first use of a country at most {pack['first']:.1f} ms (dict made: {plain['first']:.0f} ms); "
            f"look-ups a second {pack['warm']:,.0f} warm, {pack['cold']:,.0f} cold "
            f"({plain['warm'] / pack['warm']:.0f} and {plain['cold'] / pack['cold']:.0f} times slower than the dict); "
            f"memory {pack['memory']:.0f} MB against {plain['memory']:.0f} MB"
        )
    random.seed(0)
    gazetteer = load_gazetteer()
    begin = time.perf_counter()
    for code in TEN:
        for opened in gazetteer.packs(code):
            opened.verify()
    print(f"checksums of ten countries verified in {1e3 * (time.perf_counter() - begin):.0f} ms")


if __name__ == "__main__":
    main()
