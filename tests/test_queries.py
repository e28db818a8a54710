"""Every canned question over its fixture: the exact rows, from rdflib's engine and from Oxigraph alike.

A fixture is a folder ``tests/queries/<question>`` with ``graph.trig`` and ``cases.yaml`` (parameters and rows, in order).
"""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
import rdflib
import yaml
from pyoxigraph import QueryResultsFormat, QuerySolutions, RdfFormat, Store

from kg.canned import Question, find_question, load_questions
from kg.errors import QueryError
from kg.names import bind_names
from kg.results import Answer, Select

FIXTURES = Path(__file__).parent / "queries"


@dataclass(frozen=True)
class Case:
    """One way to ask a question, with the rows it must give."""

    question: str
    name: str
    ask: dict[str, str]
    rows: list[list[str]]


def cases() -> Iterator[Case]:
    """All cases of all fixtures."""
    for folder in sorted(FIXTURES.iterdir()):
        for said in yaml.safe_load((folder / "cases.yaml").read_text(encoding="utf-8")):
            rows = [["" if value is None else str(value) for value in row] for row in said["rows"]]
            yield Case(folder.name, said["case"], said["ask"], rows)


def oxigraph(folder: Path) -> Select:
    """Oxigraph over the fixture."""
    store = Store()
    store.load(path=str(folder / "graph.trig"), format=RdfFormat.TRIG)

    def select(text: str) -> Answer:
        solutions = store.query(text)
        assert isinstance(solutions, QuerySolutions)
        data = solutions.serialize(format=QueryResultsFormat.JSON)
        assert data is not None
        return Answer.from_json(data)

    return select


def rdflib_engine(folder: Path) -> Select:
    """rdflib's own engine over the same."""
    dataset = rdflib.Dataset()
    dataset.parse(folder / "graph.trig", format="trig")

    def select(text: str) -> Answer:
        data = dataset.query(text).serialize(format="json")
        assert data is not None
        return Answer.from_json(data)

    return select


def plain(value: str) -> str:
    """A number without the spelling that one engine or the other gives it."""
    try:
        number = float(value)
    except ValueError:
        return value
    return f"{number:g}"


def rows_of(question: Question, case: Case, select: Select) -> list[list[str]]:
    bound = bind_names(question, case.ask, select)
    answer = select(bound.text)
    assert answer.columns[: len(question.columns)] == question.columns
    table = csv.reader(io.StringIO(answer.to_csv()))
    next(table)
    return [[plain(v) for v in row[: len(question.columns)]] for row in table]


@pytest.mark.parametrize("case", list(cases()), ids=lambda c: f"{c.question}: {c.name}")
@pytest.mark.parametrize("engine", [oxigraph, rdflib_engine])
def test_rows(case: Case, engine: Callable[[Path], Select]) -> None:
    """Both engines give the rows of the fixture, in its order."""
    select = engine(FIXTURES / case.question)
    expected = [[plain(v) for v in row] for row in case.rows]
    assert rows_of(find_question(case.question), case, select) == expected


def test_every_question_has_a_fixture() -> None:
    """No question without an exact answer, no fixture without a question."""
    assert {q.name for q in load_questions()} == {p.name for p in FIXTURES.iterdir()}


def test_an_unknown_question_names_its_neighbours() -> None:
    with pytest.raises(QueryError, match="timeline-of-place"):
        find_question("timeline-of-plac")


def test_an_unknown_parameter_names_the_known_ones() -> None:
    question = find_question("timeline-of-place")
    with pytest.raises(QueryError, match="--place, --from, --until"):
        bind_names(question, {"town": "Velna"}, oxigraph(FIXTURES / question.name))


@pytest.mark.parametrize("value", ["31 January", "2020-02-30", '2020-01-01" } } #'])
def test_a_broken_date_is_refused(value: str) -> None:
    question = find_question("timeline-of-actor")
    with pytest.raises(QueryError, match="YYYY-MM-DD"):
        bind_names(question, {"actor": "x", "from": value}, oxigraph(FIXTURES / question.name))


def test_words_cannot_leave_their_place() -> None:
    """A value is a term, never a piece of query."""
    question = find_question("unresolved-names")
    select = oxigraph(FIXTURES / question.name)
    assert select(bind_names(question, {"kind": 'x" } GRAPH ?g { ?s ?p ?o'}, select).text).rows == ()
