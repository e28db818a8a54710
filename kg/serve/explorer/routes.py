"""The addresses of the pages and of what they fetch, put on the server's application."""

from __future__ import annotations

import hashlib
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


def register(app: FastAPI, library: Library, tiles: str | None) -> None:
    """Add every page at its address."""
    store = open_for_reading(library.folder)
    base = store.iris.base
    store.close()
    pages = Pages(Site(library, base, tiles))

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
        await pages.overview(request)

    @ui.page("/search", response_timeout=_WAITS)
    async def search(request: Request) -> None:
        await pages.search(request)

    @ui.page("/event/{key}", response_timeout=_WAITS)
    async def event(key: str) -> None:
        await pages.event(key)

    @ui.page("/actor/{key}", response_timeout=_WAITS)
    async def actor(key: str) -> None:
        await pages.thing("actor", key)

    @ui.page("/place/{key}", response_timeout=_WAITS)
    async def place(key: str) -> None:
        await pages.thing("place", key)

    @ui.page("/zone/{key}", response_timeout=_WAITS)
    async def zone(key: str) -> None:
        await pages.thing("zone", key)

    @ui.page("/articles", response_timeout=_WAITS)
    async def articles() -> None:
        await pages.articles()

    @ui.page("/article/{key}", response_timeout=_WAITS)
    async def article(key: str) -> None:
        await pages.article(key)

    @ui.page("/questions", response_timeout=_WAITS)
    async def questions() -> None:
        await pages.questions()

    @ui.page("/questions/{name}", response_timeout=_WAITS)
    async def question(name: str, request: Request) -> None:
        await pages.question(name, request)

    @ui.page("/sparql", response_timeout=_WAITS)
    async def sparql(request: Request) -> None:
        await pages.sparql(request)

    ui.run_with(
        app,
        root=pages.missing,
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
