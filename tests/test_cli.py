"""The command line: each verb over the sample reports, and a sentence with a non-zero exit for what cannot be done."""

from __future__ import annotations

import csv
import io
import json
import re
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Callable
from pathlib import Path

import pytest

from kg.terminal import harmless
from tests.conftest import Run
from tests.tables import ROOT, cases

RunKg = Callable[..., Run]
HEADLINE = "attacks-inside-deescalation-zones-after-ceasefire"
COLUMNS = ["event", "label", "earliest", "latest", "place", "zone", "ceasefire", "certainty", "quote"]


@pytest.mark.parametrize(("arguments", "said"), cases("cli_errors.tsv"))
def test_what_cannot_be_done_is_a_sentence(
    arguments: str, said: str, sample_store: Path, tmp_path: Path, run_kg: RunKg, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(ROOT)
    places = {"STORE": str(sample_store), "NONE": str(tmp_path / "none")}
    run = run_kg(*(places.get(word, word) for word in arguments.split()))
    assert run.code not in (0, None)
    assert said in run.err
    assert "Traceback" not in run.err
    assert run.err.startswith("kg: ")
    assert run.err.count("\n") == 1


def test_questions_are_listed(run_kg: RunKg) -> None:
    run = run_kg("ask")
    assert run.code == 0
    assert HEADLINE in run.out


def test_the_headline_question(sample_store: Path, run_kg: RunKg) -> None:
    run = run_kg("ask", HEADLINE, "--store", sample_store, "--format", "json")
    said = json.loads(run.out)
    assert said["head"]["vars"][: len(COLUMNS)] == COLUMNS
    assert said["results"]["bindings"]
    table = run_kg("ask", HEADLINE, "--store", sample_store)
    assert f"({len(said['results']['bindings'])} row" in table.out
    rows = list(csv.reader(io.StringIO(run_kg("ask", HEADLINE, "--store", sample_store, "--format", "csv").out)))
    assert len(rows) == len(said["results"]["bindings"]) + 1


def test_an_answer_comes_in_pages(sample_store: Path, run_kg: RunKg) -> None:
    def lines(*page: str) -> list[str]:
        return run_kg("ask", "claims", "--store", sample_store, "--format", "csv", *page).out.splitlines()[1:]

    whole = lines()
    assert len(whole) > 5
    assert lines("--limit", "3") == whole[:3]
    assert lines("--limit", "2", "--offset", "3") == whole[3:5]
    assert lines("--offset", "4") == whole[4:]


def test_the_version_is_told(run_kg: RunKg) -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    run = run_kg("--version")
    assert (run.code, run.out.split()) == (0, ["conflict-kg", project["version"]])


def test_a_name_that_the_graph_lacks_is_told(sample_store: Path, run_kg: RunKg) -> None:
    run = run_kg("ask", "timeline-of-place", "--place", "Xyzzy\u202e", "--store", sample_store)
    assert run.code == 0
    assert "knows nothing by the name 'Xyzzy\ufffd'" in run.err


def test_queries_of_ones_own(
    sample_store: Path, run_kg: RunKg, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    query = tmp_path / "q.rq"
    query.write_text("SELECT (COUNT(*) AS ?n) WHERE { GRAPH ?g { ?a a c:Article } }")
    assert "6" in run_kg("sparql", query, "--store", sample_store, "--format", "csv").out
    query.write_text("ASK { GRAPH ?g { ?a a c:Article } }")
    assert run_kg("sparql", query, "--store", sample_store).out == "yes\n"
    query.write_text("CONSTRUCT { ?a a c:Article } WHERE { GRAPH ?g { ?a a c:Article } }")
    assert run_kg("sparql", query, "--store", sample_store).out.count("c:Article") == 6
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(b"SELECT ?x { ?x a c:Nothing")))
    broken = run_kg("sparql", "-", "--store", sample_store)
    assert broken.code == 1
    assert "does not parse" in broken.err


def test_exports(sample_store: Path, run_kg: RunKg, tmp_path: Path) -> None:
    events = [json.loads(line) for line in run_kg("export", "events", "--store", sample_store).out.splitlines()]
    assert events
    reports = run_kg("export", "reports", "--store", sample_store).out.splitlines()
    assert len(reports) >= len(events)
    target = tmp_path / "graph.nq"
    assert run_kg("export", "nquads", "--store", sample_store, "-o", target).code == 0
    lines = target.read_text().splitlines()
    assert lines == sorted(lines)
    assert sorted(p.name for p in tmp_path.iterdir()) == ["graph.nq", "graph.nq.void.ttl"]
    refused = run_kg("export", "nquads", "--store", sample_store, "-o", tmp_path / "no" / "graph.nq")
    assert refused.code == 1
    assert "cannot be written" in refused.err


def test_an_event_is_explained(sample_store: Path, run_kg: RunKg) -> None:
    event = json.loads(run_kg("export", "events", "--store", sample_store).out.splitlines()[0])
    run = run_kg("explain", event["id"], "--store", sample_store)
    assert run.code == 0
    quote = " ".join(event["sources"][0]["quote"].split())
    assert quote[:30] in " ".join(run.out.split())


def test_the_sample_graph_is_as_it_should_be(sample_store: Path, run_kg: RunKg) -> None:
    run = run_kg("check", "--store", sample_store)
    assert run.code == 0, run.out


def test_what_is_left_out_gives_an_exit_code_and_the_rest_is_built(tmp_path: Path, run_kg: RunKg) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    shutil.copy(ROOT / "data" / "articles" / "reports.jsonl", folder)
    (folder / "broken.jsonl").write_text('{"id": "x"\n')
    (folder / "empty\x1b[31m.txt").write_text("")
    run = run_kg("build", folder, "--store", tmp_path / "store", "--report", tmp_path / "report.json")
    assert run.code == 1
    assert "\x1b" not in run.err
    assert f"{folder}/broken.jsonl, line 1: " in run.err
    assert "6 new" in run.out
    report = json.loads((tmp_path / "report.json").read_text())
    assert (report["articles_read"], report["added"], len(report["left_out"])) == (6, 6, 2)
    again = run_kg("build", folder / "reports.jsonl", "--store", tmp_path / "store")
    assert again.code == 0
    assert "6 unchanged" in again.out
    gone = run_kg("retract", "levant-wire-2020-01-25", "--store", tmp_path / "store")
    assert gone.code == 0
    assert "levant-wire-2020-01-25" not in run_kg("export", "events", "--store", tmp_path / "store").out


def test_annotations_are_stand_off(tmp_path: Path, run_kg: RunKg) -> None:
    run = run_kg("annotate", ROOT / "data" / "articles")
    texts = {}
    for line in (ROOT / "data" / "articles" / "reports.jsonl").read_text(encoding="utf-8").splitlines():
        record = json.loads(line)
        texts[record["id"]] = record["text"]
    mentions = [json.loads(line) for line in run.out.splitlines()]
    assert {m["kind"] for m in mentions} >= {"Place", "Time", "Count", "EventTrigger"}
    for mention in mentions:
        assert texts[mention["document_id"]][mention["begin"] : mention["end"]] == mention["text"]


@pytest.mark.parametrize(
    "verb", ["", "build", "ask", "sparql", "export", "annotate", "explain", "check", "retract", "about", "about data"]
)
def test_every_command_has_help(verb: str, run_kg: RunKg) -> None:
    run = run_kg(*verb.split(), "--help")
    assert run.code == 0
    if verb not in ("", "about"):
        assert "Example:" in run.out


def test_help_of_a_question(run_kg: RunKg) -> None:
    run = run_kg("ask", "timeline-of-place", "--help")
    assert "--place PLACE" in run.out
    assert "Example:  kg ask timeline-of-place" in run.out


def test_sources_of_data_are_named(run_kg: RunKg) -> None:
    assert run_kg("about", "data").out.strip() == (ROOT / "NOTICE").read_text(encoding="utf-8").strip()


def test_a_reader_that_goes_away_is_no_error(sample_store: Path) -> None:
    command = f"{sys.executable} -m kg.cli export nquads --store {sample_store} | head -1"
    done = subprocess.run(["bash", "-c", command], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.stderr == ""
    assert done.stdout.count("\n") == 1


def test_nothing_heavy_is_loaded_for_help() -> None:
    heavy = {"spacy", "rdflib", "pyoxigraph", "numpy"}
    code = f"import sys, kg.cli; print(sorted({{m.split('.')[0] for m in sys.modules}} & {heavy}))"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


@pytest.mark.parametrize("words", ["a\x1b[31mb", "a\u202eb", "a\x9bb", "a\ud800b", "a\x07b"])
def test_words_are_made_harmless(words: str) -> None:
    assert not re.search("[\x1b\u202e\x9b\ud800\x07]", harmless(words))
    assert harmless("a\nb") == "a b"
