"""A browser for tests and pictures: Debian's Chromium, steered by Playwright."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager

from playwright.sync_api import Browser, BrowserContext, Request, sync_playwright

__all__ = ["PATIENCE", "chromium_path", "local_context", "opened_browser"]

PATIENCE = 60_000
"""Milliseconds for which something is waited for, however busy the machine is."""

FLAGS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


def chromium_path() -> str | None:
    """Where Chromium is installed, if it is."""
    return shutil.which("chromium") or shutil.which("chromium-browser")


@contextmanager
def opened_browser(path: str) -> Iterator[Browser]:
    """A browser that is closed at the end."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=list(FLAGS))
        yield browser
        browser.close()


def local_context(
    browser: Browser, address: str, strangers: list[str], *, dark: bool = False, phone: bool = False, scale: float = 1
) -> BrowserContext:
    """A fresh profile that reaches this one server only: other requests are refused and written down."""
    context = browser.new_context(
        viewport={"width": 390, "height": 844} if phone else {"width": 1440, "height": 900},
        color_scheme="dark" if dark else "light",
        device_scale_factor=scale,
        has_touch=phone,
        accept_downloads=True,
        locale="en-GB",
        reduced_motion="reduce",
    )
    host = address.partition("://")[2]

    def note(request: Request) -> None:
        if request.url.partition("://")[2].partition("/")[0] != host and not request.url.startswith(("data:", "blob:")):
            strangers.append(request.url)

    context.on("request", note)
    context.set_default_timeout(PATIENCE)
    return context
