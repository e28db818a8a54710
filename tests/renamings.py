"""Ways to rename an article that lies beside the checkout: tables of what is put for what, and nothing of its text."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import accumulate


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
    retold: bool = False
    """Other words for what happened, not names alone: such a variant is held against the facts, not against the reading."""

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

FIRST = (
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


def _two(number: int) -> str:
    return f"{number:02d}"


def _moved_to(
    published: date, before: int, form: str = "{month} {day}"
) -> tuple[tuple[tuple[str, str], ...], Calendar]:
    """The same days before another day of publication, in a wording of ``form``, and ``before`` for the year of what went before.

    The season keeps its name, so do the months of the years before.
    """

    def said(day: date, pattern: str = form) -> str:
        return pattern.format(
            month=day.strftime("%B"), short=day.strftime("%b"), day=day.day, ordinal=_ordinal(day.day)
        )

    days = {n: published - timedelta(days=n) for n in (0, 1, 7, 14)}
    first, last = days[7], days[1]
    week = (
        f"{said(first)}-{last.day}"
        if first.month == last.month and form.endswith("{day}")
        else (f"{said(first)} to {said(last)}")
    )
    words = (
        ("January 23", said(days[0])),
        ("January 22", said(days[1])),
        ("January 9", said(days[14])),
        ("January 16-22", week),
        ("Thursday", published.strftime("%A")),
        ("summer of 2016", f"summer of {before}"),
        ("November 2016", f"November {before}"),
        ("December 2016", f"December {before}"),
        ("December 16", form.format(month="December", short="Dec", day=16, ordinal="16th")),
    )
    dates = (
        ("2020-01-23", days[0].isoformat()),
        ("2020-01-22", days[1].isoformat()),
        ("2020-01-16", days[7].isoformat()),
        ("2020-01-09", days[14].isoformat()),
        ("2016-12-16", f"{before}-12-16"),
    )
    months = tuple((f"2016-{_two(m)}", f"{before}-{_two(m)}") for m in (6, 8, 10, 11, 12))
    return words, Calendar(dates, months)


def _ordinal(day: int) -> str:
    ending = "th" if 4 <= day % 100 <= 20 else {1: "st", 2: "nd", 3: "rd"}.get(day % 10, "th")
    return f"{day}{ending}"


def _at(calendar: Calendar, published: str) -> Calendar:
    return Calendar(calendar.days, calendar.months, published)


def _centre(name: str, short: str) -> tuple[tuple[str, str], ...]:
    """Who tells of it: its full name, and the name by which it goes afterwards."""
    return (
        ("Center for the Reconciliation of the Opposing Sides", name),
        ("Center for the Reconciliation", name),
        ("Center", short),
    )


def _zone(kind: str, accord: str, halted: str) -> tuple[tuple[str, str], ...]:
    return (
        ("de-escalation zone", kind),
        ("an agreement", accord),
        ("military activities were halted", halted),
    )


def _fighters(one: str, more: str, an: str = "A") -> tuple[tuple[str, str], ...]:
    return (("A militant", f"{an} {one}"), ("militants", more), ("militant", one))


def _abbreviated(name: str, short: str) -> tuple[tuple[str, str], ...]:
    """A group that the text gives with its abbreviation; the facts know it without."""
    outlawed = "Turkistan Islamic Party [outlawed in"
    return ((outlawed, f"{name} ({short}) [outlawed in"), ("Turkistan Islamic Party", name))


def _in_one_paragraph(text: str) -> str:
    """Paragraphs of running text hung together; titles stand alone. The length stays."""
    return re.sub(r'(?<=[.”"])\n\n(?=[^\n]{100,})', "  ", text)


def _teller_first(text: str) -> str:
    """The lead with who says so before what is said: the length stays."""
    return re.sub(
        r"^(.*[/)]\W+)(Some [^\n]*?), (the [^\n]+? said on \w+)\.", _swapped, text, count=1, flags=re.MULTILINE
    )


def _swapped(found: re.Match[str]) -> str:
    opening, told, teller = found.groups()
    return f"{opening}T{teller[1:]}: {told[0].lower()}{told[1:]}."


def _teller_first_capitals(text: str) -> str:
    return _teller_first(text).upper()


_MARCH_2023 = _moved_to(date(2023, 3, 4), 2019, "{day} {month}")
_MAY_2018 = _moved_to(date(2018, 5, 21), 2016)
_SEPTEMBER_2021 = _moved_to(date(2021, 9, 7), 2017, "{short}. {day}")
_OCTOBER_2014 = _moved_to(date(2014, 10, 29), 2012, "{month} {ordinal}")
_APRIL_2022 = _moved_to(date(2022, 4, 26), 2019, "{short} {day}")
_JUNE_2008 = _moved_to(date(2008, 6, 13), 2005)
_NOVEMBER_2024 = _moved_to(date(2024, 11, 10), 2022, "{day} {short}")

FURTHER = (
    Variant(
        "libya, an observer mission, a buffer zone",
        (
            *_places("Sirte", "Misrata", ("Abu-Grein", "Wadi Zamzam", "Bin Jawad", "Harawa", "Al-Washka", "Qaddahiya")),
            *_state("Libya", "Libyan"),
            *_group("Benghazi Defense Brigades"),
            *_teller("Italy", "Italian", "ROME", "ANSA", "Sergio Mattarella", "Egypt"),
            *_centre("Observer Mission for the Ceasefire", "Mission"),
            *_zone("buffer zone", "an accord", "hostilities ceased"),
        ),
        retold=True,
    ),
    Variant(
        "georgia, a joint commission, a security belt",
        (
            *_places(
                "Gali", "Sukhumi", ("Otar-Mukhuri", "Pakhulani", "Zemo Bargebi", "Saberio", "Nabakevi", "Otobaia")
            ),
            *_state("Abkhazia", "Abkhaz"),
            *_group("White Legion"),
            *_centre("Joint Commission for Conflict Resolution", "Commission"),
            *_zone("security belt", "a memorandum", "combat operations were suspended"),
            *_MAY_2018[0],
        ),
        calendar=_MAY_2018[1],
        retold=True,
    ),
    Variant(
        "darfur, a verification office, a demilitarised area",
        (
            *_places(
                "South Darfur", "Nyala", ("Um-Kharuba", "Kalma", "Donkey Dereis", "Gereida", "Al-Salam", "Mershing")
            ),
            *_state("Sudan", "Sudanese"),
            *_abbreviated("Sudan Liberation Movement", "SLM"),
            *_centre("Verification Office for Darfur", "Office"),
            *_zone("demilitarised area", "an understanding", "the fighting was stopped"),
            ("province", "state"),
        ),
        retold=True,
    ),
    Variant(
        "tigray, a humanitarian truce area",
        (
            *_places("Tigray", "Mekelle", ("Adi-Keshi", "Edaga", "Enda Selassie", "Zalambessa", "Al-Nejashi", "Wukro")),
            *_state("Ethiopia", "Ethiopian"),
            *_abbreviated("Tigray People's Liberation Front", "TPLF"),
            *_teller("Kenya", "Kenyan", "NAIROBI", "KNA", "Uhuru Kenyatta", "Djibouti"),
            *_zone("humanitarian truce area", "a deal", "hostilities were suspended"),
            ("province", "region"),
            *_APRIL_2022[0],
        ),
        calendar=_APRIL_2022[1],
        retold=True,
    ),
    Variant(
        "a safe zone and gunmen",
        (*_fighters("gunman", "gunmen"), *_zone("safe zone", "a memorandum", "hostilities were halted")),
        retold=True,
    ),
    Variant(
        "an exclusion zone", _zone("exclusion zone", "a protocol", "military operations were suspended"), retold=True
    ),
    Variant("a no-fire area", _zone("no-fire area", "a truce deal", "the clashes were ended"), retold=True),
    Variant("a ceasefire zone", _zone("ceasefire zone", "a pact", "all fighting was ended"), retold=True),
    Variant(
        "interfax, a coordination centre",
        (
            ("MOSCOW, January 23. /TASS/.", "MOSCOW. Jan 23 (Interfax) -"),
            *_centre("Coordination Center for Ceasefire Monitoring", "Coordination Center"),
        ),
    ),
    Variant(
        "anadolu",
        (
            ("MOSCOW, January 23. /TASS/.", "ANKARA, January 23 (AA) -"),
            *_teller("Turkey", "Turkish", "ANKARA", "AA", "Recep Tayyip Erdogan", "Qatar"),
            *_places("Hasakah", "Raqqa", ("Tell-Tamer", "Ain Issa", "Tal Abyad", "Suluk", "Al-Shaddadi", "Markada")),
            *_group("Syrian Democratic Forces"),
        ),
    ),
    Variant("xinhua", (("MOSCOW, January 23. /TASS/.", "MOSCOW, Jan. 23 (Xinhua) --"), ("January 22", "Jan. 22"))),
    Variant(
        "associated press, no day in the dateline",
        (
            ("MOSCOW, January 23. /TASS/.", "MOSCOW (AP) \u2014"),
            ("January 22", "Jan. 22"),
            ("January 23", "Jan. 23"),
            ("January 9", "Jan. 9"),
            ("January 16-22", "Jan. 16-22"),
            ("December 16", "Dec. 16"),
        ),
        calendar=Calendar(published="2020-01-23"),
    ),
    Variant(
        "agence france-presse, days before months",
        (
            ("MOSCOW, January 23. /TASS/.", "Moscow, March 4, 2023 (AFP) -"),
            *_MARCH_2023[0],
        ),
        calendar=_MARCH_2023[1],
    ),
    Variant(
        "reuters, short months",
        (("MOSCOW, January 23. /TASS/.", "MOSCOW, Sept 7 (Reuters) -"), *_SEPTEMBER_2021[0]),
        calendar=_at(_SEPTEMBER_2021[1], "2021-09-07"),
    ),
    Variant("ordinal days", _OCTOBER_2014[0], calendar=_at(_OCTOBER_2014[1], "2014-10-29")),
    Variant("a week over two months", _JUNE_2008[0], calendar=_at(_JUNE_2008[1], "2008-06-13")),
    Variant("days and short months", _NOVEMBER_2024[0], calendar=_at(_NOVEMBER_2024[1], "2024-11-10")),
    Variant(
        "haiti, hyphens and three words",
        (
            *_places(
                "Artibonite",
                "Port-au-Prince",
                ("Petit-Goave", "Verrettes", "Saint Marc", "Pont Sonde", "La-Chapelle", "Croix-des-Bouquets"),
            ),
            *_state("Haiti", "Haitian"),
            *_group("Gran Grif"),
            *_teller("Jamaica", "Jamaican", "KINGSTON", "JIS", "Andrew Holness", "Bahamas"),
            *_fighters("gang", "gangsters"),
        ),
    ),
    Variant(
        "yemen, apostrophes",
        (
            *_places(
                "Sa'dah", "Sana'a", ("Ma'in-Quruz", "Razih", "Bani Ma'adh", "Al-Safra'", "Al-Ja'afirah", "Bayt Na'am")
            ),
            *_state("Yemen", "Yemeni"),
            *_abbreviated("Islah Resistance Council", "IRC"),
            *_teller("Oman", "Omani", "MUSCAT", "ONA", "Haitham bin Tariq", "Qatar"),
        ),
    ),
    Variant(
        "towns that are English words",
        (
            *_places("Orange", "Split", ("Battle-Rock", "Reading", "Hope Ness", "Bath", "Deal", "Order")),
            *_state("Zambia", "Zambian"),
            *_group("Hill Brigade"),
        ),
    ),
    Variant(
        "towns named for people",
        (
            *_places(
                "San Vicente",
                "San Gerardo",
                ("Victoria-Elena", "Florence", "San Martin", "Isabella", "Santa Ana", "Don Carlos"),
            ),
            *_state("El Salvador", "Salvadoran"),
            *_abbreviated("Farabundo Marti National Liberation Front", "FMLN"),
            *_teller("Honduras", "Honduran", "TEGUCIGALPA", "ACAN", "Jose Azcona", "Guatemala"),
        ),
    ),
    Variant(
        "a state of three words",
        (
            *_places("Ouaka", "Bambari", ("Ngakobo-Bokolobo", "Lioto", "Grimari Kouango", "Maloum", "Ippy", "Seko")),
            *_state("the Central African Republic", "Central African"),
            *_abbreviated("Union for Peace in the Central African Republic", "UPC"),
            *_teller("Chad", "Chadian", "N'DJAMENA", "ATPE", "Idriss Deby", "Cameroon"),
            *_fighters("rebel", "rebels"),
            ("province", "prefecture"),
        ),
    ),
    Variant(
        "sri lanka, cadres",
        (
            *_places(
                "Mullaitivu", "Vavuniya", ("Oddu-Kulam", "Nedunkerni", "Weli Oya", "Kokilai", "Omanthai", "Madhu")
            ),
            *_state("Sri Lanka", "Sri Lankan"),
            *_abbreviated("Liberation Tigers of Tamil Eelam", "LTTE"),
            *_teller("Norway", "Norwegian", "OSLO", "NTB", "Jens Stoltenberg", "India"),
            *_centre("Monitoring Mission for the Truce", "Mission"),
            ("terrorist units", "rebel units"),
            ("province", "district"),
        ),
    ),
    Variant(
        "other verbs of harm",
        (
            ("eliminated", "neutralized"),
            ("injured", "hurt"),
            ("civilians died", "civilians lost their lives"),
            ("troops", "soldiers"),
        ),
    ),
    Variant(
        "separatists, a thwarted raid",
        (*_fighters("separatist", "separatists"), ("thwarted", "beaten back"), ("suffered wounds", "were wounded")),
    ),
    Variant(
        "an attack told in the passive",
        (
            ("A militant unit attacked Syria\u2019s Aleppo", "Syria\u2019s Aleppo was attacked by a militant unit"),
            (
                "the Syrian army launched a large-scale operation",
                "a large-scale operation was launched by the Syrian army",
            ),
        ),
    ),
    Variant("paragraphs hung together", look=_in_one_paragraph),
    Variant("who says so first", look=_teller_first),
    Variant(
        "capitals, another war",
        (
            *_places("Cotopaxi", "Ayacucho", ("Zuru-Quchi", "Sivia", "San Miguel", "Tambo", "La Mar", "Cangallo")),
            *_state("Peru", "Peruvian"),
            *_group("Shining Path"),
            *_teller("Chile", "Chilean", "SANTIAGO", "EMOL", "Ricardo Lagos", "Bolivia"),
            *_fighters("guerrilla", "guerrillas"),
        ),
        look=_teller_first_capitals,
    ),
    Variant(
        "capitals, invented names",
        (
            *_places("Tolvash", "Berkadin", _VELMORA),
            *_state("Velkmoria", "Velkmorian"),
            *_group("Dorvat Renewal League"),
            *_MAY_2018[0],
        ),
        calendar=_MAY_2018[1],
        look=str.upper,
        unknown=("Velkmoria",),
    ),
)
_WARLIKE = (
    ("guerrillas", _fighters("guerrilla", "guerrillas")),
    ("terrorists", _fighters("terrorist", "terrorists")),
    ("islamists", _fighters("Islamist", "Islamists", "An")),
)
"""Words for the attackers that the tagger takes for something else than people."""

RETOLD = (
    *(Variant(f"attackers called {name}", words) for name, words in _WARLIKE),
    Variant(
        "a headline in the passive",
        (("Up to 450 militants attack Syrian forces", "Syrian forces attacked by up to 450 militants"),),
        retold=True,
    ),
    Variant(
        "a sub-headline without its auxiliary",
        (("The attacks killed nearly 40 Syrian troops", "Nearly 40 Syrian troops killed"),),
        retold=True,
    ),
    Variant("after dark", (("when it became dark", "after dark"),), retold=True),
    Variant("meanwhile", (("At the same time", "Meanwhile"),), retold=True),
    Variant(
        "a toll told again with a verb of its own",
        (("At the same time", "Meanwhile"), ("up to 80 injured", "up to 80 were injured")),
        retold=True,
    ),
    Variant("attackers wiped out", (("eliminated", "wiped out"),), retold=True),
    Variant("attackers liquidated", (("eliminated", "liquidated"),), retold=True),
    Variant(
        "losses, their number alone",
        (("As for Syrian troops, two were killed", "The Syrian troops lost two killed"),),
        retold=True,
    ),
    Variant(
        "losses, up to their number",
        (("nearly 40 Syrian troops were killed", "the Syrian troops lost nearly 40 killed"),),
        retold=True,
    ),
    Variant(
        "an operation dated behind its aim",
        (
            ("In the summer of 2016, the Syrian army", "The Syrian army"),
            ("to liberate Aleppo from militants", "to liberate Aleppo from militants in the summer of 2016"),
        ),
        retold=True,
    ),
    Variant(
        "operations that stopped", (("military activities were halted", "military operations stopped"),), retold=True
    ),
    Variant(
        "armoured carriers mounted with guns",
        (("pickup truck", "armoured personnel carrier"), ("pickup trucks", "armoured personnel carriers")),
        retold=True,
    ),
    Variant(
        "multiple rocket launchers",
        (("tank", "multiple rocket launcher"), ("tanks", "multiple rocket launchers")),
        retold=True,
    ),
    Variant(
        "a weekday at the head of a line",
        _centre("Observer Mission for the Ceasefire", "Mission"),
        look=_wrapped,
    ),
    Variant(
        "a group named after a place, abbreviated",
        (
            *_places("Tolvash", "Berkadin", _VELMORA),
            *_abbreviated("People's Army of Kashterim", "PAK"),
        ),
    ),
    Variant(
        "axes with a name of two words at the end",
        _places(
            "Kordusht",
            "Velbaran",
            ("Nadurim", "Urelgha Yarmahar", "Talvit", "Sorqavel", "Al-Khosrun", "Bezhmat"),
        ),
        unknown=("Nadurim", "Urelgha Yarmahar", "Sorqavel"),
    ),
    Variant(
        "capitals, articles within the axes",
        _places(
            "Kordusht",
            "Velbaran",
            ("Al Tolmaqa", "Al Kharwesh", "Umm Zelmat", "Al Sorqavel", "Al Khosrun", "Bezhmat"),
        ),
        look=str.upper,
    ),
)
VARIANTS = (*FIRST, *FURTHER, *RETOLD)
