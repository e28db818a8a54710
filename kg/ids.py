"""IRIs from content: the same thing gets the same IRI in every run, whatever the order of reading.

Identifiers are hashes of what makes a thing that thing; ``Iris`` puts them under a base. No clocks, no counters, no
blank nodes. Hostile identifiers (spaces, quotes, lone surrogates, ``..``) give valid IRIs.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from functools import lru_cache
from urllib.parse import quote, unquote

from kg.errors import InputError

__all__ = ["BASE", "Iris", "article_id", "content_hash", "report_id"]

BASE = "https://w3id.org/conflict-kg/"
"""Where things stand unless the user says otherwise."""

_BASE_FORM = re.compile(r"(?:https?://[A-Za-z0-9._~:\[\]%@-]+|urn:[A-Za-z0-9-]+:)[A-Za-z0-9._~:/%@!$&'()*+,;=-]*[/:#]?")


def content_hash(*parts: object) -> str:
    """Twenty hexadecimal digits (80 bits) that depend on the parts and their order alone."""
    told = [str(part).encode("utf-8", "surrogatepass") for part in parts]
    return hashlib.sha256(b"".join(b"%d:%b" % (len(words), words) for words in told)).hexdigest()[:20]


@lru_cache(maxsize=20_000)
def report_id(article: str, key: str) -> str:
    """The identifier of the report ``key`` of the article with this id; an event of that report alone has it too."""
    return content_hash("report", article, key)


@lru_cache(maxsize=5000)
def _escaped(name: str) -> str:
    """A path segment: everything but letters, digits and ``-_.~`` percent-encoded; dot segments too."""
    if not name.strip("."):
        return name.replace(".", "%2E")
    return quote(name, safe="", errors="surrogatepass")


def article_id(iri: str) -> str:
    """The id an article was given, from its IRI."""
    return unquote(iri.rpartition("/doc/")[2], errors="surrogatepass")


@dataclass(frozen=True, slots=True)
class Iris:
    """The IRIs of things under one base, which is an absolute IRI that ends in ``/``, ``#`` or ``:``."""

    base: str = BASE

    @classmethod
    def under(cls, base: str) -> Iris:
        """Check a base that a user gave; raises ``InputError`` if it is no absolute IRI."""
        if not _BASE_FORM.fullmatch(base):
            raise InputError(
                f"{base!r} cannot be the base of IRIs.", "Give an absolute one such as https://example.org/kg/."
            )
        return cls(base if base.endswith(("/", "#", ":")) else base + "/")

    def article(self, given: str) -> str:
        """An article; also the name of its graph. ``given`` is the id that the input gave."""
        return f"{self.base}doc/{_escaped(given)}"

    def report(self, report: str) -> str:
        """A report, by ``report_id``."""
        return f"{self.base}report/{report}"

    def event(self, event: str) -> str:
        """An event, by the ``report_id`` of its least report."""
        return f"{self.base}event/{event}"

    def agreement(self, event: str) -> str:
        """The accord that an event establishes."""
        return f"{self.base}agreement/{event}"

    def place(self, place: str) -> str:
        """A place, by the id of ``model.Place``."""
        return f"{self.base}place/{_escaped(place.replace(':', '-', 1))}"

    def actor(self, actor: str) -> str:
        """An actor, by the id of ``model.Actor``."""
        return f"{self.base}actor/{_escaped(actor.replace(':', '-', 1))}"

    def zone(self, zone: str) -> str:
        """A zone, by the id of ``model.Zone``."""
        return f"{self.base}zone/{_escaped(zone.removeprefix('zone:').replace(':', '-', 1))}"

    def fact(self, *parts: object) -> str:
        """A fact of an event or a report, by what makes it that fact."""
        return f"{self.base}fact/{content_hash(*parts)}"

    def quote(self, article: str, begin: int, end: int) -> str:
        """Characters ``begin`` to ``end`` of the article with this id."""
        return f"{self.base}quote/{content_hash('quote', article, begin, end)}"

    def claim(self, *parts: object) -> str:
        """Reported speech."""
        return f"{self.base}claim/{content_hash('claim', *parts)}"

    def relation(self, *parts: object) -> str:
        """A standing fact about actors."""
        return f"{self.base}relation/{content_hash('relation', *parts)}"

    def dyad(self, actor: str, other: str) -> str:
        """Two actors by their ids, in any order."""
        return f"{self.base}dyad/{content_hash('dyad', *sorted((actor, other)))}"

    def naming(self, naming: str) -> str:
        """One way articles name a thing, by the id of ``naming.Naming``."""
        return f"{self.base}naming/{naming}"
