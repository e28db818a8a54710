"""Pages to explore a graph in a browser: map, timeline, events with the words that say so, questions, a query editor.

Everything a page needs comes from this server. ``mount`` is all that others use.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from fastapi import FastAPI

    from kg.serve.library import Library

__all__ = ["content_security_policy", "mount"]


def content_security_policy(tiles: str | None = None) -> str:
    """What a browser may load on these pages: this server's own files, and images of the tile server if one is named.

    The framework's templates are compiled in the browser, so scripts of the page itself and ``eval`` must be allowed; no
    text of the graph ever reaches either.
    """
    from urllib.parse import urlsplit

    parts = urlsplit(tiles or "")
    origin = f" {parts.scheme}://{parts.netloc.replace('{s}', '*')}" if parts.netloc else ""
    return (
        "default-src 'self'; script-src 'self' 'unsafe-inline' 'unsafe-eval'; style-src 'self' 'unsafe-inline'; "
        f"img-src 'self' data:{origin}; connect-src 'self'; object-src 'none'; base-uri 'none'; "
        "frame-ancestors 'none'; form-action 'self'"
    )


def mount(app: FastAPI, library: Library, *, tiles: str | None = None) -> None:
    """Add the pages at ``/explore``. ``tiles``: a template of map tiles (``https://…/{z}/{x}/{y}.png``) for the base.

    One site a process: the framework keeps its pages in one place. Raises ``StoreError`` if there is no store.
    """
    from kg.serve.explorer.routes import register

    register(app, library, tiles)
