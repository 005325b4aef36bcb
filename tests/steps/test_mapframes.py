"""One map has what the audit's maps have: faults of the data, grades set by hand."""

from __future__ import annotations

import pytest

from landuse.workflow import audit, draw_map
from tests.cli.ledgercity import write_city


@pytest.fixture(scope="module")
def city(tmp_path_factory):
    return write_city(tmp_path_factory.mktemp("city"))


def test_a_map_alone_is_judged_with_all_that_the_audit_is(city, tmp_path, monkeypatch):
    judged, shown = [], []
    from landuse import workflow

    judge = workflow.judge

    def recorded(*arguments):
        judged.append(arguments)
        return judge(*arguments)

    monkeypatch.setattr(workflow, "judge", recorded)
    monkeypatch.setattr(
        workflow, "write_map", lambda _spec, frames, *_: shown.append(frames)
    )
    audit(city, out=tmp_path / "out")
    draw_map("quality", city, tmp_path / "map.html")
    of_audit, of_map = judged
    assert len(of_audit) == len(of_map) == 5
    assert of_map[3].keys() == of_audit[3].keys()
    assert "issues" in shown[0]
