"""Walls around a worker process: no network, no other programs, bounded memory, and no life after the server's."""

from __future__ import annotations

import ctypes
import os
import platform
import resource
import signal
import struct
import sys
from typing import Final

__all__ = ["bound_memory", "die_with_parent", "forbid_network", "unbound_memory"]

_SET_DEATH_SIGNAL: Final = 1
_SET_SECCOMP: Final = 22
_SECCOMP_FILTER: Final = 2
_NO_NEW_PRIVILEGES: Final = 38

_ALLOW: Final = 0x7FFF0000
_REFUSE: Final = 0x00050000 | 13  # EACCES
_LOAD: Final = 0x20
_EQUALS: Final = 0x15
_AT_LEAST: Final = 0x35
_RETURN: Final = 0x06
_X32: Final = 0x40000000

_CALLS: Final = {
    # socket, connect, execve, execveat, ptrace, io_uring_setup
    "x86_64": (0xC000003E, (41, 42, 59, 322, 101, 425)),
    "aarch64": (0xC00000B7, (198, 203, 221, 281, 117, 425)),
}
"""For each machine the kernel's name of it, and the calls that open connections or start programs."""


def die_with_parent() -> None:
    """Have this process killed when the one that started it ends."""
    if sys.platform != "linux":
        return
    parent = os.getppid()
    ctypes.CDLL(None).prctl(_SET_DEATH_SIGNAL, signal.SIGKILL, 0, 0, 0)
    if os.getppid() != parent:
        os._exit(1)


def bound_memory(more: int) -> None:
    """Let this process take so many bytes of address space more than it has, and write no core file."""
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    try:
        with open("/proc/self/statm", encoding="ascii") as file:
            has = int(file.read().split()[0]) * resource.getpagesize()
    except OSError:
        has = 1 << 30
    _, hard = resource.getrlimit(resource.RLIMIT_AS)
    resource.setrlimit(resource.RLIMIT_AS, (has + more, hard))


def unbound_memory() -> None:
    """Lift the bound, as for opening a store anew, which takes room of its own."""
    _, hard = resource.getrlimit(resource.RLIMIT_AS)
    resource.setrlimit(resource.RLIMIT_AS, (hard, hard))


def forbid_network() -> bool:
    """Have the kernel refuse connections and other programs to this process from now on, for good.

    Whether it does: only Linux on x86-64 and ARM is known. Reading a query for what it may fetch comes first; this is the
    second wall.
    """
    if sys.platform != "linux" or platform.machine() not in _CALLS:
        return False
    machine, calls = _CALLS[platform.machine()]
    rules = [
        _rule(_LOAD, 0, 0, 4),
        _rule(_EQUALS, 1, 0, machine),
        _rule(_RETURN, 0, 0, _REFUSE),
        _rule(_LOAD, 0, 0, 0),
        _rule(_AT_LEAST, len(calls) + 1, 0, _X32),
        *(_rule(_EQUALS, len(calls) - n, 0, call) for n, call in enumerate(calls)),
        _rule(_RETURN, 0, 0, _ALLOW),
        _rule(_RETURN, 0, 0, _REFUSE),
    ]
    program = ctypes.create_string_buffer(b"".join(rules))
    head = ctypes.create_string_buffer(struct.pack("HxxxxxxP", len(rules), ctypes.addressof(program)))
    library = ctypes.CDLL(None)
    if library.prctl(_NO_NEW_PRIVILEGES, 1, 0, 0, 0) != 0:
        return False
    return bool(library.prctl(_SET_SECCOMP, _SECCOMP_FILTER, ctypes.byref(head), 0, 0) == 0)


def _rule(code: int, then: int, otherwise: int, value: int) -> bytes:
    return struct.pack("HBBI", code, then, otherwise, value)
