"""A policy or cases file that somebody broke is refused, never met with a traceback."""

import contextlib
from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import given, settings
from hypothesis import strategies as st

from landuse.errors import PolicyError
from landuse.policy import load_policy
from landuse.resources import data_path, package_path
from landuse.steps.casefile import read_cases

POLICIES = [
    package_path("policies", f"{name}.toml").read_text("utf-8")
    for name in ("puyang", "henan", "national")
]
SAMPLE = data_path("sample_data", "policy.cases.toml").read_text("utf-8")
WORDS = [
    *("1", "-1", '"x"', "true", "[]", "{}", "[1]", '["a"]', "2012-07-01", "12:00:00"),
    *("2012-07-01T00:00:00", '""', "{ a = 1 }", "nan", "[[1]]", '"K"', "0"),
]
NAMES = ["key", "id", "value", "needs", "basis", "document", "effective_from", "title"]
NAMES += [
    "[policy]",
    "[[rule]]",
    "[document.x]",
    "[value]",
    "as_of",
    "parcel",
    "absent",
]


@st.composite
def edits(draw):
    """A way to spoil some lines of a text."""
    count = draw(st.integers(1, 3))
    return [
        (
            draw(st.floats(0, 1)),
            draw(st.sampled_from(["drop", "double", "value", "name", "table"])),
            draw(st.sampled_from(WORDS)),
            draw(st.sampled_from(NAMES)),
        )
        for _ in range(count)
    ]


def spoiled(text, changes):
    lines = text.splitlines()
    for place, how, word, name in changes:
        at = int(place * (len(lines) - 1))
        key, equals, value = lines[at].partition(" = ")
        lines[at] = {
            "drop": "",
            "double": f"{lines[at]}\n{lines[at]}",
            "value": f"{key} = {word}" if equals else lines[at],
            "name": f"{name} = {value}" if equals else name,
            "table": f"{name} = {word}" if name[0] != "[" else name,
        }[how]
    return "\n".join(lines)


@settings(max_examples=100, deadline=None)
@given(st.sampled_from(POLICIES), edits())
def test_a_broken_policy_is_refused_or_read(text, changes):
    with TemporaryDirectory() as folder:
        path = Path(folder) / "p.toml"
        path.write_text(spoiled(text, changes), "utf-8")
        with contextlib.suppress(PolicyError):
            assert load_policy(path).hash


@settings(max_examples=60, deadline=None)
@given(edits())
def test_broken_cases_are_refused_or_read(changes):
    with TemporaryDirectory() as folder:
        path = Path(folder) / "p.cases.toml"
        path.write_text(spoiled(SAMPLE, changes), "utf-8")
        with contextlib.suppress(PolicyError):
            assert read_cases(path)
