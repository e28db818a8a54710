"""Article in, everything read in it out: the layers called in order, top to bottom."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from kg.actors import ActorTable, fold_name, load_actors
from kg.extract.actor_names import find_nationalities
from kg.extract.actors import find_actors, is_person
from kg.extract.casualties import find_casualties
from kg.extract.claims import find_claims
from kg.extract.counts import find_counts
from kg.extract.equipment import find_equipment
from kg.extract.layers import Layers
from kg.extract.mend import mended
from kg.extract.mentions import ActorMention, PlaceMention
from kg.extract.parse import DEFAULT_MODEL, Parsed, load_model, parse
from kg.extract.participation import Participation, load_participation
from kg.extract.places import find_places
from kg.extract.relations import find_relations, find_zone_facts, find_zones
from kg.extract.relevance import Relevance, load_relevance
from kg.extract.reports import make_reports
from kg.extract.times import find_times
from kg.extract.triggers import find_triggers
from kg.extract.zones import with_own_zones
from kg.gazetteer import Gazetteer, load_gazetteer
from kg.lexicon import Lexicon, load_lexicon
from kg.model import Article, ArticleReading, Claim, Mention, Span

if TYPE_CHECKING:
    from spacy.language import Language

__all__ = ["Reader", "load_reader", "make_layers", "read_article", "read_parsed"]


@dataclass(frozen=True)
class Reader:
    """What reading needs, loaded once per process."""

    nlp: Language
    lexicon: Lexicon
    gazetteer: Gazetteer
    actors: ActorTable
    relevance: Relevance
    participation: Participation


@lru_cache(maxsize=1)
def load_reader(model: str = DEFAULT_MODEL) -> Reader:
    """Load model, lexicon, gazetteer and actor table."""
    return Reader(
        load_model(model), load_lexicon(), load_gazetteer(), load_actors(), load_relevance(), load_participation()
    )


def read_article(article: Article, reader: Reader) -> ArticleReading:
    """Everything that is read in one article; a pure function of the article and the reader's data."""
    return read_parsed(parse(article, reader.nlp), reader)


def make_layers(parsed: Parsed, reader: Reader) -> Layers:
    """All layers of one parsed article."""
    lexicon = reader.lexicon
    parsed = mended(parsed, lexicon)
    times = find_times(parsed, lexicon)
    counts = find_counts(parsed, lexicon)
    places = find_places(parsed, reader.gazetteer, lexicon)
    actors = find_actors(parsed, counts, places, reader.actors, lexicon)
    places = _without_groups(places, actors, parsed, reader.actors)
    equipment = find_equipment(parsed, counts, lexicon)
    zones = find_zones(parsed, places, lexicon)
    return Layers(
        parsed=parsed,
        lexicon=lexicon,
        times=times,
        counts=counts,
        places=places,
        actors=actors,
        equipment=equipment,
        casualties=find_casualties(parsed, counts, actors, lexicon),
        claims=find_claims(parsed, actors, lexicon),
        zones=zones,
        relations=find_relations(parsed, actors, reader.actors, lexicon),
        zone_facts=find_zone_facts(parsed, zones, places, lexicon),
        triggers=find_triggers(parsed, places, actors, lexicon),
    )


def _without_groups(
    places: tuple[PlaceMention, ...], actors: tuple[ActorMention, ...], parsed: Parsed, table: ActorTable
) -> tuple[PlaceMention, ...]:
    """The places without hamlets, and names of nowhere, whose name is the name of an armed group that the table knows."""
    groups = {
        (a.span.begin, a.span.end) for a in actors if a.actor.kind == "ArmedGroup" and a.actor.id.startswith("actor:")
    }

    def is_group(p: PlaceMention) -> bool:
        if p.place.kind in ("Country", "Province", "City"):
            return False
        if (p.span.begin, p.span.end) in groups:
            return True
        name = p.span.of(parsed.cased)
        return len(fold_name(name).split()) > 1 and any(e.kind == "ArmedGroup" for e in table.named(name))

    return tuple(p for p in places if not is_group(p))


def read_parsed(parsed: Parsed, reader: Reader) -> ArticleReading:
    """The same for an article that has been parsed already."""
    layers = make_layers(parsed, reader)
    return ArticleReading(
        article=parsed.article,
        mentions=_mentions(layers, reader.actors),
        reports=with_own_zones(
            make_reports(layers, reader.relevance, reader.participation), reader.gazetteer, reader.lexicon
        ),
        relations=layers.relations,
        zone_facts=layers.zone_facts,
        claims=tuple(
            Claim(c.source, c.cue, c.content, None if c.who is None else layers.actors[c.who].actor)
            for c in layers.claims
        ),
        unresolved=tuple(
            Mention(p.span, "Place", place=p.place) for p in layers.places if p.place.id.startswith("name:")
        ),
    )


_KIND_OF_ACTOR = {"Person": "Person", "Civilians": "Group", "Facility": "Facility", "Vehicle": "Equipment"}
_RELATIVE = frozenset(("who", "which", "that", "whom", "whose"))


def _mentions(layers: Layers, table: ActorTable) -> tuple[Mention, ...]:
    """The stand-off annotations of an article, in text order."""
    tokens = layers.parsed.tokens
    found = [Mention(t.span, "Time", value=t.value) for t in layers.times]
    found += [Mention(p.span, "Place", place=p.place) for p in layers.places]
    found += [Mention(c.span, "Count", count=c.count) for c in layers.counts]
    found += [Mention(e.span, "Equipment", type=e.type, count=e.count) for e in layers.equipment]
    found += [Mention(t.span, "EventTrigger", type=t.type) for t in layers.triggers]
    found += [Mention(span, "Nationality") for span in find_nationalities(layers.parsed, table)]
    crafts = {i for e in layers.equipment for i in range(e.first, e.last)}
    for a in layers.actors:
        if (a.pronoun and (tokens[a.head].lower in _RELATIVE or tokens[a.head].tag == "PRP$")) or (
            a.actor.kind == "Vehicle" and a.head in crafts
        ):
            continue
        kind = (
            "Person"
            if is_person(a, layers.parsed, layers.lexicon)
            else _KIND_OF_ACTOR.get(a.actor.kind, "Organisation")
        )
        found.append(Mention(a.span, kind, actor=a.actor, count=a.count))
        if tokens[a.first].begin < a.span.begin:
            found.append(Mention(Span(tokens[a.first].begin, a.span.end), kind, actor=a.actor))
    for c in layers.claims:
        who = None if c.who is None else layers.actors[c.who].actor
        spans = sorted([*c.source, *c.cue, *c.content])
        if spans:
            found.append(Mention(spans[0], "Claim", claim=Claim(c.source, c.cue, c.content, who)))
    return tuple(sorted(found, key=lambda m: (m.span, m.kind, m.type or "")))
