"""Listening at a port: an HTTP server with bounds on what a connection may send and how slowly."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Callable
from typing import Any, cast

import uvicorn
from fastapi import FastAPI
from uvicorn.protocols.http.httptools_impl import STATUS_LINE, HttpToolsProtocol, RequestResponseCycle

from kg.serve.express import Look, answer_look, look_of, wire_form
from kg.serve.library import Library
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


def bounded_protocol(limits: Limits, library: Library) -> type[asyncio.Protocol]:
    """A connection whose request lines and headers must come whole, within a size and a time.

    Between other requests it answers plain look-ups by itself, one at a time.
    """

    class Bounded(HttpToolsProtocol):
        _looking = False
        _closing = False
        _held = b""
        """What came while a look-up was being answered."""
        _gone: asyncio.Future[None] | None = None
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
            self._held = b""
            if self._gone is not None and not self._gone.done():
                self._gone.set_result(None)
            super().connection_lost(exc)

        def data_received(self, data: bytes) -> None:
            if self._looking:
                self._held += data
                self.flow.pause_reading()
                return
            cycle = cast("RequestResponseCycle | None", self.cycle)
            if not self._reading and not self._read and (cycle is None or cycle.response_complete):
                look = look_of(data)
                if look is not None and max(len(self.connections), len(self.tasks)) < limits.connections:
                    self._relax()
                    self._unset_keepalive_if_required()
                    self._looking = True
                    task = self.loop.create_task(self._look(look))
                    self.tasks.add(task)
                    task.add_done_callback(self.tasks.discard)
                    return
            if self._timer is None and not self._reading:
                self._expect()
            before = self._reading
            if not before:
                self._read += len(data)
                if self._read > limits.header_bytes and b"\r\n\r\n" not in data[: limits.header_bytes]:
                    self._refuse(_LONG)
                    return
            super().data_received(data)

        async def _look(self, look: Look) -> None:
            try:
                answer = await answer_look(look, library, self._watch)
                if self.flow.write_paused:
                    await self.flow.drain()
                if not self.transport.is_closing():
                    given = b"".join([b"%b: %b\r\n" % header for header in self.server_state.default_headers])
                    self.transport.write(wire_form(answer, STATUS_LINE[answer.status] + given))
            except BaseException:
                self._closing = True
                raise
            finally:
                self._looking = False
                self._gone = None
                self._next()

        def _next(self) -> None:
            """Go on with what came meanwhile, or wait for more for a while."""
            self.server_state.total_requests += 1
            if self.transport.is_closing():
                return
            if self._closing:
                self.transport.close()
                return
            held, self._held = self._held, b""
            if held:
                self.flow.resume_reading()
                self.data_received(held)
            else:
                self.timeout_keep_alive_task = self.loop.call_later(
                    self.timeout_keep_alive, self.timeout_keep_alive_handler
                )

        def _watch(self) -> asyncio.Future[None]:
            """A future that is done when the client has gone."""
            self._gone = self.loop.create_future()
            if self.transport.is_closing():
                self._gone.set_result(None)
            return self._gone

        def shutdown(self) -> None:
            """Close, after the answer that is being made."""
            if self._looking:
                self._closing = True
            else:
                super().shutdown()

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
        http=bounded_protocol(limits, app.state.library),
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
