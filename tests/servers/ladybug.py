"""The questions in Cypher for Ladybug, whose nodes have one label and whose edges have a table for each pair of ends.

What differs is put in another way, by rules: a label that is no table is looked for in the property ``labels``, a type is the
tables of that type, ``type`` is ``label``, words that Ladybug keeps for itself stand in backquotes, and a parameter that is
not given is written into the text, because a null has no type there.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any

from kg.export.property_graph import node_kinds
from kg.lexicon import load_lexicon

__all__ = ["for_ladybug", "types_of"]

_KEPT = ("from", "until", "group", "end")
"""Names of ours that are words of its own."""


def types_of(schema: str) -> dict[str, list[str]]:
    """The tables of each type of edge, from ``schema.cypher``."""
    found: dict[str, list[str]] = {}
    for table, source, target in re.findall(r"CREATE REL TABLE `(\w+)` \(FROM `(\w+)` TO `(\w+)`", schema):
        found.setdefault(table.removesuffix(f"_{source}_{target}"), []).append(table)
    return found


@lru_cache(maxsize=1)
def _kinds() -> Mapping[str, str]:
    """The table in which nodes of a label are."""
    tables = [kind.label for kind in node_kinds()]
    above = load_lexicon().superclasses
    classes = {name: table for name in above for table in tables if table in above[name]}
    return {**classes, **{table: table for table in tables}}


def for_ladybug(
    text: str, parameters: Mapping[str, Any], types: Mapping[str, Sequence[str]]
) -> tuple[str, dict[str, Any]]:
    """A question and its parameters as Ladybug takes them; ``types``: the tables of each type of edge."""
    text = "\n".join(line for line in text.splitlines() if not line.startswith("//"))
    text = re.sub(r"(?<=:)[A-Z_|]+\b", lambda m: "|".join(t for n in m[0].split("|") for t in types.get(n, ())), text)
    text = re.sub(r"\btype\((\w+)\) = '(\w+)'", lambda m: f"label({m[1]}) = '{types[m[2]][0]}'", text)
    text = re.sub(r"\blabels\((\w+)\)", r"string_split(\1.labels, ';')", text)
    text = re.sub(r"(\$\w+) IN (string_split\([^)]*\))", r"list_contains(\2, \1)", text)
    text = "\n".join(_labelled(clause) for clause in re.split(r"\n(?=(?:OPTIONAL )?MATCH|WITH|RETURN|ORDER)", text))
    text = re.sub(r"\.(from)\b", r".\1_", text)
    text = re.sub(rf"(?<![$`])\b({'|'.join(_KEPT)})\b(?!`)", r"`\1`", text)
    for name, value in parameters.items():
        if value is None:
            text = re.sub(rf"\${name} IS NULL", "true", text)
            text = re.sub(rf"\bIN \${name}\b", "IN ['']", text)
            text = re.sub(rf"list_contains\(([^,]*, ';'\)), \${name}\)", "true", text)
            text = re.sub(rf"\${name}\b", "CAST(NULL AS DATE)", text)
        else:
            text = re.sub(rf"\${name} IS NULL", "false", text)
            text = re.sub(rf"\${name}\b", f"$given_{name}", text)
    given = {f"given_{name}": value for name, value in parameters.items() if f"$given_{name}" in text}
    return text, given


def _labelled(clause: str) -> str:
    """A clause with labels that are no tables asked for as what ``labels`` holds."""
    asked: list[str] = []

    def node(match: re.Match[str]) -> str:
        name, label = match[1], match[2]
        kind = _kinds()[label]
        if kind == label:
            return match[0]
        name = name or f"made{len(asked)}"
        asked.append(f"list_contains(string_split({name}.labels, ';'), '{label}')")
        return f"({name}:{kind})"

    clause = re.sub(r"\((\w*):([A-Z]\w+)\)", node, clause)
    if not asked:
        return clause
    both = " AND ".join(asked)
    return clause.replace("WHERE ", f"WHERE {both} AND ", 1) if "WHERE " in clause else f"{clause}\nWHERE {both}"
