"""The distribution: everything the program needs is in the wheel, and it is small enough."""

from __future__ import annotations

import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from tests.tables import ROOT

MOST_BYTES = 60 << 20


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return next(folder.glob("conflict_kg-*.whl"))


def test_size(wheel: Path) -> None:
    assert wheel.stat().st_size < MOST_BYTES


def test_assets_are_in_it(wheel: Path) -> None:
    names = set(zipfile.ZipFile(wheel).namelist())
    for folder in ("ontology", "queries", "data"):
        kept = subprocess.run(["git", "ls-files", folder], cwd=ROOT, capture_output=True, text=True, check=False)
        if kept.returncode:
            pytest.skip("this is no git checkout")
        for name in kept.stdout.split("\n"):
            assert not name or not (ROOT / name).exists() or f"kg/_assets/{name}" in names, name
    assert "kg/_assets/NOTICE" in names
    assert any(name.endswith("licenses/LICENSE") for name in names)


def test_it_builds_a_graph_away_from_the_checkout(wheel: Path, tmp_path: Path) -> None:
    site = tmp_path / "site"
    zipfile.ZipFile(wheel).extractall(site)
    environment = {**os.environ, "PYTHONPATH": str(site)}
    article = tmp_path / "a.txt"
    article.write_text(
        "KABUL, 3 May 2020 (AP) — Gunmen attacked a police post in Kabul on Saturday and killed three officers."
    )
    for command in (["build", "a.txt"], ["ask", "timeline-of-place", "--place", "Kabul"], ["about", "data"]):
        done = subprocess.run(
            [sys.executable, "-P", "-m", "kg.cli", *command],
            cwd=tmp_path,
            env=environment,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr
