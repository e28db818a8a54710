"""The pages, each a coroutine that asks the graph and puts the pieces in place. With ``widgets`` the edge to NiceGUI."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final
from urllib.parse import urlencode

from nicegui import ui
from starlette.requests import Request

from kg.canned import Question, find_question, load_questions
from kg.errors import KgError, QueryError
from kg.explain import explain
from kg.export.rdf import PREFIXES
from kg.results import Answer
from kg.serve.explorer import data, views
from kg.serve.explorer.data import Choices, Overview
from kg.serve.explorer.filters import Filters
from kg.serve.explorer.markup import Html, join, tag
from kg.serve.explorer.site import HOME, Site, map_events, map_zones
from kg.serve.explorer.timeline import arrange
from kg.serve.explorer.widgets import (
    VALUES,
    EventMap,
    bars_chart,
    form,
    frame,
    html,
    replace_address,
    time_chart,
    time_options,
)
from kg.serve.explorer.words import Types, plural, spelled
from kg.store import open_for_reading

__all__ = ["Pages"]

_DEFAULT_QUERY = """\
# The latest attacks with their places.
SELECT ?event ?label ?earliest ?place
WHERE {
  GRAPH c:conclusions {
    ?event a c:Attack ; rdfs:label ?label ; c:earliest ?earliest .
    OPTIONAL { ?event c:placeLabel ?place }
  }
}
ORDER BY DESC(?earliest) ?label
LIMIT 50
"""
_EXAMPLES: Mapping[str, str] = {
    "The latest attacks": _DEFAULT_QUERY,
    "Events by type": """\
# How often each type of event is told.
SELECT ?type (COUNT(?event) AS ?events)
WHERE {
  GRAPH c:conclusions { ?event c:eventType ?type }
}
GROUP BY ?type
ORDER BY DESC(?events)
""",
    "Who says so": """\
# Numbers of people killed, with who gives them and in which words.
SELECT ?event ?label ?best ?claimant ?quote
WHERE {
  GRAPH c:conclusions {
    ?event c:figure ?figure ; rdfs:label ?label .
    ?figure c:casualtyKind "killed" ; c:best ?best ; c:quote ?quote .
    OPTIONAL { ?figure c:claimantLabel ?claimant }
  }
}
ORDER BY DESC(?best)
LIMIT 50
""",
    "Places and their coordinates": """\
# Every place that a table knows, with where it is.
SELECT ?place ?placeLabel ?lat ?lon
WHERE {
  GRAPH c:reference { ?place a c:Place ; rdfs:label ?placeLabel ; wgs:lat ?lat ; wgs:long ?lon }
}
ORDER BY ?placeLabel
""",
    "What is denied or planned": """\
# Reports that are not given as facts: there is no event for them.
SELECT ?label ?factuality ?claimantLabel ?document
WHERE {
  GRAPH ?document {
    ?report a c:Report ; rdfs:label ?label ; c:factuality ?factuality .
    OPTIONAL { ?report c:claimantLabel ?claimantLabel }
    FILTER(?factuality != "stated")
  }
}
ORDER BY ?label
""",
}
_LIGHT: Final = "vscodeLight"
_DARK: Final = "vscodeDark"
"""Looks of the editor whose words can be read."""
_MOST_BARS = 25
_MOST_SHOWN = 100_000
"""Characters of statements shown."""
_HEADLINE = "attacks-inside-deescalation-zones-after-ceasefire"


@dataclass(slots=True)
class Pages:
    """All pages of a site. The names of the event types are asked once: they are part of the program, not of a store."""

    site: Site
    _types: Types | None = field(default=None)

    async def types(self) -> Types:
        """The classes of events."""
        if self._types is None:
            self._types = await data.types(self.site.library)
        return self._types

    # map, timeline, list

    async def overview(self, request: Request) -> None:
        """Map, timeline and list of events under the same filters."""
        filters = Filters.of(request.query_params)
        with frame("Map and timeline", "/"):
            try:
                types, offered = await asyncio.gather(self.types(), data.choices(self.site.library))
            except KgError as error:
                _failed(error)
                return
            if not offered.events:
                html(tag("div", _EMPTY_STORE, cls="page"))
                return
            await _Overview(self.site, types, offered).build(filters)

    async def search(self, request: Request) -> None:
        """Everything whose name or label has the words that were typed."""
        words = Filters.of({"place": request.query_params.get("q", "")}).place
        with frame("Search", "", words), ui.element("div").classes("page narrow"):
            html(tag("h1", f"Found for “{words}”" if words else "Search"))
            if not words:
                html(
                    views.empty(
                        "What are you looking for?",
                        "Type a name of a place, a group or a person, or a word of an event.",
                    )
                )
                return
            try:
                found = await data.search(self.site.library, words)
            except KgError as error:
                _failed(error)
                return
            if not found:
                html(
                    views.empty(
                        "Nothing of that name",
                        "Names are found in any spelling, events by the words of their title. Try a shorter word.",
                    )
                )
            for sort, things in found.items():
                items = [
                    tag("li", tag("a", label, href=self.site.link(iri) or "#"), tag("small", f" {kind}", cls="soft"))
                    for iri, label, kind in things
                ]
                html(tag("section", tag("h2", sort), tag("ul", *items), cls="panel pad"), "div").style(
                    "margin-top:18px"
                )

    # things

    async def event(self, key: str) -> None:
        """One event with all that is known of it."""
        iri = self.site.iri("event", key)
        with frame("Event", ""):
            try:
                page = await data.event_page(self.site.library, iri) if iri else None
                if page is None:
                    _missing("There is no such event", "It may have been taken out with the article that told it.")
                    return
                types = await self.types()
                why = await asyncio.to_thread(self._explained, page.event.iri)
            except KgError as error:
                _failed(error)
                return
            ui.page_title(f"{page.event.label} · conflict-kg")
            zones = await data.zones(self.site.library)
            mine = tuple(z for z in zones if z.iri in {p.zone for p in page.zones})
            known = {
                **page.known_places,
                **await data.places(self.site.library, [p.place for z in mine for p in z.parts]),
            }
            here = Overview((page.event,), 1, known, mine, (), "")
            with ui.element("div").classes("page"), ui.element("div").classes("columns"):
                with ui.element("div"):
                    html(views.event_main(self.site, types, page))
                    html(views.explanation(why)).classes("panel pad").style("margin-top:18px")
                with ui.element("div").classes("panel"):
                    self._mini_map(types, here)
                    html(views.event_side(self.site, page)).classes("pad")
                    query = find_question("evidence-of-event").text.replace(
                        "VALUES ?event { UNDEF }", f"VALUES ?event {{ <{page.event.iri}> }}"
                    )
                    html(
                        tag(
                            "div",
                            tag("a", "Ask about it in SPARQL", href=_editor(query), cls="button"),
                            cls="pad buttons",
                        )
                    )

    def _explained(self, iri: str) -> Any:
        store = open_for_reading(self.site.library.folder)
        try:
            return explain(store, iri)
        finally:
            store.close()

    def _mini_map(self, types: Types, found: Overview) -> None:
        shown = map_events(self.site, types, found)
        zones = map_zones(self.site, found)
        if shown or zones:
            with ui.element("div").classes("mini-map"):
                EventMap(self.site, shown, zones, label="Where it happened")

    async def thing(self, sort: str, key: str) -> None:
        """A place, an actor or a zone with its events."""
        iri = self.site.iri(sort, key)
        with frame(sort.capitalize(), ""):
            try:
                page = await data.thing_page(self.site.library, iri, sort) if iri else None
                types = await self.types()
            except KgError as error:
                _failed(error)
                return
            if page is None:
                _missing(f"There is no such {sort}", "No article of this graph tells of it.")
                return
            ui.page_title(f"{page.thing.label} · conflict-kg")
            found = (
                page.events
                if sort == "zone"
                else Overview(page.events.events, page.events.total, page.events.places, (), (), "")
            )
            with ui.element("div").classes("page"):
                html(views.thing_head(sort, page))
                with ui.element("div").classes("columns"):
                    with ui.element("div").classes("panel"):
                        line = arrange(found.events)
                        if line.bars:
                            with ui.element("div").classes("pad"):
                                html(tag("h2", "In time"))
                                time_chart(
                                    time_options(self.site, types, line), f"Timeline of {plural(found.total, 'event')}"
                                )
                        html(views.event_list(self.site, types, found.events)).classes("grid-events")
                    with ui.element("div").classes("panel"):
                        self._mini_map(types, found)
                        html(views.thing_side(self.site, sort, page))

    async def article(self, key: str) -> None:
        """An article with everything marked that was read in it."""
        iri = self.site.iri("article", key)
        with frame("Article", "/articles"):
            try:
                page = await data.article_page(self.site.library, iri) if iri else None
                types = await self.types()
            except KgError as error:
                _failed(error)
                return
            if page is None:
                _missing("There is no such article", "It may have been taken out of the graph.")
                return
            ui.page_title(f"{page.title} · conflict-kg")
            main, side = views.article_body(self.site, types, page)
            with ui.element("div").classes("page"), ui.element("div").classes("columns"):
                html(main)
                html(side).classes("panel")

    async def articles(self) -> None:
        """The articles of the graph."""
        with frame("Articles", "/articles"), ui.element("div").classes("page"):
            html(tag("h1", "Articles"))
            try:
                found = await data.articles(self.site.library)
            except KgError as error:
                _failed(error)
                return
            if not found:
                html(_EMPTY_STORE)
                return
            rows = [(a.iri, a.title, a.publisher, a.published) for a in found]
            html(views.article_list(self.site, rows)).classes("panel").style("margin-top:18px")

    # questions

    async def questions(self) -> None:
        """All questions that are ready to be asked."""
        with frame("Questions", "/questions"), ui.element("div").classes("page"):
            html(
                join(
                    tag("h1", "Questions"),
                    tag(
                        "p",
                        "Ready to be asked. Each gives its answer with the words that say so, and how certain it is.",
                        cls="soft",
                    ),
                    views.question_list(
                        sorted(
                            load_questions(),
                            key=lambda q: (
                                q.name != _HEADLINE and q.subject != "zones",
                                q.subject,
                                q.name != _HEADLINE,
                            ),
                        )
                    ),
                )
            )

    async def question(self, name: str, request: Request) -> None:
        """One question as a form, with its answer."""
        with frame("Question", "/questions"), ui.element("div").classes("page"):
            try:
                question = find_question(name)
                types, offered = await asyncio.gather(self.types(), data.choices(self.site.library))
            except KgError as error:
                _failed(error)
                return
            ui.page_title(f"{question.title} · conflict-kg")
            known = {p.name for p in question.parameters}
            values = {k: v for k, v in request.query_params.items() if k in known and v.strip()}
            html(
                join(
                    tag(
                        "p",
                        tag("a", "Questions", href=f"{HOME}/questions"),
                        f" › {question.subject.capitalize()}",
                        cls="crumbs",
                    ),
                    tag("h1", question.title),
                    tag("p", question.question, cls="soft"),
                )
            )
            asked = form(views.question_form(question, values, offered, types), f"{HOME}/questions/{question.name}")
            asked.classes("panel pad ask-form")
            result = ui.element("div").classes("panel").props("aria-live=polite").style("margin-top:18px")

            async def ask(given: Mapping[str, str]) -> None:
                said = {k: v for k, v in given.items() if k in known and v.strip()}
                await self._answer(question, said, result, types)
                replace_address(f"{HOME}/questions/{question.name}" + (f"?{urlencode(said)}" if said else ""))

            asked.on("submit", lambda e: ask(e.args), js_handler=VALUES)
            if all(p.name in values for p in question.parameters if p.required):
                await self._answer(question, values, result, types)
            else:
                with result:
                    html(
                        views.empty(
                            "Fill in what is needed, then ask",
                            "The fields marked “needed” say what the question is about.",
                        )
                    )

    async def _answer(self, question: Question, values: dict[str, str], result: ui.element, types: Types) -> None:
        try:
            found = await self.site.library.question(question.name, values)
            seen = await self._events_of(found.answer)
        except KgError as error:
            result.clear()
            with result:
                html(views.failure(error)).classes("pad")
            return
        result.clear()
        with result:
            for name in found.unknown:
                html(tag("p", f"This graph has never heard of “{name}”.", cls="note warn")).classes("pad")
            _results(self.site, types, question.name, found.answer, seen, found.sparql)

    async def _events_of(self, answer: Answer) -> Overview | None:
        """The events in an answer, for a map and a timeline."""
        if "event" not in answer.columns:
            return None
        i = answer.columns.index("event")
        iris = [t.value for row in answer.rows[:1000] if (t := row[i]) is not None and t.kind == "uri"]
        return await data.events_by_iri(self.site.library, iris)

    # SPARQL

    async def sparql(self, request: Request) -> None:
        """An editor for queries of one's own."""
        given = request.query_params.get("query", "")[:20_000]
        types = await self.types()
        with frame("SPARQL", "/sparql"), ui.element("div").classes("page"):
            html(
                join(
                    tag("h1", "Ask in SPARQL"),
                    tag(
                        "p",
                        "The same endpoint stands at ",
                        tag("code", "/sparql"),
                        " for other programs. Prefixes of this graph need not be written; Ctrl and Enter run the query.",
                        cls="soft",
                    ),
                )
            )
            with ui.element("div").classes("panel editor"):
                with ui.element("div").classes("result-head"):
                    options = [tag("option", "Load an example …", value="")] + [
                        tag("option", n, value=n) for n in _EXAMPLES
                    ]
                    chosen = html(
                        tag(
                            "div",
                            tag("label", "Examples", for_="f-example", cls="visually-hidden"),
                            tag("select", *options, id="f-example"),
                            cls="field",
                        )
                    ).style("margin-bottom:-14px")
                    buttons = ui.element("div").classes("buttons")
                editor = ui.codemirror(given or _DEFAULT_QUERY, language="SPARQL", theme=_LIGHT, line_wrapping=True)
                editor.classes("w-full")
            result = ui.element("div").classes("panel").props("aria-live=polite").style("margin-top:18px")

            async def run() -> None:
                query = editor.value
                result.clear()
                with result:
                    html(tag("p", "Asking …", cls="empty"))
                try:
                    reply = await data.ask(self.site.library, _with_prefixes(query))
                    seen = await self._events_of(reply.rows) if reply.rows is not None else None
                except KgError as error:
                    result.clear()
                    with result:
                        html(views.failure(_as_typed(error, query))).classes("pad")
                    return
                result.clear()
                with result:
                    if reply.rows is not None:
                        _results(self.site, types, "answer", reply.rows, seen, None)
                    elif reply.yes is not None:
                        html(tag("h2", "Yes" if reply.yes else "No")).classes("pad")
                    else:
                        _statements(reply.turtle or "")

            with buttons:
                _button("Prefixes", lambda: editor.set_value(_with_prefixes(editor.value, every=True)))
                _button("Run", run, main=True)
            chosen.on(
                "change",
                lambda e: editor.set_value(_EXAMPLES.get(str(e.args), editor.value)),
                js_handler="(e) => emit(e.target.value)",
            )
            editor.map_key("Mod-Enter", run)
            ui.on("theme", lambda e: editor.set_theme(_DARK if e.args else _LIGHT))
            ui.run_javascript("kgEditor('Query in SPARQL')")
            if given:
                await run()

    async def missing(self) -> None:
        """What stands at an address without a page."""
        with frame("Not found", ""):
            _missing("There is no such page", "The address may be mistyped, or the thing is gone from the graph.")


class _Overview:
    """The state of one reader's overview: what is asked, and the parts that show it."""

    def __init__(self, site: Site, types: Types, offered: Choices) -> None:
        self.site = site
        self.types = types
        self.offered = offered
        self.turn = 0

    async def build(self, filters: Filters) -> None:
        """Lay the page out and fill it."""
        with ui.element("div").classes("desk"):
            with ui.element("details").classes("filters").props("open"):
                html(Html("Filters"), "summary")
                asked = form(views.filter_form(filters, self.offered, self.types), f"{HOME}/")
                asked.props('aria-label="Filters"')
            with ui.element("div").classes("stage"):
                with ui.element("div").classes("stage-map"):
                    self.map = EventMap(self.site, (), ())
                self.key = html(Html("")).classes("legend")
                with ui.element("section").classes("stage-time"):
                    self.time_head = html(Html(""), "header")
                    self.time = ui.element("div")
            with ui.element("section").classes("results"):
                self.head = html(Html("")).classes("results-head").props("aria-live=polite")
                self.list = html(Html("")).classes("results-body").props('tabindex=0 role=region aria-label="Events"')
        asked.on("change", lambda e: self.change(e.args), js_handler=VALUES)
        asked.on("submit", lambda e: self.change(e.args), js_handler=VALUES)
        ui.run_javascript("kgFilters()")
        await self.show(filters)

    async def change(self, said: Mapping[str, str]) -> None:
        """Show what other filters leave, and say so in the address."""
        filters = Filters.of(said)
        await self.show(filters)
        address = filters.address()
        replace_address(f"{HOME}/" + (f"?{address}" if address else ""))

    async def show(self, filters: Filters) -> None:
        """Ask, and fill map, timeline and list. An answer that comes after a later question is dropped."""
        self.turn += 1
        turn = self.turn
        problem = filters.problem()
        try:
            if problem:
                raise QueryError(problem)
            found = await data.overview(self.site.library, filters)
        except KgError as error:
            if turn == self.turn:
                self.head.set_content(views.failure(error).text)
            return
        if turn != self.turn:
            return
        shown = map_events(self.site, self.types, found)
        self.map.show(shown)
        if turn == 1:
            self.map.props["zones"] = map_zones(self.site, found)
        self.head.set_content(views.summary(found, self.offered, filters, len(shown)).text)
        self.list.set_content(views.event_list(self.site, self.types, found.events).text)
        self.key.set_content(views.legend(self.types, found).text)
        self._draw_time(found)

    def _draw_time(self, found: Overview) -> None:
        line = arrange(found.events)
        notes = []
        if line.outside:
            notes.append(f"{plural(line.outside, 'event')} outside this window: drag the ends to see them")
        if line.undated:
            notes.append(f"{line.undated:,} without a date")
        self.time_head.set_content(join(tag("h2", "In time"), tag("span", " · ".join(notes), cls="small soft")).text)
        self.time.clear()
        if line.bars:
            with self.time:
                time_chart(time_options(self.site, self.types, line), f"Timeline of {plural(len(line.bars), 'event')}")


_EMPTY_STORE = views.empty(
    "This graph is still empty",
    "Build it from your articles, then load this page again:",
    tag("pre", "kg build FOLDER --store STORE", cls="code"),
)


def _failed(error: KgError) -> None:
    html(
        tag(
            "div",
            tag("h1", "That did not work"),
            tag("div", views.failure(error), style="margin-top:18px"),
            cls="page narrow",
        )
    )


def _missing(title: str, words: str) -> None:
    ui.context.client.status_code = 404
    html(
        tag(
            "div",
            tag(
                "div",
                views.empty(title, words, tag("p", tag("a", "To the map", href=f"{HOME}/", cls="button"))),
                cls="panel",
            ),
            cls="page narrow",
        )
    )


def _button(words: str, act: Any, *, main: bool = False) -> ui.html:
    made = html(Html(""), "button").classes("button main" if main else "button").props("type=button")
    made.set_content(tag("span", words).text)
    made.on("click", act)
    return made


def _editor(query: str) -> str:
    return f"{HOME}/sparql?{urlencode({'query': query})}"


def _with_prefixes(query: str, *, every: bool = False) -> str:
    """The query with the prefixes of the graph that it uses (or ``every`` one) and does not declare."""
    declared = {p.lower() for p in re.findall(r"PREFIX\s+([\w-]*):", query, re.IGNORECASE)}
    wanted = [p for p in PREFIXES if p not in declared and (every or re.search(rf"(?<![\w-]){p}:", query))]
    return "".join(f"PREFIX {p}: <{PREFIXES[p]}>\n" for p in sorted(wanted)) + query


def _as_typed(error: KgError, query: str) -> KgError:
    """The error with lines counted as they stand in the editor, without the prefixes put before them."""
    more = _with_prefixes(query).count("\n") - query.count("\n")
    words = re.sub(r"\b(Line|line) (\d+)", lambda m: f"{m[1]} {max(1, int(m[2]) - more)}", str(error))
    return QueryError(words)


def _results(site: Site, types: Types, name: str, answer: Answer, seen: Overview | None, sparql: str | None) -> None:
    """An answer in as many views as it has: table, map, timeline, chart."""
    number = len(answer.rows)
    file = re.sub(r"[^\w-]+", "-", name)
    with ui.element("div").classes("result-head"):
        html(tag("h2", plural(number, "row")))
        with ui.element("div").classes("buttons"):
            if number:
                _button("CSV", lambda: ui.download.content(answer.to_csv(), f"{file}.csv", "text/csv"))
                _button("JSON", lambda: ui.download.content(answer.to_json(), f"{file}.json", "application/json"))
            if sparql:
                html(tag("a", "SPARQL", href=_editor(sparql), cls="button"))
    if not number:
        html(
            views.empty("No row fits", "Nothing in this graph answers that. Leave a field empty, or widen the period.")
        )
        return
    shows: dict[str, Any] = {"Table": lambda: html(views.result_table(site, answer))}
    if seen is not None and (shown := map_events(site, types, seen)):
        shows["Map"] = lambda: _result_map(site, types, seen)
        del shown
    if seen is not None and (line := arrange(seen.events)).bars:
        shows["Timeline"] = lambda: time_chart(
            time_options(site, types, line), f"Timeline of {plural(len(line.bars), 'event')}"
        ).classes("pad")
    bars = _bars(answer)
    if bars:
        shows["Chart"] = lambda: bars_chart(bars[0], bars[1], f"Chart of {plural(len(bars[0]), 'row')}").classes("pad")
    if len(shows) == 1:
        shows["Table"]()
        return
    tabs = ui.element("div").classes("tabs").props('role=tablist aria-label="Ways to see the answer"')
    area = ui.element("div").props("role=tabpanel tabindex=0")
    made: dict[str, ui.html] = {}

    def show(view: str) -> None:
        for other, button in made.items():
            button.props(f"aria-selected={'true' if other == view else 'false'}")
        area.clear()
        area.props(f'aria-label="{view}"')
        with area:
            shows[view]()

    with tabs:
        for view in shows:
            made[view] = html(tag("span", view), "button").classes("tab").props("type=button role=tab")
            made[view].on("click", lambda view=view: show(view))
    show("Table")


def _statements(turtle: str) -> None:
    """The answer of a query that makes statements."""
    with ui.element("div").classes("result-head"):
        html(tag("h2", "Statements"))
        with ui.element("div").classes("buttons"):
            _button("Turtle", lambda: ui.download.content(turtle, "answer.ttl", "text/turtle"))
    shown = turtle[:_MOST_SHOWN]
    more = tag("p", "The download has all of it.", cls="small soft") if len(turtle) > len(shown) else None
    html(join(tag("pre", shown or "# No statement", cls="code", tabindex=0), more)).classes("pad")


def _result_map(site: Site, types: Types, seen: Overview) -> None:
    with ui.element("div").classes("result-map"):
        EventMap(site, map_events(site, types, seen), map_zones(site, seen), label="Map of the answer")


def _bars(answer: Answer) -> tuple[list[str], list[tuple[str, list[float | None]]]] | None:
    """Names and numbers of an answer that is a count of things: a column of words, then whole numbers."""
    numeric = [
        i
        for i, column in enumerate(answer.columns)
        if column not in ("lat", "lon", "begin", "end", "placePrecision", "sources", "salience")
        and any(row[i] is not None for row in answer.rows)
        and all(
            t is None or (t.datatype or "").endswith(("#integer", "#decimal", "#double"))
            for t in (row[i] for row in answer.rows)
        )
    ]
    if not numeric or not len(answer.rows) >= 2:
        return None
    worded = [i for i in range(len(answer.columns)) if i not in numeric]
    labels = [
        i
        for i in worded
        if answer.columns[i].endswith(("Label", "label"))
        or answer.columns[i] in ("actorA", "actorB", "weapon", "kind", "type", "place", "side")
    ]
    labels = [
        i
        for i in labels
        if not all(t is None or (t.kind == "uri" and "#" not in t.value) for t in (row[i] for row in answer.rows))
    ]
    if not labels:
        return None
    names = [
        " – ".join(_word(t.value) for i in labels[:3] if (t := row[i]) is not None) for row in answer.rows[:_MOST_BARS]
    ]
    series = [
        (
            spelled(answer.columns[i]),
            [float(t.value) if (t := row[i]) is not None else None for row in answer.rows[:_MOST_BARS]],
        )
        for i in numeric[:3]
    ]
    return names, series


def _word(value: str) -> str:
    return spelled(value.rpartition("#")[2]) if value.startswith("http") else value
