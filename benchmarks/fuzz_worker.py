"""The two readers in processes of their own, so that a crash or a hang is seen."""

from __future__ import annotations

import multiprocessing
import warnings
from collections.abc import Callable
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

import geopandas as gpd
import pandas as pd

from benchmarks.fuzz_judge import Reading, Verdict, compare, differences
from benchmarks.fuzz_samples import Sample
from benchmarks.fuzz_twin import held, twin_content
from landuse.errors import LanduseError
from landuse.io.source import Source, read_source
from landuse.policy import load_policy
from landuse.steps.checking import check_file

__all__ = ["READERS", "TWINS", "Worker", "read_landuse", "read_plain", "serve"]

TIME_OUT = 30.0


def read_landuse(path: Path, kind: str) -> Reading:
    """Read and check a file with landuse; a refusal is no exception here."""
    region = load_policy("puyang").region
    try:
        loaded = read_source(Source.of(kind, path), region)
        checked = check_file(path, kind=kind, region=region)
    except (LanduseError, OSError) as error:
        return Reading(None, text=str(error))
    loud = checked.issues[checked.issues["severity"] != "info"]
    told = {
        tuple(None if pd.isna(v) else v for v in row)
        for row in loud[["code", "field", "feature"]].itertuples(index=False)
    }
    rows = loaded.quarantine["row"].tolist()
    return Reading(loaded.frame, frozenset(told | {("QUARANTINE", r) for r in rows}))


def read_plain(path: Path, kind: str) -> Reading:
    """Read a file as a script does: geopandas or pandas, warnings counted as words."""
    del kind
    with warnings.catch_warnings(record=True) as said:
        warnings.simplefilter("always")
        try:
            if path.suffix == ".xlsx":
                frame = pd.read_excel(path, engine="openpyxl")
            else:
                frame = gpd.read_file(path, encoding=_encoding(path))
        except Exception as error:
            return Reading(None, text=str(error))
    return Reading(frame, frozenset((str(w.category.__name__),) for w in said))


def _encoding(path: Path) -> str | None:
    return "GB18030" if path.suffix == ".shp" else None


Read = Callable[[Path, str], Reading]
Server = Callable[[str, Connection], None]

READERS: dict[str, Read] = {
    "landuse": read_landuse,
    "geopandas": read_plain,
}


#: The process that proves twins; no reader.
TWINS = "twins"


class Worker:
    """One reader in a process that is started again when it dies or hangs."""

    def __init__(
        self, reader: str, serve: Server | None = None, time_out: float = TIME_OUT
    ) -> None:
        self.reader = reader
        self._serve = serve or serve_reader
        self._time_out = time_out
        self._truths: list[tuple[str, Path, str]] = []
        self._start()

    def _start(self) -> None:
        context = multiprocessing.get_context("spawn")
        self._pipe, end = context.Pipe()
        self._process = context.Process(
            target=self._serve, args=(self.reader, end), daemon=True
        )
        self._process.start()
        end.close()

    def learn(self, sample: Sample, path: Path) -> str:
        """Read a whole file as the truth; why it cannot be, if it cannot."""
        for kind in sample.kinds:
            found = self._ask(sample.format, path, kind, truth=True)
            if found.name != "same":
                return found.text
            self._truths.append((sample.format, path, kind))
        return ""

    def judge(self, name: str, path: Path, kind: str) -> Verdict:
        """The verdict over a damaged file of a sample whose truth is known.

        Asked of :data:`TWINS` with the damaged file as the kind: how the content
        of the twin differs, or ``refused`` without a twin.
        """
        return self._ask(name, path, kind, truth=False)

    def _ask(self, name: str, path: Path, kind: str, *, truth: bool) -> Verdict:
        self._pipe.send((name, path, kind, truth))
        try:
            if self._pipe.poll(self._time_out):
                return self._pipe.recv()
            verdict = Verdict("hang", f"no end in {self._time_out:g} s")
        except EOFError:
            verdict = Verdict("crash", "the process died")
        self.close()
        self._start()
        for known in self._truths:
            self._pipe.send((*known, True))
            self._pipe.recv()
        return verdict

    def close(self) -> None:
        """End the process."""
        self._process.kill()
        self._process.join()
        self._pipe.close()


def serve_reader(reader: str, pipe: Connection) -> None:
    """Read what is asked for and judge it, for ever."""
    read = READERS.get(reader)
    if read is not None:
        serve(read, pipe)
    contents: dict[str, Any] = {}
    while True:
        name, path, kind, truth = pipe.recv()
        if truth:
            contents[name] = None if name == "xlsx" else held(name, path)
            pipe.send(Verdict("same"))
            continue
        twin = twin_content(name, path, kind)
        missing = Verdict("refused", "no twin")
        pipe.send(missing if twin is None else differences(contents[name], twin))


def serve(read: Read, pipe: Connection) -> None:
    """Read whole files as truths and damaged ones against them, for ever."""
    truths: dict[tuple[str, str], Reading] = {}
    while True:
        name, path, kind, truth = pipe.recv()
        try:
            made = read(path, kind)
            if not truth:
                pipe.send(compare(truths[name, kind], made))
                continue
            truths[name, kind] = made
            refused = Verdict("refused", made.text)
            pipe.send(refused if made.frame is None else Verdict("same"))
        except Exception as error:
            pipe.send(Verdict("crash", f"{type(error).__name__}: {error}"))
