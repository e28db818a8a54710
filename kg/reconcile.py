"""Reports of one happening in the same words, before their facts are put side by side.

Two reports may tell of one happening from two ends: of "fighting between the army and militants", and of an attack by a
group that is named on soldiers. Alone, each is right; side by side the happening would have four sides, and one side's
dead would be set against the other's. Here the parties of a fight take the sides that other reports tell, "militants"
and "the army" become those whom the other reports name on that side, and a place that no table knows becomes its
namesake in the other reports. What each report says stays as it is; only what is concluded of them rests on this.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import lru_cache

from kg.actors import fold_name
from kg.extract.actor_words import actor_words
from kg.lexicon import load_lexicon
from kg.model import Actor, Casualty, Participant, Place, PlaceRole, Report, SourcedReport

__all__ = ["nature_of", "reconciled"]

_SIDES = ("initiator", "target")


@lru_cache(maxsize=1)
def _natures() -> dict[str, str]:
    """Kinds of actor that tell two sides apart where one is of a state and the other is not."""
    traits = {"state": "side-of-state", "group": "side-of-group"}
    return {kind: nature for nature, trait in traits.items() for kind in sorted(load_lexicon().with_trait(trait))}


def reconciled(reports: Sequence[SourcedReport]) -> tuple[SourcedReport, ...]:
    """The reports of one happening, in their order, as they are understood beside each other. One alone stays as it is."""
    if len(reports) < 2:
        return tuple(reports)
    told = [m.report for m in reports]
    told = _with_places(told)
    told = _with_sides(told)
    told = _with_names(told)
    return tuple(m if m.report == r else replace(m, report=r) for m, r in zip(reports, told, strict=True))


def _with_places(told: list[Report]) -> list[Report]:
    """A place without coordinates becomes the only one with them that bears its name in the other reports."""
    known: dict[str, dict[str, Place]] = {}
    for report in told:
        for where in report.places:
            if not _is_unknown(where.place.id):
                for name in (where.place.name, *where.place.aliases):
                    known.setdefault(fold_name(name), {}).setdefault(where.place.id, where.place)

    def resolved(where: PlaceRole) -> PlaceRole:
        found = known.get(fold_name(where.place.name), {}) if _is_unknown(where.place.id) else {}
        return replace(where, place=next(iter(found.values()))) if len(found) == 1 else where

    return [replace(r, places=tuple(resolved(p) for p in r.places)) for r in told]


def _with_sides(told: list[Report]) -> list[Report]:
    """The parties of a fight, and figures of theirs, on the sides of the attack that other reports tell of."""
    sides = {role: [p.actor for r in told for p in r.participants if p.role == role] for role in _SIDES}
    if not all(sides.values()):
        return told
    ids = {role: {a.id for a in actors} for role, actors in sides.items()}
    of_id = {i: role for role in _SIDES for i in ids[role] if not all(i in ids[r] for r in _SIDES)}
    natures = {role: {_natures().get(a.kind) for a in actors} for role, actors in sides.items()}
    of_nature: dict[str, str] = {}
    if natures["initiator"].isdisjoint(natures["target"]):
        of_nature = {n: role for role in _SIDES for n in natures[role] if n is not None}
    return [_taking_sides(r, of_id, of_nature) for r in told]


def _taking_sides(report: Report, of_id: Mapping[str, str], of_nature: Mapping[str, str]) -> Report:
    """One report with its parties on sides, unless one of them cannot be told, or all would be on one side; and with its
    victims as the target, if it tells of no other and they are those.
    """
    parties = {p.actor.id: _side(p.actor, of_id, of_nature) for p in report.participants if p.role == "party"}
    taken = set(parties.values())
    if "" in taken or (len(parties) > 1 and len(taken) < 2):
        parties = {}
    struck = all(p.role != "target" for p in report.participants)

    def role_of(part: Participant) -> str:
        if part.role == "victim" and struck and _side(part.actor, of_id, of_nature) == "target":
            return "target"
        return parties.get(part.actor.id, part.role) if part.role == "party" else part.role

    side_of_name = {(p.role, fold_name(p.actor.name)): role_of(p) for p in report.participants}

    def side_of(casualty: Casualty) -> str:
        told = casualty.of
        if (
            casualty.civilian
            or casualty.group is None
            or not (parties if told == "party" else struck and told == "victim")
        ):
            return told
        group = fold_name(casualty.group)
        side = side_of_name.get((told, group), told)
        if side == told:
            side = of_nature.get(nature_of(group), told)
        return side if told == "party" or side == "target" else told

    return replace(
        report,
        participants=tuple(replace(p, role=role_of(p)) for p in report.participants),
        casualties=tuple(replace(c, of=side_of(c)) for c in report.casualties),
    )


def _side(actor: Actor, of_id: Mapping[str, str], of_nature: Mapping[str, str]) -> str:
    return of_id.get(actor.id) or of_nature.get(_natures().get(actor.kind, ""), "")


def _with_names(told: list[Report]) -> list[Report]:
    """A description ("militants") becomes the only actor of its nature whom other reports have in its role."""
    known: dict[tuple[str, str], dict[str, Participant]] = {}
    for report in told:
        for part in report.participants:
            if not _is_described(part.actor) and not part.alleged:
                known.setdefault((part.role, _natures().get(part.actor.kind, "")), {}).setdefault(part.actor.id, part)
    return [_named(r, known) for r in told]


def _named(report: Report, known: Mapping[tuple[str, str], Mapping[str, Participant]]) -> Report:
    own = {(p.role, _natures().get(p.actor.kind)) for p in report.participants if not _is_described(p.actor)}

    def named(part: Participant) -> Participant:
        what = (part.role, _natures().get(part.actor.kind, ""))
        others = known.get(what, {})
        if not what[1] or what in own or not _is_described(part.actor) or part.member_of or len(others) != 1:
            return part
        return replace(part, actor=next(iter(others.values())).actor)

    return replace(report, participants=tuple(named(p) for p in report.participants))


def _is_unknown(identity: str) -> bool:
    return identity.startswith("name:")


def _is_described(actor: Actor) -> bool:
    return not actor.named and _is_unknown(actor.id)


@lru_cache(maxsize=4096)
def nature_of(group: str) -> str:
    """Whether a group's description names a ``state``'s forces ("army soldiers") or an armed ``group``; ``""``: neither."""
    noun = actor_words(load_lexicon()).nouns.get(fold_name(group).rsplit(" ", 1)[-1])
    return _natures().get(noun.kind, "") if noun is not None else ""
