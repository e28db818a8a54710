"""What can go wrong, as sentences that name the way out.

``KgError`` is the base of everything this package objects to; the command line turns any of them into one line on
standard error and a non-zero exit.

- ``InputError``     an article, a line or a file that cannot be read (names file and line)
- ``StoreError``     a store that does not exist, is locked, of another version, or not writable
- ``QueryError``     a question or query that is unknown or does not parse
- ``AssetError``     an ontology, query or data file of the package that is missing or broken
- ``ModelError``     the language model is missing
- ``PushError``      a database that cannot be reached, refuses what is sent, or holds something else afterwards
"""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["AssetError", "InputError", "KgError", "ModelError", "PushError", "QueryError", "StoreError"]


@dataclass
class KgError(Exception):
    """Anything this package objects to.

    ``problem`` says what is wrong and where; ``way_out`` says what to do about it.
    """

    problem: str
    way_out: str = ""

    def __str__(self) -> str:
        return f"{self.problem} {self.way_out}".strip()


class InputError(KgError):
    """An input that cannot be read, or only in part."""


class StoreError(KgError):
    """A store that cannot be opened or written."""


class QueryError(KgError):
    """A question, a parameter or a query that cannot be answered."""


class AssetError(KgError):
    """A file of the package itself that is missing or broken."""


class ModelError(KgError):
    """The language model cannot be loaded."""


class PushError(KgError):
    """A database elsewhere that did not take the graph."""
