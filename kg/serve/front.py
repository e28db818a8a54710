"""What stands before everything else: the protocols at their addresses, headers for safety, and who may ask from where."""

from __future__ import annotations

import hashlib
from collections.abc import MutableMapping
from typing import Any, Final

from starlette.types import ASGIApp

from kg import __version__
from kg.errors import KgError
from kg.serve.description import describe, wants_description
from kg.serve.graphs import ROOT, answer_graphs
from kg.serve.http import ANYONE, Answer, Receive, Refusal, Request, Scope, Send, send_answer
from kg.serve.library import Library
from kg.serve.protocol import answer_sparql

__all__ = ["Front", "unready", "with_safety"]

_SAFE: Final = (
    (b"x-content-type-options", b"nosniff"),
    (b"x-frame-options", b"DENY"),
    (b"referrer-policy", b"no-referrer"),
    (b"cross-origin-opener-policy", b"same-origin"),
)
_NOTHING: Final = b"default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'self'"
"""What answers that are no pages may load."""
_PAGES: Final = ("/explore",)


def with_safety(answer: Answer) -> Answer:
    """An answer that is no page, with the headers that each of them has."""
    return answer._replace(headers=(*answer.headers, *_SAFE, (b"content-security-policy", _NOTHING), *ANYONE))


def unready(error: KgError) -> Answer:
    """What goes back when the store cannot be asked now."""
    return Answer(503, f"{error}\n".encode("utf-8", "replace"), headers=((b"retry-after", b"2"),))


class Front:
    """The outermost part of the application."""

    def __init__(self, app: ASGIApp, library: Library, pages_policy: str) -> None:
        self._app = app
        self._library = library
        self._pages_policy = pages_policy.encode("latin-1")

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer, or hand on with bounds and headers."""
        if scope["type"] == "websocket":
            await self._socket(scope, receive, send)
        elif scope["type"] != "http":
            await self._app(scope, receive, send)
        else:
            await self._http(scope, receive, send)

    async def _http(self, scope: Scope, receive: Receive, send: Send) -> None:
        path = scope["path"]
        sparql = path in ("/sparql", "/sparql/")
        graphs = path == ROOT or path.startswith(f"{ROOT}/")
        request = Request.of(scope, receive)
        described = path == "/" and request.method in ("GET", "HEAD") and wants_description(request.accept())
        if path == "/.well-known/void":
            await self._finish(Answer(303, headers=((b"location", b"/"),)), request, send)
        elif sparql or graphs or described:
            await self._finish(await self._answer(request, graphs=graphs, described=described), request, send)
        elif request.method == "OPTIONS":
            await self._finish(Answer(204, headers=((b"allow", b"GET, HEAD, OPTIONS"), *_PREFLIGHT)), request, send)
        else:
            await self._hand_on(scope, receive, send, page=path.startswith(_PAGES))

    async def _answer(self, request: Request, *, graphs: bool, described: bool) -> Answer:
        try:
            if request.method == "OPTIONS":
                allowed = b"GET, HEAD, PUT, POST, DELETE, OPTIONS" if graphs else b"GET, HEAD, POST, OPTIONS"
                return Answer(204, headers=((b"allow", allowed), *_PREFLIGHT))
            if graphs:
                return await answer_graphs(request, self._library)
            answer = None if described else await answer_sparql(request, self._library)
            return answer if answer is not None else await describe(request, self._library)
        except Refusal as refusal:
            return refusal.answer
        except KgError as error:
            return unready(error)

    async def _finish(self, answer: Answer, request: Request, send: Send) -> None:
        await send_answer(with_safety(answer), send, head=request.method == "HEAD")

    async def _hand_on(self, scope: Scope, receive: Receive, send: Send, *, page: bool) -> None:
        policy = self._pages_policy if page else _NOTHING
        etag = b"" if page or scope["method"] not in ("GET", "HEAD") else self._tag(scope)
        if etag and etag in dict(scope["headers"]).get(b"if-none-match", b""):
            await self._finish(Answer(304, headers=((b"etag", etag), *_ASK_AGAIN)), Request.of(scope, receive), send)
            return
        left = self._library.limits.query_bytes

        async def bounded() -> MutableMapping[str, Any]:
            nonlocal left
            message = await receive()
            left -= len(message.get("body", b""))
            if left < 0:
                raise Refusal(413, "The body is too large.", (b"connection", b"close"))
            return message

        begun = False

        async def with_headers(message: MutableMapping[str, Any]) -> None:
            nonlocal begun
            if message["type"] == "http.response.start":
                begun = True
                has = {name for name, _ in message["headers"]}
                more = [*_SAFE, (b"content-security-policy", policy), *(() if page else ANYONE)]
                if etag and message["status"] == 200:
                    more += [(b"etag", etag), *_ASK_AGAIN]
                message["headers"] = [*message["headers"], *((n, v) for n, v in more if n not in has)]
            await send(message)

        request = Request.of(scope, receive)
        said = request.header(b"content-length")
        try:
            if said.isdigit() and int(said) > left:
                raise Refusal(413, "The body is too large.", (b"connection", b"close"))
            await self._app(scope, bounded, with_headers)
        except Refusal as refusal:
            if not begun:
                await self._finish(refusal.answer, request, send)

    def _tag(self, scope: Scope) -> bytes:
        """A tag of the answer to this request over the store as it is; empty if there is no store."""
        try:
            state = self._library.state()
        except KgError:
            return b""
        said = (state, scope["path"], scope.get("query_string"), dict(scope["headers"]).get(b"accept"), __version__)
        return b'"%s"' % hashlib.blake2b(repr(said).encode(), digest_size=12).hexdigest().encode()

    async def _socket(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pages keep a socket open: only those of this very server."""
        request = Request(scope, receive, "GET", scope["path"])
        origin = request.header(b"origin")
        if origin and origin.partition("://")[2] != request.header(b"host"):
            await receive()
            await send({"type": "websocket.close", "code": 1008, "reason": "another origin"})
            return
        await self._app(scope, receive, send)


_ASK_AGAIN: Final = ((b"cache-control", b"no-cache"), (b"vary", b"accept"))
"""Caches may keep an answer and must ask whether it still holds."""
_PREFLIGHT: Final = (
    (b"access-control-allow-methods", b"GET, HEAD, POST"),
    (b"access-control-allow-headers", b"accept, content-type, if-none-match"),
    (b"access-control-max-age", b"86400"),
)
"""What pages of other origins may do: read. A token may not come from them."""
