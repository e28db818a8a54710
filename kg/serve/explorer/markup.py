"""HTML made so that no text can become markup: whatever is not ``Html`` is escaped on its way in."""

from __future__ import annotations

from html import escape
from typing import NamedTuple

__all__ = ["Content", "Html", "join", "tag"]


class Html(NamedTuple):
    """A piece of finished HTML. Only ``tag``, ``join`` and constants of this package make one."""

    text: str


Content = Html | str | None
"""What may stand inside an element: finished HTML, words to be escaped, or nothing."""

_VOID = frozenset(("br", "hr", "img", "input", "line", "path", "circle", "rect", "use"))


def tag(name: str, /, *content: Content, **attributes: str | int | bool | None) -> Html:
    """An element. ``cls`` is its class, ``for_`` its ``for``; ``_`` in names stands for ``-``; false and ``None`` are
    left out, true is an attribute without a value.
    """
    said = "".join(_attribute(key, value) for key, value in attributes.items())
    if name in _VOID and not content:
        return Html(f"<{name}{said}>")
    return Html(f"<{name}{said}>{join(*content).text}</{name}>")


def _attribute(key: str, value: str | int | bool | None) -> str:
    if value is None or value is False:
        return ""
    name = {"cls": "class", "for_": "for", "type_": "type"}.get(key, key.replace("_", "-"))
    return f" {name}" if value is True else f' {name}="{escape(str(value))}"'


def join(*content: Content) -> Html:
    """Pieces one after the other."""
    return Html("".join(c.text if isinstance(c, Html) else escape(c) for c in content if c is not None))
