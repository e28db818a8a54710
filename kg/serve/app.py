"""The server's application: every part of it put together, and nothing else."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from importlib.util import find_spec
from pathlib import Path

from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.responses import HTMLResponse, RedirectResponse
from starlette.exceptions import HTTPException

from kg import __version__
from kg.errors import KgError, StoreError
from kg.serve.front import Front
from kg.serve.library import Library
from kg.serve.manual import manual
from kg.serve.rest import problem, router
from kg.serve.settings import Limits, Settings

__all__ = ["create_app"]


def create_app(
    folder: Path,
    *,
    limits: Limits | None = None,
    write_token: str | None = None,
    federation: bool = False,
    tiles: str | None = None,
) -> FastAPI:
    """The application for a store. The pages to explore are in it if their part is installed.

    ``tiles`` is the address of map tiles for those pages; without it their map is drawn from outlines alone.
    """
    library = Library(
        Settings(folder=folder, limits=limits or Limits(), write_token=write_token, federation=federation)
    )

    @asynccontextmanager
    async def running(_: FastAPI) -> AsyncIterator[None]:
        library.pool.warm()
        yield
        await library.close()

    app = FastAPI(
        title="conflict-kg",
        version=__version__,
        description="Conflict reporting as a graph: events, actors, places and figures with the words that say so.",
        docs_url=None,
        redoc_url=None,
        lifespan=running,
        redirect_slashes=False,
        separate_input_output_schemas=False,
    )
    app.state.library = library
    app.include_router(router(library))
    _errors(app)
    has_pages = find_spec("kg.serve.explorer") is not None

    @app.get("/docs", include_in_schema=False)
    async def docs() -> HTMLResponse:
        policy = (
            "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
        )
        return HTMLResponse(manual(app.openapi()), headers={"content-security-policy": policy})

    @app.get("/", include_in_schema=False)
    async def root() -> Response:
        return RedirectResponse("/explore/" if has_pages else "/docs", 303)

    policy = ""
    if has_pages:
        from kg.serve.explorer import content_security_policy, mount

        @app.get("/explore", include_in_schema=False)
        async def explore() -> Response:
            return RedirectResponse("/explore/", 303)

        mount(app, library, tiles=tiles)
        policy = content_security_policy(tiles)
    app.add_middleware(Front, library=library, pages_policy=policy)
    return app


def _errors(app: FastAPI) -> None:
    """Have everything that goes wrong said in one way."""

    @app.exception_handler(StoreError)
    async def busy(_: Request, error: StoreError) -> Response:
        return problem(503, str(error))

    @app.exception_handler(KgError)
    async def unusable(_: Request, error: KgError) -> Response:
        return problem(400, str(error))

    @app.exception_handler(RequestValidationError)
    async def invalid(_: Request, error: RequestValidationError) -> Response:
        words = "; ".join(f"{'.'.join(map(str, e['loc'][1:]))}: {e['msg']}" for e in error.errors()[:10])
        return problem(422, words[:1000])

    @app.exception_handler(HTTPException)
    async def refused(_: Request, error: HTTPException) -> Response:
        answer = problem(error.status_code, str(error.detail))
        answer.headers.update(error.headers or {})
        return answer
