"""Where the story of an article is at home: its country, and the town that "this capital" means.

For happenings whose own sentence names no place, and for those told only by a street or a building. A dateline is no
place of a happening by itself; it is what "this city" points to.
"""

from __future__ import annotations

from kg.extract.mentions import PlaceMention
from kg.extract.parse import Parsed
from kg.gazetteer.countries import load_countries
from kg.lexicon import load_lexicon
from kg.model import Place, PlaceRole

__all__ = ["TOWN", "country_of_story", "sites_only", "this_town", "works_of_town"]

TOWN = frozenset(("City", "Settlement", "Village"))
_FILED = TOWN | {"District"}
"""A town that a dateline names may be its district in the table."""
_SITE = frozenset(("Facility", "Road", "Neighbourhood"))
_MOST = 0.35
"""Share of what an article's names of places and peoples say that must speak of one country."""
_PEOPLE = 1.5
"""What the name of a people says."""


def country_of_story(parsed: Parsed, places: tuple[PlaceMention, ...]) -> tuple[PlaceRole, ...]:
    """The country that most names of places and peoples of an article speak of, told by its name or that of its people;
    nothing if none has most of them.
    """
    table = load_countries()
    votes: dict[str, float] = {}
    told: dict[str, PlaceRole] = {}
    people: dict[str, PlaceRole] = {}
    for p in places:
        code = p.place.country
        if not code or code not in table.by_code or p.place.id.startswith("name:"):
            continue
        votes[code] = votes.get(code, 0.0) + _vote(parsed, p)
        if p.place.kind == "Country" and not _in_dateline(parsed, p):
            told.setdefault(code, PlaceRole(p.place, "in", p.span, p.relation))
    for t in parsed.tokens:
        code = table.by_demonym.get(t.text) if t.text[:1].isupper() else None
        if code:
            votes[code] = votes.get(code, 0.0) + _PEOPLE
            if code not in people:
                people[code] = PlaceRole(_country(code), "in", parsed.span(t.i, t.i + 1))
    if not votes:
        return ()
    most = min(votes, key=lambda c: (-votes[c], c))
    if votes[most] < _MOST * sum(votes.values()):
        return ()
    found = told.get(most) or people.get(most)
    return (found,) if found is not None else ()


def _in_dateline(parsed: Parsed, p: PlaceMention) -> bool:
    dateline = parsed.article.dateline
    return dateline is not None and p.span.overlaps(dateline)


def _vote(parsed: Parsed, p: PlaceMention) -> float:
    """How much a name says of where the story is at home: a foreign state is mostly named as one who acts or as whose
    somebody is ("U.S. citizens"), the home by its towns, by "in", and by the dateline.
    """
    if _in_dateline(parsed, p):
        return 2.0
    if p.place.kind != "Country":
        return 1.0
    head = parsed.tokens[p.head]
    if head.dep in ("compound", "amod", "nmod", "poss"):
        return 0.2
    return 1.5 if parsed.tokens[head.head].lower in ("in", "throughout", "across", "within") else 0.5


def _country(code: str) -> Place:
    c = load_countries().by_code[code]
    return Place(f"iso:{code}", c.name, "Country", c.lat, c.lon, code, where_prec=6, score=1.0)


def this_town(
    parsed: Parsed, places: tuple[PlaceMention, ...], trigger: int, story: tuple[PlaceRole, ...]
) -> tuple[PlaceRole, ...]:
    """The town of filing, if the trigger's sentence says that it happened in "this city", "here", or in "the capital" of
    the country that the ``story`` is about.
    """
    sentence = parsed.sentence_of(trigger)
    tokens = parsed.tokens
    here = capital = False
    pointed = load_lexicon().words("town-noun")
    for i in range(sentence.first + 1, sentence.last - 1):
        t = tokens[i]
        if t.lower == "here" and t.dep == "advmod" and tokens[t.head].pos == "VERB":
            here = True
        elif tokens[i - 1].pos == "ADP" and tokens[i + 1].lower in pointed:
            here = here or t.lower == "this"
            named = tokens[i + 1].lower == "capital" and tokens[min(i + 2, sentence.last - 1)].lower != "of"
            capital = capital or (named and t.lower in ("the", "our"))
    if here:
        return _town_of_filing(parsed, places, ())
    return _town_of_filing(parsed, places, story) if capital and story else ()


def works_of_town(
    parsed: Parsed, places: tuple[PlaceMention, ...], found: list[PlaceRole], story: tuple[PlaceRole, ...]
) -> tuple[PlaceRole, ...]:
    """The town of filing for an embassy, a university or the like: works that stand in the town that reports of them."""
    works = load_lexicon().words("town-works")
    urban = all(p.place.name.rsplit(" ", 1)[-1].lower() in works for p in found)
    return _town_of_filing(parsed, places, story) if urban else ()


def _town_of_filing(
    parsed: Parsed, places: tuple[PlaceMention, ...], story: tuple[PlaceRole, ...]
) -> tuple[PlaceRole, ...]:
    """The town of the dateline; of another country than the ``story``, none."""
    for p in places:
        if _in_dateline(parsed, p) and p.place.kind in _FILED:
            told = story[0].place.country if story else p.place.country
            return (PlaceRole(p.place, "in", p.span),) if p.place.country == told else ()
    return ()


def sites_only(found: list[PlaceRole]) -> bool:
    """Whether a happening is told only by streets, buildings and quarters that no table knows."""
    inside = [p.place for p in found if p.role == "in"]
    return bool(inside) and all(p.lat is None and p.kind in _SITE for p in inside)
