"""``kg load`` as a person sees it: parts of a graph in, a store out. Apart from building, so that it starts at once."""

from __future__ import annotations

import time
from collections.abc import Sequence
from pathlib import Path

from kg.errors import InputError
from kg.store import load_files
from kg.terminal import harmless, say

__all__ = ["load_parts"]


def load_parts(parts: Sequence[Path], store: Path, *, base: str | None = None) -> None:
    """Make a store of N-Quads files and of the folders that hold some, and say so."""
    begin = time.monotonic()
    files: list[Path] = []
    for part in parts:
        files += sorted(p for p in part.rglob("*.nq") if p.is_file()) if part.is_dir() else [part]
    if not files:
        raise InputError("There are no N-Quads files (.nq) there.", "Name the folder that --parts named.")
    count = load_files(files, store, base=base)
    from_where = f"{len(files):,} file{'' if len(files) == 1 else 's'}"
    say(f"Loaded {count:,} statements from {from_where} in {time.monotonic() - begin:.1f} s.")
    say(f"The graph is in {harmless(str(store))}. Ask it:  kg ask --store {harmless(str(store))}")
