"""Bytes to text: which encoding a file is in, without losing a character or moving an offset."""

from __future__ import annotations

import codecs
import re
from typing import Final, NamedTuple

__all__ = ["Decoded", "NotText", "clean", "decode"]

_BOMS: Final = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_UNFIT: Final = re.compile("[\x00-\x08\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_CONTROL: Final = bytes(range(0x09)) + bytes(range(0x0E, 0x20))


class NotText(Exception):
    """The bytes are no text in any encoding that is tried."""


class Decoded(NamedTuple):
    """``doubt`` says what was wrong with the encoding, on which line; ``None`` if nothing was."""

    text: str
    doubt: tuple[int, str] | None = None


def clean(text: str) -> str:
    """Characters that no graph document can hold (lone surrogates, NUL and its like) replaced one for one by U+FFFD."""
    return _UNFIT.sub("\ufffd", text)


def decode(data: bytes) -> Decoded:
    """Text of UTF-8, UTF-16, UTF-32 or Windows-1252 bytes; line ends and spaces are left as they are.

    ``doubt`` of the answer is a sentence. Raises ``NotText`` for what looks binary.
    """
    for mark, name in _BOMS:
        if data.startswith(mark):
            return _marked(data[len(mark) :], name)
    head = data[:65536]
    nulls = head.count(0)
    if nulls > 0.2 * len(head):
        for name, where in (("utf-16-le", head[1::2]), ("utf-16-be", head[::2])):
            if where.count(0) > 0.6 * len(where):
                return _marked(data, name)
    controls = len(head) - len(head.translate(None, _CONTROL))
    if (
        controls > max(2, 0.02 * len(head))
        or head[:5] in (b"%PDF-", b"\x89PNG\r")
        or head[:2] in (b"PK", b"\x1f\x8b", b"\xff\xd8")
    ):
        raise NotText
    try:
        return Decoded(clean(data.decode("utf-8")), _nulls(data))
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
    # Bytes that are no UTF-8 are taken for Windows-1252, which holds Latin-1; the rest stays what it is.
    text = data.decode("utf-8", "surrogateescape")
    wrong = len(re.findall("[\udc80-\udcff]", text))
    if wrong > 0.3 * len(text):
        raise NotText
    mended = re.sub(
        "[\udc80-\udcff]+", lambda m: m.group().encode("utf-8", "surrogateescape").decode("cp1252", "replace"), text
    )
    return Decoded(clean(mended), (line, "It holds bytes that are no UTF-8; they were read as Windows-1252."))


def _nulls(data: bytes) -> tuple[int, str] | None:
    at = data.find(0)
    return None if at < 0 else (data.count(b"\n", 0, at) + 1, "It holds NUL characters; each was read as U+FFFD.")


def _marked(data: bytes, name: str) -> Decoded:
    try:
        return Decoded(clean(data.decode(name)))
    except UnicodeDecodeError as error:
        text = data.decode(name, "replace")
        line = data[: error.start].decode(name, "replace").count("\n") + 1
        return Decoded(clean(text), (line, f"It is broken {name.upper()}; what could not be read became U+FFFD."))
