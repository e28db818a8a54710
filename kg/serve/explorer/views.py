"""The pieces of the pages as HTML: lists, forms, figures drawn, texts with their words marked. Nothing here asks the graph."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import groupby

from kg.canned import Kind, Question
from kg.errors import KgError
from kg.explain import Explanation
from kg.ids import article_id
from kg.results import Answer, Term
from kg.serve.explorer.data import (
    ArticlePage,
    Choice,
    Choices,
    EventPage,
    EventRow,
    Figure,
    Overview,
    Tally,
    ThingPage,
    Use,
)
from kg.serve.explorer.filters import Filters
from kg.serve.explorer.highlight import Mark, excerpts, marked
from kg.serve.explorer.markup import Content, Html, join, tag
from kg.serve.explorer.site import HOME, Site
from kg.serve.explorer.words import (
    HARM,
    PLACE_ROLES,
    ROLES,
    RULES,
    SIDES,
    Types,
    count,
    day,
    how_many,
    place_precision,
    plural,
    spelled,
    when,
)

__all__ = [
    "article_body",
    "article_list",
    "chips",
    "empty",
    "event_list",
    "event_main",
    "event_side",
    "explanation",
    "failure",
    "filter_form",
    "legend",
    "question_form",
    "question_list",
    "result_table",
    "summary",
    "thing_head",
    "thing_side",
]

_LISTED = 150
"""Events in a list at once."""
_ROWS = 500
"""Rows of an answer shown; a download has all of them."""

# small things


def empty(title: str, words: Content, *more: Content) -> Html:
    """What stands where there is nothing to show."""
    return tag("div", tag("h2", title), tag("p", words), *more, cls="empty")


def failure(error: KgError) -> Html:
    """What went wrong, in the error's own sentences."""
    return tag("div", tag("p", str(error)), cls="note bad", role="alert")


def _link(site: Site, iri: str, words: str) -> Html:
    address = site.link(iri)
    return tag("a", words, href=address) if address else tag("span", words)


def _family(types: Types, type_: str) -> Html:
    family = types.family(type_)
    return tag("span", types.label(type_), cls="tag", style=f"--dot:var(--ev-{family.key})")


# the overview


def summary(found: Overview, choices: Choices, filters: Filters, placed: int) -> Html:
    """How much is shown, of how much."""
    head = tag("h1", plural(found.total, "event"))
    told = f"of {choices.events:,} in this graph" if filters else "in this graph"
    missing = len(found.events) - placed
    lines: list[Content] = [tag("span", told, cls="soft")]
    if missing:
        lines.append(tag("span", f" · {missing:,} without a place on the map", cls="soft"))
    if found.total > len(found.events):
        lines.append(
            tag(
                "p",
                f"The first {len(found.events):,} are drawn. Narrow the filters to see the others.",
                cls="note warn",
            )
        )
    for name in found.unknown:
        lines.append(tag("p", f"This graph has never heard of “{name}”.", cls="note warn"))
    return join(head, tag("div", *lines, cls="small"), chips(filters))


def chips(filters: Filters) -> Html:
    """The filters that are set, each with a way to take it off."""
    said = [
        ("type", "Type", spelled(filters.type)),
        ("actor", "Actor", filters.actor),
        ("place", "Place", filters.place),
        ("source", "Source", filters.source),
        ("from", "From", day(filters.start)),
        ("until", "Until", day(filters.end)),
        ("certainty", "Certain only", "yes" if filters.certain else ""),
    ]
    set_ = [(key, label, value) for key, label, value in said if value]
    if not set_:
        return Html("")
    pieces = []
    for key, label, value in set_:
        rest = Filters.of({**_address(filters), key: ""}).address()
        words = tag("span", label if key == "certainty" else f"{label}: {value}")
        pieces.append(
            tag(
                "a",
                words,
                tag("b", "×", aria_hidden="true"),
                cls="chip",
                href=f"{HOME}/?{rest}",
                aria_label=f"Take off: {label} {value}",
            )
        )
    return tag("div", *pieces, cls="chips")


def _address(filters: Filters) -> dict[str, str]:
    return {**filters.values(), "certainty": "certain" if filters.certain else ""}


def filter_form(filters: Filters, choices: Choices, types: Types) -> Html:
    """The filters as a form that also works by itself: it asks for the page with its values in the address."""
    return join(
        _select("type", "Type of event", "All types", filters.type, _type_options(choices, types)),
        _input("actor", "Actor", filters.actor, "Any group, force, state or person", choices.actors),
        _input("place", "Place", filters.place, "Anywhere", choices.places, note="Takes in all that lies within it"),
        _select(
            "source",
            "Told by",
            "All publishers",
            filters.source,
            [(c.value, f"{c.label} ({c.events})") for c in choices.publishers],
        ),
        _date("from", "From", filters.start),
        _date("until", "Until", filters.end),
        tag(
            "div",
            tag(
                "label",
                tag("input", type_="checkbox", name="certainty", value="certain", checked=filters.certain),
                tag("span", "Only what certainly fits the place and the days"),
                cls="check",
            ),
            cls="field",
        ),
        tag(
            "div",
            tag("button", "Show", type_="submit", cls="button main"),
            tag("a", "Clear all", href=f"{HOME}/", cls="button quiet"),
            cls="buttons",
        ),
    )


def _type_options(choices: Choices, types: Types) -> list[tuple[str, str]]:
    return [(c.value, f"{types.label(c.value)} ({c.events})") for c in choices.types if c.value != "Event"]


def _select(name: str, label: str, nothing: str, value: str, options: Sequence[tuple[str, str]]) -> Html:
    known = [v for v, _ in options]
    rest = [] if not value or value in known else [(value, spelled(value))]
    return tag(
        "div",
        tag("label", label, for_=f"f-{name}"),
        tag(
            "select",
            tag("option", nothing, value=""),
            *(tag("option", words, value=v, selected=v == value) for v, words in (*rest, *options)),
            id=f"f-{name}",
            name=name,
        ),
        cls="field",
    )


def _input(
    name: str, label: str, value: str, hint: str, options: Sequence[Choice] = (), note: str = "", *, required: bool = False,
    kind: str = "text",
) -> Html:  # fmt: skip
    listed = list(dict.fromkeys(c.value for c in options))
    return tag(
        "div",
        tag("label", label, for_=f"f-{name}"),
        tag(
            "input",
            type_=kind,
            id=f"f-{name}",
            name=name,
            value=value,
            placeholder=hint,
            list=f"l-{name}" if listed else None,
            autocomplete="off",
            required=required,
            maxlength=300,
            step="any" if kind == "number" else None,
        ),
        tag("datalist", *(tag("option", value=v) for v in listed), id=f"l-{name}") if listed else None,
        tag("small", note) if note else None,
        cls="field",
    )


def _date(name: str, label: str, value: str, *, required: bool = False) -> Html:
    return tag(
        "div",
        tag("label", label, for_=f"f-{name}"),
        tag(
            "input",
            type_="date",
            id=f"f-{name}",
            name=name,
            value=value,
            min="0001-01-01",
            max="9999-12-31",
            required=required,
        ),
        cls="field",
    )


def event_list(site: Site, types: Types, events: Sequence[EventRow], *, newest_first: bool = True) -> Html:
    """Events one below the other, each with the words that say so."""
    if not events:
        return empty(
            "Nothing fits",
            "No event in this graph fits all of these filters. Take one off, or widen the period.",
            tag("p", tag("a", "Show all events", href=f"{HOME}/", cls="button")),
        )
    ordered = sorted(events, key=lambda e: (e.latest or e.earliest or "", e.label), reverse=newest_first)
    items = [_event_item(site, types, event) for event in ordered[:_LISTED]]
    rest = len(ordered) - len(items)
    more = tag("p", f"and {rest:,} more. Narrow the filters to see them.", cls="empty") if rest > 0 else None
    return join(tag("ul", *items, cls="events"), more)


def _event_item(site: Site, types: Types, event: EventRow) -> Html:
    family = types.family(event.type)
    facts: list[Content] = []
    if event.place_label:
        facts.append(f"{event.place_label} · {place_precision(event.place_precision)}")
    killed = how_many(event.killed_low, event.killed, event.killed_high)
    if killed != "unknown":
        facts += [" · " if facts else None, tag("b", f"{killed} killed")]
    if event.sources > 1:
        facts += [" · " if facts else None, f"{event.sources} sources"]
    return tag(
        "li",
        tag(
            "div",
            tag("span", types.label(event.type), cls="tag"),
            tag("span", when(event.earliest, event.latest, event.time_precision)),
            cls="top",
        ),
        tag("h3", _link(site, event.iri, event.label)),
        tag("div", *facts, None if event.certain else tag("span", " perhaps", cls="pill possible"), cls="facts"),
        tag("p", f"“{_short(event.quote)}”", cls="quote"),
        style=f"--dot:var(--ev-{family.key})",
    )


def _short(words: str, most: int = 220) -> str:
    words = " ".join(words.split())
    return words if len(words) <= most else words[: most - 1].rsplit(" ", 1)[0] + " …"


def legend(types: Types, found: Overview) -> Html:
    """What colours and shapes mean."""
    keys = [
        tag("span", f"{f.label} ({n})", cls="tag", style=f"--dot:var(--ev-{f.key})")
        for f, n in types.families(e.type for e in found.events)
    ]
    keys += [
        tag("span", tag("i"), "exact place", cls="key"),
        tag("span", tag("i", cls="area"), "only the area is known", cls="key"),
    ]
    if found.zones:
        keys.append(tag("span", tag("i", cls="zone"), "zone", cls="key"))
    return join(*keys)


# an event


def event_main(site: Site, types: Types, page: EventPage) -> Html:
    """The main column of an event's page."""
    event = page.event
    facts = [
        _family(types, event.type),
        tag("span", _when_told(page)),
        tag("span", plural(event.sources, "independent source")),
        tag("span", f"Outcome: {spelled(page.outcome)}", cls="pill") if page.outcome else None,
        tag("span", f"{page.occurrences} times", cls="pill") if page.occurrences else None,
    ]
    head = join(
        tag("p", tag("a", "Map and timeline", href=f"{HOME}/"), " › Event", cls="crumbs"),
        tag("h1", event.label),
        tag("div", *facts, cls="facts-row"),
        tag("blockquote", f"“{event.quote}”", cls="quote lead"),
    )
    return join(head, _people(site, page), _figures(page), _means(page), _texts(site, page))


def _when_told(page: EventPage) -> str:
    event = page.event
    words = when(event.earliest, event.latest, event.time_precision)
    if page.start_time:
        words += f", {page.start_time}" + (
            f" to {page.end_time}" if page.end_time and page.end_time != page.start_time else ""
        )
    return words


def _people(site: Site, page: EventPage) -> Html | None:
    if not page.participants:
        return None
    groups = []
    for role in dict.fromkeys([*ROLES, *(p.role for p in page.participants)]):
        members = [p for p in page.participants if p.role == role]
        if not members:
            continue
        lines = []
        for p in members:
            number = count(p.value, p.low, p.high, p.qualifier)
            notes = [
                f"{number} people" if number else None,
                spelled(p.kind),
                f"of {p.member_of}" if p.member_of and p.member_of != p.name else None,
                "alleged" if p.alleged else None,
            ]
            lines.append(
                tag(
                    "p",
                    _link(site, p.actor, p.name),
                    tag("br"),
                    tag("small", ", ".join(n for n in notes if n), cls="soft"),
                )
            )
        groups.append(tag("li", tag("h3", ROLES.get(role, spelled(role))), *lines))
    return tag("section", tag("h2", "Who took part"), tag("ul", *groups, cls="people"), cls="panel pad")


def _figures(page: EventPage) -> Html | None:
    if not page.tallies and not page.figures:
        return None
    told: Sequence[Figure | Tally] = (*page.figures, *page.tallies)
    top = 1.12 * max((n for f in told for n in (f.low, f.best, f.high) if n is not None), default=1) or 1.0
    drawn = []
    keys = list(dict.fromkeys([*((t.kind, t.side) for t in page.tallies), *((f.kind, f.side) for f in page.figures)]))
    for kind, side in keys:
        figures = [f for f in page.figures if (f.kind, f.side) == (kind, side)]
        tally = next((t for t in page.tallies if (t.kind, t.side) == (kind, side)), None)
        drawn.append(_ranges(kind, side, figures, tally, top))
    note = tag(
        "p",
        "A dot is the best number, a bar runs from the lowest to the highest; a fading bar has no upper or no lower bound. "
        "All stand on one scale.",
        cls="small soft",
    )
    return tag("section", tag("h2", "How many, and who says so"), note, *drawn, cls="panel pad")


def _ranges(kind: str, side: str, figures: Sequence[Figure], tally: Tally | None, top: float) -> Html:
    rows = []
    for f in figures:
        who = f.claimant or f.publisher or article_id(f.document)
        who_note = ", ".join(w for w in (f.publisher if f.claimant else None, day(f.as_of) if f.as_of else None) if w)
        number = count(f.best, f.low, f.high, f.qualifier) or how_many(f.low, f.best, f.high)
        rows.append(
            tag(
                "div",
                tag(
                    "div",
                    who,
                    tag("br") if who_note else None,
                    tag("small", who_note, cls="soft") if who_note else None,
                ),
                _track(f.low, f.best, f.high, top),
                tag("div", number, cls="num"),
                tag("div", f"“{_short(f.quote)}”", cls="said") if f.quote else None,
                cls="range",
            )
        )
    if tally and len(figures) > 1:
        rows.append(
            tag(
                "div",
                tag("div", "Taken together", tag("br"), tag("small", RULES.get(tally.rule or "", ""), cls="soft")),
                _track(tally.low, tally.best, tally.high, top),
                tag("div", how_many(tally.low, tally.best, tally.high), cls="num"),
                cls="range all",
            )
        )
    differ = tag("span", "Sources differ", cls="pill doubt") if tally and tally.disputed else None
    civilians = tag("span", "civilians", cls="pill") if any(f.civilian for f in figures) else None
    title = f"{HARM.get(kind, spelled(kind)).capitalize()} {SIDES.get(side, f'({spelled(side)})')}"
    return tag("figure", tag("figcaption", title, differ, civilians), *rows, cls="ranges")


def _track(low: int | None, best: int | None, high: int | None, top: float) -> Html:
    def at(number: float) -> str:
        return f"{min(100.0, 100 * number / top):.1f}%"

    pieces: list[Html] = []
    dot = best if best is not None else (high if high is not None else low)
    a, b = low if low is not None else None, high if high is not None else None
    if a is not None and b is not None and a < b:
        pieces.append(tag("span", cls="span", style=f"left:{at(a)};width:{at(b - a)}"))
    elif a is not None and b is None:
        pieces.append(tag("span", cls="span open", style=f"left:{at(a)};right:0"))
    elif a is None and b is not None:
        pieces.append(tag("span", cls="span below", style=f"left:{at(b * 0.6)};width:{at(b * 0.4)}"))
    if dot is not None:
        pieces.append(tag("span", cls="best", style=f"left:{at(dot)}"))
    return tag("div", *pieces, cls="track", aria_hidden="true")


def _means(page: EventPage) -> Html | None:
    if not page.equipment and not page.damage:
        return None
    lines = [*_uses(page.equipment, "used by "), *_uses(page.damage, "")]
    return tag("section", tag("h2", "With what, and what was damaged"), tag("dl", *lines, cls="pairs"), cls="panel pad")


def _uses(uses: Sequence[Use], before: str) -> Iterable[Html]:
    words = {"initiator": "those who did it", "target": "those attacked", "party": "the parties"}
    for use in uses:
        number = count(use.value, use.low, use.high, use.qualifier)
        yield tag("dt", before + words.get(use.of, spelled(use.of)))
        yield tag("dd", f"{number} {use.name}".strip())


_KEY: tuple[tuple[str, str], ...] = (
    ("act", "what happened"),
    ("who", "who"),
    ("where", "where"),
    ("harm", "harm"),
    ("means", "with what"),
)
_RANKS = {"said": 0, "act": 2, "who": 3, "where": 3, "means": 3, "harm": 4}


def highlight_key() -> Html:
    """What the colours in a text mean."""
    return tag("p", *(tag("span", label, cls=f"m-top-{kind}") for kind, label in _KEY), cls="hl-key")


def _texts(site: Site, page: EventPage) -> Html:
    shown = []
    reports = {r.report for r in page.reports}
    for article in page.articles:
        mine = {s.report for s in article.sentences} & reports
        spans = [(s.begin, s.end) for s in article.sentences if s.report in mine]
        marks = _marks(site, article, mine, page.event.iri)
        pieces = [tag("p", marked(article.text, marks, a, b), cls="text") for a, b in excerpts(article.text, spans)]
        if not pieces:
            pieces = [tag("p", "The text of this article is not kept in the graph.", cls="soft")]
        claimants = list(dict.fromkeys(r.claimant for r in page.reports if r.document == article.iri and r.claimant))
        by = ", ".join(filter(None, (article.publisher, day(article.published) if article.published else None)))
        shown.append(
            tag(
                "div",
                tag(
                    "div",
                    tag("h3", _link(site, article.iri, article.title)),
                    tag("span", by, cls="small soft"),
                    cls="source-head",
                ),
                tag("p", f"According to {', '.join(claimants)}", cls="small soft") if claimants else None,
                *pieces,
                cls="source",
            )
        )
    return tag(
        "section", tag("h2", "In the words of the sources"), highlight_key(), *shown, cls="panel pad", id="words"
    )


def _marks(site: Site, article: ArticlePage, reports: set[str] | None, current: str | None = None) -> list[Mark]:
    """Marks of some reports, or of all of an article (then words lead to their events)."""
    labels = {s.report: s for s in article.sentences}
    found = []
    for s in article.sentences:
        if reports is None or s.report in reports:
            link = site.link(s.event) if s.event and s.event != current else None
            told = "" if s.factuality == "stated" else f" ({spelled(s.factuality)})"
            found.append(Mark(s.begin, s.end, "said", s.label + told if reports is None else "", 0, link))
    for w in article.words:
        if reports is None or w.report in reports:
            of = labels.get(w.report)
            label = dict(_KEY).get(w.kind, w.kind)
            role = (
                ROLES.get(w.role or "", "")
                if w.kind == "who"
                else PLACE_ROLES.get(w.role or "", "")
                if w.kind == "where"
                else ""
            )
            note = f"{role or label}: {of.label}" if reports is None and of else (role or label).capitalize()
            link = site.link(of.event) if of and of.event and of.event != current else None
            found.append(Mark(w.begin, w.end, w.kind, note, _RANKS.get(w.kind, 1), link))
    return found


def event_side(site: Site, page: EventPage) -> Html:
    """The narrow column of an event's page, below its map."""
    event = page.event
    rows: list[Html] = []
    for role in ("in", "direction", "from", "to"):
        there = [p for p in page.places if p.role == role]
        if there:
            label = {"in": "Where", "direction": "Towards", "from": "From", "to": "To"}[role]
            links = _commas([_link(site, p.place, p.name) for p in there])
            rows += [tag("dt", label), tag("dd", links)]
    rows += [tag("dt", "How exactly"), tag("dd", place_precision(event.place_precision))]
    rows += [tag("dt", "When"), tag("dd", f"{_when_told(page)} (known to the {spelled(event.time_precision)})")]
    for zone in page.zones:
        sure = "certainly" if zone.certain else "possibly"
        reason = RULES.get(zone.rule, "")
        rows += [
            tag("dt", "Zone"),
            tag(
                "dd",
                f"{sure} inside ",
                _link(site, zone.zone, zone.label),
                tag("br"),
                tag("small", reason, cls="soft") if reason else None,
            ),
        ]
    for link, linked in groupby(page.links, key=lambda x: x.link):
        note = tag("small", "by rule, not a verdict", cls="soft") if link.startswith("perhaps") else None
        rows += [
            tag("dt", link.capitalize(), tag("br") if note else None, note),
            tag("dd", _commas([_link(site, x.event, x.label) for x in linked])),
        ]
    rows += [
        tag("dt", "Sources"),
        tag("dd", _commas([_link(site, a.iri, a.publisher or a.title) for a in page.articles])),
    ]
    return tag("dl", *rows, cls="pairs")


def _commas(pieces: Sequence[Html]) -> Html:
    found: list[Content] = []
    for piece in pieces:
        found += [", ", piece] if found else [piece]
    return join(*found)


def explanation(why: Explanation) -> Html:
    """Every fact with the words behind it, every conclusion with its rule."""
    told = []
    for (document, _, quote), facts in groupby(why.told, key=lambda f: (f.document, f.begin, f.quote)):
        lines = [
            tag(
                "li",
                tag("b", spelled(f.fact)),
                ": ",
                f.value,
                tag("span", f" according to {f.claimant}", cls="soft") if f.claimant else None,
            )
            for f in facts
        ]
        told.append(
            tag(
                "li",
                tag("span", f"“{_short(quote or '')}”", cls="quote"),
                tag("br"),
                tag("small", article_id(document or ""), cls="soft"),
                tag("ul", *lines),
            )
        )
    concluded = [
        tag(
            "li",
            tag("b", f.fact),
            ": ",
            f.value,
            tag("small", f" — {RULES.get(f.rule or '', f.rule or '')}", cls="soft"),
        )
        for f in why.concluded
    ]
    return tag(
        "details",
        tag(
            "summary",
            f"Why the graph says so: {plural(len(why.told), 'fact')} read, {plural(len(why.concluded), 'conclusion')} drawn",
        ),
        tag("h3", "Read in the articles"),
        tag("ol", *told),
        tag("h3", "Concluded") if concluded else None,
        tag("ul", *concluded) if concluded else None,
        cls="why",
    )


# actors, places, zones, articles


def thing_head(sort: str, page: ThingPage) -> Html:
    """The top of the page of a place, an actor or a zone."""
    thing = page.thing
    other = [n for n in thing.names if n != thing.label]
    return join(
        tag("p", tag("a", "Map and timeline", href=f"{HOME}/"), f" › {sort.capitalize()}", cls="crumbs"),
        tag("h1", thing.label),
        tag(
            "div",
            tag("span", spelled(thing.kind), cls="pill"),
            tag("span", plural(page.events.total, "event")),
            tag("span", f"also told as {', '.join(other[:8])}") if other else None,
            None if thing.resolved else tag("span", "known by its name only", cls="pill doubt"),
            cls="facts-row",
        ),
    )


def thing_side(site: Site, sort: str, page: ThingPage) -> Html:
    """What is known of it besides its events."""
    parts: list[Html] = []
    if page.within:
        links = _commas([_link(site, t.iri, t.label) for t in page.within])
        parts.append(tag("section", tag("h2", "Lies in"), tag("p", links), cls="pad"))
    if page.zone:
        for title, partly in (("Takes in", False), ("Takes in a part of", True)):
            found = [p for p in page.zone.parts if p.partly is partly]
            if found:
                links = _commas([_link(site, p.place, p.label) for p in found])
                parts.append(tag("section", tag("h2", title), tag("p", links), cls="pad"))
    if page.accords:
        items = [
            tag(
                "li",
                _link(site, a.event, a.label),
                tag(
                    "div",
                    f"{a.parties} · " if a.parties else "",
                    f"since {day(a.start)}" if a.start else "",
                    f" until {day(a.until)}" if a.until else "",
                    cls="small soft",
                ),
                tag("p", f"“{_short(a.quote)}”", cls="quote") if a.quote else None,
            )
            for a in page.accords
        ]
        parts.append(tag("section", tag("h2", "Agreements"), tag("ul", *items), cls="pad"))
    if page.opponents:
        items = [
            tag("li", _link(site, o.actor, o.label), tag("span", f" · {plural(o.events, 'event')}", cls="soft"))
            for o in page.opponents
        ]
        parts.append(tag("section", tag("h2", "Fought against"), tag("ul", *items), cls="pad"))
    if page.relations:
        items = [
            tag(
                "li",
                f"{r.words} ",
                _link(site, r.other, r.label),
                tag("p", f"“{_short(r.quote)}”", cls="quote") if r.quote else None,
            )
            for r in page.relations
        ]
        parts.append(tag("section", tag("h2", "Relations"), tag("ul", *items), cls="pad"))
    if sort in ("actor", "place"):
        address = Filters.of({sort: page.thing.label}).address()
        parts.append(tag("div", tag("a", "Filter the map by this", href=f"{HOME}/?{address}", cls="button"), cls="pad"))
    return join(*parts)


def article_body(site: Site, types: Types, page: ArticlePage) -> tuple[Html, Html]:
    """An article's page: the text with all its marks, and the events it tells of."""
    by = [
        page.publisher,
        day(page.published) + (" (inferred)" if page.inferred else "") if page.published else "no date known",
    ]
    url = page.url if page.url and page.url.startswith(("http://", "https://")) else None
    head = join(
        tag("p", tag("a", "Articles", href=f"{HOME}/articles"), " › Article", cls="crumbs"),
        tag("h1", page.title),
        tag(
            "div",
            tag("span", ", ".join(b for b in by if b)),
            tag("a", "Original page", href=url, rel="noopener noreferrer nofollow", target="_blank") if url else None,
            cls="facts-row",
        ),
    )
    reason = (
        tag("p", f"No event was read in this article: {page.reason}.".replace("..", "."), cls="note")
        if page.reason
        else None
    )
    body = (
        tag("div", marked(page.text, _marks(site, page, None)), cls="text")
        if page.text
        else tag("p", "The text of this article is not kept in the graph.", cls="soft")
    )
    main = join(head, tag("section", reason, highlight_key(), body, cls="panel pad", style="margin-top:24px"))
    seen: dict[str, Html] = {}
    for s in page.sentences:
        if s.report not in seen:
            doubt = None if s.factuality == "stated" else tag("span", f" {spelled(s.factuality)}", cls="pill doubt")
            name = _link(site, s.event, s.label) if s.event else tag("span", s.label)
            seen[s.report] = tag(
                "li", tag("div", _family(types, s.type), doubt, cls="top"), tag("h3", name),
                style=f"--dot:var(--ev-{types.family(s.type).key})",
            )  # fmt: skip
    side = join(
        tag("div", tag("h2", f"Read here: {plural(len(seen), 'report')}"), cls="pad"),
        tag("ul", *seen.values(), cls="events"),
    )
    return main, side


def article_list(site: Site, rows: Sequence[tuple[str, str, str | None, str | None]]) -> Html:
    """Articles in a table: IRI, title, publisher, day."""
    body = [
        tag(
            "tr",
            tag("td", _link(site, iri, title), cls="l"),
            tag("td", publisher or ""),
            tag("td", day(published) if published else "", cls="d", data_v=published or ""),
        )
        for iri, title, publisher, published in rows
    ]
    return _table(["Title", "Publisher", "Published"], body)


def _table(heads: Sequence[str], body: Sequence[Html]) -> Html:
    buttons = [tag("th", tag("button", h, type_="button", onclick="kgSort(this)"), scope="col") for h in heads]
    return tag(
        "div",
        tag("table", tag("thead", tag("tr", *buttons)), tag("tbody", *body), cls="rows"),
        cls="table-wrap",
        tabindex=0,
        role="region",
        aria_label="Results",
    )


# questions


def question_list(questions: Sequence[Question]) -> Html:
    """All questions by subject."""
    parts = []
    for subject, group in groupby(questions, key=lambda q: q.subject):
        items = [
            tag(
                "li",
                tag(
                    "a", tag("strong", q.title), tag("span", q.question), href=f"{HOME}/questions/{q.name}", cls="panel"
                ),
            )
            for q in group
        ]
        parts.append(join(tag("h2", subject.capitalize()), tag("ul", *items, cls="question-list")))
    return join(*parts)


def question_form(question: Question, values: dict[str, str], choices: Choices, types: Types) -> Html:
    """A question's parameters as fields of a form, each by its kind."""
    fields = []
    for p in question.parameters:
        value = values.get(p.name, "")
        label = spelled(p.name).capitalize() + (" (needed)" if p.required else "")
        hint = f"for example {p.example}"
        if p.kind is Kind.DATE:
            fields.append(_date(p.name, label, value, required=p.required))
        elif p.kind is Kind.TYPE:
            fields.append(_select(p.name, label, "All types", value, _type_options(choices, types)))
        elif p.kind is Kind.NUMBER:
            fields.append(_input(p.name, label, value, hint, note=p.text, required=p.required, kind="number"))
        else:
            offered = {Kind.ACTOR: choices.actors, Kind.PLACE: choices.places}.get(p.kind, ())
            fields.append(_input(p.name, label, value, hint, offered, note=p.text, required=p.required))
    return join(*fields, tag("div", tag("button", "Ask", type_="submit", cls="button main"), cls="buttons"))


_NAMES = {
    "earliest": "first day",
    "latest": "last day",
    "place": "place",
    "claimants": "sources",
    "km": "distance (km)",
}


def result_table(site: Site, answer: Answer) -> Html:
    """An answer as a table that sorts; IRIs of the graph's things are links, and stand at the side of their labels."""
    hidden = _hidden(answer)
    columns = [i for i in range(len(answer.columns)) if i not in hidden]
    body = []
    for row in answer.rows[:_ROWS]:
        cells = []
        for i in columns:
            target = row[hidden_of] if (hidden_of := _link_of(answer, i)) is not None else None
            cells.append(_cell(site, answer.columns[i], row[i], target))
        body.append(tag("tr", *cells))
    heads = [_NAMES.get(answer.columns[i], spelled(answer.columns[i])) for i in columns]
    rest = len(answer.rows) - _ROWS
    more = (
        tag("p", f"The first {_ROWS} rows are shown. A download has all {len(answer.rows):,}.", cls="pad small soft")
        if rest > 0
        else None
    )
    return join(_table([h[:1].upper() + h[1:] for h in heads], body), more)


def _link_of(answer: Answer, i: int) -> int | None:
    """The column of IRIs that a column of labels belongs to."""
    name = answer.columns[i]
    wanted = "event" if name == "label" else name.removesuffix("Label") if name.endswith("Label") else None
    return answer.columns.index(wanted) if wanted in answer.columns else None


def _hidden(answer: Answer) -> set[int]:
    """Columns of IRIs whose labels are shown as links instead."""
    return {j for i in range(len(answer.columns)) if (j := _link_of(answer, i)) is not None}


def _cell(site: Site, column: str, term: Term | None, target: Term | None) -> Html:
    if term is None:
        return tag("td", "")
    words = term.value
    if target is not None and target.kind == "uri":
        return tag("td", _link(site, target.value, words), cls="l")
    if term.kind == "uri":
        address = site.link(words)
        short = article_id(words) if "/doc/" in words else words.rpartition("#")[2] if "#" in words else words
        short = short.removeprefix(site.base)
        return tag("td", tag("a", short, href=address) if address else short)
    kind = (term.datatype or "").rpartition("#")[2]
    if kind == "date":
        return tag("td", day(words), cls="d", data_v=words)
    if kind in ("integer", "decimal", "double", "float", "int", "long"):
        return tag("td", _tidy(words), cls="n", data_v=words)
    if column == "certainty" and words in ("certain", "possible"):
        return tag("td", tag("span", words, cls=f"pill {words}"))
    if "quote" in column.lower() or column == "context":
        return tag("td", f"“{_short(words, 400)}”", cls="q")
    return tag("td", spelled(words) if column in ("type", "kind", "side", "role", "factuality", "fact") else words)


def _tidy(number: str) -> str:
    try:
        value = float(number)
    except ValueError:
        return number
    return f"{value:,.0f}" if value == int(value) else f"{value:,.4g}"
