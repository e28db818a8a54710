"""A page or a feed that the user names by its address: fetched within limits, and never from a private network.

Addresses are resolved once, checked, and connected to as checked, so that a name cannot change between check and use;
every redirect is checked anew.
"""

from __future__ import annotations

import http.client
import io
import ipaddress
import socket
import ssl
import threading
import time
import zlib
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Final
from urllib.parse import urljoin, urlsplit

from kg.read.files import Found
from kg.read.problems import Problem
from kg.read.sources import Read

__all__ = ["FetchError", "Page", "all_public", "fetch", "read_address"]

MAX_BYTES: Final = 16 << 20
MAX_SECONDS: Final = 30.0
MAX_REDIRECTS: Final = 5
_CHUNK: Final = 1 << 16


@dataclass
class FetchError(Exception):
    """Why an address was not fetched."""

    sentence: str
    way_out: str = "Save the page to a file and read that."


@dataclass(frozen=True, slots=True)
class Page:
    """What an address gave: ``address`` is the last one after redirects, ``kind`` the media type in lower case."""

    address: str
    kind: str
    data: bytes


def read_address(address: str, published: date | None) -> Read:
    """The articles at an address."""
    try:
        page = fetch(address)
    except FetchError as error:
        yield Problem(address, None, error.sentence, error.way_out)
        return
    # Loaded here, for the readers of formats are only needed now.
    from kg.read.feeds import read_feed
    from kg.read.html import read_html
    from kg.read.inputs import read_json_lines, read_text
    from kg.read.pdf import read_pdf

    form, source = {
        "application/pdf": ("pdf", read_pdf),
        "text/plain": ("text", read_text),
        "application/x-ndjson": ("jsonl", read_json_lines),
        "application/jsonl": ("jsonl", read_json_lines),
        "text/xml": ("feed", read_feed),
        "application/xml": ("feed", read_feed),
        "application/rss+xml": ("feed", read_feed),
        "application/atom+xml": ("feed", read_feed),
    }.get(page.kind, ("html", read_html))
    found = Found(Path(), page.address, form, zipped=False, address=page.address)
    yield from source(found, io.BytesIO(page.data), published)


def fetch(address: str) -> Page:
    """What is at an address. Raises ``FetchError`` for everything that is not a page of the public network in time."""
    until = time.monotonic() + MAX_SECONDS
    for _ in range(MAX_REDIRECTS + 1):
        answer = _get(address, until)
        if isinstance(answer, Page):
            return answer
        address = urljoin(address, answer)
    raise FetchError(f"It redirects more than {MAX_REDIRECTS} times.")


def _get(address: str, until: float) -> Page | str:
    """The page, or the address that it redirects to."""
    try:
        parts = urlsplit(address)
        host, port = parts.hostname, parts.port
    except ValueError as error:
        raise FetchError(f"This is no address: {error}.", "Check its spelling.") from error
    if parts.scheme not in ("http", "https") or not host:
        raise FetchError("Only http and https addresses are fetched.")
    if parts.username is not None or parts.password is not None:
        raise FetchError("The address holds a name or a password.", "Leave them out.")
    secure = parts.scheme == "https"
    endpoint = _public(host, port or (443 if secure else 80))
    connection = _Connection(host, endpoint, secure=secure, until=until)
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    # A server may answer a byte at a time, each in time: the whole has a limit too.
    watch = threading.Timer(max(0.0, until - time.monotonic()), connection.cut)
    watch.daemon = True
    watch.start()
    try:
        connection.request(
            "GET", path, headers={"User-Agent": "conflict-kg", "Accept-Encoding": "identity", "Accept": "*/*"}
        )
        response = connection.getresponse()
        if response.status in (301, 302, 303, 307, 308):
            target = response.getheader("Location")
            if not target:
                raise FetchError("It redirects to nowhere.")
            return target
        if response.status != 200:
            raise FetchError(f"The server answers {response.status} {response.reason}.", "Check the address.")
        data = _body(response, until)
        kind = (response.getheader("Content-Type") or "").split(";")[0].strip().lower()
        if (response.getheader("Content-Encoding") or "").lower() == "gzip":
            data = _unzipped(data)
        return Page(address, kind, data)
    except (OSError, http.client.HTTPException, ValueError) as error:
        raise FetchError(
            f"It cannot be fetched: {str(error)[:200] or type(error).__name__}.", "Try again later."
        ) from error
    finally:
        watch.cancel()
        connection.close()


def _public(host: str, port: int) -> tuple[str, int]:
    """An address of the host in the public network; refuses a host that has any other."""
    try:
        found = [str(entry[4][0]) for entry in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)]
    except (OSError, UnicodeError) as error:
        raise FetchError(f"There is no host {host}.", "Check the address.") from error
    if not found or not all_public(found):
        raise FetchError(f"{host} is in a private network; nothing is fetched from there.")
    return found[0], port


def all_public(addresses: Iterable[str]) -> bool:
    """Whether all of these IP addresses are in the public network."""
    for words in addresses:
        address: ipaddress.IPv4Address | ipaddress.IPv6Address = ipaddress.ip_address(words.split("%")[0])
        inner = getattr(address, "ipv4_mapped", None) or getattr(address, "sixtofour", None)
        if not address.is_global or address.is_multicast or (inner is not None and not inner.is_global):
            return False
    return True


class _Connection(http.client.HTTPConnection):
    """A connection to an IP address that was checked, under the host's name."""

    def __init__(self, host: str, endpoint: tuple[str, int], *, secure: bool, until: float) -> None:
        super().__init__(host, endpoint[1])
        self._endpoint, self._secure, self._until = endpoint, secure, until

    def connect(self) -> None:
        left = self._until - time.monotonic()
        if left <= 0:
            raise TimeoutError("it takes too long")
        self.sock = socket.create_connection(self._endpoint, timeout=min(left, 10.0))
        if self._secure:
            self.sock = ssl.create_default_context().wrap_socket(self.sock, server_hostname=self.host)

    def cut(self) -> None:
        """End whatever the connection waits for."""
        if self.sock is not None:
            with suppress(OSError):
                self.sock.shutdown(socket.SHUT_RDWR)


def _body(response: http.client.HTTPResponse, until: float) -> bytes:
    out = bytearray()
    while chunk := response.read1(_CHUNK):
        out += chunk
        if len(out) > MAX_BYTES:
            raise FetchError(f"It is larger than {MAX_BYTES >> 20} MB.")
        if time.monotonic() > until:
            raise FetchError(f"It takes longer than {MAX_SECONDS:.0f} s.")
    return bytes(out)


def _unzipped(data: bytes) -> bytes:
    try:
        plain = zlib.decompressobj(wbits=31).decompress(data, MAX_BYTES + 1)
    except zlib.error as error:
        raise FetchError("Its gzip encoding is broken.", "Try again later.") from error
    if len(plain) > MAX_BYTES:
        raise FetchError(f"Unpacked it is larger than {MAX_BYTES >> 20} MB.")
    return plain
