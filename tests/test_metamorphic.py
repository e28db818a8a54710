"""An article renamed is read as before: towns, groups, figures, days, states or the mere look of the page change, the facts do not.

The article lies beside the checkout, never in it: here stand only tables of what is put for what. The reading of each
variant is held against the renamed reading of the original, and both against the analyst's facts, renamed the same way.
"""

from __future__ import annotations

import importlib.util
import json
import re
import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from itertools import accumulate
from pathlib import Path
from typing import Any

import pytest
import yaml

from kg.extract.reading import Reader, read_article
from kg.model import Article, ArticleReading
from kg.read.metadata import complete
from tests.tables import ROOT

Record = dict[str, Any]
Item = tuple[Any, ...]

TOLERANCE = 0.03
"""How much F1 of events, and of facts, a variant may lose against the original."""


@dataclass(frozen=True, slots=True)
class Calendar:
    """Days and months put for others, first and last day of a month going with it."""

    days: tuple[tuple[str, str], ...] = ()
    months: tuple[tuple[str, str], ...] = ()
    published: str | None = None
    """Given as the publication date; ``None``: inferred from the dateline."""

    def moved(self, when: str) -> str:
        for old, new in self.days:
            if when.startswith(old):
                return new + when[len(old) :]
        for old, new in self.months:
            if when == old:
                return new
            if when.startswith(old) and when in (f"{old}-01", _last_day(old)):
                return f"{new}-01" if when.endswith("-01") else _last_day(new)
        return when


def _last_day(month: str) -> str:
    year, number = map(int, month.split("-"))
    following = date(year + number // 12, number % 12 + 1, 1)
    return date.fromordinal(following.toordinal() - 1).isoformat()


@dataclass(frozen=True, slots=True)
class Variant:
    """A way to rename the article: whole words put for others, figures, a calendar, a change of the look at the end."""

    name: str
    words: tuple[tuple[str, str], ...] = ()
    figures: tuple[tuple[int, int], ...] = ()
    calendar: Calendar = Calendar()
    look: Callable[[str], str] = str
    """Keeps the length of the text."""
    body_only: bool = False
    """Without the lines of the title: from the dateline on."""
    unknown: tuple[str, ...] = ()
    """Names that no table of ours may have."""

    def renamed(self, text: str) -> str:
        return self.look(self.reworded(text))

    def reworded(self, text: str) -> str:
        return "".join(new for _, new in self._pieces(text))

    def offset(self, text: str) -> Callable[[int], int]:
        """Where a position of the original stands in the whole renamed text; inside a renamed word: at its begin or end."""
        pieces = self._pieces(text)
        ends = list(accumulate(len(old) for old, _ in pieces))
        new_ends = list(accumulate(len(new) for _, new in pieces))

        def moved(position: int) -> int:
            for (old, new), end, new_end in zip(pieces, ends, new_ends, strict=True):
                if position <= end:
                    behind = end - position
                    return new_end - (behind if old == new or not behind else len(new))
            return new_ends[-1]

        return moved

    def _pieces(self, text: str) -> list[tuple[str, str]]:
        if not self.words:
            return [(text, text)]
        table = dict(self.words)
        longest_first = sorted(table, key=len, reverse=True)
        parts = re.split(
            r"(?<!\w)(" + "|".join(re.escape(old).replace(r"\ ", r"\s") for old in longest_first) + r")(?!\w)", text
        )
        return [(part, table[" ".join(part.split())] if i % 2 else part) for i, part in enumerate(parts)]


def _typographic(text: str) -> str:
    """Curled quotation marks, the way newspapers set them."""
    return re.sub(r'"([^"]*)"', "\u201c\\1\u201d", text)


def _wrapped(text: str) -> str:
    """Lines of at most 72 characters, as on a wire: spaces become line breaks, the length stays."""
    found = list(text)
    begin = space = 0
    for i, c in enumerate(text):
        if c == "\n":
            begin = i + 1
        elif c == " ":
            space = i
        if i - begin >= 72 and space > begin:
            found[space] = "\n"
            begin = space + 1
    return "".join(found)


def _places(province: str, city: str, villages: tuple[str, str, str, str, str, str]) -> tuple[tuple[str, str], ...]:
    old = ("Abu-Djreif", "Samka", "Maar Shamarin", "Crati", "Al-Rashidin", "Baliramoun")
    return (("Idlib", province), ("Aleppo", city), *zip(old, villages, strict=True))


def _state(name: str, adjective: str) -> tuple[tuple[str, str], ...]:
    return (("Syria", name), ("Syrian", adjective))


def _teller(
    name: str, adjective: str, capital: str, agency: str, president: str, partner: str
) -> tuple[tuple[str, str], ...]:
    return (
        ("Russia", name),
        ("Russian", adjective),
        ("MOSCOW", capital),
        ("TASS", agency),
        ("Vladimir Putin", president),
        ("Turkey", partner),
    )


def _group(name: str) -> tuple[tuple[str, str], ...]:
    return (("Turkistan Islamic Party", name),)


_MAY = (
    (
        ("January 23", "May 14"),
        ("January 22", "May 13"),
        ("January 9", "April 30"),
        ("January 16-22", "May 7-13"),
        ("Thursday", "Tuesday"),
        ("summer of 2016", "summer of 2022"),
        ("In October", "In September"),
        ("November 2016", "October 2022"),
        ("December 16", "November 11"),
        ("December 2016", "November 2022"),
    ),
    Calendar(
        days=(
            ("2020-01-23", "2024-05-14"),
            ("2020-01-22", "2024-05-13"),
            ("2020-01-16", "2024-05-07"),
            ("2020-01-09", "2024-04-30"),
            ("2016-12-16", "2022-11-11"),
        ),
        months=(
            ("2016-06", "2022-06"),
            ("2016-08", "2022-08"),
            ("2016-10", "2022-09"),
            ("2016-11", "2022-10"),
            ("2016-12", "2022-11"),
        ),
    ),
)
_JULY = (
    (
        ("January 23", "July 20"),
        ("January 22", "July 19"),
        ("January 9", "July 3"),
        ("January 16-22", "July 12-19"),
        ("Thursday", "Monday"),
        ("summer of 2016", "spring of 2013"),
        ("In October", "In June"),
        ("November 2016", "August 2013"),
        ("December 16", "October 5"),
        ("December 2016", "October 2013"),
    ),
    Calendar(
        days=(
            ("2020-01-23", "2015-07-20"),
            ("2020-01-22", "2015-07-19"),
            ("2020-01-16", "2015-07-12"),
            ("2020-01-09", "2015-07-03"),
            ("2016-12-16", "2013-10-05"),
        ),
        months=(
            ("2016-06", "2013-03"),
            ("2016-08", "2013-05"),
            ("2016-10", "2013-06"),
            ("2016-11", "2013-08"),
            ("2016-12", "2013-10"),
        ),
        published="2015-07-20",
    ),
)
_FIGURES = (
    ("450", "620"),
    ("40", "70"),
    ("80", "130"),
    ("200", "370"),
    ("20", "15"),
    ("34", "41"),
    ("250", "310"),
    ("50", "85"),
    ("90", "160"),
    ("28", "33"),
    ("56", "1,204"),
    ("two", "three"),
    ("four", "six"),
    ("seven", "twenty-one"),
    ("nine", "thirteen"),
)
_VALUES = (
    (450, 620),
    (40, 70),
    (80, 130),
    (200, 370),
    (20, 15),
    (34, 41),
    (250, 310),
    (50, 85),
    (90, 160),
    (28, 33),
    (56, 1204),
    (2, 3),
    (4, 6),
    (7, 21),
    (9, 13),
)

_VELMORA = ("Dorvashketh", "Saltrim", "Urgan Belhesh", "Trezko", "Al-Qumbarin", "Vashtimoun")
_KESH = ("Kwombizhu", "Ptchorambesh", "Zor Abdegi", "Gheltamuku", "Mbarunde", "Ouradjivo")

VARIANTS = (
    Variant(
        "ukraine",
        (
            *_places(
                "Kherson",
                "Kharkiv",
                ("Stara-Lozivka", "Hrebinne", "Velyka Dubrava", "Zaluzhne", "Kamianets", "Rohivka"),
            ),
            *_state("Ukraine", "Ukrainian"),
            *_group("Vostok Battalion"),
            *_teller("Poland", "Polish", "WARSAW", "PAP", "Andrzej Duda", "Romania"),
        ),
    ),
    Variant(
        "yemen",
        (
            *_places("Marib", "Taiz", ("Al-Kasarah", "Sirwah", "Jabal Murad", "Raghwan", "Al-Dhabab", "Maqbanah")),
            *_state("Yemen", "Yemeni"),
            *_group("Ansar al-Sharia"),
            *_teller("Oman", "Omani", "MUSCAT", "ONA", "Haitham bin Tariq", "Saudi Arabia"),
        ),
    ),
    Variant(
        "colombia",
        (
            *_places("Cauca", "Arauca", ("San-Isidro", "Corinto", "El Palo", "Caloto", "La Esmeralda", "Saravena")),
            *_state("Colombia", "Colombian"),
            *_group("National Liberation Army"),
            *_teller("Cuba", "Cuban", "HAVANA", "ACN", "Raul Castro", "Venezuela"),
        ),
    ),
    Variant(
        "mali",
        (
            *_places("Gao", "Mopti", ("Tin-Akoff", "Labbezanga", "Ouro Modi", "Tessit", "Bandiagara", "Sokoura")),
            *_state("Mali", "Malian"),
            *_group("Islamic State in the Greater Sahara"),
            *_teller("Algeria", "Algerian", "ALGIERS", "APS", "Abdelmadjid Tebboune", "Niger"),
            ("province", "region"),
        ),
    ),
    Variant(
        "myanmar",
        (
            *_places("Rakhine", "Loikaw", ("Kan-Gyi", "Paletwa", "Mrauk U", "Minbya", "Demoso", "Hpruso")),
            *_state("Myanmar", "Burmese"),
            *_group("Arakan Army"),
            *_teller("India", "Indian", "NEW DELHI", "PTI", "Narendra Modi", "China"),
            ("province", "state"),
        ),
    ),
    Variant(
        "somalia",
        (
            *_places("Hiiraan", "Kismayo", ("Bula-Burte", "Halgan", "Ceel Cali", "Moqokori", "Bar Sanguni", "Kudhaa")),
            *_state("Somalia", "Somali"),
            *_group("Harakat al-Shabaab"),
            *_teller("Kenya", "Kenyan", "NAIROBI", "KNA", "William Ruto", "Ethiopia"),
            ("A militant", "An insurgent"),
            ("militants", "insurgents"),
            ("militant", "insurgent"),
        ),
    ),
    Variant(
        "invented",
        (
            *_places("Tolvash", "Berkadin", _VELMORA),
            *_state("Velkmoria", "Velkmorian"),
            *_group("Dorvat Renewal League"),
            *_teller("Drathia", "Drathian", "GRODHOLM", "OTN", "Ivar Lundesk", "Zembrakia"),
        ),
        unknown=("Tolvash", "Berkadin", *_VELMORA, "Velkmoria", "Drathia", "Zembrakia", "Dorvat Renewal League"),
    ),
    Variant(
        "invented, figures and days too",
        (
            *_places("Ngorrambe", "Wassadji", _KESH),
            *_state("Kezhumbrok", "Kezhumbrokan"),
            *_group("Kwombizhu Freedom Brigade"),
            *_teller("Zantara", "Zantaran", "MBEKULE", "ZPA", "Jonas Okwelle", "Lundaria"),
            *_FIGURES,
            *_MAY[0],
        ),
        figures=_VALUES,
        calendar=_MAY[1],
        unknown=("Ngorrambe", "Wassadji", *_KESH, "Kezhumbrok", "Zantara", "Lundaria", "Kwombizhu Freedom Brigade"),
    ),
    Variant("groups", (*_group("Army of the Red Valley"), ("militants", "rebels"), ("militant", "rebel"))),
    Variant("figures", _FIGURES, figures=_VALUES),
    Variant("days, the year inferred", _MAY[0], calendar=_MAY[1]),
    Variant("days, the date given", _JULY[0], calendar=_JULY[1]),
    Variant(
        "ministry and centre",
        (
            ("Defense Ministry", "Interior Ministry"),
            ("of the Opposing Sides", "of the Truce"),
            ("Center for the Reconciliation", "Office for the Monitoring"),
            ("Center", "Office"),
            ("General Staff", "Security Council"),
        ),
    ),
    Variant(
        "sudan, al- names, another agency's dateline",
        (
            *_places(
                "North Kordofan",
                "El Obeid",
                ("Al-Jabalain", "Um Sayala", "Wad Ashana", "Kazgeil", "Al-Rahad", "Jabrat al-Sheikh"),
            ),
            *_state("Sudan", "Sudanese"),
            *_group("Justice and Equality Movement"),
            ("MOSCOW, January 23. /TASS/", "ADDIS ABABA, 23 January /ENA/"),
            *_teller("Ethiopia", "Ethiopian", "ADDIS ABABA", "ENA", "Abiy Ahmed", "Egypt"),
            ("province", "state"),
        ),
    ),
    Variant(
        "sahel, unknown villages, a group in French",
        (
            *_places(
                "Soum", "Djibo", ("Bani-Koumbrandé", "Belehede", "Pobe Mengao", "Tongomayel", "N'Diarra", "Gaskindé")
            ),
            *_state("Burkina Faso", "Burkinabe"),
            *_group("Katiba Hanifa"),
            *_teller("Senegal", "Senegalese", "DAKAR", "APS", "Macky Sall", "Togo"),
            ("militants", "fighters"),
        ),
    ),
    Variant(
        "kashmir, apostrophes and double names",
        (
            *_places(
                "Kupwara", "Srinagar", ("Dar-Sopore", "Tral", "Bagh Nowgam", "Handwara", "Al-Qurra'a", "Pir Panjal")
            ),
            *_state("India", "Indian"),
            *_group("Hizbul Mujahideen"),
            *_teller("China", "Chinese", "BEIJING", "XINHUA", "Xi Jinping", "Pakistan"),
            ("province", "district"),
        ),
    ),
    Variant(
        "iraq",
        (
            *_places("Anbar", "Ramadi", ("Abu-Ghraib", "Saqlawiyah", "Tel Afar", "Sinjar", "Al-Qaim", "Haditha")),
            *_state("Iraq", "Iraqi"),
            *_group("Naqshbandi Army"),
            *_teller("Iran", "Iranian", "TEHRAN", "IRNA", "Hassan Rouhani", "Jordan"),
        ),
    ),
    Variant(
        "philippines",
        (
            *_places(
                "Maguindanao", "Cotabato", ("Datu-Piang", "Pagatin", "Shariff Aguak", "Mamasapano", "Talayan", "Upi")
            ),
            *_state("Philippines", "Philippine"),
            *_group("Bangsamoro Islamic Freedom Fighters"),
            *_teller("Indonesia", "Indonesian", "JAKARTA", "ANTARA", "Joko Widodo", "Malaysia"),
        ),
    ),
    Variant(
        "congo, rebels",
        (
            *_places(
                "North Kivu", "Goma", ("Kitshanga-Kwavu", "Bunagana", "Mushaki Kati", "Karuba", "Sake", "Kibumba")
            ),
            *_state("Congo", "Congolese"),
            *_group("Allied Democratic Forces"),
            *_teller("Angola", "Angolan", "LUANDA", "ANGOP", "Joao Lourenco", "Rwanda"),
            ("militants", "rebels"),
            ("militant", "rebel"),
        ),
    ),
    Variant(
        "invented, one-word and three-word villages",
        (
            *_places(
                "Quenzhar",
                "Dostrevik",
                ("Belmora", "Hashtun", "Upper Gor Tavesh", "Lindrabad", "Osk-Veran", "Pilmenu"),
            ),
            *_state("Tarvania", "Tarvanian"),
            *_group("People's Front for Quenzhar"),
            *_teller("Holmsk", "Holmskian", "ESTERFELD", "HNA", "Pavo Rintala", "Vostria"),
        ),
        unknown=("Quenzhar", "Dostrevik", "Hashtun", "Lindrabad", "Pilmenu"),
    ),
    Variant(
        "nigeria, places and group",
        (
            *_places("Borno", "Maiduguri", ("Dikwa", "Mafa", "Gamboru Ngala", "Kukawa", "Konduga", "Monguno")),
            *_state("Nigeria", "Nigerian"),
            *_group("Boko Haram"),
        ),
    ),
    Variant(
        "ethiopia, places and group",
        (
            *_places("Amhara", "Gondar", ("Debark", "Kombolcha", "Addis Zemen", "Woldia", "Lalibela", "Kobo")),
            *_state("Ethiopia", "Ethiopian"),
            *_group("Oromo Liberation Army"),
        ),
    ),
    Variant(
        "libya, places and group",
        (
            *_places("Fezzan", "Benghazi", ("Ajdabiya", "Sirte", "Bani Walid", "Brak", "Ghat", "Murzuq")),
            *_state("Libya", "Libyan"),
            *_group("Islamic State"),
        ),
    ),
    Variant(
        "myanmar, places and group",
        (
            *_places("Sagaing", "Mandalay", ("Monywa", "Kalay", "Ye U", "Khin U", "Tamu", "Kani")),
            *_state("Myanmar", "Myanmar"),
            *_group("Arakan Army"),
        ),
    ),
    Variant(
        "afghanistan, places and group",
        (
            *_places("Helmand", "Kandahar", ("Sangin", "Marjah", "Musa Qala", "Nawzad", "Garmsir", "Khanashin")),
            *_state("Afghanistan", "Afghan"),
            *_group("Haqqani Network"),
        ),
    ),
    Variant(
        "ukraine, places and group",
        (
            *_places("Donetsk", "Kharkiv", ("Avdiivka", "Pisky", "Velyka Novosilka", "Lyman", "Izium", "Kupiansk")),
            *_state("Ukraine", "Ukrainian"),
            *_group("Sparta Battalion"),
        ),
    ),
    Variant(
        "colombia, places and group",
        (
            *_places("Cauca", "Cali", ("Toribio", "Corinto", "El Tambo", "Argelia", "Jambalo", "Miranda")),
            *_state("Colombia", "Colombian"),
            *_group("National Liberation Army"),
        ),
    ),
    Variant(
        "mozambique, places and group",
        (
            *_places(
                "Cabo Delgado", "Pemba", ("Macomia", "Palma", "Mocimboa da Praia", "Nangade", "Muidumbe", "Quissanga")
            ),
            *_state("Mozambique", "Mozambican"),
            *_group("Ansar al-Sunna"),
        ),
    ),
    Variant(
        "somalia, places and group",
        (
            *_places("Galgaduud", "Mogadishu", ("Dhusamareb", "Guriel", "El Bur", "Adado", "Jowhar", "Afgooye")),
            *_state("Somalia", "Somali"),
            *_group("al-Shabaab"),
        ),
    ),
    Variant(
        "burkina, places and group",
        (
            *_places("Sahel", "Ouagadougou", ("Djibo", "Dori", "Gorom Gorom", "Arbinda", "Kaya", "Barsalogho")),
            *_state("Burkina Faso", "Burkinabe"),
            *_group("Ansarul Islam"),
        ),
    ),
    Variant(
        "British spelling",
        (
            ("Center", "Centre"),
            ("Defense", "Defence"),
            ("large-caliber", "large-calibre"),
            ("pickup trucks", "pick-up trucks"),
        ),
    ),
    Variant(
        "figures in words",
        (
            ("450", "four hundred and fifty"),
            ("40", "forty"),
            ("80", "eighty"),
            ("200", "two hundred"),
            ("20", "twenty"),
            ("34", "thirty-four"),
            ("250", "two hundred and fifty"),
            ("50", "fifty"),
            ("90", "ninety"),
            ("28", "twenty-eight"),
            ("56", "fifty-six"),
        ),
    ),
    Variant("digits for words", (("two", "2"), ("four", "4"), ("seven", "7"), ("nine", "9"))),
    Variant("capitals", look=str.upper),
    Variant("small letters", look=str.lower),
    Variant("lines broken at a column", look=_wrapped),
    Variant("typographic quotes", look=_typographic),
    Variant("no title", body_only=True),
)


KNOWN_READINGS: dict[str, str] = {
    "kashmir, apostrophes and double names": "a town and its district share a name: both stand as the scene",
    "burkina, places and group": "of an axis between two towns of one word each only the first is read",
    "British spelling": "the men that a unit consists of are not its number once the tree hangs the vehicles elsewhere",
    "figures in words": '"up to eighty injured" without a noun has no number of its own',
}
"""Variants whose reading differs from the original's in a detail, and why."""


@dataclass(frozen=True, slots=True)
class Original:
    """The article and the analyst's facts."""

    slug: str
    text: str
    gold: Record
    scorer: Path


@pytest.fixture(scope="module")
def original(shared: Path) -> Original:
    found = sorted((shared / "articles").glob("000_*.txt"))
    if not found:
        pytest.skip("the article does not lie beside the checkout")
    facts = shared / "gold" / f"{found[0].stem}.yaml"
    if not facts.exists():
        pytest.skip("the facts of the article do not lie beside the checkout")
    return Original(
        found[0].stem,
        found[0].read_text(encoding="utf-8"),
        yaml.safe_load(facts.read_text(encoding="utf-8")),
        shared / "gold" / "score",
    )


def _records_of() -> Callable[[ArticleReading], Iterator[Record]]:
    spec = importlib.util.spec_from_file_location("direct_records", ROOT / "tests" / "benchmarks" / "direct_records.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    found: Callable[[ArticleReading], Iterator[Record]] = module.event_records
    return found


def _slug(variant: Variant) -> str:
    return re.sub(r"\W+", "-", variant.name) + "-renamed"


def _cut(variant: Variant, text: str) -> int:
    """Where the text of the variant begins within the original."""
    dateline = re.search(r"^[A-Z]{3,}, \w+ \d", text, re.MULTILINE)
    return dateline.start() if variant.body_only and dateline else 0


def _read(variant: Variant, original: Original, reader: Reader) -> list[Record]:
    text = variant.renamed(original.text[_cut(variant, original.text) :])
    given = variant.calendar.published
    article = Article(id=_slug(variant), text=text, published=date.fromisoformat(given) if given else None)
    return list(_records_of()(read_article(complete(article), reader)))


SAME = Variant("the original")


@pytest.fixture(scope="module")
def readings(original: Original, reader: Reader) -> dict[str, list[Record]]:
    """Event records of the original and of each variant."""
    return {v.name: _read(v, original, reader) for v in (SAME, *VARIANTS)}


def _items(records: list[Record], variant: Variant, cut: int = 0) -> Counter[Item]:
    """What the records state, as comparable items renamed by ``variant``; names are those that the text writes.

    Records that begin before the offset ``cut`` go by their first words after it.
    """
    figures = dict(variant.figures)

    def name(words: str) -> str:
        return " ".join(variant.renamed(words).casefold().strip('"\u201c\u201d').removeprefix("the ").split())

    def moved(when: str | None) -> str | None:
        return None if when is None else variant.calendar.moved(when)

    def count(given: Record | None) -> Item | None:
        if given is None:
            return None
        return (*(figures.get(given[k], given[k]) for k in ("value", "low", "high")), given["qualifier"])

    found: Counter[Item] = Counter()
    for r in records:
        quote = next((s for s in r["sources"] if s["begin"] >= cut), r["sources"][0])
        event = (name(quote["quote"])[:32],) if cut else (name(quote["quote"])[:32], name(r["label"]))
        found[(*event, "type", r["type"])] += 1
        found[(*event, "time", moved(r["start"]), moved(r["end"]), r["time_precision"])] += 1
        found[(*event, "outcome", r["outcome"], r["occurrences"])] += 1
        found.update((*event, "place", p["role"], name(p["mention"])) for p in r["places"])
        found.update(
            (*event, "participant", p["role"], name(p["name" if cut else "mention"]), count(p["count"]))
            for p in r["participants"]
        )
        found.update(
            (*event, "casualties", c["kind"], c["of"], c["civilian"], count(c["count"])) for c in r["casualties"]
        )
        found.update((*event, "equipment", e["type"], e["used_by"], count(e["count"])) for e in r["equipment"])
    return found


def _each(known: dict[str, str]) -> list[Any]:
    return [
        pytest.param(
            v, id=v.name, marks=[pytest.mark.xfail(strict=True, reason=known[v.name])] if v.name in known else []
        )
        for v in VARIANTS
    ]


@pytest.mark.parametrize("variant", _each(KNOWN_READINGS))
def test_reads_as_before(variant: Variant, original: Original, readings: dict[str, list[Record]]) -> None:
    same = Variant("read already")
    cut = _cut(variant, original.text)
    wanted = _items(readings[SAME.name], variant, cut)
    found = _items(readings[variant.name], same, min(cut, 1))
    assert {"missing": sorted(map(repr, wanted - found)), "new": sorted(map(repr, found - wanted))} == {
        "missing": [],
        "new": [],
    }


def _renamed_facts(variant: Variant, original: Original) -> Record:
    figures = dict(variant.figures)
    cut = _cut(variant, original.text)
    offset = variant.offset(original.text)

    def anchor(spans: list[Any]) -> list[Any]:
        if isinstance(spans[0], int):
            begin, end = spans
            return [max(0, offset(begin) - cut), max(0, offset(end) - cut)]
        return [a for a in map(anchor, spans) if a[1] > 0]

    def fact(value: Any, key: str = "") -> Any:
        if key == "anchor":
            return anchor(value)
        if isinstance(value, dict):
            return {k: fact(v, k) for k, v in value.items()}
        if isinstance(value, list):
            return [fact(v, key) for v in value]
        if isinstance(value, int) and not isinstance(value, bool):
            return figures.get(value, value)
        if isinstance(value, date):
            return variant.calendar.moved(value.isoformat())
        if isinstance(value, str) and re.match(r"\d{4}-", value):
            return variant.calendar.moved(value)
        return variant.reworded(value) if isinstance(value, str) else value

    renamed: Record = fact({k: v for k, v in original.gold.items() if k != "questions"})
    return renamed


@pytest.fixture(scope="module")
def scores(
    original: Original, readings: dict[str, list[Record]], tmp_path_factory: pytest.TempPathFactory
) -> dict[str, Record]:
    """What the scorer says of the original and of each variant, in one run."""
    folder = tmp_path_factory.mktemp("renamed")
    for variant in (SAME, *VARIANTS):
        facts = yaml.safe_dump(_renamed_facts(variant, original), allow_unicode=True, sort_keys=False)
        (folder / f"{_slug(variant)}.yaml").write_text(facts, encoding="utf-8")
    predictions = folder / "predictions.jsonl"
    lines = [json.dumps(r) for v in (SAME, *VARIANTS) for r in readings[v.name]]
    predictions.write_text("\n".join(lines), encoding="utf-8")
    command = [sys.executable, str(original.scorer), str(folder), str(predictions), "--json", "--errors"]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    by_slug = {found["slug"]: found for found in json.loads(done.stdout)["per_document"]}
    return {v.name: by_slug[_slug(v)] for v in (SAME, *VARIANTS)}


@pytest.mark.parametrize("variant", _each({}))
def test_scores_as_before(variant: Variant, scores: dict[str, Record]) -> None:
    before, after = scores[SAME.name], scores[variant.name]
    for what in ("events", "facts"):
        assert after[what]["f1"] >= before[what]["f1"] - TOLERANCE, after["errors"]


def test_invented_names_are_in_no_table(reader: Reader) -> None:
    codes = sorted(reader.gazetteer.paths)
    names = [name for v in VARIANTS for name in v.unknown]
    assert len({v.name for v in VARIANTS if v.unknown}) >= 2
    assert [n for n in names if reader.gazetteer.find(n, codes) or reader.actors.named(n)] == []
