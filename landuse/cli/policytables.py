"""What a test of a policy found, as a table."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from rich.box import SIMPLE
from rich.markup import escape
from rich.table import Table

from landuse.cli.options import console
from landuse.steps.casetest import Checked
from landuse.steps.policywords import fact_words
from landuse.vocabulary import has_label, label

__all__ = ["count_lines", "print_failures"]

#: How many failures a table shows; ``--json`` has all.
_SHOWN = 20
_GROUPS = ("verdict", "state", "category", "rulebook")


def print_failures(failed: Sequence[Checked], lang: str) -> None:
    """The first failures: the case, what it is about, expected and found.

    Parameters
    ----------
    failed : sequence of Checked
        Of :func:`landuse.steps.casetest.run_cases`.
    lang : {"zh", "en"}
        Language.
    """
    if not failed:
        return
    table = Table(box=SIMPLE, pad_edge=False)
    for name in ("case", "about", "expected", "found", "missing"):
        table.add_column(label("rulebook", name, lang), overflow="fold")
    for one in failed[:_SHOWN]:
        table.add_row(
            escape(f"{one.case} ({one.line})"),
            escape(one.about),
            escape(_word(one.expected, lang)),
            escape(_word(one.found, lang)),
            escape(fact_words(one.missing, lang)),
        )
    console().print(table)


def _word(name: str, lang: str) -> str:
    group = next((g for g in _GROUPS if has_label(g, name)), "")
    return label(group, name, lang)


def count_lines(
    count: int, failed: int, left: Mapping[str, Sequence[str]], lang: str
) -> Iterator[str]:
    """How many passed, and what no case tests.

    Parameters
    ----------
    count, failed : int
        Things that were checked, and that were not as expected.
    left : mapping
        Of :func:`landuse.steps.casetest.untested`.
    lang : {"zh", "en"}
        Language.

    Yields
    ------
    str
        Lines without markup.
    """
    passed = label("rulebook", "passed", lang)
    yield f"{passed} {count - failed}, {label('rulebook', 'failed', lang)} {failed}"
    for rule, names in left.items():
        words = ", ".join(label("verdict", name, lang) for name in names)
        yield f"{label('rulebook', 'untested', lang)}: {rule}: {words}"
