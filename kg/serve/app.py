"""The server's application: every part of it put together, and nothing else."""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path

from fastapi import FastAPI

from kg import __version__
from kg.serve.library import Library

__all__ = ["create_app"]


def create_app(folder: Path) -> FastAPI:
    """The application for a store. The pages to explore are in it if their part is installed."""
    library = Library(folder)
    app = FastAPI(title="conflict-kg", version=__version__, docs_url=None, redoc_url=None)
    app.state.library = library
    if find_spec("kg.serve.explorer") is not None:
        from kg.serve.explorer import mount

        mount(app, library)
    return app
