"""Write how rare English words are, ``words.txt`` beside this file (read by ``kg.likeness``).

    pip download --no-deps spacy-lookups-data==1.0.5        (MIT License, Explosion; 98 MB, needed only here)
    python data/merging/make.py spacy_lookups_data-1.0.5-py2.py3-none-any.whl

The wheel has the logarithm of the probability of a million forms of words. Forms that differ by case are added up, and
those down to ``COMMONEST`` are kept, grouped by steps of a quarter: a word that is not among them is rare.
"""

from __future__ import annotations

import gzip
import json
import math
import re
import sys
import zipfile
from collections import defaultdict
from pathlib import Path

TABLE = "spacy_lookups_data/data/en_lexeme_prob.json.gz"
FORM = re.compile(r"[a-z]+(?:['-][a-z]+)*|[0-9]+(?:[:,.][0-9]+)*")
COMMONEST, RAREST, STEP = -7.0, -13.5, 0.25
"""A word of the first logarithm and above says nothing; one below the second is as rare as can be."""


def main(wheel: Path) -> None:
    """Read the wheel, write the file."""
    with zipfile.ZipFile(wheel) as archive:
        forms: dict[str, float] = json.loads(gzip.decompress(archive.read(TABLE)))
    share: dict[str, float] = defaultdict(float)
    for form, logarithm in sorted(forms.items()):
        share[form.lower()] += math.exp(logarithm)
    levels: dict[int, list[str]] = defaultdict(list)
    for word, probability in share.items():
        logarithm = math.log(probability)
        if logarithm > RAREST and FORM.fullmatch(word):
            levels[max(0, math.ceil((COMMONEST - logarithm) / STEP))].append(word)
    lines = [
        "# steps of a quarter of a natural logarithm: words; from spacy-lookups-data 1.0.5 (MIT License) by make.py"
    ]
    lines += [f"{level}\t{' '.join(sorted(words))}" for level, words in sorted(levels.items())]
    Path(__file__).with_name("words.txt").write_text("\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
