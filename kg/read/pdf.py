"""PDF documents that hold text; scanned pages hold none and are told as such."""

from __future__ import annotations

import io
from datetime import date
from typing import Final

from kg.read.files import Found
from kg.read.problems import Problem
from kg.read.records import MAX_TEXT
from kg.read.sources import Bytes, Read, made, missing, whole

__all__ = ["read_pdf"]

_MAX_PAGES: Final = 1000


def read_pdf(found: Found, file: Bytes, published: date | None) -> Read:
    """The article of one document, its pages one after the other."""
    path = found.place
    data = whole(found, file)
    if isinstance(data, Problem):
        yield data
        return
    try:
        import pypdf
        from pypdf.errors import PyPdfError
    except ModuleNotFoundError:
        yield missing(found, "PDF")
        return
    pages: list[str] = []
    size = 0
    title = None
    try:
        reader = pypdf.PdfReader(io.BytesIO(data))
        if len(reader.pages) > _MAX_PAGES:
            yield Problem(path, None, f"It has more than {_MAX_PAGES} pages.", "Split it into its reports.")
            return
        title = reader.metadata.title if reader.metadata else None
        for page in reader.pages:
            words = page.extract_text()
            size += len(words)
            pages.append(words)
            if size > MAX_TEXT:
                break
    except (
        PyPdfError,
        ValueError,
        KeyError,
        IndexError,
        TypeError,
        AttributeError,
        RecursionError,
        OverflowError,
        OSError,
    ) as error:
        # A broken document fails anywhere in the library, with any of these.
        yield Problem(
            path, None, f"This PDF is broken: {str(error).strip()[:120] or type(error).__name__}.", "Fetch it again."
        )
        return
    text = "\n\n".join(p.strip() for p in pages if p.strip())
    if not text:
        yield Problem(
            path, None, "This PDF holds no text, only pictures of it.", "Run text recognition (OCR) on it first."
        )
        return
    yield from made(path, None, {"title": title, "text": text}, found.name, published)
