"""A store of as many events as wanted, shaped like one that was built: for benchmarks, never for answers.

Every event has a report in an article of its own with a quote, a participant, a place and a figure: what an article of one
sentence gives, without the statements that no export reads. Names are made up; nothing in it is true. The statements are
written as N-Quads and taken in by the bulk loader as they come, so that a million events take minutes and little memory.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, cast

from pyoxigraph import RdfFormat

from kg.ids import Iris
from kg.store import GraphStore, open_for_writing
from kg.vocabulary import PROV, RDF, RDFS, XSD, C

if TYPE_CHECKING:
    from typing import IO

    from _typeshed import WriteableBuffer

__all__ = ["generated_store", "lines"]

_ACTORS, _PLACES = 400, 2_000
_TYPES = ("ArmedAssault", "AirStrike", "Shelling")
_IDENTIFIER = "<http://purl.org/dc/terms/identifier>"


def generated_store(folder: Path, events: int) -> GraphStore:
    """A store on disk with this many events, settled and open."""
    store = open_for_writing(folder)
    source = _Pieces(line.encode() for line in lines(events, store.iris))
    store.store.bulk_load(cast("IO[bytes]", io.BufferedReader(source, 1 << 20)), RdfFormat.N_QUADS, lenient=True)
    store.optimize()
    return store


class _Pieces(io.RawIOBase):
    """Pieces of bytes as a file to be read."""

    def __init__(self, pieces: Iterator[bytes]) -> None:
        super().__init__()
        self._pieces = pieces
        self._rest = b""

    def readable(self) -> bool:
        """Always."""
        return True

    def readinto(self, buffer: WriteableBuffer) -> int:
        """The next piece, or as much of it as there is room for."""
        room = memoryview(buffer).cast("B")
        if not self._rest:
            self._rest = next(self._pieces, b"")
        count = min(len(room), len(self._rest))
        room[:count] = self._rest[:count]
        self._rest = self._rest[count:]
        return count


def lines(events: int, iris: Iris) -> Iterator[str]:
    """The statements as lines of N-Quads, a thing's at a time: reference data first, then event by event."""
    base, reference = iris.base, f"<{C.reference}>"
    type_, label = f"<{RDF.type}>", f"<{RDFS.label}>"

    def c(name: str) -> str:
        return f"<{C.NAMESPACE}{name}>"

    for kind, name, number, class_ in (("place", "Town", _PLACES, "City"), ("actor", "Brigade", _ACTORS, "ArmedGroup")):
        for n in range(number):
            thing = f"<{base}{kind}/made-{n}>"
            yield (
                f"{thing} {type_} {c(kind.title())} {reference} .\n"
                f'{thing} {label} "{name} {n}" {reference} .\n'
                f"{thing} {c(f'{kind}Kind')} {c(class_)} {reference} .\n"
                f'{thing} {_IDENTIFIER} "made:{n}" {reference} .\n'
            )
    templates = [_event(base, class_) for class_ in _TYPES]
    for n in range(events):
        place, actor, killed = n * 7 % _PLACES, n * 3 % _ACTORS, n % 40
        text = f"Fighters of Brigade {actor} attacked Town {place}, killing {killed}."
        day = date(2015, 1, 1) + timedelta(days=n % 3_650)
        values = {"n": n, "place": place, "actor": actor, "killed": killed, "text": text, "long": len(text)}
        yield templates[n % len(templates)] % {**values, "day": day.isoformat()}


def _event(base: str, class_: str) -> str:
    """What is said of an event of this class, with ``%(…)`` where events differ."""

    def c(name: str) -> str:
        return f"<{C.NAMESPACE}{name}>"

    def made(kind: str, name: str = "") -> str:
        return f"<{base}{kind}/made-%(n)d{name and f'-{name}'}>"

    def whole(words: str) -> str:
        return f'"{words}"^^<{XSD.integer}>'

    day = f'"%(day)s"^^<{XSD.date}>'
    event, report, article = made("event"), made("report"), made("doc")
    words = made("quote", "main")
    figure, part, said = (made("fact", name) for name in ("figure", "part", "said"))
    actor, place = f"<{base}actor/made-%(actor)d>", f"<{base}place/made-%(place)d>"
    concluded = (
        (event, c("eventType"), c(class_)),
        (event, f"<{RDFS.label}>", '"Attack on Town %(place)d"'),
        (event, c("quote"), '"%(text)s"'),
        (event, c("earliest"), day),
        (event, c("timePrecision"), '"day"'),
        (event, c("salience"), whole("1")),
        (event, c("independentSources"), whole("1")),
        (event, c("mainPlace"), place),
        (event, c("locatedWithin"), place),
        (event, c("participation"), part),
        (event, c("figure"), figure),
        (event, f"<{PROV.wasDerivedFrom}>", report),
        (part, f"<{RDF.type}>", c("Participation")),
        (part, c("actor"), actor),
        (part, c("involves"), actor),
        (part, c("role"), '"initiator"'),
        (part, c("name"), '"Brigade %(actor)d"'),
        (figure, f"<{RDF.type}>", c("CasualtyFigure")),
        (figure, c("casualtyKind"), '"killed"'),
        (figure, c("side"), '"target"'),
        (figure, c("best"), whole("%(killed)d")),
        (figure, f"<{PROV.wasDerivedFrom}>", said),
    )
    reported = (
        (said, c("evidence"), words),
        (report, f"<{RDF.type}>", c("Report")),
        (report, f"<{RDFS.label}>", '"Attack on Town %(place)d"'),
        (report, c("eventType"), c(class_)),
        (report, c("factuality"), '"stated"'),
        (report, c("mainEvidence"), words),
        (report, c("evidence"), words),
        (words, c("words"), '"%(text)s"'),
        (words, c("begin"), whole("0")),
        (words, c("end"), whole("%(long)d")),
        (article, f"<{RDF.type}>", c("Article")),
        (article, _IDENTIFIER, '"made-%(n)d"'),
    )
    graphs = ((f"<{C.conclusions}>", concluded), (article, reported))
    return "".join(f"{s} {p} {o} {graph} .\n" for graph, statements in graphs for s, p, o in statements)
