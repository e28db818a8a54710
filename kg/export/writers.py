"""The exports of the property graph and of the tables by name, for the command line."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import IO, Final

from kg.errors import KgError
from kg.export.codebooks import write_acled, write_ucdp
from kg.export.cypher import write_cypher
from kg.export.dataset import write_description
from kg.export.geojson import write_geojson
from kg.export.gexf import write_gexf
from kg.export.graphml import write_graphml
from kg.export.kgx import write_kgx
from kg.export.ladybug import write_ladybug
from kg.export.nanopubs import write_nanopubs
from kg.export.neo4j_csv import write_neo4j_csv
from kg.export.neptune import write_neptune
from kg.export.parquet import write_events_parquet, write_parquet
from kg.export.reified import write_reified
from kg.export.tables import write_casualties, write_events
from kg.store import GraphStore

__all__ = ["BINARY", "FILES", "FOLDERS", "write_folder"]

FILES: Final[Mapping[str, Callable[[GraphStore, IO[str]], None]]] = {
    "cypher": write_cypher,
    "graphml": write_graphml,
    "gexf": write_gexf,
    "geojson": write_geojson,
    "events-csv": write_events,
    "casualties-csv": write_casualties,
    "acled": write_acled,
    "ucdp": write_ucdp,
}
"""What is written to one file of text, in UTF-8 with line ends as they come."""

BINARY: Final[Mapping[str, Callable[[GraphStore, IO[bytes]], None]]] = {
    "events-parquet": write_events_parquet,
    "nanopubs": write_nanopubs,
    "trig12": write_reified,
    "void": write_description,
}
"""What is written to one file as bytes."""

FOLDERS: Final[Mapping[str, Callable[[GraphStore, Path], object]]] = {
    "ladybug": write_ladybug,
    "neo4j": write_neo4j_csv,
    "neptune": write_neptune,
    "kgx": write_kgx,
    "parquet": write_parquet,
}
"""What is written to a folder of files."""


def write_folder(store: GraphStore, form: str, folder: Path) -> None:
    """Write one of ``FOLDERS``: the folder appears when it is whole, in the place of one that an earlier export made.

    Raises ``OSError`` if it cannot be written, ``KgError`` if there is something else under that name.
    """
    marker = ".conflict-kg-export"
    if folder.exists() and not (folder / marker).exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise KgError(f"{folder} is there and is no export of ours.", "Name another folder, or take it away.")
    folder.parent.mkdir(parents=True, exist_ok=True)
    half = folder.with_name(f".{folder.name}.{os.getpid()}.part")
    shutil.rmtree(half, ignore_errors=True)
    try:
        FOLDERS[form](store, half)
        (half / marker).write_text(f"{form}\n", encoding="utf-8")
        if folder.exists():
            shutil.rmtree(folder)
        half.replace(folder)
    finally:
        shutil.rmtree(half, ignore_errors=True)
