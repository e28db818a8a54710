"""What tests share: the model and the reader loaded once, the shared references if they are there, a run of ``kg``."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import hypothesis
import pytest
from spacy.language import Language

from kg.extract.parse import load_model
from kg.extract.reading import Reader, load_reader
from tests.tables import ROOT

# A landing is judged by the same examples every time, and not by how long they take; `make search` looks for new ones.
_PATIENT = hypothesis.settings(deadline=None, suppress_health_check=[hypothesis.HealthCheck.too_slow])
hypothesis.settings.register_profile("same", _PATIENT, derandomize=True)
hypothesis.settings.register_profile("search", _PATIENT, derandomize=False, print_blob=True)
hypothesis.settings.load_profile("same")


class Run(NamedTuple):
    """What a command gave."""

    code: int
    out: str
    err: str


@pytest.fixture(scope="session")
def nlp() -> Language:
    return load_model()


@pytest.fixture(scope="session")
def reader() -> Reader:
    return load_reader()


@pytest.fixture(scope="session")
def shared() -> Path:
    folder = ROOT.parent / "shared"
    if not folder.is_dir():
        pytest.skip("the folder of shared references does not lie beside the checkout")
    return folder


@pytest.fixture(scope="session")
def sample_store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store with the sample reports in it."""
    import kg

    folder = tmp_path_factory.mktemp("sample") / "store"
    kg.build(ROOT / "data" / "articles", store=folder).close()
    return folder


@pytest.fixture
def run_kg(monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> Callable[..., Run]:
    """Runs the command line within this process: ``run_kg("ask", "--store", folder)``."""

    def run(*arguments: object) -> Run:
        from kg.cli import main

        monkeypatch.setattr(sys, "argv", ["kg", *map(str, arguments)])
        capfd.readouterr()
        code = 0
        try:
            main()
        except SystemExit as stop:
            code = stop.code if isinstance(stop.code, int) else 0 if stop.code is None else 1
        out, err = capfd.readouterr()
        return Run(code, out, err)

    return run
