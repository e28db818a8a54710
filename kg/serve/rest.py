"""The REST interface: canned questions, events with their evidence, articles and search, described by OpenAPI."""

from __future__ import annotations

import inspect
import json
from collections.abc import Awaitable, Callable, Mapping, Sequence
from enum import StrEnum
from functools import lru_cache
from typing import Annotated, Any, Final, Literal
from urllib.parse import urlencode

from fastapi import APIRouter, HTTPException, Path, Query, Request, Response
from fastapi.responses import JSONResponse
from pydantic import BaseModel, Field

from kg.assets import asset
from kg.canned import Kind, Question, find_question, load_questions, set_values
from kg.results import Answer, Term
from kg.serve.formats import choose
from kg.serve.library import Found, Library
from kg.store import base_of

__all__ = ["problem", "router"]

_LIMIT: Final = 100
_MOST: Final = 10_000
_XSD: Final = "http://www.w3.org/2001/XMLSchema#"
_NO_CONTROLS: Final = r"^[^\x00-\x1f\x7f]*$"
_EVENT: Final = r"^[0-9a-f]{8,64}$"

Value = str | int | float | bool | None
Row = dict[str, Value]


class Form(StrEnum):
    """What rows are to be had as."""

    JSON = "json"
    CSV = "csv"
    GEOJSON = "geojson"


_KINDS: Final = {"application/json": Form.JSON, "text/csv": Form.CSV, "application/geo+json": Form.GEOJSON}


class Problem(BaseModel):
    """What was wrong with a request (RFC 9457)."""

    title: str
    status: int
    detail: str


class Page(BaseModel):
    """Rows of an answer. ``next`` is the address of what follows, if anything does."""

    columns: list[str]
    rows: list[Row]
    limit: int
    offset: int
    next: str | None = None


class QuestionRows(Page):
    """Rows of a canned question, with the SPARQL that gave them and the names that mean nothing in the graph."""

    question: str
    unknown: list[str]
    sparql: str


class ParameterAbout(BaseModel):
    """A parameter of a question."""

    name: str
    kind: str
    required: bool
    text: str
    example: str


class QuestionAbout(BaseModel):
    """A canned question."""

    name: str
    subject: str
    title: str
    question: str
    columns: list[str]
    parameters: list[ParameterAbout]
    address: str


class Evidence(BaseModel):
    """A fact of an event with the words that say it."""

    fact: str
    value: str | None = None
    quote: str
    begin: int
    end: int
    document: str
    claimant: str | None = None


class EventWithEvidence(BaseModel):
    """An event: its facts in short, and every fact with the words of the article that say it."""

    event: Row
    evidence: list[Evidence]


class SearchHit(BaseModel):
    """A thing that was found by a name."""

    thing: str
    kind: Literal["actor", "article", "event", "place", "zone"]
    label: str
    found: str = Field(description="The name, label or title that has the words.")


Limit = Annotated[int, Query(ge=1, le=_MOST, description="Rows at most.")]
Offset = Annotated[int, Query(ge=0, le=1_000_000_000, description="Rows passed over.")]
Format = Annotated[Form | None, Query(description="Instead of Accept: json, csv or geojson.")]
Words = Annotated[
    str, Query(min_length=2, max_length=200, pattern=_NO_CONTROLS, description="Words of a name, label or title.")
]
_PROBLEMS: Final[dict[int | str, dict[str, Any]]] = {
    400: {"model": Problem, "description": "A parameter that cannot be used."},
    503: {"model": Problem, "description": "Too much to do, or the query took too long. Ask again later."},
}
_NOT_FOUND: Final[dict[int | str, dict[str, Any]]] = {404: {"model": Problem, "description": "There is no such thing."}}
_TABLE: Final[dict[int | str, dict[str, Any]]] = {
    200: {
        "content": {
            "text/csv": {"schema": {"type": "string"}},
            "application/geo+json": {"schema": {"type": "object"}},
        }
    },
    406: {"model": Problem, "description": "The answer is not to be had in a form that is asked for."},
}


def problem(status: int, detail: str) -> Response:
    """A problem as an answer."""
    titles = {400: "Bad request", 404: "Not found", 406: "Not acceptable", 422: "Bad parameter", 503: "Busy"}
    said = Problem(title=titles.get(status, "Refused"), status=status, detail=detail)
    headers = {"retry-after": "2"} if status == 503 else {}
    return JSONResponse(said.model_dump(), status, headers, media_type="application/problem+json")


def router(library: Library) -> APIRouter:
    """All routes of the interface."""
    routes = APIRouter(responses=_PROBLEMS)

    @routes.get("/questions", tags=["questions"])
    async def questions() -> list[QuestionAbout]:
        """The canned questions with their parameters."""
        return [_about(q) for q in load_questions()]

    for question in load_questions():
        routes.add_api_route(
            f"/questions/{question.name}",
            _ask(question, library),
            methods=["GET"],
            name=question.name,
            summary=question.title,
            description=question.question,
            response_model=QuestionRows,
            responses=_TABLE,
            tags=["questions"],
            operation_id=f"ask-{question.name}",
        )

    if any(q.name == "events" for q in load_questions()):
        routes.add_api_route(
            "/events",
            _ask(find_question("events"), library),
            methods=["GET"],
            summary="Events",
            description="The events, by what, who, where and when.",
            response_model=QuestionRows,
            responses=_TABLE,
            tags=["graph"],
            operation_id="events",
        )

    @routes.get("/events/{identifier}", tags=["graph"], responses=_NOT_FOUND)
    async def event(
        identifier: Annotated[str, Path(pattern=_EVENT, description="The last part of an event's IRI.")],
        request: Request,
    ) -> EventWithEvidence:
        """One event with every fact's words; one that was merged into another gives that other."""
        iri = f"{base_of(library.folder)}event/{identifier}"
        rows = await library.select(_query("event", givenEvent=[iri]))
        if not rows.rows:
            raise HTTPException(404, f"There is no event {identifier!r}.")
        shown = _row(rows.columns, rows.rows[0])
        told = await library.question("evidence-of-event", {"event": str(shown["event"])})
        return EventWithEvidence(
            event=shown, evidence=[_evidence(_row(told.answer.columns, row)) for row in told.answer.rows]
        )

    @routes.get("/articles", tags=["graph"])
    async def articles(request: Request, limit: Limit = _LIMIT, offset: Offset = 0) -> Page:
        """The articles that were read, newest first."""
        return await _page(library, request, _query("articles"), limit, offset)

    @routes.get("/search", tags=["graph"])
    async def search(q: Words, request: Request, limit: Limit = _LIMIT, offset: Offset = 0) -> list[SearchHit]:
        """Actors, articles, events, places and zones by words of a name, a label or a title."""
        rows = await library.select(_paged(_query("search", givenWords=[_quoted(q)]), limit, offset), rows=limit)
        return [SearchHit.model_validate(_row(rows.columns, row)) for row in rows.rows]

    return routes


def _about(question: Question) -> QuestionAbout:
    return QuestionAbout(
        name=question.name,
        subject=question.subject,
        title=question.title,
        question=question.question,
        columns=list(question.columns),
        parameters=[
            ParameterAbout(name=p.name, kind=p.kind.value, required=p.required, text=p.text, example=p.example)
            for p in question.parameters
        ],
        address=f"/questions/{question.name}",
    )


def _ask(question: Question, library: Library) -> Callable[..., Awaitable[Response]]:
    """A handler with the question's parameters as its own, typed."""

    async def handler(request: Request, **given: Any) -> Response:
        limit, offset, form = given.pop("limit"), given.pop("offset"), given.pop("format")
        values = {
            name.removeprefix("given_"): _words(value) for name, value in given.items() if value not in (None, "")
        }
        wanted = form or _KINDS.get(choose(request.headers.get("accept", ""), tuple(_KINDS)) or "")
        if wanted is None:
            raise HTTPException(406, "Rows are to be had as JSON, CSV or GeoJSON.")
        found = await library.question(question.name, values, rows=limit, offset=offset)
        return await _rows_answer(library, request, question, found, wanted, limit, offset)

    parameters = [inspect.Parameter("request", inspect.Parameter.KEYWORD_ONLY, annotation=Request)]
    for p in question.parameters:
        base, checks = _TYPES.get(p.kind, (str, {"max_length": 500, "pattern": _NO_CONTROLS}))
        field = Query(alias=p.name, description=p.text, openapi_examples={"example": {"value": p.example}}, **checks)
        kind: Any = base if p.required else base | None
        parameters.append(
            inspect.Parameter(
                f"given_{p.name}",
                inspect.Parameter.KEYWORD_ONLY,
                annotation=Annotated[kind, field],
                default=inspect.Parameter.empty if p.required else None,
            )
        )
    for name, annotation, default in (("limit", Limit, _LIMIT), ("offset", Offset, 0), ("format", Format, None)):
        parameters.append(
            inspect.Parameter(name, inspect.Parameter.KEYWORD_ONLY, annotation=annotation, default=default)
        )
    handler.__signature__ = inspect.Signature(parameters, return_annotation=Response)  # type: ignore[attr-defined]
    return handler


_TYPES: Final[Mapping[Kind, tuple[Any, dict[str, Any]]]] = {
    Kind.DATE: (str, {"max_length": 500, "pattern": _NO_CONTROLS}),
    Kind.NUMBER: (float, {"gt": -1e9, "lt": 1e9, "allow_inf_nan": False}),
    Kind.TYPE: (str, {"pattern": "^([A-Za-z][A-Za-z0-9]{0,99})?$"}),
}


def _words(value: str | float) -> str:
    return value if isinstance(value, str) else repr(value)


async def _rows_answer(
    library: Library, request: Request, question: Question, found: Found, form: Form, limit: int, offset: int
) -> Response:
    link = _next_link(request, limit, offset) if found.more else None
    headers = {"link": f'<{link}>; rel="next"'} if link else {}
    columns = found.answer.columns
    if form is Form.CSV:
        return Response(found.answer.to_csv(), headers=headers, media_type="text/csv; charset=utf-8; header=present")
    rows = [_row(columns, row) for row in found.answer.rows]
    if form is Form.GEOJSON:
        features = await _features(library, found.answer, rows)
        if features is None:
            raise HTTPException(406, "This question's rows have no places: take JSON or CSV.")
        said = {"type": "FeatureCollection", "features": features}
        return Response(json.dumps(said, ensure_ascii=False), headers=headers, media_type="application/geo+json")
    page = QuestionRows(
        columns=list(columns),
        rows=rows,
        limit=limit,
        offset=offset,
        next=link,
        question=question.name,
        unknown=list(found.unknown),
        sparql=found.sparql,
    )
    return JSONResponse(page.model_dump(), headers=headers)


async def _features(library: Library, answer: Answer, rows: Sequence[Row]) -> list[dict[str, Any]] | None:
    """The rows as GeoJSON: by their own coordinates, else by those of their event or place."""
    points: dict[int, tuple[Value, Value, Value]]
    if {"lat", "lon"} <= set(answer.columns):
        points = {n: (row["lon"], row["lat"], None) for n, row in enumerate(rows)}
    else:
        column = next((c for c in ("event", "place") if c in answer.columns), None)
        if column is None:
            return None
        at = answer.columns.index(column)
        things = [row[at] for row in answer.rows]
        iris = sorted({t.value for t in things if t is not None and t.kind == "uri"})
        if not iris and rows:
            return None
        found = await library.select(_query("points", thing=iris)) if iris else Answer((), ())
        known: dict[Value, tuple[Value, Value, Value]] = {}
        for line in found.rows:
            said = _row(found.columns, line)
            known[said["thing"]] = (said["lon"], said["lat"], said.get("precision"))
        points = {n: known[t.value] for n, t in enumerate(things) if t is not None and t.value in known}
    features: list[dict[str, Any]] = []
    for n, row in enumerate(rows):
        lon, lat, precision = points.get(n, (None, None, None))
        more: Row = {"placePrecision": precision} if precision is not None and "placePrecision" not in row else {}
        geometry = None if lon is None or lat is None else {"type": "Point", "coordinates": [lon, lat]}
        features.append({"type": "Feature", "geometry": geometry, "properties": {**row, **more}})
    return features


async def _page(library: Library, request: Request, query: str, limit: int, offset: int) -> Page:
    rows = await library.select(_paged(query, limit + 1, offset))
    more = len(rows.rows) > limit
    return Page(
        columns=list(rows.columns),
        rows=[_row(rows.columns, row) for row in rows.rows[:limit]],
        limit=limit,
        offset=offset,
        next=_next_link(request, limit, offset) if more else None,
    )


def _next_link(request: Request, limit: int, offset: int) -> str:
    kept = [(k, v) for k, v in request.query_params.multi_items() if k not in ("limit", "offset")]
    return f"{request.url.path}?{urlencode([*kept, ('limit', str(limit)), ('offset', str(offset + limit))])}"


def _paged(query: str, limit: int, offset: int) -> str:
    return f"{query}\nLIMIT {limit} OFFSET {offset}"


def _row(columns: Sequence[str], row: Sequence[Term | None]) -> Row:
    return {c: _value(t) for c, t in zip(columns, row, strict=True)}


def _value(term: Term | None) -> Value:
    """A term as JSON has it: numbers and truth as such, everything else in words."""
    if term is None or term.datatype is None or not term.datatype.startswith(_XSD):
        return None if term is None else term.value
    kind = term.datatype.removeprefix(_XSD)
    try:
        if kind in ("integer", "int", "long", "nonNegativeInteger"):
            return int(term.value)
        if kind in ("decimal", "double", "float"):
            number = float(term.value)
            return number if abs(number) < 1e300 else term.value
    except ValueError:
        return term.value
    return {"true": True, "1": True}.get(term.value, False) if kind == "boolean" else term.value


def _evidence(row: Row) -> Evidence:
    return Evidence(
        fact=str(row["fact"]),
        value=None if row.get("value") is None else str(row["value"]),
        quote=str(row["quote"]),
        begin=int(row["begin"] or 0),
        end=int(row["end"] or 0),
        document=str(row["document"]),
        claimant=None if row.get("claimantLabel") is None else str(row["claimantLabel"]),
    )


@lru_cache(maxsize=16)
def _text(name: str) -> str:
    return asset("queries", "api", f"{name}.rq").read_text(encoding="utf-8")


def _query(name: str, **values: Sequence[str]) -> str:
    """A query of the interface with its values set: IRIs, or words that are quoted already."""
    text = _text(name)
    for variable, given in values.items():
        text = set_values(text, variable, [v if v.startswith('"') else f"<{v}>" for v in given])
    return text


def _quoted(words: str) -> str:
    from pyoxigraph import Literal as RdfLiteral

    return str(RdfLiteral(words.encode("utf-8", "replace").decode("utf-8")))
