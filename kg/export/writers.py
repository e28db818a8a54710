"""The exports of the property graph and of the tables by name, for the command line."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import IO, Final

from kg.export.cypher import write_cypher
from kg.export.geojson import write_geojson
from kg.export.gexf import write_gexf
from kg.export.graphml import write_graphml
from kg.export.kgx import write_kgx
from kg.export.ladybug import write_ladybug
from kg.export.neo4j_csv import write_neo4j_csv
from kg.export.neptune import write_neptune
from kg.export.parquet import write_parquet
from kg.export.tables import write_casualties, write_events
from kg.store import GraphStore

__all__ = ["FILES", "FOLDERS"]

FILES: Final[Mapping[str, Callable[[GraphStore, IO[str]], None]]] = {
    "cypher": write_cypher,
    "graphml": write_graphml,
    "gexf": write_gexf,
    "geojson": write_geojson,
    "events-csv": write_events,
    "casualties-csv": write_casualties,
}
"""What is written to one file of text, in UTF-8 with line ends as they come."""

FOLDERS: Final[Mapping[str, Callable[[GraphStore, Path], object]]] = {
    "ladybug": write_ladybug,
    "neo4j": write_neo4j_csv,
    "neptune": write_neptune,
    "kgx": write_kgx,
    "parquet": write_parquet,
}
"""What is written to a folder of files."""
