"""``python -m benchmarks.fuzz_reader``: damaged files, read by landuse and geopandas.

Valid small files are written (shapefile in GBK, GeoPackage, File Geodatabase, Excel,
coordinate text), one damage is done to the bytes of one file, and both readers
read the same damaged files in the same run. What each verdict means stands in
:mod:`benchmarks.fuzz_judge`, and what no reader can know in
:mod:`benchmarks.fuzz_twin`. Every case can be made again from the seed and its
number; ``--keep`` keeps the files of the bad ones.
"""

from __future__ import annotations

import argparse
import random
import shutil
import sys
import tempfile
import time
from collections import Counter
from dataclasses import dataclass, replace
from pathlib import Path

from benchmarks.fuzz_judge import SILENT, VERDICTS, Verdict, excused
from benchmarks.fuzz_mutations import mutate
from benchmarks.fuzz_samples import FORMATS, Sample, write_sample
from benchmarks.fuzz_worker import READERS, TWINS, Worker

__all__ = ["Case", "cases", "main", "run"]


TWIN = "twin"


@dataclass(frozen=True, slots=True)
class Case:
    """One damaged file."""

    number: int
    sample: Sample
    target: str  #: the file whose bytes are changed
    kind: str  #: as what landuse reads it

    @property
    def column(self) -> str:
        """What the table counts it under: the ending of the damaged file."""
        name = self.sample.format
        return name if name == "gdb" else Path(self.target).suffix


def cases(samples: list[Sample], count: int) -> list[Case]:
    """Cases spread evenly over the files that can be damaged.

    Parameters
    ----------
    samples : list of Sample
        What there is.
    count : int
        How many.

    Returns
    -------
    list of Case
        In a fixed order.
    """
    by_ending: dict[str, list[tuple[Sample, str]]] = {}
    for sample in samples:
        for target in sample.targets:
            key = sample.format if sample.format == "gdb" else Path(target).suffix
            by_ending.setdefault(key, []).append((sample, target))
    endings = list(by_ending.values())
    made = []
    for number in range(count):
        turn, place = divmod(number, len(endings))
        choice = endings[place]
        sample, target = choice[turn // 2 % len(choice)]
        made.append(Case(number, sample, target, sample.kinds[turn % 2]))
    return made


def damage(case: Case, seed: int, whole: Path, folder: Path) -> tuple[str, Path]:
    """Write the damaged copy of a case; the damage and what a reader opens."""
    generator = random.Random(f"{seed}:{case.number}:{case.target}")
    shutil.copytree(whole, folder)
    path = folder / case.target
    name, data = mutate(path.read_bytes(), generator)
    path.write_bytes(data)
    return name, folder / case.sample.entry


def run(
    count: int, seed: int, formats: tuple[str, ...], keep: Path | None = None
) -> dict[str, dict[str, Counter]]:
    """Damage, read, judge.

    Parameters
    ----------
    count : int
        Damaged files.
    seed : int
        Decides all damages.
    formats : tuple of str
        Of :data:`benchmarks.fuzz_samples.FORMATS`.
    keep : Path, optional
        Where to leave the files that landuse read wrong.

    Returns
    -------
    dict
        Reader -> ending -> how often each verdict.
    """
    workers = {name: Worker(name) for name in (*READERS, TWINS)}
    found: dict[str, dict[str, Counter]] = {name: {} for name in READERS}
    with tempfile.TemporaryDirectory() as made:
        root = Path(made)
        samples, able = _samples(root, formats, workers)
        for case in cases(samples, count):
            folder = root / f"case-{case.number}"
            how, entry = damage(case, seed, root / case.sample.format, folder)
            for name in READERS:
                if (name, case.sample.format) not in able:
                    continue
                verdict = _judged(workers, name, case, entry)
                found[name].setdefault(case.column, Counter())[verdict.name] += 1
                if name == "landuse" and verdict.name in (*SILENT, TWIN):
                    _tell(case, how, verdict)
                    if keep is not None:
                        shutil.copytree(folder, keep / folder.name, dirs_exist_ok=True)
            shutil.rmtree(folder)
    for worker in workers.values():
        worker.close()
    return found


def _judged(
    workers: dict[str, Worker], reader: str, case: Case, entry: Path
) -> Verdict:
    """The verdict of a reader, a twin of the file being an excuse."""
    found = workers[reader].judge(case.sample.format, entry, case.kind)
    if not found.lost and not found.changed:
        return found
    twin = workers[TWINS].judge(case.sample.format, entry, case.target)
    known = twin.lost or twin.changed
    return replace(found, name=TWIN) if known and excused(found, twin) else found


def _samples(
    root: Path, formats: tuple[str, ...], workers: dict[str, Worker]
) -> tuple[list[Sample], set[tuple[str, str]]]:
    """The whole files, and which reader can read which of them at all."""
    samples, able = [], set()
    for name in formats:
        (root / name).mkdir()
        sample = write_sample(name, root / name)
        for reader, worker in workers.items():
            trouble = worker.learn(sample, root / name / sample.entry)
            if trouble and reader != TWINS:
                print(f"{reader} does not read {name}: {trouble}")
            else:
                able.add((reader, name))
        if ("landuse", name) in able:
            samples.append(sample)
    return samples, able


def _tell(case: Case, how: str, verdict: Verdict) -> None:
    where = f"case {case.number}, {how} in {case.target}, {case.kind}"
    print(f"  {verdict.name}: {where}: {verdict.text}")


def report(found: dict[str, dict[str, Counter]]) -> bool:
    """Print the table; whether landuse read nothing wrong."""
    print(f"{'reader':<11}{'file':<7}{'n':>6}" + "".join(f"{v:>11}" for v in VERDICTS))
    for reader, endings in found.items():
        total: Counter = Counter()
        for ending, counts in endings.items():
            _line(reader, ending, counts)
            total += counts
        _line(reader, "all", total)
    ours = sum(found["landuse"].values(), Counter())
    return not any(ours[verdict] for verdict in SILENT)


def _line(reader: str, ending: str, counts: Counter) -> None:
    figures = "".join(f"{counts[v] or '-':>11}" for v in VERDICTS)
    print(f"{reader:<11}{ending:<7}{counts.total():>6}{figures}")


def main() -> None:
    """Run, report; exit code 1 if landuse read anything wrong in silence."""
    parser = argparse.ArgumentParser(prog="benchmarks.fuzz_reader")
    parser.add_argument("--n", type=int, default=2000, help="damaged files")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--formats", nargs="+", choices=FORMATS, default=FORMATS)
    parser.add_argument("--keep", type=Path, help="folder for the bad cases")
    options = parser.parse_args()
    began = time.perf_counter()
    found = run(options.n, options.seed, tuple(options.formats), options.keep)
    took = time.perf_counter() - began
    print(f"{options.n:,} files, seed {options.seed}, in {took:.0f} s")
    sys.exit(0 if report(found) else 1)


if __name__ == "__main__":
    main()
