"""Names to actors: the table of armed groups, forces, states and office holders, and the user's additions.

``data/actors/actors.tsv`` has one line an actor; ``data/actors/names.tsv`` is its index, one line a first word:
the names that begin with it, folded, each with the numbers of its actors. Both are made by ``data/actors/make.py``.
Loading reads two files and splits the smaller one; a line of the table is only taken apart when its name is met.
"""

from __future__ import annotations

import os
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property, lru_cache
from pathlib import Path
from typing import NamedTuple

from kg.assets import asset
from kg.errors import InputError

__all__ = [
    "ACTOR_KINDS",
    "COLUMNS",
    "ActorEntry",
    "ActorTable",
    "NameForm",
    "PeopleForm",
    "State",
    "add_table",
    "fold_name",
    "fold_word",
    "load_actors",
    "own_folder",
    "read_entries",
    "state_body",
]

COLUMNS = (
    "id", "name", "aliases", "abbreviations", "kind", "inter", "country", "parent", "since", "until", "ids", "source",
)  # fmt: skip
"""The columns of an actor table; a user's file needs ``name`` and ``kind`` only."""

ACTOR_KINDS = frozenset(
    {"ArmedGroup", "StateForce", "Government", "InternationalForce", "Organisation", "Country", "Person", "Community"}
)
"""``Community`` is an ethnic, religious or communal group: a people, not an organisation."""


class ActorEntry(NamedTuple):
    """One actor of the table. ``inter``: ACLED actor type 1-8, 0 unknown. ``country``: ISO alpha-2 or ``""``.

    ``parent`` is the id or the name of the organisation it belongs to. ``since``/``until`` are ISO dates or years,
    ``""`` when open: the actor bore the name, or the person held the office, within them. ``ids``: its ids elsewhere
    (``ucdp:234``).
    """

    id: str
    name: str
    aliases: tuple[str, ...] = ()
    abbreviations: tuple[str, ...] = ()
    kind: str = "Organisation"
    inter: int = 0
    country: str = ""
    parent: str = ""
    since: str = ""
    until: str = ""
    ids: tuple[str, ...] = ()
    source: str = ""

    def known_on(self, day: date | None) -> bool:
        """Whether a day lies within the dates (bounds at their own precision); an unknown day always does."""
        if day is None:
            return True
        iso = day.isoformat()
        return self.formed_by(day) and (not self.until or iso[: len(self.until)] <= self.until)

    def formed_by(self, day: date | None) -> bool:
        """Whether the actor had come about by a day; by an unknown day always."""
        return day is None or not self.since or day.isoformat()[: len(self.since)] >= self.since


class NameForm(NamedTuple):
    """One folded name: the words after the first, whether it must stand in capitals, and whose name it is."""

    rest: tuple[str, ...]
    capitals: bool
    numbers: tuple[int, ...]


class State(NamedTuple):
    """A state: ISO code, name, the adjective to compose names with ("Syrian"), the parts of the world it belongs to."""

    iso: str
    name: str
    adjective: str
    regions: tuple[str, ...] = ()
    capitals: frozenset[str] = frozenset()
    """Folded names of its capital, which stands for its government: "Paris denied it"."""


class PeopleForm(NamedTuple):
    """A word for a state or a people.

    ``sort``: ``country`` ("Syria"), ``nationality`` ("Syrian", "Syrians"), ``community`` ("Kurdish"). ``key`` is
    the ISO code of a state or the name of a community; ``plural`` marks names of a people.
    """

    rest: tuple[str, ...]
    sort: str
    key: str
    plural: bool


_OWN = 1 << 30
"""The number of the user's first entry."""
_APOSTROPHES = str.maketrans("", "", "'’‘`´ʼʿʾ.")


@lru_cache(maxsize=1 << 14)
def fold_word(word: str) -> str:
    """A word in lower case without accents, apostrophes and stops; hyphens and slashes become blanks.

    >>> fold_word("Da’esh"), fold_word("M-19"), fold_word("Ḥizb")
    ('daesh', 'm 19', 'hizb')
    """
    lower = word.lower()
    if lower.isascii() and lower.isalnum():
        return lower
    # Twice, for letters that only come apart in capitals and for signs that come apart into capitals.
    for _ in range(2):
        lower = unicodedata.normalize("NFKD", lower.translate(_APOSTROPHES)).lower()
    plain = (c if c.isalnum() else " " for c in lower if not unicodedata.combining(c))
    return " ".join("".join(plain).split())


def state_body(iso: str, body: str) -> str:
    """The id of a state's ``government``, ``military`` or ``police``.

    >>> state_body("SY", "military")
    'state:SY:military'
    """
    return f"state:{iso}:{body}"


def fold_name(name: str) -> str:
    """The folded words of a name, parted by blanks; a possessive ``'s`` stands by itself, as the tokeniser has it.

    >>> fold_name("New People's Army"), fold_name("Jama'at Nasr al-Islam")
    ('new people s army', 'jamaat nasr al islam')
    """
    words = name.replace("’", "'").replace("'s ", " 's ").replace("s' ", "s ").split()
    if words and words[-1].endswith("'s"):
        words[-1:] = [words[-1][:-2], "s"]
    return " ".join(w for w in (fold_word(w) for w in words) if w)


def read_entries(path: Path) -> Iterator[ActorEntry]:
    """The actors of a table with a header line (tab-separated; lists within a column parted by ``|``).

    Raises ``InputError`` with file and line for a table that lacks the columns, a kind that does not exist, a row that
    is too long, or bytes that are no UTF-8.
    """
    try:
        lines = path.read_text(encoding="utf-8-sig").split("\n")
    except UnicodeDecodeError as error:
        raise InputError(f"{path} is not UTF-8 (byte {error.start}).", "Save the table as UTF-8.") from error
    header = [h.strip() for h in lines[0].rstrip("\r").split("\t")]
    unknown = [h for h in header if h not in COLUMNS]
    if unknown or "name" not in header or "kind" not in header:
        raise InputError(
            f"{path}, line 1: an actor table needs the columns name and kind"
            + (f", and knows no column {unknown[0]!r}." if unknown else "."),
            f"The columns are {', '.join(COLUMNS)}, parted by tabs.",
        )
    for number, line in enumerate(lines[1:], 2):
        line = line.rstrip("\r")
        if not line.strip() or line.startswith("#"):
            continue
        cells = line.split("\t")
        if len(cells) > len(header):
            raise InputError(
                f"{path}, line {number}: {len(cells)} cells under {len(header)} columns.", "Mend the line."
            )
        row = dict(zip(header, (c.strip() for c in cells), strict=False))
        name = row.get("name", "")
        kind = row.get("kind", "")
        if not name or kind not in ACTOR_KINDS:
            raise InputError(
                f"{path}, line {number}: " + ("the name is empty." if not name else f"no kind {kind!r}."),
                f"A kind is one of {', '.join(sorted(ACTOR_KINDS))}.",
            )
        inter = row.get("inter", "")
        yield ActorEntry(
            row.get("id") or f"actor:{fold_name(name).replace(' ', '-')}",
            name,
            _parts(row.get("aliases", "")),
            _parts(row.get("abbreviations", "")),
            kind,
            int(inter) if inter.isdigit() else 0,
            row.get("country", ""),
            row.get("parent", ""),
            row.get("since", ""),
            row.get("until", ""),
            _parts(row.get("ids", "")),
            row.get("source", ""),
        )


def _parts(cell: str) -> tuple[str, ...]:
    return tuple(p for p in (p.strip() for p in cell.split("|")) if p)


@dataclass(frozen=True, eq=False)
class ActorTable:
    """The actor table. Look-ups take folded words; entries are read when first asked for."""

    file: Path | None = None
    """The packaged table, read when the first of its names is met."""
    index: dict[str, str] = field(default_factory=dict)
    """First folded word of a name to the rest of its line in the index."""
    added: tuple[ActorEntry, ...] = ()
    """The user's entries; they are numbered from ``_OWN`` on and go before the packaged ones."""
    added_index: dict[str, tuple[NameForm, ...]] = field(default_factory=dict)
    states: dict[str, State] = field(default_factory=dict)
    """ISO code to state."""
    peoples: dict[str, tuple[PeopleForm, ...]] = field(default_factory=dict)
    """Names of states, adjectives and names of peoples and communities by their first folded word, longest first."""
    given_names: frozenset[str] = frozenset()
    """Folded given names of people, from the office holders of the world: they tell a person from an organisation."""
    _forms: dict[str, tuple[NameForm, ...]] = field(default_factory=dict, repr=False)
    _seconds: dict[str, dict[str, list[NameForm]]] = field(default_factory=dict, repr=False)

    @cached_property
    def rows(self) -> tuple[str, ...]:
        """The lines of the packaged table without its header."""
        return () if self.file is None else tuple(self.file.read_text(encoding="utf-8").split("\n")[1:-1])

    def forms(self, first: str) -> tuple[NameForm, ...]:
        """The names that begin with a folded word, the longest first; the user's before the packaged."""
        known = self._forms.get(first)
        if known is None:
            line = self.index.get(first)
            packaged = tuple(_form(cell) for cell in line.split("\t")) if line is not None else ()
            known = tuple(sorted(self.added_index.get(first, ()) + packaged, key=lambda f: -len(f.rest)))
            self._forms[first] = known
        return known

    def forms_with(self, first: str, second: str) -> tuple[NameForm, ...]:
        """Those of ``forms(first)`` that go on with a second word, then those of the first word alone."""
        known = self._seconds.get(first)
        if known is None:
            known = {}
            for form in self.forms(first):
                known.setdefault(form.rest[0] if form.rest else "", []).append(form)
            self._seconds[first] = known
        alone = known.get("", ())
        return (*known.get(second, ()), *alone) if second else tuple(alone)

    def entry(self, number: int) -> ActorEntry:
        """The actor of a number that a ``NameForm`` gave."""
        return self.added[number - _OWN] if number >= _OWN else _entry(self.rows[number])

    def named(self, name: str) -> tuple[ActorEntry, ...]:
        """All actors that bear a name, alias or abbreviation, the user's first."""
        words = fold_name(name).split()
        if not words:
            return ()
        rest = tuple(words[1:])
        numbers = [n for f in self.forms(words[0]) if f.rest == rest for n in f.numbers]
        return tuple(self.entry(n) for n in sorted(set(numbers), key=lambda n: (n < _OWN, n)))

    def entries(self) -> Iterator[ActorEntry]:
        """All actors, the packaged first."""
        yield from (_entry(row) for row in self.rows)
        yield from self.added


def _form(cell: str) -> NameForm:
    words, numbers = cell.split(";")
    capitals = words.startswith("^")
    return NameForm(tuple(words.lstrip("^").split()), capitals, tuple(int(n) for n in numbers.split(",")))


@lru_cache(maxsize=4096)
def _entry(line: str) -> ActorEntry:
    key, name, aliases, short, kind, inter, country, parent, since, until, ids, source = line.split("\t")
    names, numbers = (_parts(aliases), _parts(short)), _parts(ids)
    return ActorEntry(key, name, *names, kind, int(inter or 0), country, parent, since, until, numbers, source)


def name_index(entries: Sequence[ActorEntry], first_number: int = 0) -> dict[str, tuple[NameForm, ...]]:
    """Names, aliases and abbreviations of entries by their first folded word."""
    found: dict[str, dict[tuple[tuple[str, ...], bool], list[int]]] = {}
    for number, entry in enumerate(entries, first_number):
        seen = set()
        for name in (entry.name, *entry.aliases, *entry.abbreviations):
            words = fold_name(name).split()
            bare = name.replace("-", "").replace("/", "").replace(".", "")
            capitals = name in entry.abbreviations or (len(words) == 1 and bare.isupper())
            key = (tuple(words[1:]), capitals)
            if words and (words[0], key) not in seen:
                seen.add((words[0], key))
                found.setdefault(words[0], {}).setdefault(key, []).append(number)
    return {
        word: tuple(NameForm(rest, capitals, tuple(n)) for (rest, capitals), n in sorted(forms.items()))
        for word, forms in found.items()
    }


def own_folder() -> Path:
    """Where the user's own tables lie: ``KG_ACTORS``, else ``conflict-kg/actors`` in the XDG data folder."""
    named = os.environ.get("KG_ACTORS")
    if named:
        return Path(named)
    base = os.environ.get("XDG_DATA_HOME") or str(Path.home() / ".local" / "share")
    return Path(base) / "conflict-kg" / "actors"


def add_table(path: Path, folder: Path) -> int:
    """Take a table of the user's into ``folder``; the number of its actors. The same table again changes nothing.

    Raises ``InputError`` for a table that does not exist, is broken, or cannot be written; then nothing is written.
    """
    if not path.is_file():
        raise InputError(f"{path} does not exist.", "Check the name.")
    number = sum(1 for _ in read_entries(path))
    if number == 0:
        raise InputError(f"{path} names no actor.", "Give a line for each actor below the header.")
    target = folder / f"{path.stem}.tsv"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        waiting = target.with_suffix(".tmp")
        waiting.write_bytes(path.read_bytes())
        waiting.replace(target)
    except OSError as error:
        raise InputError(f"{folder} cannot be written: {error}.", "Name another folder with --dir.") from error
    return number


def load_actors(*tables: Path) -> ActorTable:
    """The packaged table with the user's (those in ``own_folder`` if none are named); the same object within a process.

    Raises ``InputError`` for a broken table of the user's.
    """
    if not tables:
        folder = own_folder()
        tables = tuple(sorted(folder.glob("*.tsv"))) if folder.is_dir() else ()
    return _load(tables)


@lru_cache(maxsize=4)
def _load(tables: tuple[Path, ...]) -> ActorTable:
    lines = asset("data", "actors", "names.tsv").read_text(encoding="utf-8").split("\n")
    index = {}
    for line in lines[:-1]:
        word, _, forms = line.partition("\t")
        index[word] = forms
    added = tuple(entry for path in tables for entry in read_entries(path))
    states, peoples = _peoples()
    given = frozenset(asset("data", "actors", "given_names.txt").read_text(encoding="utf-8").split())
    file = asset("data", "actors", "actors.tsv")
    return ActorTable(file, index, added, name_index(added, _OWN), states, peoples, given)


def _folded(names: str) -> frozenset[str]:
    return frozenset(fold_name(name) for name in _parts(names))


def _peoples() -> tuple[dict[str, State], dict[str, tuple[PeopleForm, ...]]]:
    states: dict[str, State] = {}
    peoples: dict[str, list[PeopleForm]] = {}
    seen: set[str] = set()

    def add(name: str, sort: str, key: str, *, plural: bool = False) -> None:
        folded = fold_name(name)
        if folded and folded not in seen:
            seen.add(folded)
            first, *rest = folded.split()
            peoples.setdefault(first, []).append(PeopleForm(tuple(rest), sort, key, plural))

    for line in asset("data", "actors", "states.tsv").read_text(encoding="utf-8").split("\n")[1:-1]:
        iso, _, name, others, adjectives, people, regions, capital = line.split("\t")
        states[iso] = State(iso, name, adjectives.split("|")[0] or name, _parts(regions), _folded(capital))
        for word in (name, *_parts(others)):
            add(word, "country", iso)
        for word in _parts(adjectives):
            add(word, "nationality", iso)
        for word in _parts(people):
            add(word, "nationality", iso, plural=True)
    for line in asset("data", "actors", "communities.tsv").read_text(encoding="utf-8").split("\n")[1:-1]:
        name, forms = line.split("\t")
        add(name, "community", name)
        for word in _parts(forms):
            add(word, "community", name, plural=word.endswith("s"))
    return states, {word: tuple(sorted(forms, key=lambda f: -len(f.rest))) for word, forms in peoples.items()}
