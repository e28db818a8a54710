"""Listening at a port: an HTTP server with bounds on what a connection may send and how slowly."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Callable
from typing import Any, cast

import uvicorn
from fastapi import FastAPI
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from kg.serve.settings import Limits

__all__ = ["listen"]

_LATE = b"HTTP/1.1 408 Request Timeout\r\nconnection: close\r\ncontent-length: 0\r\n\r\n"
_LONG = b"HTTP/1.1 431 Request Header Fields Too Large\r\nconnection: close\r\ncontent-length: 0\r\n\r\n"


class Joined:
    """A connection that sends the head of an answer together with what follows at once: half the work for both ends."""

    def __init__(self, inner: asyncio.Transport, loop: asyncio.AbstractEventLoop) -> None:
        self._inner = inner
        self._loop = loop
        self._head = b""

    def __getattr__(self, name: str) -> Any:
        return getattr(self._inner, name)

    def write(self, data: bytes) -> None:
        """Send, or keep the head of an answer until the end of this turn."""
        if self._head:
            data, self._head = self._head + data, b""
            self._inner.write(data)
        elif data.startswith(b"HTTP/1.1 ") and data.endswith(b"\r\n\r\n"):
            self._head = data
            self._loop.call_soon(self.flush)
        else:
            self._inner.write(data)

    def flush(self) -> None:
        """Send what is kept."""
        if self._head and not self._inner.is_closing():
            self._inner.write(self._head)
        self._head = b""

    def close(self) -> None:
        """Send what is kept and close."""
        self.flush()
        self._inner.close()


def bounded_protocol(limits: Limits) -> type[asyncio.Protocol]:
    """A connection whose request lines and headers must come whole, within a size and a time."""

    class Bounded(HttpToolsProtocol):
        _reading = False
        _read = 0
        _timer: asyncio.TimerHandle | None = None
        _stuck: asyncio.TimerHandle | None = None

        def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
            super().connection_made(cast("asyncio.Transport", Joined(transport, self.loop)))
            self._expect()

        def connection_lost(self, exc: Exception | None) -> None:
            self._relax()
            self._flows()
            super().connection_lost(exc)

        def data_received(self, data: bytes) -> None:
            if self._timer is None and not self._reading:
                self._expect()
            before = self._reading
            if not before:
                self._read += len(data)
                if self._read > limits.header_bytes and b"\r\n\r\n" not in data[: limits.header_bytes]:
                    self._refuse(_LONG)
                    return
            super().data_received(data)

        def on_headers_complete(self) -> None:
            self._reading = True
            self._relax()
            super().on_headers_complete()

        def on_message_complete(self) -> None:
            self._reading = False
            self._read = 0
            super().on_message_complete()

        def pause_writing(self) -> None:
            super().pause_writing()
            self._stuck = self.loop.call_later(limits.body_seconds, self.transport.abort)

        def resume_writing(self) -> None:
            self._flows()
            super().resume_writing()

        def _flows(self) -> None:
            if self._stuck is not None:
                self._stuck.cancel()
                self._stuck = None

        def _expect(self) -> None:
            self._timer = self.loop.call_later(limits.header_seconds, self._refuse, _LATE)

        def _relax(self) -> None:
            if self._timer is not None:
                self._timer.cancel()
                self._timer = None

        def _refuse(self, answer: bytes) -> None:
            self._timer = None
            if not self.transport.is_closing():
                self.transport.write(answer)
                self.transport.close()

    return Bounded


def listen(app: FastAPI, *, host: str, port: int, limits: Limits, listening: Callable[[int], None]) -> None:
    """Answer at an address until interrupted. ``listening`` is called with the port when it is open.

    Nothing is written down of who asks what.
    """

    class Server(uvicorn.Server):
        async def startup(self, sockets: list[socket.socket] | None = None) -> None:
            await super().startup(sockets)
            if self.started:
                listening(self.servers[0].sockets[0].getsockname()[1])

    config = uvicorn.Config(
        app,
        host=host,
        port=port,
        http=bounded_protocol(limits),
        ws_max_size=1 << 20,
        limit_concurrency=limits.connections,
        timeout_keep_alive=15,
        timeout_graceful_shutdown=2,
        access_log=False,
        log_level="error",
        server_header=False,
        proxy_headers=False,
    )
    Server(config).run()
