"""People, groups, forces, states and things that are hit, with names resolved and chains of coreference.

Names come first (``actor_names``), then phrases headed by a noun of the lexicon ("Syrian regime forces", "a column of
guerrillas"), then pronouns; ``coreference`` ties them into chains and gives each chain its fullest name.
"""

from __future__ import annotations

from kg.actors import ActorTable
from kg.extract.actor_links import link
from kg.extract.actor_phrases import Phrases
from kg.extract.actor_words import actor_words
from kg.extract.coreference import resolve
from kg.extract.mentions import ActorMention, CountMention, PlaceMention
from kg.extract.parse import Parsed
from kg.lexicon import Lexicon

__all__ = ["find_actors", "is_person"]


def find_actors(
    parsed: Parsed,
    counts: tuple[CountMention, ...],
    places: tuple[PlaceMention, ...],
    table: ActorTable,
    lexicon: Lexicon,
) -> tuple[ActorMention, ...]:
    """All actor mentions of an article, in text order."""
    if not parsed.tokens:
        return ()
    words = actor_words(lexicon)
    found = Phrases(parsed, counts, places, table, words)
    found.find()
    link(found)
    return resolve(parsed, found.in_order(), table, words)


def is_person(mention: ActorMention, parsed: Parsed, lexicon: Lexicon) -> bool:
    """Whether a mention is of one human being, by name or not ("the secretary", "a soldier")."""
    if mention.actor.kind == "Person":
        return True
    if mention.pronoun:
        return parsed.tokens[mention.head].lower in ("he", "she", "him", "her", "i", "me")
    noun = actor_words(lexicon).nouns.get(parsed.tokens[mention.head].lower)
    return noun is not None and mention.generic and noun.use in ("people", "member") and not noun.plural
