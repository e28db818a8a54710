"""Broken and hostile files, made at random from a seed: what no reader may crash, hang or be silent over."""

from __future__ import annotations

import gzip
import json
import random
import struct
import zlib
from collections.abc import Callable
from typing import Final, NamedTuple

__all__ = ["KINDS", "Hostile", "hostile_file"]

WORDS: Final = "Rebels attacked the town of Velna and killed three soldiers, the army said on Monday."
PAGE: Final = f"<html><head><title>Velna</title></head><body><article><p>{WORDS} {WORDS}</p></article></body></html>"
FEED: Final = (
    f"<rss version='2.0'><channel><title>P</title><item><guid>1</guid><description>{WORDS}</description></item>"
)
ODD: Final = "\u202e\u2066\u200b\u200d\ufeff\u2028\u0000\ufffe\U000e0041\U0010ffff\ud800\u0301\u1f468\u200d\u0600"


class Hostile(NamedTuple):
    """A file. ``told``: it must be named in the report; ``None``: it may be read or named, both are right."""

    name: str
    data: bytes
    told: bool | None


def hostile_file(number: int, seed: int) -> Hostile:
    """One of them; the kinds come in turn, and no two numbers give one name."""
    dice = random.Random(f"{seed} {number}")
    make = _KINDS[number % len(_KINDS)]
    suffix, data, told = make(dice)
    return Hostile(f"{make.__name__.strip('_')}-{number:03}{suffix}", data, told)


Made = tuple[str, bytes, bool | None]


def _mangled(data: bytes, dice: random.Random, cuts: int) -> bytes:
    out = bytearray(data)
    for _ in range(cuts):
        at = dice.randrange(len(out))
        deed = dice.randrange(4)
        if deed == 0:
            out[at] = dice.randrange(256)
        elif deed == 1:
            del out[at : at + dice.randrange(1, 9)]
        elif deed == 2:
            out[at:at] = dice.randbytes(dice.randrange(1, 9))
        else:
            out[at:at] = out[at : at + dice.randrange(1, 60)] * dice.randrange(2, 9)
        if not out:
            out += b"x"
    return bytes(out)


def _fuzzed_page(dice: random.Random) -> Made:
    return ".html", _mangled(PAGE.encode(), dice, dice.randrange(1, 60)), None


def _nested_page(dice: random.Random) -> Made:
    tag = dice.choice(
        ["<div>", "<table><tr><td>", "<b><i><a href=x>", "<ul><li>", "<blockquote>", "<svg><g>", "<font><p>"]
    )
    return ".html", (tag * dice.randrange(1000, 40_000) + WORDS).encode(), None


def _fuzzed_feed(dice: random.Random) -> Made:
    return ".xml", _mangled((FEED + "</channel></rss>").encode(), dice, dice.randrange(1, 40)), None


def _entities(dice: random.Random) -> Made:
    depth = dice.randrange(5, 12)
    entities = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10 if n else "ha"}">' for n in range(depth))
    outside = dice.choice(['<!ENTITY x SYSTEM "file:///etc/passwd">', '<!ENTITY % y SYSTEM "http://127.0.0.1:9/">', ""])
    text = FEED.replace(WORDS, f"&e{depth - 1};&x;{WORDS}")
    return ".rss", f'<?xml version="1.0"?><!DOCTYPE rss [{entities}{outside}]>{text}'.encode(), True


def _cut_gzip(dice: random.Random) -> Made:
    data = gzip.compress(
        (json.dumps({"id": "cut", "text": WORDS + dice.randbytes(900).hex()}) + "\n").encode(), mtime=0
    )
    return ".jsonl.gz", data[: dice.randrange(4, len(data) - 9)], True


def _broken_gzip(dice: random.Random) -> Made:
    data = bytearray(gzip.compress(dice.randbytes(3000).hex().encode(), mtime=0))
    for _ in range(6):
        data[dice.randrange(12, len(data))] ^= 1 << dice.randrange(8)
    return dice.choice([".txt.gz", ".html.gz", ".warc.gz", ".json.gz"]), bytes(data), True


def _bomb(dice: random.Random) -> Made:
    packer = zlib.compressobj(9, zlib.DEFLATED, 31)
    block = dice.choice([b"0", b"\n", b"[", b"<p>", b"a "]) * 500_000
    data = b"".join(packer.compress(block) for _ in range(80_000_000 // len(block))) + packer.flush()
    return dice.choice([".txt.gz", ".jsonl.gz", ".html.gz", ".xml.gz", ".json.gz"]), data, True


def _long_line(dice: random.Random) -> Made:
    return ".jsonl", b'{"id": "long", "text": "' + dice.choice([b"x", b"\\u0000", b"a "]) * 2_500_000 + b'"}\n', True


def _long_text(dice: random.Random) -> Made:
    return ".txt", dice.choice([b"The army said so. ", b"a", b"\n.\n"]) * 1_100_000, True


def _deep_json(dice: random.Random) -> Made:
    depth = dice.randrange(5_000, 300_000)
    text = dice.choice(["[" * depth, '{"a":' * depth, "[" * depth + "]" * depth, '{"id": "d", "text": ' + "[" * depth])
    return dice.choice([".json", ".jsonl"]), text.encode(), True


def _bad_utf8(dice: random.Random) -> Made:
    broken = dice.choice([b"\xc3\x28", b"\xed\xa0\x80", b"\xf8\x88\x80\x80\x80", b"\xff", b"\xc0\xaf", b"\xe2\x82"])
    words = WORDS.encode()
    at = dice.randrange(len(words))
    return ".txt", words[:at] + broken + words[at:] + broken, True


def _bad_utf8_line(dice: random.Random) -> Made:
    return ".jsonl", b'{"id": "u", "text": "' + WORDS.encode() + bytes([dice.randrange(0x80, 0xC0)]) + b'"}\n', True


def _bidi(dice: random.Random) -> Made:
    words = "".join(w + "".join(dice.choices(ODD, k=dice.randrange(4))) for w in WORDS.split(" "))
    record = {"id": f"bidi {dice.random()}" + dice.choice(ODD), "text": words + " " + WORDS, "title": ODD}
    return ".jsonl", json.dumps(record).encode(), None


def _marks(dice: random.Random) -> Made:
    return ".txt", (WORDS + " e" + "\u0301" * dice.randrange(1_000, 90_000) + " " + WORDS).encode(), None


def _broken_archive(dice: random.Random) -> Made:
    head = f"WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: http://p.example/\r\nContent-Length: {dice.randrange(9**9)}"
    return (
        ".warc",
        _mangled(f"{head}\r\n\r\nHTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n{PAGE}".encode(), dice, 9),
        None,
    )


def _broken_pdf(dice: random.Random) -> Made:
    body = "%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[2 0 R]/Count 1>>endobj\n"
    return ".pdf", _mangled((body + "trailer<</Root 1 0 R>>\n%%EOF").encode(), dice, dice.randrange(1, 20)), True


def _noise(dice: random.Random) -> Made:
    return dice.choice([".txt", ".json", ".pdf", ".warc", ".xml", ".jsonl", ".html"]), dice.randbytes(2_000), True


def _odd_record(dice: random.Random) -> Made:
    value: object = dice.choice([None, 7, [], {}, True, "", " \n", ["a"] * 99, 1e308])
    key = dice.choice(["id", "text"])
    return ".jsonl", json.dumps({"id": "odd", "text": WORDS, key: value}).encode(), True if key == "text" else None


def _numbers(dice: random.Random) -> Made:
    return ".jsonl", f'{{"id": {"9" * dice.randrange(4_400, 90_000)}, "text": "{WORDS}"}}'.encode(), True


def _quadratic(dice: random.Random) -> Made:
    piece = dice.choice(['"', "(", "- ", "1 ", "the ", ", and ", "said ", "“", "[", "x@", "a.b.", "in Velna "])
    return ".txt", (piece * (20_000 // len(piece)) + WORDS).encode(), None


def _utf16(dice: random.Random) -> Made:
    data = b"\xff\xfe" + WORDS.encode("utf-16-le")
    return ".txt", data[: -dice.choice([1, 3])] + struct.pack("<H", dice.randrange(0xD800, 0xDC00)), None


_KINDS: Final[tuple[Callable[[random.Random], Made], ...]] = (
    _fuzzed_page, _nested_page, _fuzzed_feed, _entities, _cut_gzip, _broken_gzip, _bomb, _long_line, _long_text,
    _deep_json, _bad_utf8, _bad_utf8_line, _bidi, _marks, _broken_archive, _broken_pdf, _noise, _odd_record, _numbers,
    _quadratic, _utf16,
)  # fmt: skip
KINDS: Final = tuple(make.__name__.strip("_") for make in _KINDS)
