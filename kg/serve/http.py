"""Requests and answers at the level of ASGI, with bounds on what is read: what the protocols of this server share."""

from __future__ import annotations

import asyncio
import hmac
import re
from collections.abc import Awaitable, Callable, MutableMapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, NamedTuple
from urllib.parse import parse_qsl, unquote

from kg.serve.settings import Settings

__all__ = ["ANYONE", "Answer", "Receive", "Refusal", "Request", "Scope", "Send", "may_write", "send_answer"]

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]

_HOST: Final = re.compile(r"[A-Za-z0-9.-]+(?::\d{1,5})?|\[[0-9A-Fa-f:.]+\](?::\d{1,5})?")

ANYONE: Final = (
    (b"access-control-allow-origin", b"*"),
    (b"access-control-expose-headers", b"etag, link, location, retry-after, x-result-cut"),
)
"""Pages of any origin may read; nothing is ever sent that depends on who asks."""


class Answer(NamedTuple):
    """What goes back."""

    status: int
    body: bytes = b""
    kind: str = "text/plain; charset=utf-8"
    headers: tuple[tuple[bytes, bytes], ...] = ()


class Refusal(Exception):
    """A request that is not answered as asked, with what goes back instead."""

    def __init__(self, status: int, sentence: str, *headers: tuple[bytes, bytes]) -> None:
        super().__init__(sentence)
        self.answer = Answer(status, f"{sentence}\n".encode("utf-8", "replace"), headers=headers)


@dataclass(slots=True)
class Request:
    """A request whose headers have come."""

    scope: Scope
    receive: Receive
    method: str
    path: str

    @classmethod
    def of(cls, scope: Scope, receive: Receive) -> Request:
        """The request of an ASGI call."""
        return cls(scope, receive, scope["method"], scope["path"])

    def header(self, name: bytes) -> str:
        """A header by its name in small letters, or nothing."""
        values = [value for key, value in self.scope["headers"] if key == name]
        return b", ".join(values).decode("latin-1")

    def accept(self) -> str:
        """The ``Accept`` header."""
        return self.header(b"accept")

    def query(self) -> list[tuple[str, str]]:
        """The parameters of the address; raises ``Refusal`` if they are not UTF-8."""
        return fields(self.scope.get("query_string", b""))

    def origin(self) -> str:
        """Scheme and authority under which the client asks."""
        host = self.header(b"host")
        if not _HOST.fullmatch(host):
            server = self.scope.get("server") or ("localhost", None)
            host = f"{server[0]}:{server[1]}" if server[1] else str(server[0])
        return f"{self.scope.get('scheme', 'http')}://{host}"

    async def body(self, most: int, seconds: float) -> bytes:
        """The body; raises ``Refusal`` when it is larger than ``most`` bytes or takes too long to come."""
        said = self.header(b"content-length")
        if said.isdigit() and int(said) > most:
            raise Refusal(413, f"The body is larger than the {most} bytes that are read.", (b"connection", b"close"))
        pieces: list[bytes] = []
        size = 0
        try:
            async with asyncio.timeout(seconds):
                while True:
                    message = await self.receive()
                    if message["type"] == "http.disconnect":
                        raise Refusal(400, "The body did not come.")
                    piece = message.get("body", b"")
                    size += len(piece)
                    if size > most:
                        raise Refusal(
                            413, f"The body is larger than the {most} bytes that are read.", (b"connection", b"close")
                        )
                    pieces.append(piece)
                    if not message.get("more_body"):
                        return b"".join(pieces)
        except TimeoutError:
            raise Refusal(408, "The body took too long to come.", (b"connection", b"close")) from None

    def watch(self) -> asyncio.Future[None]:
        """A future that is done when the client has gone; only after the body was read."""
        return asyncio.ensure_future(self._gone())

    async def _gone(self) -> None:
        while (await self.receive())["type"] != "http.disconnect":
            pass


def fields(data: bytes) -> list[tuple[str, str]]:
    """The fields of a form or of an address; raises ``Refusal`` if they are not UTF-8."""
    try:
        return parse_qsl(
            data.decode("ascii"), keep_blank_values=True, encoding="utf-8", errors="strict", max_num_fields=1000
        )
    except UnicodeDecodeError:
        raise Refusal(400, "The parameters are not UTF-8, percent-encoded.") from None
    except ValueError:
        raise Refusal(400, "There are too many parameters.") from None


def only(values: Sequence[tuple[str, str]], name: str) -> str | None:
    """The one value of a parameter; raises ``Refusal`` if it is given more than once."""
    found = [value for key, value in values if key == name]
    if len(found) > 1:
        raise Refusal(400, f"The parameter {name!r} is given {len(found)} times; give it once.")
    return found[0] if found else None


def may_write(request: Request, settings: Settings) -> None:
    """Raise ``Refusal`` unless the request bears the token for writing and does not come from a page of another origin."""
    if settings.write_token is None:
        raise Refusal(403, "This server only reads. It would take changes if it were started with --write-token.")
    origin = request.header(b"origin")
    if origin and origin != request.origin():
        raise Refusal(403, "Pages of another origin may not change anything here.")
    if request.header(b"sec-fetch-site") in ("cross-site", "same-site"):
        raise Refusal(403, "Pages of another origin may not change anything here.")
    scheme, _, token = request.header(b"authorization").partition(" ")
    if scheme.lower() != "bearer":
        raise Refusal(
            401, "Changes take a token: Authorization: Bearer …", (b"www-authenticate", b'Bearer realm="changes"')
        )
    if not hmac.compare_digest(token.strip().encode("utf-8"), settings.write_token.encode("utf-8")):
        raise Refusal(
            401,
            "This is not the token for changes.",
            (b"www-authenticate", b'Bearer realm="changes", error="invalid_token"'),
        )


def path_of(scope: Scope) -> str:
    """The path as it was sent, percent-encoding and all."""
    raw = scope.get("raw_path")
    return raw.decode("latin-1") if raw else unquote(scope["path"])


async def send_answer(answer: Answer, send: Send, *, head: bool = False) -> None:
    """Send an answer."""
    headers = list(answer.headers)
    if answer.status not in (204, 304):
        headers += [
            (b"content-type", answer.kind.encode("latin-1")),
            (b"content-length", b"%d" % len(answer.body)),
        ]
    await send({"type": "http.response.start", "status": answer.status, "headers": headers})
    await send({"type": "http.response.body", "body": b"" if head or answer.status in (204, 304) else answer.body})
