"""Make the actor table and its index from the sources named in ``SOURCES.tsv``.

    python data/actors/make.py FOLDER

FOLDER holds ``ucdp-actor-221.csv`` and the ``Phoenix.*.actors.txt`` dictionaries. The hand-kept ``additions.tsv`` and
``states.tsv`` beside this script go before them; ``PUBLIC.tsv`` says where those of the additions are told of that neither
source has and that stand in a text we measure with. Writes ``actors.tsv``, ``names.tsv`` and ``given_names.txt``; the same
sources give the same bytes.
"""

from __future__ import annotations

import csv
import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parents[1]))

from kg.actors import COLUMNS, ActorEntry, fold_name, name_index, read_entries  # noqa: E402

GROUP_WORDS = frozenset(
    """army front brigade brigades movement party force forces organization organisation group union league council
    committee liberation revolutionary battalion battalions militia guard guards legion alliance coalition
    resistance cell cells commando commandos jihad islamic mujahideen mujahidin cartel command faction
    brotherhood society association federation congress people's united national democratic popular patriotic
    armed jaish jaysh lashkar harakat jamaat hizb ansar liwa kataib base vanguards warriors supporters lions
    fighters soldiers sons call holy followers victorious sect partisans companions tigers squadrons swords
    faith lashkare frente ejercito movimiento fuerzas partido mouvement armee""".split()
)
"""Words that tell the name of a group from that of a person in dictionaries that mix the two."""

AMBIGUOUS = frozenset(
    """model fan aim ram base link sun star arms sword eagle falcon lions lion panther panthers tigers eagles cobra
    cobras ninjas neutralists ahali vikings black white red green new hope alliance front army group union
    resistance islamists rebels the congress government council command party state command police mongols
    bloods hutus christians muslims marines soldiers angels jesus love peace unity force forces movement
    freedom farmers militia youth sons knights nation people barrio guards guardians mafia mungiki-like
    anarchist anarchists fishermen royal spear wolves scorpions scorpion liberation vigilance vigilantes arabs
    jews serbs croats kurds police settlers students taxi workers teachers ali hassan hussein mahdi mohammed
    jordan chad georgia victoria may june april march august mali niger hindus sikhs sunni shia druze
    christian hindu muslim buddhist sabaoon ansar jund fatah-like tribe clan lost one two three nur noor salam
    nasr ahmad omar abbas zain habib karim dada baba anti resistencia""".split()
)
"""One-word names that are words, first names or places besides: a group is not read off them."""


VAGUE = frozenset(
    (
        "military faction",
        "black friday",
        "qaeda group",
        "al qaeda operatives",
        "al qaeda linked abu sayyaf",
        "rebel army",
    )
)
"""Names that say too little."""


@dataclass
class Draft:
    """An actor in the making."""

    name: str
    kind: str
    aliases: list[str] = field(default_factory=list)
    abbreviations: list[str] = field(default_factory=list)
    id: str = ""
    inter: int = 0
    country: str = ""
    parent: str = ""
    since: str = ""
    until: str = ""
    ids: list[str] = field(default_factory=list)
    source: str = ""

    def row(self) -> ActorEntry:
        seen = {fold_name(self.name)}
        aliases = []
        for alias in self.aliases:
            if (folded := fold_name(alias)) and folded not in seen:
                seen.add(folded)
                aliases.append(alias)
        abbreviations = sorted({a for a in self.abbreviations if fold_name(a) and fold_name(a) != fold_name(self.name)})
        if _short(self.name) and self.name not in abbreviations:
            abbreviations.append(self.name)
        return ActorEntry(
            self.id, self.name, tuple(aliases), tuple(abbreviations), self.kind, self.inter, self.country, self.parent,
            self.since, self.until, tuple(sorted(set(self.ids))), self.source,
        )  # fmt: skip


def _short(name: str) -> bool:
    """Whether a name is an abbreviation: one word, mostly capitals."""
    letters = [c for c in name if c.isalpha()]
    return " " not in name and 2 <= len(letters) <= 9 and sum(c.isupper() for c in letters) > len(letters) / 2


def states() -> list[dict[str, str]]:
    with (HERE / "states.tsv").open(encoding="utf-8") as file:
        return list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))


def clean(name: str) -> str:
    return re.sub(r"^The ", "", re.sub(r"\s+", " ", name.replace("\t", " ")).strip(" ,;"))


# ---------------------------------------------------------------- UCDP

UCDP_INTER = {"1": 2, "2": 3, "3": 4, "4": 1}
UCDP_COUNTRIES = {
    "united states of america": "US", "myanmar burma": "MM", "yemen north yemen": "YE", "russia soviet union": "RU",
    "dr congo zaire": "CD", "democratic republic of congo zaire": "CD", "zimbabwe rhodesia": "ZW", "congo": "CG",
    "cambodia kampuchea": "KH", "serbia yugoslavia": "RS", "bosnia herzegovina": "BA", "south yemen": "YE",
    "vietnam north vietnam": "VN", "south vietnam": "VN", "madagascar malagasy": "MG", "macedonia fyr": "MK",
    "ivory coast": "CI", "kingdom of eswatini swaziland": "SZ", "hyderabad": "IN",
}  # fmt: skip


def ucdp_names(name: str) -> list[str]:
    """A UCDP name and what it takes together: ``"FARC-EP"``, ``"SPLM/A"``, ``"Front X (Y)"``, ``"X, Y"``."""
    name = clean(re.sub(r"[“”\"]", "", name))
    if not name or name.lower() in ("n/a", "unknown", "na"):
        return []
    if name.count(",") > 1:  # names one after the other in time
        return [n for part in name.split(",") for n in ucdp_names(part)]
    found = [name]
    inside = re.search(r"\(([^()]+)\)\s*$", name)
    if inside:
        found = [clean(name[: inside.start()])]
        if _short(inside[1]) or len(inside[1].split()) > 1:
            found.append(clean(inside[1]))
    if " / " in name:
        found += [clean(p) for p in name.split(" / ")]
    if re.fullmatch(r"[A-Z]{2,6}/[A-Z]", name):
        found.append(name[:-2])
        found.append(name[:-3] + name[-1])
    return [f for f in found if len(fold_name(f)) > 1]


def read_ucdp(path: Path, by_name: dict[str, str]) -> Iterator[Draft]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    for row in rows:
        org = row["Org"]
        names: list[str] = []
        for column in (
            "NameOrigFullEng",
            "NewNameFullEng",
            "NameData",
            "NameOrig",
            "NewName",
            "NameOrigFull",
            "NewNameFullMotherTongue",
        ):
            for name in ucdp_names(row[column]):
                if name not in names:
                    names.append(name)
        if not names:
            continue
        location = fold_name(re.sub(r"[(),].*", "", row["Location"].split(",")[0]))
        full = fold_name(row["Location"].split(",")[0])
        country = UCDP_COUNTRIES.get(full) or by_name.get(full) or by_name.get(location, "")
        if org == "4":
            nation = names[0].removeprefix("Government of ")
            iso = UCDP_COUNTRIES.get(fold_name(nation)) or by_name.get(fold_name(re.sub(r"\(.*", "", nation)), "")
            if iso and nation != "Hyderabad":
                body = f"state:{iso}:government"
                yield Draft(
                    f"Government of {nation}",
                    "Government",
                    id=body,
                    inter=1,
                    country=iso,
                    ids=[f"ucdp:{row['ActorId']}"],
                    source="ucdp",
                )
            continue
        if re.search(r"supporters of|\bresidents\b|\bfans\b|students", names[0], re.IGNORECASE) or " vs " in names[0]:
            continue
        communal = org == "3" and not any(w in GROUP_WORDS for n in names for w in fold_name(n).split())
        abbreviations = [n for n in names if _short(n)]
        long = [n for n in names if not _short(n)]
        if communal:
            long = [n for n in long if len(n.split()) <= 2 and "(" not in n]
            if not long:
                continue
        long = [n for n in long if fold_name(n) not in VAGUE]
        long = [n for n in long if len(fold_name(n).split()) > 1 or (fold_name(n) not in AMBIGUOUS and len(n) > 3)]
        if not long and not abbreviations:
            continue
        name = (long or abbreviations)[0]
        yield Draft(
            name,
            "Community" if communal else "ArmedGroup",
            long[1:],
            abbreviations,
            f"ucdp:{row['ActorId']}",
            UCDP_INTER.get(org, 0),
            country,
            f"ucdp:{row['ActorIdPrev']}" if row["Splinter"] == "1" and row["ActorIdPrev"].isdigit() else "",
            ids=[],
            source="ucdp",
        )


# ---------------------------------------------------------------- Phoenix


def phoenix(path: Path) -> Iterator[tuple[list[str], list[str]]]:
    """(names, codes) of each entry of a dictionary."""
    names: list[str] = []
    codes: list[str] = []
    for line in path.read_text(encoding="utf-8", errors="replace").split("\n"):
        line = line.split("#")[0].strip("\r")
        found = re.findall(r"\[([^\]]*)\]", line)
        name = re.sub(r"\[[^\]]*\]?", "", line).strip()
        if name and not name.startswith("+"):
            if names:
                yield names, codes
            names, codes = [], []
        if name:
            names.append(clean(name.lstrip("+").replace("_", " ")))
        codes += [c.strip() for c in found]
    if names:
        yield names, codes


SMALL = frozenset(
    "of the and for in on to de del la las los el y e du des et al ul bin ibn da do dos van von fi wal wa li as".split()
)


def capitalised(name: str) -> str:
    """A name given in capitals with the usual case: "ARMY OF THE PURE" to "Army of the Pure"."""
    out = []
    for number, word in enumerate(name.split()):
        lower = word.lower()
        if number and lower in SMALL:
            out.append(lower)
        elif re.fullmatch(r"\(?[A-Z0-9.&-]{2,6}\)?", word) and not re.search(r"[AEIOU]", word) and len(word) <= 5:
            out.append(word)
        else:
            out.append("-".join(p if number and p in SMALL else p[:1].upper() + p[1:] for p in lower.split("-")))
    return " ".join(out)


def split_abbreviation(name: str) -> tuple[str, list[str]]:
    """The name and its abbreviation of "ADEN ABYAN ISLAMIC ARMY (AAIA)"."""
    inside = re.findall(r"\(([^()]+)\)", name)
    return clean(re.sub(r"\([^()]*\)?", " ", name)), [clean(i) for i in inside if _short(i)]


def iso_of(code: str, by_iso3: dict[str, str]) -> str:
    return by_iso3.get(code[:3], "")


def read_groups(path: Path, by_iso3: dict[str, str], *, strict: bool) -> Iterator[Draft]:
    """Armed groups.

    The dictionaries give leaders as other names of their groups: a further name must share a word with the first or
    hold a word of groups; ``strict`` asks the latter of the first name too.
    """
    for names, codes in phoenix(path):
        code = codes[0].split()[0] if codes and codes[0].split() else ""
        if "REB" not in code[3:6] and not code.startswith("IMG"):
            continue
        groups: list[str] = []
        abbreviations: list[str] = []
        first: set[str] = set()
        for name in names:
            bare, short = split_abbreviation(name)
            abbreviations += short
            words = fold_name(bare).split()
            if len(words) == 1 and _short(bare) and not re.search(r"[AEIOU][^AEIOU]{1,2}[AEIOU]", bare):
                abbreviations.append(bare)
            elif len(words) > 1:
                telling = set(words) - SMALL
                known = bool(telling & (GROUP_WORDS | first))
                if " ".join(words) in VAGUE:
                    continue
                if known or (not groups and not strict and not code.startswith("IMG")):
                    groups.append(capitalised(bare))
                    first = first or telling
        if groups:
            short_names = [] if strict else abbreviations
            country = iso_of(code, by_iso3)
            yield Draft(groups[0], "ArmedGroup", groups[1:], short_names, inter=2, country=country, source="phoenix")


def read_organisations(path: Path, by_iso3: dict[str, str]) -> Iterator[Draft]:
    for names, codes in phoenix(path):
        code = codes[0].split()[0] if codes and codes[0].split() else ""
        if not code.startswith(("IGO", "NGO")) or any(" " in c for c in codes):
            continue
        long: list[str] = []
        abbreviations: list[str] = []
        for name in names:
            bare, short = split_abbreviation(name)
            bare = re.sub(r"^THE ", "", bare)
            abbreviations += short
            words = fold_name(bare).split()
            if len(words) == 1 and len(bare) <= 6 and "." not in bare:
                abbreviations.append(bare)
            elif len(words) > 1 and not re.search(
                r"SECRETARY|CHIEF|ENVOY|SPOKES|DIRECTOR|OFFICIAL|PRESIDENT|PEACEKEEP|TROOPS|MR", bare
            ):
                long.append(capitalised(bare))
        if long:
            plain = set(fold_name(long[0]).split())
            if len(plain) > 3 or plain & ORGANISATION_WORDS:
                yield Draft(
                    long[0],
                    "Organisation",
                    long[1:],
                    abbreviations,
                    inter=8,
                    country=iso_of(code[3:], by_iso3),
                    source="phoenix",
                )


ORGANISATION_WORDS = GROUP_WORDS | frozenset(
    """nations world international global human rights relief aid fund bank development network institute center
    centre foundation program programme agency organisation organization watch commission committee court
    conference council cooperation community trade peace african arab asian european american islamic red
    cross crescent doctors without borders save children amnesty oxfam care caritas action service services
    health education research refugees food women water mission forum trust tribunal confederation secretariat
    assembly initiative project campaign environmental environment alliance studies policy""".split()
)


def dates_of(code: str) -> tuple[str, str]:
    """("2009-12", "2011-02") of ``EGYGOV 091201-110228``; two-digit years up to 20 belong to this century."""

    def iso(text: str) -> str:
        text = text.strip()
        if len(text) == 8 and text[:2] in ("19", "20"):
            year, rest = text[:4], text[4:]
        elif len(text) == 6:
            year, rest = ("20" if int(text[:2]) <= 20 else "19") + text[:2], text[2:]
        else:
            return ""
        month, day = rest[:2], rest[2:]
        if not "01" <= month <= "12":
            return year
        return f"{year}-{month}-{day}" if "01" <= day <= "31" else f"{year}-{month}"

    span = code.split(maxsplit=1)[1] if " " in code else ""
    if match := re.search(r"(\d{6,8})\s*-\s*(\d{6,8})", span):
        return iso(match[1]), iso(match[2])
    if match := re.search(r">\s*(\d{6,8})", span):
        return iso(match[1]), ""
    if match := re.search(r"<\s*(\d{6,8})", span):
        return "", iso(match[1])
    return "", ""


OFFICES = {
    "MIL": "armed forces",
    "JUD": "judiciary",
    "SPY": "intelligence service",
    "COP": "police",
    "LEG": "legislature",
}


def read_persons(path: Path, by_iso3: dict[str, str]) -> Iterator[Draft]:
    """Office holders: one entry a person, from the first to the last day in office that the dictionary knows."""
    for names, codes in phoenix(path):
        dated = [c for c in codes if re.match(r"[A-Z]{3}(GOV|MIL|ELI|JUD|LEG|SPY)\S*\s+\S", c)]
        dated = [c for c in dated if c[3:6] != "ELI"] or dated
        if not dated:
            continue
        people = []
        for name in names:
            name = re.sub(
                r"^(PRESIDENT|PRIME MINISTER|MINISTER|FOREIGN MINISTER|KING|GENERAL|SECRETARY[ -]GENERAL)\s+",
                "",
                name,
            )
            words = fold_name(name).split()
            if (
                2 <= len(words) <= 5
                and not set(words) & ORGANISATION_WORDS
                and not re.search(r"\d|\b(OF|MINIST|OFFICE|GOVERNMENT)", name)
            ):
                people.append(capitalised(name))
        if not people:
            continue
        spans = [dates_of(c) for c in dated]
        since = "" if any(not s for s, _ in spans) else min(s for s, _ in spans)
        until = "" if any(not u for _, u in spans) else max(u for _, u in spans)
        if not since and not until:
            continue
        country = iso_of(dated[0], by_iso3)
        if country:
            yield Draft(
                people[0],
                "Person",
                people[1:],
                inter=1,
                country=country,
                parent=f"iso:{country}",
                since=since,
                until=until,
                source="phoenix",
            )


# ---------------------------------------------------------------- all together


def identified(drafts: Iterator[Draft] | list[Draft]) -> Iterator[Draft]:
    taken: set[str] = set()
    for draft in drafts:
        if not draft.id:
            stem = "actor:" + fold_name(draft.name).replace(" ", "-")
            draft.id = stem
            number = 2
            while draft.id in taken:
                draft.id = f"{stem}-{number}"
                number += 1
        taken.add(draft.id)
        yield draft


def merged(drafts: list[Draft]) -> list[Draft]:
    """Entries of one name and country made one: the earlier source keeps its id and kind and takes over the names.

    A hand-kept group also takes over the group of another source that bears its abbreviation in its country.
    """
    by_name: dict[tuple[str, str], Draft] = {}
    by_short: dict[tuple[str, str], Draft] = {}
    by_id: dict[str, Draft] = {}
    kept: list[Draft] = []
    own = {i: d for d in drafts if d.source == "conflict-kg" for i in d.ids}
    alone = unique_names(drafts)
    for draft in drafts:
        if draft.id in by_id:
            by_id[draft.id].aliases += [draft.name, *draft.aliases]
            by_id[draft.id].ids += draft.ids
            continue
        names = [fold_name(n) for n in (draft.name, *draft.aliases)]
        keys = [(n, draft.country) for n in names if len(n.split()) > 1 or draft.kind == "ArmedGroup"]
        home = own.get(draft.id) or next(
            (by_name[k] for k in keys if k in by_name and same_sort(by_name[k], draft)), None
        )
        if home is None and draft.id.startswith("ucdp:") and draft.kind == "ArmedGroup":
            home = next((alone[n] for n in names if n in alone), None)
        if home is None and draft.kind == "ArmedGroup" and draft.source != "conflict-kg":
            shorts = [(a, c) for a in draft.abbreviations for c in (draft.country, "") if c or len(a) > 3]
            home = next((by_short[k] for k in shorts if k in by_short), None)
        if home is None:
            home = draft
            kept.append(draft)
            if draft.id:
                by_id[draft.id] = draft
        else:
            home.aliases += [draft.name, *draft.aliases]
            home.abbreviations += draft.abbreviations
            home.ids += [draft.id] if draft.id.startswith("ucdp:") else draft.ids
            home.parent = home.parent or draft.parent
            if draft.source not in home.source.split("|"):
                home.source += "|" + draft.source
        for key in keys:
            by_name.setdefault(key, home)
        if draft.source == "conflict-kg" and draft.kind == "ArmedGroup":
            for short in draft.abbreviations:
                by_short.setdefault((short, draft.country), draft)
    return kept


def unique_names(drafts: list[Draft]) -> dict[str, Draft]:
    """Names that one hand-kept group and one group of UCDP's bear: UCDP files a group under where it fought."""
    kept: dict[str, list[Draft]] = {}
    other: dict[str, int] = {}
    for draft in drafts:
        for name in {fold_name(n) for n in (draft.name, *draft.aliases)}:
            if draft.kind == "ArmedGroup" and draft.source == "conflict-kg" and not draft.ids:
                kept.setdefault(name, []).append(draft)
            elif draft.id.startswith("ucdp:"):
                other[name] = other.get(name, 0) + 1
    return {name: found[0] for name, found in kept.items() if len(found) == 1 and other.get(name) == 1}


def same_sort(one: Draft, other: Draft) -> bool:
    """Whether both are persons, both communities or both organisations."""
    return all((one.kind == kind) == (other.kind == kind) for kind in ("Person", "Community"))


def given_names(entries: list[ActorEntry]) -> list[str]:
    """Words that begin the names of several persons and no name of a group or state."""
    counted: dict[str, int] = {}
    last: dict[str, int] = {}
    other: set[str] = set()
    for entry in entries:
        if entry.kind == "Person":
            words = fold_name(entry.name).split()
            if len(words[0]) > 2:
                counted[words[0]] = counted.get(words[0], 0) + 1
            last[words[-1]] = last.get(words[-1], 0) + 1
        else:
            other.update(w for name in (entry.name, *entry.aliases) for w in fold_name(name).split())
    return sorted(
        w
        for w, n in counted.items()
        if n > 1 and n >= last.get(w, 0) and (w not in other or n > 9) and w not in AMBIGUOUS - NAMES
    )


NAMES = frozenset("ali hassan hussein mohammed ahmad omar abbas karim habib victoria april june salam noor nur".split())


def own_drafts() -> list[Draft]:
    """The hand-kept actors."""
    fields = ("name", "kind", "id", "inter", "country", "parent", "since", "until")
    return [
        Draft(
            aliases=list(e.aliases),
            abbreviations=list(e.abbreviations),
            ids=list(e.ids),
            source=e.source or "conflict-kg",
            **{f: getattr(e, f) for f in fields},
        )
        for e in read_entries(HERE / "additions.tsv")
    ]


def tables(folder: Path) -> dict[str, str]:
    """The files that the sources in ``folder`` make, by name."""
    rows = states()
    by_iso3 = {r["iso3"]: r["iso2"] for r in rows}
    by_name = {fold_name(n): r["iso2"] for r in rows for n in (r["name"], *r["other_names"].split("|")) if n}
    drafts = own_drafts()
    drafts += read_ucdp(folder / "ucdp-actor-221.csv", by_name)
    drafts += read_groups(folder / "Phoenix.MilNonState.actors.txt", by_iso3, strict=False)
    drafts += read_groups(folder / "Phoenix.Countries.actors.txt", by_iso3, strict=True)
    drafts += read_organisations(folder / "Phoenix.International.actors.txt", by_iso3)
    drafts += read_persons(folder / "Phoenix.Countries.actors.txt", by_iso3)
    entries = [d.row() for d in identified(merged(drafts))]
    lines = ["\t".join("|".join(c) if isinstance(c, tuple) else str(c) for c in e) for e in entries]
    return {
        "actors.tsv": "".join(line + "\n" for line in ("\t".join(COLUMNS), *lines)),
        "names.tsv": index_text(entries),
        "given_names.txt": "".join(name + "\n" for name in given_names(entries)),
    }


def index_text(entries: list[ActorEntry]) -> str:
    """The index of names: a line a first word, a cell a name."""
    lines = []
    for word, forms in sorted(name_index(entries).items()):
        cells = [("^" if f.capitals else "") + " ".join(f.rest) + ";" + ",".join(map(str, f.numbers)) for f in forms]
        lines.append("\t".join((word, *cells)) + "\n")
    return "".join(lines)


def main(folder: Path) -> None:
    for name, text in tables(folder).items():
        (HERE / name).write_text(text, encoding="utf-8", newline="\n")
        print(f"{name}: {text.count(chr(10))} lines")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
