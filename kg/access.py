"""How to prove to a server who we are. No secret is ever printed: ``repr`` hides them."""

from __future__ import annotations

import base64
import os
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from kg.errors import PushError

__all__ = ["ANONYMOUS", "Access", "read_access"]

_VARIABLE: Final = "KG_AUTH"


@dataclass(frozen=True, slots=True)
class Access:
    """A user with a password, or a bearer token, or (all empty) nobody."""

    user: str = ""
    password: str = field(default="", repr=False)
    token: str = field(default="", repr=False)
    digest: bool = False
    """Whether the server wants the password as Digest, not Basic."""

    @property
    def header(self) -> dict[str, str]:
        """The ``Authorization`` header that says so at once, without being asked."""
        if self.token:
            return {"Authorization": f"Bearer {self.token}"}
        if self.user:
            said = base64.b64encode(f"{self.user}:{self.password}".encode()).decode("ascii")
            return {"Authorization": f"Basic {said}"}
        return {}


ANONYMOUS: Final = Access()


def read_access(said: str | None) -> Access:
    """What a user gives as ``--auth``: ``USER:PASSWORD``, ``token:TOKEN``, ``@FILE`` that holds either, or nothing.

    Nothing means the environment's ``KG_AUTH``, which other users of the machine cannot see, and else nobody. Raises
    ``PushError`` for anything else.
    """
    words = said if said is not None else os.environ.get(_VARIABLE, "")
    if words.startswith("@"):
        try:
            words = Path(words[1:]).read_text(encoding="utf-8").strip()
        except (OSError, UnicodeDecodeError) as error:
            raise PushError(f"The file of --auth cannot be read: {error}.", "Name a file with USER:PASSWORD.") from None
    if not words:
        return ANONYMOUS
    user, colon, password = words.partition(":")
    if not colon or not user or any(ord(c) < 32 for c in words):
        raise PushError(
            "--auth is not of the form USER:PASSWORD.", "A token is token:TOKEN; @FILE reads either from a file."
        )
    return Access(token=password) if user == "token" else Access(user, password)
