"""What the store remembers of an article for merging, as one text: its stated reports, and what of them is compared.

A report that comes new shares keys with hundreds of others, few of which tell of the same. So the others are compared by
what was worked out when they came, and only those that are linked are made reports again. All of it follows from the
article's graph, to which one goes back (``kg.restore``) where a store has no such text, or one that other rules made.

The text has a line that says which rules made it, one of the article, and two of each report: what is compared, in
cells of which the longest are read when they are asked for, and what is told.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Container, Iterator, Mapping
from dataclasses import is_dataclass, replace
from datetime import date, time
from enum import StrEnum
from functools import lru_cache
from pathlib import Path
from types import UnionType
from typing import Any, Final, NamedTuple, get_args, get_origin, get_type_hints

from kg.assets import asset
from kg.dates import Precision, When
from kg.ids import article_id
from kg.lexicon import load_lexicon
from kg.merge import sourced_id
from kg.model import Actor, Article, ArticleReading, Factuality, Place, Report, SourcedReport
from kg.sameness import Signature, signature
from kg.terms import clean

__all__ = ["Record", "recorded"]

_RESTS_ON: Final = ("counts", "dates", "likeness", "merge", "model", "recorded", "sameness")
"""Modules that say what is compared, by which keys and how."""
_HEAD: Final = 2
"""Lines before those of the reports."""
_ID: Final = 20
"""Characters of the id of a report, which stand after a bracket and a quotation mark."""
_DITTO: Final = "="
"""Stands for what the first report of the article has as well."""


@lru_cache(maxsize=1)
def _made_by() -> str:
    """What differs when the rules of comparing do."""
    digest = hashlib.sha256()
    here = Path(__file__).resolve().parent
    tables = sorted(asset("data", "merging").glob("*.t*"))
    for path in (*(here / f"{name}.py" for name in _RESTS_ON), *tables):
        digest.update(path.read_bytes())
    digest.update(repr(sorted(load_lexicon().superclasses.items())).encode())
    return digest.hexdigest()[:16]


def recorded(reading: ArticleReading) -> str:
    """What to remember of an article: a function of its stated reports and the rules of comparing."""
    article, keys = reading.article, {r.key for r in reading.reports}
    stated = [SourcedReport(article, r) for r in reading.reports if r.factuality is Factuality.STATED]
    lines = [_made_by(), _json(_form(Article).write(_article_kept(article)))]
    first: list[object] = []
    for report in sorted(stated, key=lambda r: (r.report.trigger.begin, r.report.key)):
        told = signature(report)
        cells = [sourced_id(report), *(form.write(getattr(told, name)) for name, (_, form) in _cells().items())]
        lines.append(_json([_DITTO if first and c == f else c for c, f in zip(cells, first or cells, strict=True)]))
        lines.append(_json(_form(Report).write(_report_kept(report.report, keys))))
        first = first or cells
    return "\n".join(lines)


class Record:
    """The stated reports of a stored article by their ids, each made when it is asked for."""

    __slots__ = ("_article", "_graph", "_lines", "_of", "_reports", "_signatures", "_text", "current")

    def __init__(
        self, graph: str, written: str | None, text: Callable[[], str], again: Callable[[], list[SourcedReport]]
    ) -> None:
        """``graph`` is the article's IRI, ``text`` gives its words, ``again`` restores its reports from the graph, which
        is done if nothing is written of it, or by other rules.
        """
        self._graph, self._text = graph, text
        self._lines = written.split("\n") if written is not None else []
        self._article: Article | None = None
        self._reports: dict[str, SourcedReport] = {}
        self._signatures: dict[str, Signature] = {}
        self.current = bool(self._lines) and self._lines[0] == _made_by()
        """Whether these rules made it, and so the links of its reports."""
        if self.current:
            self._of = {self._lines[n][2 : 2 + _ID]: n for n in range(_HEAD, len(self._lines), 2)}
        else:
            self._reports = {sourced_id(r): r for r in again() if r.report.factuality is Factuality.STATED}
            self._of = dict.fromkeys(self._reports, 0)

    def __iter__(self) -> Iterator[str]:
        """The ids of the reports, in order of their triggers."""
        return iter(self._of)

    def report(self, me: str) -> SourcedReport:
        """A report by its id."""
        if me not in self._reports:
            if self._article is None:
                kept = _form(Article).read(json.loads(self._lines[1]))
                self._article = replace(kept, id=article_id(self._graph), text=self._text())
            told = _form(Report).read(json.loads(self._lines[self._of[me] + 1]))
            self._reports[me] = SourcedReport(self._article, told)
        return self._reports[me]

    def signature(self, me: str) -> Signature:
        """What of a report is compared."""
        if me not in self._signatures:
            at = self._of[me]
            known = _Remembered(self._lines[at], self._lines[_HEAD]) if at else signature(self._reports[me])
            self._signatures[me] = known
        return self._signatures[me]


class _Remembered(Signature):
    """A signature of which each part is read when it is first looked at: most comparisons end early."""

    __slots__ = ("_first", "_written")

    def __init__(self, line: str, first: str) -> None:
        """``first`` is the line of the first report of the article."""
        object.__setattr__(self, "_written", json.loads(line))
        object.__setattr__(self, "_first", first)

    def __getattr__(self, name: str) -> Any:
        number, form = _found(name)
        cell = self._written[number]
        if cell == _DITTO:
            cell = json.loads(self._first)[number]
        value = form.read(cell)
        object.__setattr__(self, name, value)
        return value


def _found(name: str) -> tuple[int, _Form]:
    try:
        return _cells()[name]
    except KeyError:
        raise AttributeError(name) from None


# how values are written and read, by their types


class _Form(NamedTuple):
    """How values of a type are turned into what JSON can hold, and back."""

    write: Callable[[Any], Any]
    read: Callable[[Any], Any]


def _same(value: Any) -> Any:
    return value


@lru_cache(maxsize=100)
def _form(kind: Any) -> _Form:
    """The form of a type; raises ``TypeError`` for one that has none."""
    origin, inner = get_origin(kind), get_args(kind)
    if kind in (str, int, float, bool):
        return _Form(_same, _same)
    if kind is date:
        return _Form(date.toordinal, date.fromordinal)
    if kind is time:
        return _Form(lambda at: at.isoformat("minutes"), time.fromisoformat)
    if isinstance(kind, type) and issubclass(kind, StrEnum):
        return _Form(lambda code: code.value, kind)
    if origin is UnionType and inner[1:] == (type(None),):
        some = _form(inner[0])
        return _Form(lambda v: None if v is None else some.write(v), lambda v: None if v is None else some.read(v))
    if origin is tuple and inner[1:] == (Ellipsis,):
        one = _form(inner[0])
        return _Form(lambda values: [one.write(v) for v in values], lambda values: tuple(map(one.read, values)))
    if origin is frozenset:
        one = _form(inner[0])
        return _Form(
            lambda values: sorted(one.write(v) for v in values), lambda values: frozenset(map(one.read, values))
        )
    if origin is Mapping and inner[0] is str:
        one = _form(inner[1])
        return _Form(
            lambda found: {k: one.write(v) for k, v in found.items()},
            lambda found: {k: one.read(v) for k, v in found.items()},
        )
    if isinstance(kind, type) and (is_dataclass(kind) or issubclass(kind, tuple)):
        return _parts_form(kind)
    raise TypeError(f"A {kind} cannot be recorded.")


def _parts_form(kind: type) -> _Form:
    """The form of a class of named parts: the list of them."""
    parts = [(name, _form(hint)) for name, hint in get_type_hints(kind).items()]
    readers = [form.read for _, form in parts]
    return _Form(
        lambda value: [form.write(getattr(value, name)) for name, form in parts],
        lambda cells: kind(*[read(cell) for read, cell in zip(readers, cells, strict=True)]),
    )


def _json(parts: object) -> str:
    return json.dumps(parts, ensure_ascii=True, separators=(",", ":"))


@lru_cache(maxsize=1)
def _cells() -> Mapping[str, tuple[int, _Form]]:
    """The parts of a signature, each with the number and the form of its cell; the first cell is the report's id."""
    return {name: (number, _cell(kind)) for number, (name, kind) in enumerate(get_type_hints(Signature).items(), 1)}


def _cell(kind: Any) -> _Form:
    """The form of a type as one cell: what holds the words of a text is a text itself, to be read when it is needed."""
    form = _form(kind)
    if not _is_large(kind):
        return form
    return _Form(lambda value: _json(form.write(value)), lambda text: form.read(json.loads(text)))


def _is_large(kind: Any) -> bool:
    parts = get_type_hints(kind).values() if isinstance(kind, type) and issubclass(kind, tuple) else ()
    return get_origin(kind) is Mapping or any(map(_is_large, parts))


# what restoring gives of an article


def _words(words: str | None) -> str | None:
    return None if words is None else clean(words)


def _article_kept(article: Article) -> Article:
    """An article as it is restored, but for its id and its text, which the store has."""
    return replace(
        article,
        id="",
        text="",
        title=_words(article.title),
        publisher=_words(article.publisher),
        url=_words(article.url),
        language=_words(article.language),
        dateline=None,
        dateline_place=_words(article.dateline_place),
        received=None,
    )


def _place_kept(place: Place) -> Place:
    return replace(place, score=0.0, runner_up=None, aliases=tuple(sorted(set(place.aliases))))


def _actor_kept(actor: Actor) -> Actor:
    return replace(actor, aliases=tuple(sorted(set(actor.aliases))))


def _when_kept(when: When | None) -> When | None:
    unknown = when is None or (when.earliest is when.latest is None and when.precision is Precision.UNKNOWN)
    return None if unknown else when


def _report_kept(report: Report, keys: Container[str]) -> Report:
    """A report as it is restored. ``keys`` are those of all reports of the article: one may point at another."""
    part_of, since = (key if key is not None and key in keys else None for key in (report.part_of, report.first_since))
    return replace(
        report,
        quotes=(*report.quotes[:1], *sorted(set(report.quotes[1:]) - set(report.quotes[:1]))),
        when=_when_kept(report.when),
        places=tuple(replace(p, place=_place_kept(p.place), relation=_words(p.relation)) for p in report.places),
        participants=tuple(
            replace(p, actor=_actor_kept(p.actor), member_of=p.member_of and _actor_kept(p.member_of))
            for p in report.participants
        ),
        equipment=tuple(replace(e, name=clean(e.name), mounting=_words(e.mounting)) for e in report.equipment),
        casualties=tuple(
            replace(c, group=_words(c.group), claimant=c.claimant and _actor_kept(c.claimant))
            for c in report.casualties
        ),
        damage=tuple(replace(d, what=clean(d.what)) for d in report.damage),
        claimant=report.claimant and _actor_kept(report.claimant),
        part_of=part_of,
        first_since=since,
    )
