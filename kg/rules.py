"""Which rules read an article: one short name for the code, the ontology, the tables and the model together.

The store keeps it beside each article, so that a text that has not changed and was read by other rules is known.
"""

from __future__ import annotations

import hashlib
from functools import lru_cache
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Final

from kg.actors import own_folder as own_actors
from kg.assets import asset
from kg.gazetteer import own_folder as own_places

__all__ = ["rules_version"]

_CODE: Final = ("extract", "gazetteer", "read")
_MODULES: Final = (
    "actors", "conclusions", "counts", "dates", "figures", "ids", "labels", "lexicon", "merge", "model", "naming", "rdf",
    "reference", "copies", "likeness", "sameness", "terms", "vocabulary",
)  # fmt: skip
"""What reading and concluding rest on; how a command looks or where it runs changes nothing that is read."""
_TABLES: Final = ("actors", "claims", "gazetteer", "merging", "truecase")
_WHOLE: Final = 1 << 16
"""Bytes up to which a file counts with all its content; of a larger one its size and its head do."""


@lru_cache(maxsize=4)
def rules_version(model: str) -> str:
    """Sixteen hexadecimal digits that change when anything changes by which articles are read."""
    digest = hashlib.sha256()
    try:
        digest.update(f"{model} {version(model)}\n".encode())
    except PackageNotFoundError:
        digest.update(f"{model}\n".encode())
    for root, pattern in _files():
        for path in sorted(root.glob(pattern)):
            if path.is_file():
                _add(digest, path, path.relative_to(root).as_posix())
    return digest.hexdigest()[:16]


def _files() -> list[tuple[Path, str]]:
    code = Path(__file__).resolve().parent
    found = [(code, f"{name}.py") for name in _MODULES]
    found += [(code / name, "**/*.py") for name in _CODE]
    found.append((asset("ontology"), "**/*.ttl"))
    found += [(asset("data", name), "**/*") for name in _TABLES]
    return [*found, (own_places(), "*"), (own_actors(), "*.tsv")]


def _add(digest: hashlib._Hash, path: Path, name: str) -> None:
    with path.open("rb") as file:
        size = path.stat().st_size
        digest.update(f"{name} {size}\n".encode())
        digest.update(file.read(size if path.suffix in (".py", ".ttl") else _WHOLE))
