"""One process that does all reading with GDAL, apart from ours.

GDAL follows addresses, opens what a file refers to, and may crash or never
return. So it runs in a child with an empty environment, only the drivers that
are needed, no proxy but a dead one, and limits of memory and time. The child is
started when first needed and serves many files; if it dies, that is an error of
the one file, and the next file gets a new child. Nothing is pickled.
"""

from __future__ import annotations

import atexit
import contextlib
import json
import os
import subprocess
import sys
import threading
from functools import cache
from pathlib import Path
from typing import Any

import pyarrow as pa

from landuse.errors import SourceError
from landuse.io import workerloop
from landuse.io.limits import limit
from landuse.messages import worded

__all__ = ["DRIVERS", "Answer", "Worker", "ask"]

#: Drivers of GDAL that may open a file.
DRIVERS = ("ESRI Shapefile", "GPKG", "OpenFileGDB", "FlatGeobuf", "DXF")
#: Of the user's environment only what a program needs to start.
_KEPT = (
    "SYSTEMROOT",
    "SYSTEMDRIVE",
    "WINDIR",
    "TEMP",
    "TMP",
    "TMPDIR",
    "LD_LIBRARY_PATH",
    "DYLD_LIBRARY_PATH",
)
_CLOSED = {
    "CPL_VSIL_CURL_ALLOWED_EXTENSIONS": ".none",
    "GDAL_CACHEMAX": "64",
    "GDAL_DISABLE_READDIR_ON_OPEN": "FALSE",
    "GDAL_HTTP_PROXY": "127.0.0.1:9",
    "GDAL_DRIVER_PATH": "disable",
    "GDAL_PAM_ENABLED": "NO",
    "NO_PROXY": "",
    "OGR_SQLITE_LOAD_EXTENSIONS": "NO",
    "OPENBLAS_NUM_THREADS": "1",
    "PROJ_NETWORK": "OFF",
    "PYTHONUTF8": "1",
    "SHAPE_RESTORE_SHX": "NO",
    "http_proxy": "127.0.0.1:9",
    "https_proxy": "127.0.0.1:9",
    "no_proxy": "",
}
_PIPE_BYTES = 1024**2
_BYTES_PER_SECOND = 10 * 1024**2 // 6
_START_SECONDS = 60


class Answer:
    """Header of an answer and the table that came with it, if any."""

    def __init__(self, header: dict[str, Any], body: bytearray | None) -> None:
        self.header = header
        self._body = body

    def __getitem__(self, name: str) -> Any:
        """An entry of the header."""
        return self.header[name]

    @property
    def table(self) -> pa.Table:
        """The Arrow table."""
        with pa.ipc.open_stream(pa.py_buffer(self._body)) as reader:
            return reader.read_all()


class Worker:
    """A child process for reading, started again whenever it is gone."""

    def __init__(self) -> None:
        self._process: subprocess.Popen[bytes] | None = None
        self._owner = 0
        self._lock = threading.RLock()
        self.alone = False  #: whether it has a network of its own, without a way out

    @property
    def pid(self) -> int | None:
        """Of the child that runs now."""
        return None if self._process is None else self._process.pid

    def ask(self, path: Path, request: dict[str, Any]) -> Answer:
        """Have something done with a file.

        Parameters
        ----------
        path : Path
            The file.
        request : dict
            ``op`` and what it needs.

        Returns
        -------
        Answer
            What came back.

        Raises
        ------
        SourceError
            If the file cannot be read, or the reading process ended over it.
        """
        size = path.stat().st_size if path.is_file() else 0
        seconds = limit("worker_seconds") + size // _BYTES_PER_SECOND
        full = {**request, "path": str(path.absolute()), "seconds": seconds}
        with self._lock:
            process = self._started()
            answer = self._exchange(process, full, seconds, path.name)
        kind, text = answer["kind"], answer.header.get("message", "")
        if kind == "done":
            return answer
        if kind == "memory":
            raise _too_large(path.name)
        if kind == "blocked":
            self.close()
            msg = worded("worker_blocked", text=text)
            raise SourceError(msg, path.name, code="ACTIVE_CONTENT")
        msg = worded("worker_unread", text=text)
        raise SourceError(msg, path.name, code="CORRUPT_FILE")

    def close(self) -> None:
        """End the child, if there is one of ours."""
        with self._lock:
            process, self._process = self._process, None
            if process is None or self._owner != os.getpid():
                return
            with contextlib.suppress(OSError):
                process.stdin.close()  # type: ignore[union-attr]
            try:
                process.wait(0.5)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
            process.stdout.close()  # type: ignore[union-attr]

    def _started(self) -> subprocess.Popen[bytes]:
        alive = self._process is not None and self._process.poll() is None
        if alive and self._owner == os.getpid() and self._process is not None:
            return self._process
        self.close()
        self._process, self._owner = _start(), os.getpid()
        setup = {
            "memory": limit("worker_bytes"),
            "drivers": DRIVERS,
            "path": [p for p in sys.path if p],
        }
        answer = self._exchange(self._process, setup, _START_SECONDS, None)
        if answer["kind"] != "ready":
            self.close()
            msg = worded("worker_refused", answer_message=answer["message"])
            raise SourceError(msg)
        self.alone = answer["alone"]
        return self._process

    def _exchange(
        self,
        process: subprocess.Popen[bytes],
        request: dict[str, Any],
        seconds: float,
        name: str | None,
    ) -> Answer:
        late = threading.Event()

        def stop() -> None:
            late.set()
            process.kill()

        timer = threading.Timer(seconds, stop)
        timer.daemon = True
        timer.start()
        try:
            workerloop.send(process.stdin, request)  # type: ignore[arg-type]
            return _received(process)
        except (OSError, EOFError) as error:
            self.close()
            raise _ended(process, seconds, name, late=late.is_set()) from error
        except BaseException:
            process.kill()
            self.close()
            raise
        finally:
            timer.cancel()
            timer.join()


def _received(process: subprocess.Popen[bytes]) -> Answer:
    stream = process.stdout
    header = None if stream is None else workerloop.receive(stream)  # type: ignore[arg-type]
    if header is None or stream is None:
        raise EOFError
    size = header.get("bytes")
    if size is None:
        return Answer(header, None)
    body = bytearray(size)
    view, done = memoryview(body), 0
    while done < size:
        read = stream.readinto(view[done:])  # type: ignore[attr-defined]
        if not read:
            raise EOFError
        done += read
    return Answer(header, body)


def _too_large(name: str | None) -> SourceError:
    most = limit("worker_bytes") // 1024**2
    msg = worded("worker_memory", most=most)
    return SourceError(msg, name, code="LIMIT_EXCEEDED")


def _ended(
    process: subprocess.Popen[bytes], seconds: float, name: str | None, *, late: bool
) -> SourceError:
    if late:
        msg = worded("worker_late", seconds=seconds)
        return SourceError(msg, name, code="LIMIT_EXCEEDED")
    code = process.returncode
    how = f"signal {-code}" if code < 0 else f"code {code}"
    msg = worded("worker_ended", how=how)
    return SourceError(msg, name, code="CORRUPT_FILE")


@cache
def _environment() -> dict[str, str]:
    import pyogrio

    skipped = ",".join(sorted(set(pyogrio.list_drivers()) - set(DRIVERS)))
    kept = {name: os.environ[name] for name in _KEPT if name in os.environ}
    return {**kept, **_CLOSED, "GDAL_SKIP": skipped, "OGR_SKIP": skipped}


def _start() -> subprocess.Popen[bytes]:
    options: dict[str, Any] = {}
    if sys.platform == "win32":
        options["creationflags"] = subprocess.CREATE_NO_WINDOW
    elif sys.platform == "linux":
        options["pipesize"] = _PIPE_BYTES
    try:
        return subprocess.Popen(
            [sys.executable, "-I", "-B", workerloop.__file__],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=_environment(),
            cwd=Path(workerloop.__file__).parent,
            **options,
        )
    except OSError as error:
        msg = worded("worker_no_start", error=error)
        raise SourceError(msg) from error


_SHARED = Worker()
atexit.register(_SHARED.close)


def ask(path: Path, op: str, **request: Any) -> Answer:
    """Have something done with a file by the reading process that all share.

    Parameters
    ----------
    path : Path
        The file.
    op : str
        Name of what :mod:`landuse.io.workerops` can do.
    **request
        What it needs; JSON-able.

    Returns
    -------
    Answer
        What came back.

    Raises
    ------
    SourceError
        If the file cannot be read, or the reading process ended over it.
    """
    return _SHARED.ask(path, json.loads(json.dumps({"op": op, **request})))
