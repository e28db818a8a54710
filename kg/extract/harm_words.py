"""The words of harm, compiled: which role each form can play, and the lists that the roles look at.

They stand in ``ontology/lexicon/casualties.ttl``; what a role does is the business of ``kg.extract.casualties``.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from kg.extract.triggers import inflections
from kg.lexicon import Lexicon

__all__ = ["HarmWords", "harm_words"]

_AUXILIARIES: Final = frozenset(
    "was were is are be been being has have had having also both all either then later still already to 's 're".split()
)


@dataclass(frozen=True)
class HarmWords:
    """The lists of the lexicon, compiled; ``roles`` is what dispatch looks up."""

    roles: dict[str, tuple[str, ...]]
    lists: dict[str, frozenset[str]]
    long_times: dict[str, tuple[tuple[str, ...], ...]]
    """Phrases for a time longer than one happening, by their first word."""
    between: frozenset[str]
    """Auxiliaries and adverbs that stand between people and what befell them."""


_VERB_ROLES: Final = (
    ("kill", "kill-verb"),
    ("down", "kill-verb-with-down"),
    ("out", "kill-verb-with-out"),
    ("result", "death-result-verb"),
    ("wound", "wound-verb"),
    ("hit", "hit-verb"),
    ("struck", "struck-verb"),
    ("die", "die-verb"),
    ("lose", "lose-verb"),
    ("capture", "capture-verb"),
    ("displace", "displace-verb"),
    ("flee", "flee-verb"),
    ("suffer", "wounds-object-verb"),
    ("away", "die-verb-with-away"),
)
_WORD_ROLES: Final = (
    ("fatal", "fatal-adverb"),
    ("dead", "dead-state"),
    ("hurt", "wounded-state"),
    ("condition", "condition-noun"),
    ("death", "death-noun"),
    ("killing", "killing-noun"),
    ("hit-noun", "hit-noun"),
    ("hospital", "hospital-noun"),
    ("hospital", "care-center"),
    ("injury", "injury-noun"),
    ("toll", "toll-noun"),
    ("toll-of", "toll-of"),
    ("body", "body-noun"),
    ("body", "severed-part"),
    ("life", "life-noun"),
    ("missing", "missing-state"),
    ("taken", "take-prisoner"),
    ("homeless", "homeless-state"),
)
_LISTS: Final = (
    "death-result", "fatal-adverb", "projectile-noun", "body-part", "finding-verb", "doubted-state-verb",
    "condition-word", "suffer-harm-verb", "inflict-verb", "toll-link", "body-verb", "life-verb", "part-word",
    "doubt-auxiliary", "unreal-governor", "real-governor", "negative-word", "negative-governor", "natural-cause",
    "not-people", "dead-state", "injury-count-noun", "wounded-state", "death-noun", "leaving-verb", "home-noun",
    "state-verb", "body-noun", "missing-state", "homeless-state", "severed-part", "severed-word",
    "wound-kind", "miss-particle", "fatal-adjective", "hospital-verb", "staying-verb", "care-center", "care-word",
    "precaution-noun",
    "superseded-word", "firing-verb",
)  # fmt: skip


@lru_cache(maxsize=4)
def harm_words(lexicon: Lexicon) -> HarmWords:
    """The tables of a lexicon."""
    irregular = {line.split()[0]: tuple(line.split()[1:]) for line in sorted(lexicon.words("irregular-verb"))}
    roles: dict[str, list[str]] = {}
    for word in sorted(lexicon.words("named-part-noun")):
        roles[word] = ["part"]
    for role, name in _VERB_ROLES:
        for verb in sorted(lexicon.words(name)):
            for form in (*inflections(verb, irregular), *inflections(verb, {})):
                if role not in roles.setdefault(form, []):
                    roles[form].append(role)
    for role, name in _WORD_ROLES:
        for word in sorted(lexicon.words(name)):
            roles.setdefault(word, []).append(role)
    long_times: dict[str, list[tuple[str, ...]]] = {}
    for phrase in sorted(lexicon.words("long-time-word")):
        first, *others = phrase.split()
        long_times.setdefault(first, []).append(tuple(others))
    return HarmWords(
        {form: tuple(found) for form, found in roles.items()},
        {name: lexicon.words(name) for name in _LISTS},
        {first: tuple(sorted(rests)) for first, rests in long_times.items()},
        _AUXILIARIES | lexicon.words("harm-adverb"),
    )
