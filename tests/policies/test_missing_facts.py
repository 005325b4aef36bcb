"""Taking away any fact of any shipped case never turns its verdict into "no".

Every case that holds or cannot be told is judged again once for each column that
it fills, from a source that has no such column.
"""

from dataclasses import replace

import pytest

from landuse.analysis.flags import flag
from landuse.fields import FRAMES
from landuse.policy import load_policy
from landuse.policyfile import shipped_policies
from landuse.resources import data_path
from landuse.schema import absent_columns
from landuse.steps.casefile import cases_path, read_cases
from landuse.steps.caseframes import case_frames

ALL = ("yes", "no", "cannot_tell", "not_configured")
KINDS = ("parcels", "approvals", "enterprises", "phases", "causes")
KEYS = {"parcel_id", "batch_id", "enterprise_id", "year", "phase", "geometry"}
#: Without the registered area the measured one counts, and the finding says so: that
#: is a rule (area.basis), not a gap, and moves a measure by a few parts in 10,000.
STOOD_IN_FOR = {"registered_area_m2"}


def judged(frames, policy, case):
    given = {k: frames[k] for k in (*KINDS[1:], "zones") if k in frames}
    given["layers"] = {n: frames[n] for n in ("plan", "plan_new") if n in frames}
    found = flag(frames["parcels"], policy, case.as_of, keep=ALL, **given)
    return found.set_index(["subject", "subject_id", "rule"])["verdict"]


def filled(frame, kind):
    names = [f.name for f in FRAMES[kind] if f.name not in KEYS]
    filled = [name for name in names if frame[name].notna().any()]
    return [name for name in filled if name not in STOOD_IN_FOR]


def without(frames, kind, column):
    """The same records from a source that has no such column."""
    frame = frames[kind]
    nothing = frame[column].where(frame[column].isna())
    lost = frame.assign(**{column: nothing})
    lost.attrs = {"absent_columns": sorted({*absent_columns(frame), column})}
    return frames | {kind: lost}


def cases():
    names = [*shipped_policies(), str(data_path("sample_data", "policy.toml"))]
    for name in names:
        policy = load_policy(name)
        for case in read_cases(cases_path(name)):
            if case.expect and "parcels" in case.records:
                label = f"{policy.id}-{case.line}"
                yield pytest.param(policy, case, id=label)


@pytest.mark.parametrize(("policy", "case"), list(cases()))
def test_no_verdict_turns_to_no_for_want_of_a_fact(policy, case):
    frames = case_frames(case)
    before = judged(frames, policy, case)
    open_ = before[before.isin(["yes", "cannot_tell"])]
    ids = open_.index.get_level_values("rule")
    few = replace(policy, rules=tuple(r for r in policy.rules if r.id in ids))
    turned = []
    for kind in KINDS:
        for column in filled(frames[kind], kind) if kind in frames else ():
            after = judged(without(frames, kind, column), few, case)
            lost = open_[after.reindex(open_.index).fillna("no") == "no"]
            turned += [(column, subject, rule) for _, subject, rule in lost.index]
    assert turned == []
