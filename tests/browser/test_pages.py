"""The pages in a real browser, over the sample store: what an analyst does, by mouse, by keyboard and on a phone."""

from __future__ import annotations

import csv
import io
import json
import re
import time
import urllib.parse
import urllib.request
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.chromium import PATIENCE

SEARCHED = "/explore/search?q=<img src=x onerror=window.hit=9>"
HEADLINE = "attacks-inside-deescalation-zones-after-ceasefire"
PAGES = (
    "/",
    "/event",
    "/place/gn-169387",
    "/questions",
    f"/questions/{HEADLINE}",
    "/articles",
    "/article",
    "/sparql",
    "/nothing",
)


def go(page: Page, address: str, path: str) -> None:
    page.goto(f"{address}/explore{path}")
    page.locator("#content").wait_for()
    page.wait_for_function("window.did_handshake !== false && document.querySelector('.bar')")


def ready_map(page: Page) -> None:
    page.locator('.map[data-ready="yes"]').first.wait_for()


def events_told(page: Page) -> int:
    return int(page.locator(".results-head h1").inner_text().split()[0].replace(",", ""))


def rows(address: str, query: str) -> list[list[str]]:
    """What the endpoint answers, to compare with."""
    body = urllib.parse.urlencode({"query": query}).encode()
    asked = urllib.request.Request(f"{address}/sparql", body, {"Accept": "text/csv"})
    with urllib.request.urlopen(asked, timeout=PATIENCE / 1000) as answer:
        return list(csv.reader(io.StringIO(answer.read().decode())))[1:]


def test_filters_act_on_map_timeline_and_list(page: Page, address: str) -> None:
    go(page, address, "/")
    ready_map(page)
    everything = events_told(page)
    drawn = int(page.locator(".map").get_attribute("data-shown") or 0)
    assert everything == len(page.locator(".events > li").all()) > drawn > 5
    assert page.locator(".event-icon").count() > 3
    page.locator(".stage-time canvas").first.wait_for()
    page.locator("#f-type").select_option("Attack")
    expect(page).to_have_url(re.compile(r"type=Attack"))
    page.wait_for_function(f"parseInt(document.querySelector('.results-head h1').innerText) < {everything}")
    assert {li.get_attribute("style") for li in page.locator(".events > li").all()} == {"--dot:var(--ev-attack)"}
    few = events_told(page)
    page.wait_for_function(f"document.querySelector('.map').dataset.shown < {drawn}")
    page.locator("#f-from").fill("2020-01-23")
    expect(page).to_have_url(re.compile(r"from=2020-01-23"))
    page.get_by_text("Only what certainly fits").click()
    expect(page).to_have_url(re.compile(r"certainty=certain"))
    page.wait_for_function(f"parseInt(document.querySelector('.results-head h1').innerText) < {few}")
    again = page.context.new_page()
    again.goto(page.url)
    again.locator(".results-head h1").wait_for()
    page.wait_for_function(f"parseInt(document.querySelector('.results-head h1').innerText) === {events_told(again)}")
    again.close()
    page.reload()
    assert page.locator("#f-type").input_value() == "Attack"
    page.locator(".chip", has_text="From").click()
    page.wait_for_url(lambda u: "from=" not in u and "type=Attack" in u)
    page.get_by_role("link", name="Clear all").click()
    page.wait_for_function(f"parseInt(document.querySelector('.results-head h1').innerText) === {everything}")


def test_a_filter_that_nothing_fits_says_so(page: Page, address: str) -> None:
    go(page, address, "/?place=Atlantis")
    expect(page.locator(".results-head")).to_contain_text("never heard of “Atlantis”")
    expect(page.locator(".results-body")).to_contain_text("Nothing fits")
    go(page, address, "/?from=2020-02-01&until=2020-01-01")
    expect(page.get_by_role("alert")).to_contain_text("ends")


def test_the_map_shows_how_exactly_a_place_is_known(page: Page, address: str) -> None:
    go(page, address, "/")
    ready_map(page)
    assert page.locator(".dot.area").count() > 0
    assert page.locator(".dot.exact").count() > 0
    page.wait_for_function("document.querySelectorAll('.leaflet-faded-pane path').length > 1")
    page.wait_for_function("document.querySelectorAll('.leaflet-zones-pane path').length > 0")
    # The base map is not blank.
    page.wait_for_function(
        """() => { const c = document.querySelector('.leaflet-land-pane canvas');
        const d = c.getContext('2d').getImageData(0, 0, c.width, c.height).data;
        let n = 0; for (let i = 3; i < d.length; i += 4) n += d[i] > 0; return n / (d.length / 4) > 0.2; }"""
    )
    marker = page.locator(".event-icon").first
    marker.focus()
    assert marker.get_attribute("role") == "button"
    labels = "[...document.querySelectorAll('.event-icon')].map(e => e.getAttribute('aria-label')).join('|')"
    before = page.evaluate(labels)
    page.keyboard.press("Enter")
    # One event opens its card; several that lie apart are zoomed into.
    page.wait_for_function(f"before => document.querySelector('.leaflet-popup') || {labels} !== before", arg=before)


def test_an_event_shows_the_words_that_say_so(page: Page, address: str) -> None:
    go(page, address, "/?type=AirStrike&place=Saraqib")
    page.locator(".events h3 a").first.click()
    page.wait_for_url(re.compile(r"/explore/event/\w+"))
    words = page.locator("#words")
    words.wait_for()
    assert [m.inner_text() for m in words.locator("mark.m-top-where").all()] == ["Saraqib"]
    assert "three civilians" in "".join(m.inner_text() for m in words.locator("mark.m-top-harm").all())
    assert "Warplanes bombed the town of Saraqib on Thursday morning, killing three civilians" in words.inner_text()
    iri = page.url.rpartition("/")[2]
    query = f"""PREFIX c: <https://w3id.org/conflict-kg/ns#> SELECT ?b WHERE {{ GRAPH c:conclusions {{
      <https://w3id.org/conflict-kg/event/{iri}> c:figure ?f . ?f c:best ?b }} }}"""
    for (best,) in rows(address, query):
        expect(page.locator(".ranges").first).to_contain_text(best)
    page.get_by_text("Why the graph says so").click()
    expect(page.locator(".why")).to_contain_text("Warplanes bombed")
    page.locator(".source h3 a").first.click()
    page.wait_for_url(re.compile(r"/explore/article/"))
    expect(page.locator("h1")).to_contain_text("31 soldiers killed")
    assert page.locator(".m").count() > 10
    page.go_back()
    page.locator(".people a, dl.pairs a").first.click()
    page.wait_for_url(re.compile(r"/explore/(actor|place)/"))
    expect(page.locator(".events > li").first).to_be_visible()


def test_the_headline_question(page: Page, address: str) -> None:
    go(page, address, "/questions")
    page.get_by_role("link", name=re.compile("Attacks inside de-escalation zones")).click()
    page.wait_for_url(re.compile(HEADLINE))
    page.locator("table.rows").wait_for()
    shown = page.locator("table.rows tbody tr").count()
    assert shown > 3
    with page.expect_download() as waiting:
        page.get_by_role("button", name="CSV").click()
    told = list(csv.DictReader(io.StringIO(Path(waiting.value.path()).read_text(encoding="utf-8"))))
    assert len(told) == shown
    assert {r["certainty"] for r in told} <= {"certain", "possible"}
    with page.expect_download() as waiting:
        page.get_by_role("button", name="JSON").click()
    assert len(json.loads(Path(waiting.value.path()).read_text(encoding="utf-8"))["results"]["bindings"]) == shown
    page.get_by_role("tab", name="Map").click()
    ready_map(page)
    page.get_by_role("tab", name="Timeline").click()
    page.locator(".nicegui-echart canvas").first.wait_for()
    page.locator("#f-until").fill("2020-01-15")
    page.get_by_role("button", name="Ask").click()
    page.wait_for_url(re.compile("until=2020-01-15"))
    page.wait_for_function(f"document.querySelectorAll('table.rows tbody tr').length < {shown}")
    page.get_by_role("link", name="SPARQL", exact=True).last.click()
    page.wait_for_url(re.compile(r"/explore/sparql\?query="))
    expect(page.locator(".cm-content")).to_contain_text("2020-01-15")


def test_a_question_that_needs_a_value(page: Page, address: str) -> None:
    go(page, address, "/questions/timeline-of-place")
    expect(page.locator("#content")).to_contain_text("Fill in what is needed")
    page.locator("#f-place").fill("Aleppo")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile("place=Aleppo"))
    page.locator("table.rows tbody tr").first.wait_for()
    head = page.locator("table.rows th button", has_text="First day")
    head.click()
    page.locator("table.rows th[aria-sort=ascending]").wait_for()
    days = [d.get_attribute("data-v") or "" for d in page.locator("table.rows td.d:nth-child(3)").all()]
    assert days == sorted(days)


def test_sparql(page: Page, address: str) -> None:
    go(page, address, "/sparql")
    page.locator("#f-example").select_option("Events by type")
    expect(page.locator(".cm-content")).to_contain_text("COUNT")
    page.get_by_role("button", name="Run").click()
    page.locator("table.rows tbody tr").first.wait_for()
    query = "PREFIX c: <https://w3id.org/conflict-kg/ns#> SELECT DISTINCT ?t WHERE { GRAPH c:conclusions { ?e c:eventType ?t } }"
    assert page.locator("table.rows tbody tr").count() == len(rows(address, query))
    with page.expect_download() as waiting:
        page.get_by_role("button", name="CSV").click()
    assert Path(waiting.value.path()).read_text(encoding="utf-8").startswith("type,events")
    page.get_by_role("tab", name="Chart").click()
    page.locator(".nicegui-echart canvas").first.wait_for()
    for text, answer in (
        ("ASK { GRAPH c:conclusions { ?e a c:Attack } }", "Yes"),
        ("CONSTRUCT { ?e a c:Attack } WHERE { GRAPH c:conclusions { ?e a c:Attack } } LIMIT 1", "c:Attack"),
        ("SELECT ?e\nWHERE { GRAPH c:conclusions { ?e a c:Attack . ?e } }", "Line 2"),
        ("SELECT * WHERE { SERVICE <http://127.0.0.1:9/> { ?s ?p ?o } }", "SERVICE"),
        ("DROP ALL", "no SPARQL query"),
    ):
        go(page, address, f"/sparql?{urllib.parse.urlencode({'query': text})}")
        expect(page.locator(".panel[aria-live=polite]")).to_contain_text(answer)


def test_a_name_is_found_in_any_spelling(page: Page, address: str) -> None:
    go(page, address, "/")
    page.get_by_placeholder("Search names and events").fill("Edlib")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(r"/explore/search\?q=Edlib"))
    expect(page.locator("#content")).to_contain_text(re.compile("Idlib|Nothing of that name"))
    go(page, address, "/search?q=turkistan")
    page.get_by_role("link", name="Turkistan Islamic Party", exact=True).click()
    page.wait_for_url(re.compile(r"/explore/actor/"))
    expect(page.locator("#content")).to_contain_text("outlawed by")


def test_articles_cannot_run_scripts(page: Page, address: str) -> None:
    go(page, address, "/articles")
    page.locator("table.rows a", has_text="Gunmen").click()
    page.locator(".text").wait_for()
    assert "<script>window.hit=2</script>" in page.locator(".text").inner_text()
    assert "<script>window.hit=6</script>" in page.locator("h1").inner_text()
    assert page.locator("a[href^='javascript']").count() == 0
    links = page.locator("a[href*='/explore/event/']").all()
    event = links[0].get_attribute("href") if links else None
    for path in (
        event,
        "/explore/",
        "/explore/articles",
        "/explore/?source=%3Ci%3EWire%3C/i%3E+%26+Co",
        SEARCHED,
    ):
        if path:
            page.goto(f"{address}{path}")
            page.locator("#content").wait_for()
            page.wait_for_timeout(300)
            assert page.evaluate("window.hit") is None
            assert page.locator("#content img, #content svg[onload], #content script").count() == 0
    if page.locator(".event-icon").count():
        page.locator(".event-icon").first.click()
        assert page.evaluate("window.hit") is None


def test_by_keyboard_alone(page: Page, address: str) -> None:
    go(page, address, "/")
    page.locator(".events h3 a").first.wait_for()
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "To the content"
    seen = []
    for _ in range(16):
        page.keyboard.press("Tab")
        seen.append(page.evaluate("document.activeElement.name || document.activeElement.textContent.trim()"))
    assert {"Questions", "q", "type", "actor", "place", "from"} <= set(seen)
    page.locator(".events h3 a").first.focus()
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(r"/explore/event/"))


@pytest.mark.parametrize("path", PAGES)
def test_light_dark_and_narrow(page: Page, address: str, path: str) -> None:
    """No serious fault of access in light or dark, and no sideways scrolling at the width of a phone."""
    axe = pytest.importorskip("axe_playwright_python.sync_playwright").Axe()
    go(page, address, resolved(page, address, path))
    if path in ("/", "/event"):
        ready_map(page)
    if path == "/sparql":
        page.locator(".cm-content[aria-label]").wait_for()
    for theme in ("light", "dark"):
        if theme == "dark":
            page.get_by_role("button", name="Light or dark").click()
        page.locator(f"body.body--{theme}").wait_for()
        # Colours and sizes settle within some moments.
        until = time.monotonic() + PATIENCE / 1000
        while (serious := faults(axe.run(page).response["violations"])) and time.monotonic() < until:
            page.wait_for_timeout(500)
        assert serious == [], theme
    page.set_viewport_size({"width": 390, "height": 844})
    page.wait_for_function("innerWidth === 390 && document.documentElement.scrollWidth <= 390")


def faults(violations: list[Any]) -> list[str]:
    """The serious faults of access on a page."""
    return [
        f"{v['id']}: {v['help']}: {n['html'][:160]} {n['failureSummary'][-160:]}"
        for v in violations
        if v["impact"] in ("serious", "critical")
        for n in v["nodes"]
    ]


def test_filters_fold_on_a_phone(phone: Page, address: str) -> None:
    go(phone, address, "/")
    ready_map(phone)
    assert not phone.locator("#f-type").is_visible()
    phone.get_by_text("Filters", exact=True).click()
    expect(phone.locator("#f-type")).to_be_visible()


def resolved(page: Page, address: str, path: str) -> str:
    """The address of some event or article where one is meant."""
    if path == "/event":
        go(page, address, "/?type=AirStrike")
        href = page.locator(".events h3 a").first.get_attribute("href")
        return (href or "").removeprefix("/explore")
    if path == "/article":
        go(page, address, "/articles")
        href = page.locator("table.rows a", has_text="Militants").first.get_attribute("href")
        return (href or "").removeprefix("/explore")
    return path


def test_light_and_dark_are_remembered(page: Page, address: str) -> None:
    go(page, address, "/questions")
    page.get_by_role("button", name="Light or dark").click()
    page.locator("body.body--dark").wait_for()
    go(page, address, "/articles")
    page.locator("body.body--dark").wait_for()


def test_pictures_are_there_and_small() -> None:
    from tests.tables import ROOT

    pictures = sorted((ROOT / "docs" / "images").glob("*.png"))
    assert len(pictures) >= 4
    assert all(p.stat().st_size < 300_000 for p in pictures)
