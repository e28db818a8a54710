"""The engine Spark: the same bytes as a build in one process, from the same inputs, broken ones among them."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import pytest

from kg.errors import KgError, StoreError
from kg.spark import build_parts
from kg.store import open_for_reading
from kg.vocabulary import C
from tests.benchmarks.volume_corpus import made_articles
from tests.conftest import Run
from tests.tables import ROOT

HAS_JAVA = shutil.which("java") is not None or "JAVA_HOME" in os.environ


class Built(NamedTuple):
    """What one run gave."""

    inputs: list[str]
    parts: Path
    told: dict[str, object]
    err: str


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Built:
    if not HAS_JAVA:
        pytest.skip("there is no Java, which Spark needs")
    folder = tmp_path_factory.mktemp("spark")
    (folder / "in" / "deeper").mkdir(parents=True)
    made = [a for a, _ in made_articles(14, sentences=3)]
    records = [{"id": a.id, "text": a.text, "published": str(a.published)} for a in made]
    records.insert(3, {**records[0], "text": "The army said nothing of it."})
    lines = [json.dumps(r) for r in records]
    lines.insert(5, '{"id": "broken", ')
    (folder / "in" / "a.jsonl").write_text("\n".join(lines) + "\n")
    (folder / "in" / "deeper" / "one.txt").write_text(made[2].text)
    (folder / "in" / "b.jsonl").write_text(json.dumps({**records[4], "text": made[9].text}) + "\n")
    inputs = [str(folder / "in"), str(ROOT / "data" / "articles"), str(folder / "nowhere.txt")]
    command = ["-m", "kg", "build", *inputs, "--engine", "spark", "--master", "local[2]"]
    report = folder / "report.json"
    done = subprocess.run(
        [sys.executable, *command, "--parts", str(folder / "parts"), "--report", str(report)],
        capture_output=True,
        text=True,
        cwd=ROOT,
        check=False,
    )
    assert done.returncode == 1, done.stderr
    return Built(inputs, folder / "parts", json.loads(report.read_text()), done.stderr)


def test_a_cluster_gives_the_bytes_of_one_process(built: Built, tmp_path: Path, run_kg: Callable[..., Run]) -> None:
    report = tmp_path / "report.json"
    assert run_kg("build", *built.inputs, "--store", tmp_path / "alone", "--report", report).code == 1
    assert run_kg("load", built.parts, "--store", tmp_path / "loaded").code == 0
    alone, loaded = (list(open_for_reading(tmp_path / name).sorted_lines()) for name in ("alone", "loaded"))
    assert loaded == alone
    lines = [line for path in sorted(built.parts.rglob("*.nq")) for line in path.read_text().split("\n") if line]
    assert sorted(lines) == [line for line in alone if not line.endswith(f"<{C.inferred}> .")]
    told = json.loads(report.read_text())
    for what in ("articles_read", "reports", "new_events", "unresolved_names", "left_out", "rules"):
        assert built.told[what] == (sorted(told[what]) if what == "left_out" else told[what]), what


def test_a_loaded_graph_can_be_added_to(built: Built, tmp_path: Path, run_kg: Callable[..., Run]) -> None:
    store = tmp_path / "s"
    run_kg("load", built.parts, "--store", store)
    done = run_kg("build", *built.inputs, "--store", store)
    assert "(0 new, 2 changed, " in done.out
    again = run_kg("load", built.parts, "--store", store)
    assert (again.code, "a store in" in again.err) == (1, True)


def test_what_was_left_out_is_named(built: Built) -> None:
    left_out = built.told["left_out"]
    assert isinstance(left_out, list)
    assert [("no JSON" in x, "no such file" in x) for x in left_out] == [(True, False), (False, True)]
    for sentence in left_out:
        assert sentence in built.err


def test_texts_have_parts_of_their_own(built: Built) -> None:
    assert {p.parent.name for p in built.parts.rglob("*.nq")} == {"graph", "texts"}
    words = "https://w3id.org/conflict-kg/ns#texts> ."
    for path in built.parts.rglob("*.nq"):
        lines = path.read_text().split("\n")[:-1]
        assert lines == sorted(lines)
        assert all(line.endswith(words) == (path.parent.name == "texts") for line in lines)


def test_parts_need_a_folder_of_their_own(tmp_path: Path, run_kg: Callable[..., Run]) -> None:
    (tmp_path / "letter.txt").write_text("dear")
    with pytest.raises(StoreError, match="letter"):
        build_parts(["x"], tmp_path, master="local[1]", model="m", rules="", base="https://example.org/")
    assert "--parts" in run_kg("build", "x", "--engine", "spark").err
    assert "no engine" in run_kg("build", "x", "--engine", "abacus").err


def test_without_java_a_sentence_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.delenv("JAVA_HOME", raising=False)
    with pytest.raises(KgError, match="needs Java"):
        build_parts(["x"], tmp_path / "p", master="local[1]", model="m", rules="", base="https://example.org/")


@pytest.mark.parametrize("words", ["not a quad\n", "<a> <b> <c> <d> .\n"])
def test_broken_parts_make_no_store(words: str, tmp_path: Path, run_kg: Callable[..., Run]) -> None:
    (tmp_path / "p.nq").write_text(words)
    done = run_kg("load", tmp_path / "p.nq", "--store", tmp_path / "s")
    assert (done.code, "p.nq is no N-Quads" in done.err) == (1, True)
    assert (
        "no store" in run_kg("sparql", "-", "--store", tmp_path / "s").err
        or not (tmp_path / "s" / "conflict-kg.txt").exists()
    )
