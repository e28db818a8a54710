"""Web pages: the text of the article by trafilatura; title, date, publisher and address as the page states them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import date
from typing import TYPE_CHECKING, Final

from kg.read.decode import NotText, decode
from kg.read.files import Found
from kg.read.problems import Problem
from kg.read.records import RecordError, day_of, parse_json
from kg.read.sources import Bytes, Read, made, missing, whole

if TYPE_CHECKING:
    from lxml.html import HtmlElement

__all__ = ["page_record", "plain_text", "read_html"]

_MAX_PAGE: Final = 8 << 20
_CHARSET: Final = re.compile(rb"""charset\s*=\s*["']?([\w-]{3,20})""", re.IGNORECASE)
_NAMES: Final = {
    "title": ("og:title", "twitter:title", "dc.title"),
    "published": (
        "article:published_time",
        "datepublished",
        "dc.date",
        "dc.date.issued",
        "pubdate",
        "date",
        "parsely-pub-date",
    ),
    "publisher": ("og:site_name", "dc.publisher", "application-name"),
    "url": ("og:url",),
}


def read_html(found: Found, file: Bytes, published: date | None) -> Read:
    """The article of one page."""
    path = found.place
    data = whole(found, file)
    if isinstance(data, Problem):
        yield data
        return
    if len(data) > _MAX_PAGE:
        yield Problem(
            path, None, f"This page is larger than {_MAX_PAGE >> 20} MB.", "Save the article's text by itself."
        )
        return
    try:
        record = page_record(data)
    except ModuleNotFoundError:
        yield missing(found, "web pages")
        return
    except NotText:
        yield Problem(path, None, "This is a binary file, not HTML.", "Save the page again.")
        return
    if record is None:
        yield Problem(path, None, "This page holds no article.", "Save the article's text by itself.")
        return
    yield from made(path, None, record, found.name, published)


def page_record(data: bytes, url: str | None = None) -> dict[str, object] | None:
    """The record of the article that a page holds, ``None`` if it holds none.

    Raises ``NotText`` for bytes that are no text, ``ModuleNotFoundError`` if the libraries are not installed.
    """
    import trafilatura
    from lxml import etree
    from lxml.html import HTMLParser, document_fromstring

    text = _decoded(data)
    if not text.strip():
        return None
    try:
        tree: HtmlElement = document_fromstring(
            text.encode("utf-8"), parser=HTMLParser(encoding="utf-8", huge_tree=False)
        )
        stated = _stated(tree)
        body = trafilatura.extract(tree, include_comments=False, include_tables=True, with_metadata=False)
    except (etree.LxmlError, ValueError, AssertionError, RecursionError):
        # What the libraries cannot make a tree of holds no article for us.
        return None
    if not body or not body.strip():
        return None
    return {**stated, "url": stated.get("url") or url, "text": body}


def _decoded(data: bytes) -> str:
    match = _CHARSET.search(data[:4096])
    name = match[1].decode("ascii", "replace").lower() if match else ""
    if name and name not in ("utf-8", "utf8", "utf-16"):
        try:
            return data.decode(name, "replace")
        except LookupError:
            pass
    return decode(data).text


def _stated(tree: HtmlElement) -> dict[str, object]:
    """What the page says of itself: JSON-LD first, then meta elements, then its title."""
    found: dict[str, object] = {}
    for node in tree.iter("script"):
        if (
            str(node.get("type", "")).lower().startswith("application/ld+json")
            and node.text
            and len(node.text) < 1 << 20
        ):
            for thing in _things(node.text):
                _take(found, thing)
    metas: dict[str, str] = {}
    for node in tree.iter("meta"):
        key = str(node.get("property") or node.get("name") or node.get("itemprop") or "").lower()
        if key and node.get("content"):
            metas.setdefault(key, str(node.get("content")))
    for field, keys in _NAMES.items():
        for key in keys:
            value = metas.get(key)
            if value and field not in found and (field != "published" or day_of(value)):
                found[field] = value
    if "published" not in found:
        days = {str(node.get("datetime")) for node in tree.iter("time") if day_of(node.get("datetime"))}
        if len(days) == 1:
            found["published"] = days.pop()
    for node in tree.iter("link"):
        if node.get("rel") == "canonical" and node.get("href") and "url" not in found:
            found["url"] = str(node.get("href"))
    heading = next(tree.iter("h1"), None)
    if "title" not in found:
        for node in (heading, next(tree.iter("title"), None)):
            words = " ".join(str(node.text_content()).split()) if node is not None else ""
            if words:
                found["title"] = words
                break
    language = tree.get("lang")
    if language:
        found["language"] = str(language)
    return found


def _things(text: str) -> Iterator[Mapping[str, object]]:
    """The objects of a JSON-LD block, without recursion."""
    try:
        waiting = [parse_json(text)]
    except RecordError:
        return
    count = 0
    while waiting and count < 1000:
        count += 1
        thing = waiting.pop(0)
        if isinstance(thing, list):
            waiting.extend(thing)
        elif isinstance(thing, dict):
            yield thing
            waiting.append(thing.get("@graph"))
            waiting.append(thing.get("mainEntity"))


def _take(found: dict[str, object], thing: Mapping[str, object]) -> None:
    if day_of(thing.get("datePublished")) and "published" not in found:
        found["published"] = thing["datePublished"]
    if isinstance(thing.get("headline"), str):
        found.setdefault("title", thing["headline"])
    publisher = thing.get("publisher")
    if isinstance(publisher, list):
        publisher = publisher[0] if publisher else None
    name = publisher.get("name") if isinstance(publisher, dict) else publisher
    if isinstance(name, str):
        found.setdefault("publisher", name)
    if isinstance(thing.get("url"), str) and "headline" in thing:
        found.setdefault("url", thing["url"])


def plain_text(fragment: str) -> str:
    """The words of a piece of HTML such as a feed's summary, a line a paragraph."""
    if "<" not in fragment and "&" not in fragment:
        return fragment.strip()
    from lxml import etree
    from lxml.html import fromstring

    try:
        tree = fromstring(f"<div>{fragment}</div>")
    except (etree.LxmlError, ValueError, AssertionError):
        return re.sub(r"<[^<>]*>", " ", fragment).strip()
    for node in list(tree.iter("script", "style")):
        node.drop_tree()
    for node in tree.iter("p", "br", "div", "li", "h1", "h2", "h3", "h4", "tr"):
        node.tail = "\n" + (node.tail or "")
    lines = (" ".join(line.split()) for line in str(tree.text_content()).splitlines())
    return "\n".join(line for line in lines if line)
