"""What runs in the reading process: answers one request after the other.

Started as a script in an empty environment (see :mod:`landuse.io.worker`), so it
imports nothing of the package but its neighbour ``workerops``, by its place. It
cuts itself off before it opens anything: memory, network, sub-processes.

A message is a length (four bytes, big end first), a JSON header of that length,
and as many bytes as the header's ``bytes`` says.
"""

from __future__ import annotations

import contextlib
import importlib.util
import json
import os
import signal
import struct
import sys
from collections.abc import Callable
from pathlib import Path
from types import ModuleType
from typing import Any, BinaryIO

__all__ = ["forbid", "main", "receive", "send"]

_LENGTH = struct.Struct(">I")
_NEW_NETWORK = 0x40000000
_NEW_USER = 0x10000000
#: Parts of Python that make the worker end itself when they are used.
_FORBIDDEN = (
    "socket.",
    "subprocess.",
    "os.system",
    "os.exec",
    "os.posix_spawn",
    "os.spawn",
    "os.startfile",
    "os.fork",
    "pty.",
    "ftplib.",
    "smtplib.",
    "urllib.",
    "http.",
    "webbrowser.",
    "pickle.",
    "sqlite3.load_extension",
    "sqlite3.enable_load_extension",
)
_BLOCKED = 77


def receive(stream: BinaryIO) -> dict[str, Any] | None:
    """The next header, None at the end of the stream."""
    size = stream.read(_LENGTH.size)
    if len(size) < _LENGTH.size:
        return None
    return json.loads(stream.read(_LENGTH.unpack(size)[0]))


def send(
    stream: BinaryIO,
    header: dict[str, Any],
    body: Callable[[BinaryIO], None] | None = None,
) -> None:
    """Write a header, and the bytes that ``body`` writes."""
    data = json.dumps(header).encode()
    stream.write(_LENGTH.pack(len(data)) + data)
    if body is not None:
        body(stream)
    stream.flush()


def forbid(report: Callable[[str], None]) -> None:
    """End this process when Python code turns to the network or to a program.

    Parameters
    ----------
    report : callable
        Told the name of the event before the end.
    """

    def hook(event: str, _: tuple[Any, ...]) -> None:
        if event.startswith(_FORBIDDEN):
            report(event)
            os._exit(_BLOCKED)

    sys.addaudithook(hook)


def _limit_memory(most: int) -> None:
    """Hold this process to some bytes of address space, where that can be done."""
    with contextlib.suppress(ImportError, ValueError, OSError):
        import resource

        _, hard = resource.getrlimit(resource.RLIMIT_AS)
        if hard != resource.RLIM_INFINITY:
            most = min(most, hard)
        resource.setrlimit(resource.RLIMIT_AS, (most, most))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _leave_network() -> bool:
    """Move to a network namespace without any interface, where Linux lets us."""
    if sys.platform != "linux":
        return False
    import ctypes

    libc = ctypes.CDLL(None, use_errno=True)
    flags = (_NEW_NETWORK, _NEW_NETWORK | _NEW_USER)
    return any(libc.unshare(flag) == 0 for flag in flags)


def _alarm(seconds: float) -> None:
    """End this process after some seconds even if nobody is left to do it."""
    if hasattr(signal, "setitimer"):
        signal.setitimer(signal.ITIMER_REAL, seconds)


def _operations() -> ModuleType:
    place = Path(__file__).with_name("workerops.py")
    spec = importlib.util.spec_from_file_location("landuse_workerops", place)
    if spec is None or spec.loader is None:  # pragma: no cover - a broken install
        msg = f"{place} is not there"
        raise ImportError(msg)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def _answer(operations: ModuleType, request: dict[str, Any], out: BinaryIO) -> None:
    try:
        header, body = operations.perform(request)
    except MemoryError as error:
        header, body = {"kind": "memory", "message": str(error)}, None
    except Exception as error:
        said = str(error) or type(error).__name__
        text = operations.plain_text(said, request["path"])
        kind = "memory" if operations.is_memory(text) else "error"
        header, body = {"kind": kind, "message": text[:2000]}, None
    send(out, header, body)


def _private_pipes() -> tuple[BinaryIO, BinaryIO]:
    """Our ends of the pipes; what a library prints goes nowhere."""
    ends = os.fdopen(os.dup(0), "rb"), os.fdopen(os.dup(1), "wb")
    nowhere = os.open(os.devnull, os.O_RDWR)
    os.dup2(nowhere, 0)
    os.dup2(nowhere, 1)
    return ends


def main() -> None:
    """Serve until the other end is closed."""
    come, out = _private_pipes()
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    setup = receive(come)
    if setup is None:
        return
    alone = _leave_network()
    _limit_memory(setup["memory"])
    sys.path[:] = setup["path"]
    try:
        operations = _operations()
        operations.prepare(setup["drivers"])
    except Exception as error:
        send(out, {"kind": "error", "message": f"{type(error).__name__}: {error}"})
        return
    forbid(lambda event: send(out, {"kind": "blocked", "message": event}))
    send(out, {"kind": "ready", "alone": alone})
    while (request := receive(come)) is not None:
        _alarm(request["seconds"] + 5)
        _answer(operations, request, out)
        _alarm(0)


if __name__ == "__main__":
    main()
