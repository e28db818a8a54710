"""Paths in, the files to read out: folders walked in a fixed order; looping links, pipes and devices are told."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from kg.read.problems import Problem

__all__ = ["Format", "Found", "find_files"]

_FORMATS: Final = {
    ".txt": "text",
    ".text": "text",
    ".md": "text",
    ".jsonl": "jsonl",
    ".ndjson": "jsonl",
    ".json": "json",
    ".html": "html",
    ".htm": "html",
    ".xhtml": "html",
    ".rss": "feed",
    ".atom": "feed",
    ".rdf": "feed",
    ".xml": "feed",
    ".warc": "warc",
    ".pdf": "pdf",
}
Format = str
"""One of the values above."""
KNOWN: Final = "txt, jsonl, json, html, xml (RSS, Atom), warc, pdf; each also .gz"
_PASSED_OVER: Final = ("license", "licence", "notice", "readme", "copying", "thumbs.db", "desktop.ini", "sha256sums")
"""Names of files that go with a collection and are no article; those that begin with a dot are passed over too."""


@dataclass(frozen=True, slots=True)
class Found:
    """A regular file and how to read it. ``name`` is the id of its article if the file itself names none."""

    path: Path
    name: str
    format: Format
    zipped: bool
    sidecar: Path | None = None
    """``x.json`` beside ``x.txt``: title, published, publisher, url of that text."""
    address: str | None = None
    """Where it was fetched from, if it was."""

    @property
    def place(self) -> str:
        """What problems call it."""
        return self.address or str(self.path)


def find_files(paths: Iterable[str | os.PathLike[str]]) -> Iterator[Found | Problem]:
    """The files of the inputs, in the order named, those of a folder sorted by path; each once."""
    seen: set[tuple[int, int]] = set()
    for given in paths:
        path = Path(given)
        try:
            mode = path.stat().st_mode
        except FileNotFoundError:
            yield Problem(str(path), None, "There is no such file or folder.", "Check the spelling of the path.")
            continue
        except (OSError, ValueError) as error:
            yield _closed(str(path), error)
            continue
        if stat.S_ISDIR(mode):
            count = 0
            for found in _folder(path, seen):
                count += 1
                yield found
            if not count:
                yield Problem(
                    str(path), None, "This folder holds no articles.", f"Put files of a known kind into it: {KNOWN}."
                )
        else:
            yield from _file(path, path.name, seen, named=True)


def _closed(path: str, error: Exception) -> Problem:
    reason = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
    return Problem(path, None, f"It cannot be opened: {reason}.", "Check that it may be read.")


def _folder(root: Path, seen: set[tuple[int, int]]) -> Iterator[Found | Problem]:
    """Depth first, names sorted; without recursion, so that a deep tree does no harm."""
    waiting = [root]
    visited: set[tuple[int, int]] = set()
    while waiting:
        folder = waiting.pop()
        try:
            where = folder.stat()
            if (where.st_dev, where.st_ino) in visited:
                yield Problem(
                    str(folder), None, "This link leads back to a folder that was read already.", "Remove the link."
                )
                continue
            visited.add((where.st_dev, where.st_ino))
            names = sorted(os.listdir(folder))
        except OSError as error:
            yield _closed(str(folder), error)
            continue
        texts = {n.removesuffix(".gz").rsplit(".", 1)[0] for n in names if _suffix(n)[0] == "text"}
        folders = []
        for name in names:
            if name.startswith(".") or name.lower().split(".")[0] in _PASSED_OVER or name.lower() in _PASSED_OVER:
                continue
            path = folder / name
            try:
                mode = path.stat().st_mode
            except OSError as error:
                yield _closed(str(path), error)
                continue
            if stat.S_ISDIR(mode):
                folders.append(path)
            elif not (name.endswith(".json") and name.removesuffix(".json") in texts):
                yield from _file(path, path.relative_to(root).as_posix(), seen, named=False)
        waiting.extend(reversed(folders))


def _suffix(name: str) -> tuple[Format | None, bool]:
    lower = name.lower()
    zipped = lower.endswith(".gz")
    return _FORMATS.get(os.path.splitext(lower.removesuffix(".gz"))[1]), zipped


def _file(path: Path, name: str, seen: set[tuple[int, int]], *, named: bool) -> Iterator[Found | Problem]:
    """One file; one that the user named himself may have any suffix and is read as text then."""
    try:
        what = path.stat()
    except OSError as error:
        yield _closed(str(path), error)
        return
    if not stat.S_ISREG(what.st_mode):
        yield Problem(
            str(path), None, "This is a pipe, a socket or a device, not a file.", "Save what it gives to a file first."
        )
        return
    if (what.st_dev, what.st_ino) in seen:
        return
    seen.add((what.st_dev, what.st_ino))
    form, zipped = _suffix(name)
    if form is None:
        if not named:
            yield Problem(str(path), None, "The end of its name tells no format.", f"Rename it; known are {KNOWN}.")
            return
        form = "text"
    if what.st_size == 0:
        yield Problem(str(path), None, "This file is empty.", "Leave it out, or fetch it again.")
        return
    stem = name[:-3] if zipped else name
    stem = stem[: stem.rindex(".")] if "." in stem.rsplit("/", 1)[-1][1:] else stem
    sidecar = path.with_name(stem.rsplit("/", 1)[-1] + ".json") if form == "text" else None
    yield Found(path, stem, form, zipped, sidecar if sidecar is not None and sidecar.is_file() else None)
