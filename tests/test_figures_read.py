"""Numbers, casualties and equipment read out of sentences, from tables."""

from __future__ import annotations

import pytest
from spacy.language import Language

from kg.counts import Count, Qualifier
from kg.extract.casualties import find_casualties
from kg.extract.counts import find_counts
from kg.extract.equipment import find_equipment
from kg.extract.mentions import CasualtyMention, CountMention, EquipmentMention
from kg.extract.parse import Parsed, parse
from kg.extract.tolls import event_tolls
from kg.lexicon import Lexicon, load_lexicon
from kg.model import Article
from tests.tables import cases

_MARKS = {
    Qualifier.EXACT: "",
    Qualifier.ABOUT: "~",
    Qualifier.NEARLY: "<",
    Qualifier.UP_TO: "<=",
    Qualifier.AT_LEAST: ">=",
    Qualifier.MORE_THAN: ">",
}


@pytest.fixture(scope="module")
def lexicon() -> Lexicon:
    return load_lexicon()


def _parsed(text: str, nlp: Language) -> Parsed:
    return parse(Article("t", text), nlp)


def _or_dash(value: object) -> str:
    return "-" if value is None else str(value)


def _short(count: Count) -> str:
    """A count in the notation of the tables: 12, ~450, <40, <=90, >=12, >100, 30-40 (a range), 24..99 (a word)."""
    if count.value is not None:
        return f"{_MARKS[count.qualifier]}{count.value}"
    low, high = ("" if n is None else str(n) for n in (count.low, count.high))
    return f"{low}{'-' if count.qualifier is Qualifier.RANGE else '..'}{high}"


def _count_row(c: CountMention, text: str) -> str:
    k = c.count
    cells = [c.span.of(text), *map(_or_dash, (k.value, k.low, k.high)), k.qualifier.value, _or_dash(c.unit)]
    return "|".join(cells)


def _casualty_row(m: CasualtyMention, text: str) -> str:
    side = {True: "civilian", False: "combatant", None: "-"}[m.civilian]
    flags = [name for name, said in (("total", m.total), ("hit", m.hit), ("lasting", m.lasting)) if said]
    if m.harmed.reference != "new":
        flags.append(m.harmed.reference)
    return " ".join([m.kind, _short(m.count), m.span.of(text).replace(" ", "_"), side, *flags])


def _equipment_row(e: EquipmentMention, text: str) -> str:
    number = "-" if e.count is None else _short(e.count)
    return "|".join([e.span.of(text), e.type, e.name, number, e.mounting or "-"])


@pytest.mark.parametrize(("text", "expected"), cases("counts.tsv"))
def test_counts(text: str, expected: str, nlp: Language, lexicon: Lexicon) -> None:
    found = find_counts(_parsed(text, nlp), lexicon)
    assert " ; ".join(_count_row(c, text) for c in found) == expected


@pytest.mark.parametrize(("text", "expected"), cases("casualties.tsv"))
def test_casualties(text: str, expected: str, nlp: Language, lexicon: Lexicon) -> None:
    parsed = _parsed(text, nlp)
    found = find_casualties(parsed, find_counts(parsed, lexicon), (), lexicon)
    assert " ; ".join(_casualty_row(m, text) for m in found) == expected


@pytest.mark.parametrize(("text", "expected"), cases("equipment.tsv"))
def test_equipment(text: str, expected: str, nlp: Language, lexicon: Lexicon) -> None:
    parsed = _parsed(text, nlp)
    found = find_equipment(parsed, find_counts(parsed, lexicon), lexicon)
    assert " ; ".join(_equipment_row(e, text) for e in found) == expected


@pytest.mark.parametrize(("text", "expected"), cases("tolls.tsv"))
def test_event_tolls(text: str, expected: str, nlp: Language, lexicon: Lexicon) -> None:
    parsed = _parsed(text, nlp)
    found = event_tolls(find_casualties(parsed, find_counts(parsed, lexicon), (), lexicon), parsed)
    told = [f"{m.kind} {_short(m.count)}{' total' if m.total else ''}" for m in found]
    assert " ; ".join(sorted(told)) == expected


_ODD = (
    *("", " ", "\x00", "- - - " * 500, "between and or", "٣ killed", "½ dead", "the the of of 12", "12,34,56 and"),
    *("1" * 5000, "killed " * 300, "one " * 400, "5 killed " * 200, "dozens of dozens of dozens", "T-72-T-72-"),
    *("a a a dozen hundred thousand million billion", "shot shot and and killed", "the dead of the dead of the dead"),
)


@pytest.mark.parametrize("text", _ODD, ids=range(len(_ODD)))
def test_odd_text_neither_crashes_nor_leaves_the_text(text: str, nlp: Language, lexicon: Lexicon) -> None:
    parsed = _parsed(text, nlp)
    counts = find_counts(parsed, lexicon)
    spans = [c.span for c in counts]
    spans += [m.span for m in find_casualties(parsed, counts, (), lexicon)]
    spans += [e.span for e in find_equipment(parsed, counts, lexicon)]
    assert all(0 <= s.begin < s.end <= len(text) for s in spans)
