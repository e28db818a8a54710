"""Inputs of any known kind in, articles and problems out, one after the other and never all at once."""

from __future__ import annotations

import gzip
import io
import os
import zlib
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import BinaryIO, Final, Protocol

from kg.read.decode import NotText, decode
from kg.read.files import Found, find_files
from kg.read.problems import Problem
from kg.read.records import MAX_TEXT, RecordError, parse_json
from kg.read.sources import MAX_FILE, Bytes, Read, made, whole

__all__ = ["Meter", "find_inputs", "read_found", "read_inputs", "read_json_lines", "read_text"]

_MAX_LINE: Final = 8 * MAX_TEXT
"""Bytes of a line of JSON: an article's text with every character escaped fits in."""
_MAX_BROKEN: Final = 1000
"""Broken lines in a row after which a file is given up."""
_MAX_BLANK: Final = 100_000
_MAX_RATIO: Final = 250
"""A compressed file that grows by more than this, beyond ``MAX_FILE``, is taken for a trap."""


class Source(Protocol):
    """Reads one kind of file: its bytes, already unpacked, to articles and problems."""

    def __call__(self, found: Found, file: Bytes, published: date | None) -> Read: ...


@dataclass
class Meter:
    """How far reading has come, in bytes of the files as they lie on the disk."""

    total: int = 0
    done: int = 0

    def survey(self, paths: Iterable[str | os.PathLike[str]]) -> None:
        """Find out how much there is to read; addresses do not count."""
        for found in find_files(p for p in paths if not _is_address(p)):
            if isinstance(found, Found):
                with suppress(OSError):
                    self.total += found.path.stat().st_size


def read_inputs(
    paths: Iterable[str | os.PathLike[str]], published: date | None = None, meter: Meter | None = None
) -> Read:
    """Everything that can be read in files, folders and at addresses, in a fixed order, with metadata completed.

    ``published`` is the date of articles that have none of their own. What cannot be read comes as a ``Problem`` in its
    place; the rest is read all the same. ``meter`` is kept up to date.
    """
    for found in find_inputs(paths):
        if isinstance(found, str):
            from kg.read.web import read_address

            yield from read_address(found, published)
        elif isinstance(found, Found):
            yield from read_found(found, published, meter)
        else:
            yield found


def _is_address(given: str | os.PathLike[str]) -> bool:
    return isinstance(given, str) and given.lower().startswith(("http://", "https://"))


def find_inputs(paths: Iterable[str | os.PathLike[str]]) -> Iterator[str | Found | Problem]:
    """Addresses and files, in the order named; a file that was named before is not found again."""
    for is_web, group in groupby(paths, key=_is_address):
        if is_web:
            yield from map(str, group)
        else:
            yield from find_files(group)


def read_found(found: Found, published: date | None = None, meter: Meter | None = None) -> Read:
    """The articles of one file."""
    meter = meter or Meter()
    before = meter.done
    try:
        with found.path.open("rb") as raw:
            file: Bytes = _Unzipped(raw) if found.zipped else raw
            for item in _source(found.format)(found, file, published):
                meter.done = before + raw.tell()
                yield item
            meter.done = before + raw.tell()
    except _TooMuch:
        yield Problem(
            found.place,
            None,
            f"Unpacked it grows more than {_MAX_RATIO} times.",
            "Unpack it by hand if that is right.",
        )
    except (EOFError, gzip.BadGzipFile, zlib.error):
        yield Problem(
            found.place,
            None,
            "It is not a whole gzip file; what came before the break was read.",
            "Fetch it again.",
        )
    except OSError as error:
        yield Problem(found.place, None, f"It cannot be read: {error.strerror or error}.", "Check that it may be read.")


def _source(form: str) -> Source:
    """The reader of a format; those of other libraries are loaded on first use."""
    if form == "text":
        return read_text
    if form == "jsonl":
        return read_json_lines
    if form == "json":
        return _json
    if form == "html":
        from kg.read.html import read_html

        return read_html
    if form == "feed":
        from kg.read.feeds import read_feed

        return read_feed
    if form == "warc":
        from kg.read.warc import read_warc

        return read_warc
    from kg.read.pdf import read_pdf

    return read_pdf


class _TooMuch(Exception):
    """A compressed file that unpacks without end."""


class _Unzipped:
    """A gzip stream that stops at a trap."""

    def __init__(self, raw: BinaryIO) -> None:
        self._size = max(1, os.fstat(raw.fileno()).st_size)
        self._file = io.BufferedReader(gzip.GzipFile(fileobj=raw, mode="rb"))
        self._given = 0

    def read(self, size: int = -1, /) -> bytes:
        """As of a file, but never more than a document may have."""
        return self._counted(self._file.read(MAX_FILE + 1 if size < 0 else size))

    def readline(self, size: int = -1, /) -> bytes:
        """As of a file, but never more than a line may have."""
        return self._counted(self._file.readline(_MAX_LINE if size < 0 else size))

    def _counted(self, data: bytes) -> bytes:
        self._given += len(data)
        if self._given > MAX_FILE and self._given > _MAX_RATIO * self._size:
            raise _TooMuch
        return data


def read_text(found: Found, file: Bytes, published: date | None) -> Read:
    """The article of one text."""
    path = found.place
    data = whole(found, file)
    if isinstance(data, Problem):
        yield data
        return
    try:
        text, doubt = decode(data)
    except NotText:
        yield Problem(path, None, "This is a binary file, not text.", "Convert it to plain text, HTML or JSON Lines.")
        return
    record: dict[str, object] = {}
    if found.sidecar is not None:
        try:
            beside = parse_json(decode(found.sidecar.read_bytes()[: 1 << 20]).text)
            if not isinstance(beside, dict):
                raise RecordError("This is no JSON object.", "Write an object with title, published, publisher, url.")
            record = beside
        except (RecordError, NotText, OSError) as error:
            sentence = error.sentence if isinstance(error, RecordError) else "This is no JSON."
            yield Problem(str(found.sidecar), None, sentence, "The text beside it was read without it.", left_out=False)
    yield from made(path, None, {**record, "text": text}, found.name, published)
    if doubt is not None:
        yield Problem(path, doubt[0], doubt[1], "Save it as UTF-8 if that is wrong.", left_out=False)


def read_json_lines(found: Found, file: Bytes, published: date | None) -> Read:
    """The articles of JSON Lines; a broken line costs only itself."""
    path = found.place
    filled = blank = broken = 0
    for number, data in enumerate(_lines(file), start=1):
        if number == 1 and data is not None:
            if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
                yield Problem(path, 1, "JSON Lines must be UTF-8, and this is UTF-16.", "Save it as UTF-8.")
                return
            data = data.removeprefix(b"\xef\xbb\xbf")
        if data is not None and not data.strip():
            blank += 1
            if blank == _MAX_BLANK:
                yield Problem(
                    path, number, f"{_MAX_BLANK:,} empty lines in a row.", "Remove them; the rest was not read."
                )
                return
            continue
        blank = 0
        filled += 1
        for item in _json_line(path, number, data, published):
            broken = broken + 1 if isinstance(item, Problem) and item.left_out else 0
            yield item
        if broken == _MAX_BROKEN:
            yield Problem(
                path, number, f"{_MAX_BROKEN:,} broken lines in a row.", "The rest was not read; is this JSON Lines?"
            )
            return
    if not filled:
        yield Problem(path, None, "This file holds no articles, only empty lines.", "Write one JSON object a line.")


def _json_line(path: str, number: int, data: bytes | None, published: date | None) -> Read:
    if data is None:
        way_out = "Split it into articles, one JSON object a line."
        yield Problem(path, number, f"This line is longer than {_MAX_LINE >> 20} MB.", way_out)
        return
    try:
        record = parse_json(data.decode("utf-8").strip())
    except UnicodeDecodeError:
        yield Problem(path, number, "This line is no UTF-8.", "Save the file as UTF-8.")
    except RecordError as error:
        yield Problem(path, number, error.sentence, error.way_out)
    else:
        yield from made(path, number, record, None, published)


def _lines(file: Bytes) -> Iterator[bytes | None]:
    """Lines of bytes; ``None`` for one that is too long."""
    while line := file.readline(_MAX_LINE):
        if len(line) < _MAX_LINE or line.endswith(b"\n"):
            yield line
            continue
        while (rest := file.readline(_MAX_LINE)) and not rest.endswith(b"\n"):
            pass
        yield None


def _json(found: Found, file: Bytes, published: date | None) -> Read:
    """One article, or a list of articles; or lines of JSON under the wrong name."""
    path = found.place
    data = whole(found, file)
    if isinstance(data, Problem):
        yield data
        return
    try:
        text = decode(data).text
        value = parse_json(text)
    except NotText:
        yield Problem(path, None, "This is a binary file, not JSON.", "Write JSON, one object an article.")
        return
    except RecordError as error:
        if data.lstrip()[:1] == b"{" and b"\n" in data.strip():
            yield from read_json_lines(found, io.BytesIO(data), published)
        else:
            yield Problem(path, None, error.sentence, error.way_out)
        return
    if isinstance(value, list):
        for number, record in enumerate(value, start=1):
            for item in made(path, None, record, None, published):
                if isinstance(item, Problem):
                    item = Problem(
                        path, None, f"Article {number} of the list: {item.sentence}", item.way_out, item.left_out
                    )
                yield item
    else:
        yield from made(path, None, value, found.name, published)
