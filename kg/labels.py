"""What a happening is called: one line that a person can read in a table, on a map or in a graph browser."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from kg.dates import Precision, When
from kg.lexicon import load_lexicon
from kg.model import PlaceRole, Report

__all__ = ["class_label", "day_words", "label_of", "names_of", "place_words", "when_words"]

_LABEL = "http://www.w3.org/2000/01/rdf-schema#label"
_NS = "https://w3id.org/conflict-kg/ns#"
_MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
    "December",
)  # fmt: skip
_SHOWN = 3
"""Names shown of one role; more are left out of a label."""


def class_label(name: str) -> str:
    """The label of a class of ours: "air strike" for ``AirStrike``; the name itself if the ontology has none."""
    return load_lexicon().annotations.get(_NS + name, {}).get(_LABEL, (name,))[0]


def label_of(report: Report) -> str:
    """As in "Shelling by militants against troops in Velna, 22 January 2020"."""
    words = [class_label(report.type)]
    parties = names_of(report, "party")
    if parties:
        words.append(f"between {' and '.join(parties)}" if len(parties) > 1 else f"with {parties[0]}")
    if doers := names_of(report, "initiator"):
        words.append(f"by {', '.join(doers)}")
    if done_to := names_of(report, "target") or names_of(report, "victim"):
        against = "Attack" in (report.type, *load_lexicon().superclasses.get(report.type, ()))
        words.append(f"{'against' if against else 'of'} {', '.join(done_to)}")
    for role, preposition in (("in", "in"), ("direction", "towards"), ("from", "from"), ("to", "to")):
        if places := _names(p.place.name for p in report.places if p.role == role):
            words.append(f"{preposition} {', '.join(places)}")
            break
    label = " ".join(words)
    if report.when and (told := when_words(report.when)):
        label += f", {told}"
    return label[:1].upper() + label[1:]


def names_of(report: Report, role: str) -> list[str]:
    """The names of those in a role, each once, in order, the first three."""
    return _names(p.actor.name for p in report.participants if p.role == role)


def place_words(places: Iterable[PlaceRole]) -> str | None:
    """The places of an event in words: where it happened, else the other places."""
    told = list(places)
    return ", ".join(_names(p.place.name for p in told if p.role == "in") or _names(p.place.name for p in told)) or None


def _names(names: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(names))[:_SHOWN]


def when_words(when: When) -> str:
    """As in "16 to 22 January 2020", "October 2016", "since 9 January 2020"; empty if nothing is known."""
    first, last = when.earliest, when.latest
    if first is None:
        return f"until {day_words(last)}" if last else ""
    if last is None:
        return f"since {day_words(first)}"
    if first == last:
        return day_words(first)
    if when.precision is Precision.YEAR and first.year == last.year:
        return str(first.year)
    if when.precision is Precision.MONTH and (first.year, first.month) == (last.year, last.month):
        return f"{_MONTHS[first.month - 1]} {first.year}"
    if (first.year, first.month) == (last.year, last.month):
        return f"{first.day} to {day_words(last)}"
    return f"{day_words(first)} to {day_words(last)}"


def day_words(day: date) -> str:
    """As in "9 January 2020"."""
    return f"{day.day} {_MONTHS[day.month - 1]} {day.year}"
