"""The documentation is true: its commands run, its links lead somewhere, its made pages are what the code makes."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.tables import ROOT

PAGES = sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/*.md")])
BLOCK = re.compile(r"^```(\w+)\n(.*?)^```", re.MULTILINE | re.DOTALL)


def blocks(page: Path, kind: str) -> list[str]:
    return [body for name, body in BLOCK.findall(page.read_text(encoding="utf-8")) if name == kind]


@pytest.fixture
def desk(tmp_path: Path) -> Path:
    """A folder to run commands in, with the sample data and a ``kg`` that is this checkout's."""
    for name in ("data", "queries", "ontology", "docs"):
        (tmp_path / name).symlink_to(ROOT / name)
    shim = tmp_path / "bin" / "kg"
    shim.parent.mkdir()
    shim.write_text(f'#!/bin/sh\nPYTHONPATH={ROOT} exec {sys.executable} -m kg.cli "$@"\n')
    shim.chmod(0o755)
    return tmp_path


def run(command: str, desk: Path) -> subprocess.CompletedProcess[str]:
    path = f"{desk / 'bin'}{os.pathsep}{os.environ['PATH']}"
    return subprocess.run(
        ["bash", "-o", "pipefail", "-c", command],
        cwd=desk,
        env={**os.environ, "PATH": path},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.parametrize("page", [p for p in PAGES if blocks(p, "console")], ids=lambda p: p.name)
def test_commands_run(page: Path, desk: Path) -> None:
    commands = [line[2:] for body in blocks(page, "console") for line in body.splitlines() if line.startswith("$ ")]
    assert commands
    for command in commands:
        if command.startswith("pip "):
            continue
        done = run(command, desk)
        assert done.returncode == 0, f"{command}\n{done.stdout}{done.stderr}"


@pytest.mark.parametrize("page", [p for p in PAGES if blocks(p, "python")], ids=lambda p: p.name)
def test_python_runs(page: Path, desk: Path) -> None:
    for body in blocks(page, "python"):
        (desk / "example.py").write_text(body)
        done = run(f"PYTHONPATH={ROOT} {sys.executable} example.py", desk)
        assert done.returncode == 0, done.stderr
        assert done.stdout.strip()


@pytest.mark.parametrize("page", PAGES, ids=lambda p: p.name)
def test_links_lead_somewhere(page: Path) -> None:
    for target in re.findall(r"\]\(([^)#]+)[^)]*\)", page.read_text(encoding="utf-8")):
        if "://" not in target:
            assert (page.parent / target).exists(), target


def test_targets_named_in_pages_exist() -> None:
    targets = set(re.findall(r"^(\w+):", (ROOT / "Makefile").read_text(), re.MULTILINE))
    for page in PAGES:
        named = set(re.findall(r"`make (\w+)`", page.read_text(encoding="utf-8")))
        assert named <= targets, page.name


def test_made_pages_are_fresh() -> None:
    command = [sys.executable, "docs/make.py", "--check"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def test_no_machine_of_ours_is_named() -> None:
    """Paths of a developer's machine and hosts of registries have no place in what is shipped."""
    listed = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=False)
    if listed.returncode:
        pytest.skip("this is no git checkout")
    forbidden = re.compile(
        r"/(?:work|root|home/\w+)/|\bp[y]pi\.org|files\.python[h]osted|registry\.n[p]mjs|repo1\.m[a]ven"
    )
    for name in listed.stdout.split("\n"):
        path = ROOT / name
        if name.startswith("data/gazetteer/packs/"):
            continue
        if not path.is_file() or path.suffix in (".pack", ".gz", ".bin", ".npz") or name == "tests/test_docs.py":
            continue
        found = forbidden.search(path.read_text(encoding="utf-8", errors="replace"))
        assert found is None, name
