"""Conflict reporting in, a knowledge graph out that can answer for itself.

import kg

graph = kg.build(["reports/"])
for row in graph.ask("timeline-of-place", place="Idlib"):
    print(row["label"], row["earliest"])
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from kg.api import Graph, build, open_graph

__all__ = ["Graph", "build", "open_graph"]
__version__ = "0.1.0"


def __getattr__(name: str) -> object:
    """Load the interface on first use, so that ``import kg`` costs nothing."""
    if name in __all__:
        from kg import api

        return getattr(api, name)
    raise AttributeError(f"module 'kg' has no attribute {name!r}")
