"""The parts of a page that move: the map, the charts, and the frame around all pages. With ``pages`` the edge to NiceGUI."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import Any

import nicegui
from nicegui import ui
from nicegui.element import Element

from kg.serve.explorer.markup import Html, join, tag
from kg.serve.explorer.site import HOME, MapEvent, Site
from kg.serve.explorer.timeline import Timeline, milliseconds
from kg.serve.explorer.words import FAMILIES, Types, plural, when

__all__ = ["EventMap", "bars_chart", "form", "frame", "html", "time_chart", "time_options"]

_LEAFLET = Path(nicegui.__file__).parent / "elements" / "leaflet" / "dist"


class EventMap(Element, component="static/event_map.js", esm={"nicegui-leaflet": str(_LEAFLET)}):  # type: ignore[call-arg, misc, unused-ignore] # untyped
    """A map of events and zones. ``label`` says to those who cannot see it what it shows."""

    def __init__(
        self,
        site: Site,
        events: Sequence[MapEvent],
        zones: Sequence[dict[str, object]],
        *,
        label: str = "Map of events",
    ) -> None:
        super().__init__()
        self.add_resource(_LEAFLET)
        self._props["css"] = f"/_nicegui/{nicegui.__version__}/resources/{self.resource_key}/leaflet/leaflet.css"
        self._props["home"] = HOME
        self._props["tiles"] = site.tiles or ""
        self._props["label"] = label
        self._props["events"] = [asdict(e) for e in events]
        self._props["zones"] = list(zones)

    @property
    def resource_key(self) -> str:
        """Under which the folder of the map's own files is served."""
        path = str(self._props["resource-path"])
        return path.rsplit("/", 1)[-1]

    def show(self, events: Sequence[MapEvent]) -> None:
        """Draw other events."""
        self._props["events"] = [asdict(e) for e in events]
        self.update()


def html(content: Html, name: str = "div") -> ui.html:
    """Finished HTML as a part of the page: it was escaped where it was made."""
    return ui.html(content.text, sanitize=False, tag=name)


def form(content: Html, action: str) -> ui.html:
    """A form; without scripts it asks for the page at ``action`` with its values."""
    return html(content, "form").props(f'action="{action}" method=get')


VALUES = (
    "(e) => { if (e.type === 'submit') e.preventDefault(); emit(Object.fromEntries(new FormData(e.currentTarget))); }"
)
"""What a form's listeners send: the values of all its fields."""

_MARK = (
    '<svg viewBox="0 0 26 26" aria-hidden="true" fill="none" stroke="#5fb7c6" stroke-width="1.6">'
    '<circle cx="13" cy="13" r="11" stroke="#eef3f4"/><path d="M8 17 13 7.5 18.5 15Z"/>'
    '<circle cx="8" cy="17" r="2.4" fill="#10262f"/><circle cx="18.5" cy="15" r="2.4" fill="#10262f"/>'
    '<circle cx="13" cy="7.5" r="2.9" fill="#e8604f" stroke="none"/></svg>'
)
_MOON = (
    '<svg viewBox="0 0 20 20" aria-hidden="true" fill="none" stroke="currentColor" stroke-width="1.7">'
    '<circle cx="10" cy="10" r="7.5"/><path d="M10 2.5a7.5 7.5 0 0 1 0 15Z" fill="currentColor"/></svg>'
)
_NAVIGATION = (("Map and timeline", "/"), ("Questions", "/questions"), ("Articles", "/articles"), ("SPARQL", "/sparql"))


@contextmanager
def frame(title: str, active: str, asked: str = "") -> Iterator[None]:
    """A page with the bar on top and the line below. ``active``: the address of the part of the site it belongs to."""
    ui.page_title(f"{title} · conflict-kg")
    links = [
        tag("a", words, href=f"{HOME}{path}", aria_current="page" if path == active else None)
        for words, path in _NAVIGATION
    ]
    search = tag(
        "form",
        tag("label", "Search names and events", for_="q", cls="visually-hidden"),
        tag(
            "input", type_="search", id="q", name="q", value=asked, placeholder="Search names and events", maxlength=200
        ),
        action=f"{HOME}/search",
        role="search",
    )
    theme = tag(
        "button",
        Html(_MOON),
        type_="button",
        cls="theme",
        onclick="kgTheme()",
        aria_label="Light or dark",
        title="Light or dark",
    )
    brand = tag(
        "a", Html(_MARK), tag("span", "conflict-kg"), href=f"{HOME}/", cls="brand", aria_label="conflict-kg, to the map"
    )
    html(
        join(
            tag("a", "To the content", href="#content", cls="skip"),
            tag("div", brand, tag("nav", *links, aria_label="Parts of the site"), search, theme, cls="bar-in"),
        )
    ).classes("bar")
    with ui.element("div").props("id=content tabindex=-1"):
        yield
    if active != "/":
        html(
            tag(
                "div",
                "Every number and name leads to the sentence that says it. ",
                tag("a", "About the data", href="/"),
                cls="foot",
            )
        )


# charts


def _ink(name: str) -> str:
    """A colour of the style sheet, looked up when a chart is drawn, so that it fits light and dark."""
    return f"() => getComputedStyle(document.body).getPropertyValue('{name}').trim()"


_INK = _ink("--soft")
_DRAW_BAR = """(params, api) => {
  const a = api.coord([api.value(0), api.value(2)]), b = api.coord([api.value(1), api.value(2)]);
  const family = api.value(3), open = api.value(4);
  const style = getComputedStyle(document.body);
  const colour = style.getPropertyValue('--ev-' + ['attack', 'control', 'fight', 'truce', 'aid', 'other'][family]).trim();
  const height = Math.min(11, Math.max(5, api.size([0, 1])[1] - 3)), width = Math.max(b[0] - a[0], 7);
  const box = echarts_clip({x: a[0], y: a[1] - height / 2, width, height}, params.coordSys);
  const stops = [{offset: 0, color: colour}, {offset: 1, color: colour + '22'}];
  const fill = open ? {type: 'linear', x: 0, y: 0, x2: 1, y2: 0, colorStops: stops} : colour;
  return box && {type: 'rect', shape: {...box, r: 2.5}, style: {fill, opacity: width > 14 ? 0.72 : 0.95}};
}"""
_CLIP = """(box, area) => { const x = Math.max(box.x, area.x), end = Math.min(box.x + box.width, area.x + area.width);
  return end > x ? {...box, x, width: end - x} : null; }"""
_TIP = """(p) => { const box = document.createElement('div'), data = p.data || {};
  box.style.cssText = 'max-width:280px;white-space:normal;font:13px/1.4 sans-serif';
  const head = document.createElement('strong'); head.textContent = data.title || p.name; box.append(head);
  if (data.when) { const line = document.createElement('div'); line.textContent = data.when; box.append(line); }
  return box; }"""


def time_options(site: Site, types: Types, line: Timeline) -> dict[str, Any]:
    """A timeline as options of a chart."""
    first, last = line.first, line.last
    if first is None or last is None:
        return {}
    day = 86_400_000
    order = {f.key: i for i, f in enumerate(FAMILIES)}
    series: list[dict[str, Any]]
    tall: int
    if line.periods:
        families = list(dict.fromkeys(types.family(e.type).key for _, events in line.periods for e in events))
        series = [
            {
                "type": "bar",
                "stack": "all",
                "barMaxWidth": 18,
                "name": next(f.label for f in FAMILIES if f.key == key),
                "itemStyle": {":color": _ink(f"--ev-{key}")},
                "data": [
                    {
                        "value": [milliseconds(start), number],
                        "title": plural(number, "event"),
                        "when": when(start.isoformat(), start.isoformat()),
                    }
                    for start, events in line.periods
                    for number in (sum(1 for e in events if types.family(e.type).key == key),)
                ],
            }
            for key in sorted(families, key=lambda k: order[k])
        ]
        tall = 150
        y: dict[str, Any] = {
            "type": "value",
            "minInterval": 1,
            "axisLabel": {":color": _INK},
            "splitLine": {"lineStyle": {"opacity": 0.25}},
        }
    else:
        series = [
            {
                "type": "custom",
                ":renderItem": _DRAW_BAR.replace("echarts_clip", f"({_CLIP})"),
                "encode": {"x": [0, 1], "y": 2},
                "data": [
                    {
                        "value": [
                            milliseconds(bar.start),
                            milliseconds(bar.end) + day,
                            bar.row,
                            order[types.family(bar.event.type).key],
                            int(bar.open_end),
                        ],
                        "title": bar.event.label,
                        "when": when(bar.event.earliest, bar.event.latest, bar.event.time_precision),
                        "url": site.link(bar.event.iri) or "",
                    }
                    for bar in line.bars
                ],
            }
        ]
        tall = max(40, (13 if line.rows < 9 else 9) * line.rows)
        y = {"type": "value", "min": -0.7, "max": max(line.rows - 0.3, 1), "inverse": True, "show": False}
    stops = [milliseconds(b.end) + day for b in line.bars]
    starts = [milliseconds(b.start) for b in line.bars]
    return {
        "animation": False,
        "height": tall,
        "grid": {"left": 34 if line.periods else 8, "right": 14, "top": 6, "height": tall},
        "tooltip": {"trigger": "item", ":formatter": _TIP, "confine": True},
        "xAxis": {
            "type": "time",
            "min": min(*starts, milliseconds(first)),
            "max": max(*stops, milliseconds(last)),
            "axisLabel": {
                ":color": _INK, "hideOverlap": True, "fontSize": 11.5,
                "formatter": {"year": "{yyyy}", "month": "{MMM} {yyyy}", "day": "{d} {MMM}", "hour": ""},
            },
            "axisLine": {"onZero": False, "lineStyle": {"opacity": 0.4}},
            "position": "bottom",
            "splitLine": {"show": True, "lineStyle": {"opacity": 0.18}},
        },
        "yAxis": y,
        "dataZoom": [
            {
                "type": "inside", "startValue": milliseconds(first), "endValue": milliseconds(last),
                "filterMode": "weakFilter", "zoomOnMouseWheel": "ctrl",
            },
            {
                "type": "slider", "startValue": milliseconds(first), "endValue": milliseconds(last), "height": 16, "top": tall + 32,
                "filterMode": "weakFilter", "showDetail": False, "showDataShadow": False,
                "brushSelect": False, "borderColor": "transparent",
                "backgroundColor": "rgba(128,140,148,0.14)", "fillerColor": "rgba(95,150,165,0.32)",
                "handleStyle": {"color": "#5c97a5"}, "moveHandleSize": 0, "left": 20, "right": 24,
            },
        ],
        "series": series,
    }  # fmt: skip


def time_chart(options: dict[str, Any], words: str) -> ui.echart:
    """A timeline; a bar that is clicked opens its event. ``words`` say what it shows."""

    def opened(e: Any) -> None:
        url = (e.data or {}).get("url") if isinstance(e.data, dict) else None
        if isinstance(url, str) and url.startswith(HOME):
            ui.navigate.to(url.removeprefix(HOME))

    chart = ui.echart(dict(options), on_point_click=opened).props(f'role=img aria-label="{_plain(words)}"')
    chart.style(f"height:{int(options.get('height', 60)) + 56}px;width:100%")
    return chart


def bars_chart(names: Sequence[str], series: Sequence[tuple[str, Sequence[float | None]]], words: str) -> ui.echart:
    """Numbers as bars that lie, the first on top."""
    colours = ["--accent", "--ev-attack", "--ev-fight"]
    chart = ui.echart(
        {
            "animation": False,
            "grid": {"left": 8, "right": 30, "top": 34 if len(series) > 1 else 8, "bottom": 8, "containLabel": True},
            "legend": {"show": len(series) > 1, "textStyle": {"color": "#808a92"}},
            "tooltip": {"trigger": "item", "renderMode": "richText"},
            "xAxis": {"type": "value", "axisLabel": {":color": _INK}, "splitLine": {"lineStyle": {"opacity": 0.2}}, "minInterval": 1},
            "yAxis": {
                "type": "category", "inverse": True, "data": [n[:42] for n in names], "axisTick": {"show": False},
                "axisLabel": {":color": _INK, "width": 230, "overflow": "truncate"},
            },
            "series": [
                {
                    "type": "bar", "name": name, "barMaxWidth": 18, "data": list(numbers),
                    "itemStyle": {":color": _ink(colours[i % 3]), "borderRadius": 2},
                    "label": {"show": len(series) == 1, "position": "right", "color": "#808a92"},
                }
                for i, (name, numbers) in enumerate(series)
            ],
        }
    ).props(f'role=img aria-label="{_plain(words)}"')  # fmt: skip
    return chart.style(f"width:100%;height:{60 + 28 * max(1, len(series) * 0.8) * len(names):.0f}px")


def _plain(words: str) -> str:
    """Words that may stand in a property's value."""
    return "".join(c for c in words if c not in "\"'\\{}<>" and c.isprintable())


def replace_address(path: str) -> None:
    """Show another address without loading it."""
    ui.run_javascript(f"history.replaceState(null, '', {json.dumps(path)})")
