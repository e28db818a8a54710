"""Web archives: one article a response that is a page; pictures, scripts and redirects are passed over."""

from __future__ import annotations

from datetime import date
from typing import Final

from kg.read.decode import NotText
from kg.read.files import Found
from kg.read.html import page_record
from kg.read.problems import Problem
from kg.read.sources import Bytes, Read, made, missing

__all__ = ["read_warc"]

_MAX_PAGE: Final = 8 << 20


def read_warc(found: Found, file: Bytes, published: date | None) -> Read:
    """The articles of one archive; what comes before a break in it is read."""
    path = found.place
    try:
        from warcio.archiveiterator import ArchiveIterator
        from warcio.exceptions import ArchiveLoadFailed
    except ModuleNotFoundError:
        yield missing(found, "web archives")
        return
    number = pages = 0
    try:
        for record in ArchiveIterator(file):
            number += 1
            status = record.http_headers.get_statuscode() if record.http_headers else "200"
            kind = (record.http_headers.get_header("Content-Type") if record.http_headers else "") or ""
            if record.rec_type not in ("response", "resource") or "html" not in kind.lower() or status != "200":
                continue
            pages += 1
            address = record.rec_headers.get_header("WARC-Target-URI") or f"{found.name}#{number}"
            data = record.content_stream().read(_MAX_PAGE + 1)
            if len(data) > _MAX_PAGE:
                yield Problem(
                    path, None, f"The page {address} is larger than {_MAX_PAGE >> 20} MB.", "Save its text by itself."
                )
                continue
            try:
                page = page_record(data, address)
            except NotText:
                page = None
            if page is None:
                yield Problem(
                    path, None, f"The page {address} holds no article.", "Nothing is lost if it is an index page."
                )
                continue
            for item in made(path, None, {**page, "id": address}, None, published):
                if isinstance(item, Problem):
                    item = Problem(path, None, f"The page {address}: {item.sentence}", item.way_out, item.left_out)
                yield item
    except ModuleNotFoundError:
        yield missing(found, "web pages")
    except (ArchiveLoadFailed, ValueError, AttributeError, IndexError) as error:
        # The library has no error of its own for most broken records.
        yield Problem(
            path,
            None,
            f"The archive is broken after record {number}: {str(error).strip().splitlines()[0][:120]}.",
            "Fetch it again.",
        )
        return
    if not pages:
        yield Problem(path, None, "This is no web archive, or one without pages.", "Fetch it again.")
