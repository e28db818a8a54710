"""Plain HTTP to a SPARQL server: the one module of pushing that opens a connection for the Graph Store Protocol.

Queries and updates go through SPARQLWrapper (``kg.endpoint_client``); it has no graph store, so that is here, with the
standard library. Passwords are sent at once as Basic, and again as Digest if the server asks for that.
"""

from __future__ import annotations

import http.client
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, NamedTuple

from kg.access import Access
from kg.errors import PushError

__all__ = ["Reply", "Web", "graph_address"]

_SECONDS: Final = 300
_MOST: Final = 1 << 20
"""Bytes of an answer that are read: no answer that is wanted here is longer."""


class Reply(NamedTuple):
    """Status, headers (names in lower case) and the first bytes of the body."""

    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def words(self) -> str:
        """The first words of the body, for an error's sentence."""
        return " ".join(self.body.decode("utf-8", "replace").split())[:1000]


@dataclass(frozen=True, slots=True)
class Web:
    """HTTP with one way of proving who we are."""

    access: Access

    def send(self, method: str, address: str, data: bytes | None = None, kind: str = "", accept: str = "*/*") -> Reply:
        """One request; an answer of any status is a ``Reply``.

        Raises ``PushError`` if the server cannot be reached or goes away.
        """
        if self.access.digest:
            return self._once(method, address, data, kind, accept, self._answer_to_challenge(method, address))
        reply = self._once(method, address, data, kind, accept, self.access.header)
        if reply.status == 401 and self.access.user:
            return self._once(method, address, data, kind, accept, self._answer_to_challenge(method, address))
        return reply

    def _answer_to_challenge(self, method: str, address: str) -> dict[str, str]:
        """The ``Authorization`` header of Digest. The challenge is asked for without the data: servers hang up on it."""
        asked = self._once(method, address, None, "", "*/*", {})
        said = asked.headers.get("www-authenticate", "")
        if not said.lower().startswith("digest "):
            return self.access.header
        passwords = urllib.request.HTTPPasswordMgrWithDefaultRealm()
        passwords.add_password(None, address, self.access.user, self.access.password)
        challenge = urllib.request.parse_keqv_list(urllib.request.parse_http_list(said[len("digest ") :]))
        request = urllib.request.Request(address, method=method)
        answer = urllib.request.HTTPDigestAuthHandler(passwords).get_authorization(request, challenge)
        return {"Authorization": f"Digest {answer}"} if answer else {}

    def _once(
        self, method: str, address: str, data: bytes | None, kind: str, accept: str, proof: Mapping[str, str]
    ) -> Reply:
        headers = {"Accept": accept, **proof}
        if data is not None:
            headers["Content-Type"] = kind
        try:
            request = urllib.request.Request(address, data=data, headers=headers, method=method)
            with urllib.request.build_opener(_StayHere()).open(request, timeout=_SECONDS) as answer:
                return Reply(answer.status, {k.lower(): v for k, v in answer.headers.items()}, answer.read(_MOST))
        except urllib.error.HTTPError as error:
            with error:
                return Reply(error.code, {k.lower(): v for k, v in error.headers.items()}, error.read(_MOST))
        except (urllib.error.URLError, http.client.HTTPException, OSError, ValueError) as error:
            reason = getattr(error, "reason", None) or error
            raise PushError(
                f"The server {address} cannot be reached: {reason}.",
                "Is it running? Run the same command again when it is: what has arrived is not sent twice.",
            ) from error


class _StayHere(urllib.request.HTTPRedirectHandler):
    """No redirects: a password must not travel to another server."""

    def redirect_request(self, *_args: object, **_more: object) -> None:
        """Never."""


def graph_address(service: str, parameter: str, graph: str) -> str:
    """The address of a graph in a graph store, by indirect identification (Graph Store HTTP Protocol, 4.2)."""
    joint = "&" if "?" in service else "?"
    return f"{service}{joint}{urllib.parse.urlencode({parameter: graph})}"
