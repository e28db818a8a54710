"""Tables of cases under ``tests/cases``: tab-separated, a header first, lines that begin with # are comments."""

from __future__ import annotations

from pathlib import Path

__all__ = ["CASES", "ROOT", "cases"]

ROOT = Path(__file__).resolve().parents[1]
CASES = ROOT / "tests" / "cases"


def cases(name: str) -> list[tuple[str, ...]]:
    """The rows of a table without its header; ``\\n``, ``\\t`` and other escapes are read as in Python."""
    lines = (CASES / name).read_text(encoding="utf-8").split("\n")
    rows = [line for line in lines if line.strip() and not line.startswith("#")]
    return [tuple(_unescaped(cell) for cell in row.split("\t")) for row in rows[1:]]


def _unescaped(cell: str) -> str:
    return cell.encode("latin-1", "backslashreplace").decode("unicode-escape") if "\\" in cell else cell
