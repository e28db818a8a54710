"""What the browser tests share: a store, a running ``kg serve`` and a browser. Without Chromium they are left out."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.serving import awaited, serving
from tests.tables import ROOT

pytest.importorskip("playwright.sync_api", reason="Playwright is not installed")
pytest.importorskip("nicegui", reason="the pages' framework is not installed")

from playwright.sync_api import Browser, Dialog, Page, expect

from tests.browser.chromium import PATIENCE, chromium_path, local_context, opened_browser

# As patient as the pages are waited for.
expect.set_options(timeout=PATIENCE)

HOSTILE = """\
Gunmen shell <img src=x onerror="window.hit=1"> market

VELNA, 4 March 2021 — Fighters of the <script>window.hit=2</script> Brigade attacked army positions in Aleppo on 3 March, \
killing 12 soldiers, the "><svg onload=window.hit=3> agency said. {{constructor.constructor('window.hit=4')()}} `${window.hit=5}`
"""


@pytest.fixture(scope="session")
def explored_store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sample, and an article whose text would like to be markup."""
    import kg

    folder = tmp_path_factory.mktemp("explored")
    hostile = {
        "id": "hostile-<b>1",
        "title": 'Gunmen <script>window.hit=6</script><img src=x onerror="window.hit=7">',
        "text": HOSTILE,
        "publisher": "<i>Wire</i> & Co",
        "published": "2021-03-04",
        "url": "javascript:window.hit=8",
    }
    (folder / "hostile.jsonl").write_text(json.dumps(hostile) + "\n", encoding="utf-8")
    kg.build([ROOT / "data" / "articles", folder / "hostile.jsonl"], store=folder / "store").close()
    return folder / "store"


@pytest.fixture(scope="session")
def address(explored_store: Path, browser: Browser) -> Iterator[str]:
    """Where the server runs; the browser comes first, so that without one nothing is started."""
    with serving(explored_store) as server:
        awaited(lambda: server.ask("GET", "/explore/articles").status == 200)
        yield server.address


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    path = chromium_path()
    if path is None:
        pytest.skip("no Chromium is installed (apt-get install chromium)")
    with opened_browser(path) as opened:
        yield opened


@pytest.fixture
def page(browser: Browser, address: str) -> Iterator[Page]:
    """A page on a desktop; at its end nothing may have been asked of another host, and no script have failed."""
    yield from _page(browser, address)


@pytest.fixture
def phone(browser: Browser, address: str) -> Iterator[Page]:
    """The same at the width of a phone."""
    yield from _page(browser, address, phone=True)


def _page(browser: Browser, address: str, *, phone: bool = False) -> Iterator[Page]:
    strangers: list[str] = []
    faults: list[str] = []
    context = local_context(browser, address, strangers, phone=phone)
    made = context.new_page()

    def refused(dialog: Dialog) -> None:
        faults.append(f"dialog: {dialog.message}")
        dialog.dismiss()

    made.on("pageerror", lambda error: faults.append(str(error)))
    made.on("dialog", refused)
    yield made
    context.close()
    assert strangers == [], "a request left the host"
    assert faults == [], "a script of the page failed"
