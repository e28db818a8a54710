"""What could not be read, as a sentence that names the place and the way out."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["Problem"]


@dataclass(frozen=True, slots=True)
class Problem:
    """An input, or a part of one, that was left out; or (``left_out`` false) one that was read with a doubt.

    ``path`` is as the user named it or as found in a folder; ``line`` counts from 1, ``None`` for the whole file.
    ``sentence`` says what is wrong without naming the place; ``way_out`` what to do about it.
    """

    path: str
    line: int | None
    sentence: str
    way_out: str
    left_out: bool = True

    def __str__(self) -> str:
        place = self.path if self.line is None else f"{self.path}, line {self.line}"
        return f"{place}: {self.sentence} {self.way_out}".strip()
