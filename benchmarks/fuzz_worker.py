"""The two readers in processes of their own, so that a crash or a hang is seen."""

from __future__ import annotations

import multiprocessing
import warnings
from collections.abc import Callable
from multiprocessing.connection import Connection
from pathlib import Path

import geopandas as gpd
import pandas as pd

from benchmarks.fuzz_judge import Reading, compare
from benchmarks.fuzz_samples import Sample
from landuse.errors import LanduseError
from landuse.io.source import Source, read_source
from landuse.policy import load_policy
from landuse.steps.checking import check_file

__all__ = ["READERS", "Worker", "read_landuse", "read_plain"]

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


READERS: dict[str, Callable[[Path, str], Reading]] = {
    "landuse": read_landuse,
    "geopandas": read_plain,
}


class Worker:
    """One reader in a process that is started again when it dies or hangs."""

    def __init__(self, reader: str) -> None:
        self.reader = reader
        self._truths: list[tuple[str, Path, str]] = []
        self._start()

    def _start(self) -> None:
        context = multiprocessing.get_context("spawn")
        self._pipe, end = context.Pipe()
        self._process = context.Process(
            target=_serve, args=(self.reader, end), daemon=True
        )
        self._process.start()
        end.close()

    def learn(self, sample: Sample, path: Path) -> str:
        """Read a whole file as the truth; why it cannot be, if it cannot."""
        for kind in sample.kinds:
            verdict, text = self._ask(sample.format, path, kind, truth=True)
            if verdict != "same":
                return text
            self._truths.append((sample.format, path, kind))
        return ""

    def judge(self, name: str, path: Path, kind: str) -> tuple[str, str]:
        """The verdict over a damaged file of a sample whose truth is known."""
        return self._ask(name, path, kind, truth=False)

    def _ask(self, name: str, path: Path, kind: str, *, truth: bool) -> tuple[str, str]:
        self._pipe.send((name, path, kind, truth))
        try:
            if self._pipe.poll(TIME_OUT):
                return self._pipe.recv()
            verdict = "hang", f"no end in {TIME_OUT:g} s"
        except EOFError:
            verdict = "crash", "the process died"
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


def _serve(reader: str, pipe: Connection) -> None:
    read = READERS[reader]
    truths: dict[tuple[str, str], Reading] = {}
    while True:
        name, path, kind, truth = pipe.recv()
        try:
            made = read(path, kind)
            if not truth:
                pipe.send(compare(truths[name, kind], made))
                continue
            truths[name, kind] = made
            pipe.send(("refused", made.text) if made.frame is None else ("same", ""))
        except Exception as error:
            pipe.send(("crash", f"{type(error).__name__}: {error}"))
