"""Make the pictures of the README again: ``python -m tests.browser.pictures``, with Chromium installed."""

from __future__ import annotations

import subprocess
import sys
import tempfile
import time
import urllib.request
from pathlib import Path

from playwright.sync_api import Browser

from tests.browser.chromium import chromium_path, local_context, opened_browser
from tests.tables import ROOT

PORT = 8471
ADDRESS = f"http://127.0.0.1:{PORT}"
HEADLINE = "attacks-inside-deescalation-zones-after-ceasefire"
SHOTS = (
    # name, address, dark, phone
    ("map", "/explore/", False, False),
    ("event", "an event", False, False),
    ("question", f"/explore/questions/{HEADLINE}", False, False),
    ("sparql", "/explore/sparql", True, False),
    ("phone-map", "/explore/", False, True),
    ("phone-event", "an event", False, True),
)


def take(browser: Browser, name: str, path: str, folder: Path, *, dark: bool, phone: bool) -> None:
    """One picture."""
    context = local_context(browser, ADDRESS, [], dark=dark, phone=phone, scale=1.5 if phone else 1)
    page = context.new_page()
    page.goto(ADDRESS + path)
    page.locator("#content").wait_for()
    if path == "/explore/" or path.startswith("/explore/event/"):
        page.locator('.map[data-ready="yes"]').first.wait_for()
    page.wait_for_timeout(1_500)
    if path == "/explore/sparql":
        page.locator("#f-example").select_option("Events by type")
        page.wait_for_timeout(500)
        page.get_by_role("button", name="Run").click()
        page.get_by_role("tab", name="Chart").click()
        page.wait_for_timeout(1_500)
    page.screenshot(path=folder / f"{name}.png")
    context.close()


def main() -> None:
    """All of them, over the sample store. The event is the first on which sources disagree."""
    import kg

    path = chromium_path()
    if path is None:
        sys.exit("No Chromium is installed: apt-get install chromium")
    folder = ROOT / "docs" / "images"
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as beside:
        store = Path(beside) / "store"
        graph = kg.build(ROOT / "data" / "articles", store=store)
        event = graph.ask("disputed-figures")[0]["event"].rsplit("/", 1)[-1]
        graph.close()
        server = subprocess.Popen(
            [sys.executable, "-m", "kg", "serve", "--store", str(store), "--port", str(PORT)], cwd=ROOT
        )
        try:
            for _ in range(300):
                try:
                    urllib.request.urlopen(f"{ADDRESS}/explore/articles", timeout=10).close()
                    break
                except OSError:
                    time.sleep(0.1)
            with opened_browser(path) as browser:
                for name, address, dark, phone in SHOTS:
                    take(
                        browser,
                        name,
                        address.replace("an event", f"/explore/event/{event}"),
                        folder,
                        dark=dark,
                        phone=phone,
                    )
                    print(f"{name}: {(folder / f'{name}.png').stat().st_size / 1000:.0f} kB")
        finally:
            server.terminate()
            server.wait(20)


if __name__ == "__main__":
    main()
