"""The addresses of the pages and of what they fetch, put on the server's application."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path

from fastapi import FastAPI
from nicegui import app as pages_app
from nicegui import ui
from starlette.requests import Request
from starlette.responses import Response

from kg.serve.explorer import shapes
from kg.serve.explorer.pages import Pages
from kg.serve.explorer.site import HOME, Site
from kg.serve.library import Library
from kg.store import open_for_reading

__all__ = ["register"]

_STATIC = Path(__file__).parent / "static"
_WAITS = 60.0
"""Seconds that a page may take to be made; the bounds on queries are tighter."""


@dataclass(slots=True)
class _Shown:
    """The site whose pages are served: the framework has one place for pages in a process, so the last one mounted."""

    pages: Pages | None = None

    def now(self) -> Pages:
        """The pages of that site."""
        if self.pages is None:
            raise RuntimeError("no site is mounted")
        return self.pages


_shown = _Shown()


def register(app: FastAPI, library: Library, tiles: str | None) -> None:
    """Add every page at its address. Of several applications in one process, one at a time may run."""
    store = open_for_reading(library.folder)
    base = store.iris.base
    store.close()
    first = _shown.pages is None
    _shown.pages = Pages(Site(library, base, tiles))
    if first:
        _add_pages()
    # What a former application had added before it ran is added again below.
    pages_app.middleware_stack = None
    pages_app.user_middleware.clear()
    ui.run_with(
        app,
        root=_missing,
        title="conflict-kg",
        mount_path=HOME,
        dark=None,
        tailwind=False,
        show_welcome_message=False,
        favicon=_STATIC / "favicon.svg",
        language="en-US",
        reconnect_timeout=5.0,
        message_history_length=100,
    )


async def _missing() -> None:
    await _shown.now().missing()


def _add_pages() -> None:
    mark = hashlib.sha256(b"".join(p.read_bytes() for p in sorted(_STATIC.iterdir()) if p.is_file())).hexdigest()[:12]
    pages_app.add_static_files(f"/static/{mark}", _STATIC, max_cache_age=86_400)
    ui.add_head_html(
        f'<link rel="stylesheet" href="{HOME}/static/{mark}/explorer.css">'
        f'<script src="{HOME}/static/{mark}/explorer.js"></script>',
        shared=True,
    )

    def geojson(content: str | None) -> Response:
        if content is None:
            return Response('{"detail": "No outline is known."}', 404, media_type="application/json")
        return Response(content, media_type="application/geo+json", headers={"Cache-Control": "public, max-age=86400"})

    @pages_app.get("/outlines/index.json")
    def outlines() -> Response:
        return geojson(shapes.countries())

    @pages_app.get("/outlines/{code}.geojson")
    def country(code: str) -> Response:
        return geojson(shapes.base_map(code))

    @pages_app.get("/outlines/{code}/{identifier}.geojson")
    def area(code: str, identifier: str) -> Response:
        return geojson(shapes.area(code, identifier))

    @ui.page("/", response_timeout=_WAITS)
    async def overview(request: Request) -> None:
        await _shown.now().overview(request)

    @ui.page("/search", response_timeout=_WAITS)
    async def search(request: Request) -> None:
        await _shown.now().search(request)

    @ui.page("/event/{key}", response_timeout=_WAITS)
    async def event(key: str) -> None:
        await _shown.now().event(key)

    @ui.page("/actor/{key}", response_timeout=_WAITS)
    async def actor(key: str) -> None:
        await _shown.now().thing("actor", key)

    @ui.page("/place/{key}", response_timeout=_WAITS)
    async def place(key: str) -> None:
        await _shown.now().thing("place", key)

    @ui.page("/zone/{key}", response_timeout=_WAITS)
    async def zone(key: str) -> None:
        await _shown.now().thing("zone", key)

    @ui.page("/articles", response_timeout=_WAITS)
    async def articles() -> None:
        await _shown.now().articles()

    @ui.page("/article/{key}", response_timeout=_WAITS)
    async def article(key: str) -> None:
        await _shown.now().article(key)

    @ui.page("/questions", response_timeout=_WAITS)
    async def questions() -> None:
        await _shown.now().questions()

    @ui.page("/questions/{name}", response_timeout=_WAITS)
    async def question(name: str, request: Request) -> None:
        await _shown.now().question(name, request)

    @ui.page("/sparql", response_timeout=_WAITS)
    async def sparql(request: Request) -> None:
        await _shown.now().sparql(request)
