"""Learn how words are usually cased, and leave ``model.txt`` beside this file (read by ``kg.extract.truecase``).

    python data/truecase/make.py ../shared [--report]

What goes in: cased English news texts (for counts of single words and of pairs; no running text is kept), names of
places and of groups from the tables in ``../shared/places`` and ``../shared/actors``, and the SCOWL list of English
words (Debian's wamerican-small). What comes out: one integer weight a feature, grouped by weight, and lists of acronyms
and of words with capitals inside. The model is a linear chain with two labels (capital or not), trained by averaged
perceptron in a fixed order, so the same input gives the same file. ``--report`` trains on nine tenths of the documents
and prints the figures on the tenth.
"""

from __future__ import annotations

import argparse
import csv
import gzip
import json
import random
import re
import sys
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from kg.extract.truecase import TOKEN, context_features, is_plain, suffix_feature  # noqa: E402

SETS = ("acled", "counts", "claims", "places", "times", "entities", "merge")
STOP = frozenset('.!?:"“”;[(')
SMALL = frozenset("of the and for in on to de la del el al".split())
SENTENCE_END = re.compile(
    r"\n+|(?<=[.!?][\"”’ ])(?<![ .][A-Z]\. )(?<!(?:Gen|Col|Maj|Sgt|Gov|Sen|Rep|Rev|Mrs)\. )"
    r"(?<!(?:Mr|Ms|Dr|Lt|St|No)\. )\s*(?=[A-Z“\"])"
)
SCALE = 8.0
LIMIT = 60


class Word(NamedTuple):
    low: str
    label: int
    """1 with a capital, 0 without, -1 unknown (first of a sentence)."""


def labelled(text: str) -> Iterator[list[tuple[str, str]]]:
    """Sentences of a cased text as (lower, original) pairs; lines in capitals or in title case are left out."""
    for line in SENTENCE_END.split(text):
        words = TOKEN.findall(line)
        long = [w for w in words if len(w) > 3 and w[0].isalpha()]
        if len(long) < 3:
            continue
        capitals = sum(w[0].isupper() for w in long) / len(long)
        if capitals > 0.6 or capitals == 0 or sum(w.isupper() for w in long) > 0.4 * len(long):
            continue
        yield [(w.lower(), w) for w in words]


def sequence(pairs: list[tuple[str, str]]) -> list[Word]:
    found: list[Word] = []
    start = True
    for low, word in pairs:
        if not word[0].isalpha():
            found.append(Word("0" if word[0].isdigit() else low, 0))
            start = start or low in STOP
            continue
        label = int(not word[0].islower())
        found.append(Word(low, -1 if start and label else label))
        start = False
    return found


def names(shared: Path) -> Iterator[str]:
    """Names as they are written: places of the country packs, groups of the actor tables."""
    for path in sorted((shared / "places").glob("*.tsv.gz")):
        with gzip.open(path, "rt", encoding="utf-8") as file:
            for row in csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE):
                yield row["name"]
    with (shared / "actors" / "ucdp-actor-221.csv").open(encoding="utf-8-sig") as file:
        for row in csv.DictReader(file):
            for column in ("NameData", "NameOrigFull", "NameOrigFullEng", "NewNameFullEng"):
                if row[column] and row[column] != "n/a":
                    yield row[column]


def capital_names(shared: Path) -> Iterator[str]:
    """Names of the actor dictionaries, which are all in capitals."""
    for path in sorted((shared / "actors").glob("Phoenix.*.actors.txt")):
        for line in path.read_text(encoding="utf-8", errors="replace").splitlines():
            name = re.split(r"[\[#;]", line)[0].strip().strip("+_").replace("_", " ").strip()
            if name and name[0].isalpha():
                yield name


def dictionary(path: Path) -> frozenset[str]:
    """Base forms of plain English words: those the word list has in lower case only."""
    words = [w for w in path.read_text(encoding="utf-8").split() if "'" not in w and len(w) > 2]
    capital = {w.lower() for w in words if w[0].isupper()}
    lower = frozenset(w for w in words if w.islower() and w not in capital)
    return frozenset(w for w in lower if not is_plain(w, lower - {w}))


def group_pairs(shared: Path) -> Iterator[str]:
    """Pairs of neighbours within names of groups and offices ("shining path")."""
    every = [re.split(r"[\[#;(]", n)[0] for n in capital_names(shared)]
    with (shared / "actors" / "ucdp-actor-221.csv").open(encoding="utf-8-sig") as file:
        for row in csv.DictReader(file):
            every += [row[c] for c in ("NameData", "NameOrigFull", "NameOrigFullEng", "NewNameFullEng")]
    for name in every:
        tokens = [t.lower() for t in TOKEN.findall(name)]
        yield from (f"{a}_{b}" for a, b in pairwise(tokens))


class Statistics(NamedTuple):
    lower: Counter[str]
    title: Counter[str]
    gazetteer: Counter[str]
    plain: frozenset[str]


def bucket(low: str, stats: Statistics, own: tuple[Counter[str], Counter[str]] | None = None) -> str:
    """What the tables say of a word, without the document it stands in."""
    lower, title = stats.lower[low], stats.title[low]
    if own is not None:
        lower, title = lower - own[0][low], title - own[1][low]
    total = lower + title
    if total >= 2:
        share = (title + 0.3) / (total + 0.6)
        level = sum(share > x for x in (0.01, 0.04, 0.15, 0.35, 0.65, 0.85, 0.96))
        seen = f"{level}{'+' if total >= 20 else ''}"
    else:
        seen = "-" if total == 0 else ("l" if lower else "t")
    n = stats.gazetteer[low]
    name = 0 if n == 0 else 1 if n < 5 else 2 if n < 60 else 3
    return f"b:{seen}|{name}|{int(is_plain(low, stats.plain))}"


class Model:
    """Averaged perceptron over a chain of two labels; scores are for label 1 against label 0."""

    def __init__(self) -> None:
        self.weights: defaultdict[str, float] = defaultdict(float)
        self.sums: defaultdict[str, float] = defaultdict(float)
        self.step = 0

    def decode(self, emissions: list[list[str]], pinned: list[int], transitions: list[tuple[str, str]]) -> list[int]:
        w = self.weights
        best0, best1 = 0.0, -1e9
        back: list[tuple[int, int]] = []
        for features, pin, (from0, from1) in zip(emissions, pinned, transitions, strict=True):
            score = sum(w.get(f, 0.0) for f in features)
            a, b = w.get(from0, 0.0), w.get(from1, 0.0)
            stay0 = 0 if best0 >= best1 else 1
            stay1 = 0 if best0 + a >= best1 + b else 1
            next0 = max(best0, best1)
            next1 = (best1 + b if stay1 else best0 + a) + score
            if pin == 0:
                next1 = -1e9
            back.append((stay0, stay1))
            best0, best1 = next0, next1
        label = int(best1 > best0)
        out = []
        for stay0, stay1 in reversed(back):
            out.append(label)
            label = stay1 if label else stay0
        return out[::-1]

    def learn(
        self, emissions: list[list[str]], pinned: list[int], transitions: list[tuple[str, str]], gold: list[int]
    ) -> None:
        self.step += 1
        guess = self.decode(emissions, pinned, transitions)
        target = [g if x < 0 else x for g, x in zip(guess, gold, strict=True)]
        if guess == target:
            return
        previous_g = previous_t = 0
        for features, pair, g, t in zip(emissions, transitions, guess, target, strict=True):
            if g != t:
                for f in features:
                    self.add(f, 1.0 if t else -1.0)
            if g:
                self.add(pair[previous_g], -1.0)
            if t:
                self.add(pair[previous_t], 1.0)
            previous_g, previous_t = g, t

    def add(self, feature: str, value: float) -> None:
        self.weights[feature] += value
        self.sums[feature] += value * self.step

    def average(self) -> None:
        for feature, value in self.weights.items():
            self.weights[feature] = value - self.sums[feature] / max(1, self.step)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("shared", type=Path)
    parser.add_argument("--words", type=Path, default=Path("/usr/share/dict/american-english-small"))
    parser.add_argument("--report", action="store_true")
    options = parser.parse_args()
    rng = random.Random(11)
    documents: list[list[list[tuple[str, str]]]] = []
    for name in SETS:
        seen: set[str] = set()
        with (options.shared / "eval" / "data" / name / "docs.jsonl").open(encoding="utf-8") as file:
            for line in file:
                text = json.loads(line)["text"]
                sentences = list(labelled(text))
                if sentences and text[:60] not in seen:
                    seen.add(text[:60])
                    documents.append(sentences)
    held: list[list[list[tuple[str, str]]]] = []
    if options.report:
        held, documents = documents[::10], [d for i, d in enumerate(documents) if i % 10]

    lower: Counter[str] = Counter()
    title: Counter[str] = Counter()
    forms: defaultdict[str, Counter[str]] = defaultdict(Counter)
    documents_of: Counter[str] = Counter()
    pairs_of: Counter[str] = Counter()
    trained: list[tuple[list[list[Word]], tuple[Counter[str], Counter[str]]]] = []
    for document in documents:
        own: tuple[Counter[str], Counter[str]] = (Counter(), Counter())
        sequences = [sequence(s) for s in document]
        words: set[str] = set()
        pairs: set[str] = set()
        for pairs_, words_ in zip(document, sequences, strict=True):
            for (low, form), word in zip(pairs_, words_, strict=True):
                if low[0].isalpha() and word.label >= 0:
                    own[word.label][low] += 1
                    forms[low][form] += 1
            words.update(w.low for w in words_)
            pairs.update(f"{a.low} {b.low}" for a, b in pairwise(words_))
        lower.update(own[0])
        title.update(own[1])
        documents_of.update(words)
        pairs_of.update(pairs)
        trained.append((sequences, own))
    gazetteer: Counter[str] = Counter()
    sampled: list[str] = []
    acronyms: Counter[str] = Counter()
    for name in names(options.shared):
        tokens = TOKEN.findall(name)
        if len(tokens) > 8:
            continue
        gazetteer.update(t.lower() for t in tokens if t[0].isupper())
        acronyms.update(t.lower() for t in tokens if len(t) > 2 and t.isupper())
        if len(tokens) > 1 and rng.random() < 0.006:
            sampled.append(name)
    known_capital: Counter[str] = Counter()
    for name in capital_names(options.shared):
        known_capital.update(t.lower() for t in TOKEN.findall(name) if t[0].isalpha())
    gazetteer.update({w: n for w, n in known_capital.items() if len(w) > 2})
    stats = Statistics(lower, title, gazetteer, dictionary(options.words))
    groups = frozenset(
        p for p in group_pairs(options.shared) if all(w not in SMALL and is_plain(w, stats.plain) for w in p.split("_"))
    )
    print(
        len(documents),
        "documents",
        sum(lower.values()) + sum(title.values()),
        "words",
        len(sampled),
        "names",
        file=sys.stderr,
    )

    frequent = frozenset(w for w, n in documents_of.items() if n >= 12)
    common_pairs = frozenset(p for p, n in pairs_of.items() if n >= 4 and p[0].isalpha() and p[-1].isalpha())

    def emissions(words: list[Word], own: tuple[Counter[str], Counter[str]] | None) -> list[list[str]]:
        lows = [w.low for w in words]
        levels = [bucket(w, stats, own) if w[0].isalpha() else "b:." for w in lows]
        found = []
        for i, low in enumerate(lows):
            if not low[0].isalpha():
                found.append([])
                continue
            features = [levels[i]]
            seen = stats.lower[low] + stats.title[low] - (own[0][low] + own[1][low] if own else 0)
            if seen < 3:
                features.append(suffix_feature(low))
            elif low in frequent:
                features.append("w:" + low)
            before = lows[i - 1] if i else "^"
            after = lows[i + 1] if i + 1 < len(lows) else "$"
            if before in frequent or before == "^":
                features.append("p:" + before)
            if after in frequent or after == "$":
                features.append("n:" + after)
            if f"{before}_{low}" in groups or f"{low}_{after}" in groups:
                features.append("group")
            for pair, kind in ((f"{before} {low}", "q:"), (f"{low} {after}", "r:")):
                if pair in common_pairs:
                    features.append(kind + pair)
            found.append(features)
        return found

    def transitions(words: list[Word]) -> list[tuple[str, str]]:
        return [context_features(words[i - 1].low if i else "^") for i in range(len(words))]

    examples: list[tuple[list[list[str]], list[int], list[tuple[str, str]], list[int]]] = []

    def add(words: list[Word], own: tuple[Counter[str], Counter[str]] | None) -> None:
        pinned = [1 if w.low[0].isalpha() else 0 for w in words]
        examples.append((emissions(words, own), pinned, transitions(words), [w.label for w in words]))

    for sequences, own in trained:
        for words in sequences:
            add(words, own)
    nothing: tuple[Counter[str], Counter[str]] = (Counter(), Counter())
    for name in sampled:
        tokens = TOKEN.findall(name)
        own = (nothing[0], nothing[1])
        frame = [Word("in", 0), *(Word(t.lower(), int(t[0].isupper())) for t in tokens), Word(",", 0)]
        add(frame, own)
    model = Model()
    for epoch in range(4):
        rng.shuffle(examples)
        for example in examples:
            model.learn(*example)
        print("epoch", epoch, file=sys.stderr)
    model.average()

    # Word-level weights are added up, so that the reader looks up one number a word; words that fare much as
    # an unknown word of their kind does are left to that.
    out: dict[str, float] = {}
    weights = model.weights
    kinds = {kind: weights.get(f"b:-|0|{kind}", 0.0) for kind in (0, 1)}
    for low in sorted(
        set(lower) | set(title) | {w for w in gazetteer if is_plain(w, stats.plain) or gazetteer[w] >= 60}
    ):
        if not low[0].isalpha() or (len(low) == 1 and low != "a"):
            continue
        value = weights.get(bucket(low, stats), 0.0)
        seen = lower[low] + title[low]
        if seen < 3:
            value += weights.get(suffix_feature(low), 0.0)
        elif low in frequent:
            value += weights.get("w:" + low, 0.0)
        usual = kinds[int(is_plain(low, stats.plain))] + weights.get(suffix_feature(low), 0.0)
        if seen >= 10 or (abs(value - usual) >= 1.0 and (value * usual < 0 or min(abs(value), abs(usual)) < 3.0)):
            out["w:" + low] = value
    for feature, value in weights.items():
        if feature[:2] in ("p:", "n:", "q:", "r:", "s:", "t:") and abs(value) >= (0.7 if feature[0] in "qr" else 0.2):
            out[feature] = value
    out["unknown"], out["plain"], out["group"] = kinds[0], kinds[1], weights["group"]
    grouped: defaultdict[int, list[str]] = defaultdict(list)
    for feature, value in out.items():
        n = max(-LIMIT, min(LIMIT, round(value * SCALE)))
        if n or feature[:2] == "w:":
            grouped[n].append(feature.replace(" ", "_"))
    mixed = sorted(
        form
        for low, found in forms.items()
        for form, n in found.items()
        if n >= 2
        and n > 0.6 * sum(found.values())
        and not form.islower()
        and not form.isupper()
        and form != low.capitalize()
        and "'" not in form
        and "’" not in form
    )
    for low, found in forms.items():
        if len(low) > 1 and low.isalpha():
            total = sum(found.values())
            if found[low.upper()] >= 2 and found[low.upper()] > 0.5 * total:
                acronyms[low] += 1
            elif total >= 2:
                del acronyms[low]
    upper = sorted(w for w in acronyms if w.isalpha() and not (is_plain(w, stats.plain) and lower[w] > 1))
    lines = [f"{n}\t{' '.join(sorted(features))}" for n, features in sorted(grouped.items())]
    lines.append("upper\t" + " ".join(upper))
    lines.append("mixed\t" + " ".join(mixed))
    lines.append("plain\t" + " ".join(sorted(stats.plain)))
    lines.append("groups\t" + " ".join(sorted(groups)))
    target = Path(__file__).with_name("model.txt")
    target.write_text("\n".join(lines) + "\n", encoding="utf-8")
    print(len(out), "features", target.stat().st_size, "bytes", file=sys.stderr)
    if options.report:
        report(held)


def report(held: Iterable[list[list[tuple[str, str]]]]) -> None:
    """Right decisions on words that are not the first of a sentence, from capitals."""
    from kg.extract.truecase import restore

    right = total = missed = false = capitals = 0
    wrong: Counter[str] = Counter()
    for document in held:
        for pairs in document:
            text = " ".join(form for _, form in pairs)
            cased = restore(text.upper()).split(" ")
            if len(cased) != len(pairs):
                continue
            for (_, form), word, known in zip(pairs, cased, sequence(pairs), strict=True):
                if not form[0].isalpha() or known.label < 0:
                    continue
                total += 1
                capitals += known.label
                if form[0].isupper() == word[0].isupper():
                    right += 1
                elif form[0].isupper():
                    missed += 1
                    wrong["-" + form] += 1
                else:
                    false += 1
                    wrong["+" + form] += 1
    print(
        f"{total} words, {100 * right / total:.2f} % right; {capitals} capitals, "
        f"missed {100 * missed / capitals:.1f} %, given wrongly {100 * false / (capitals - missed + false):.1f} %"
    )
    print(wrong.most_common(60))


if __name__ == "__main__":
    main()
