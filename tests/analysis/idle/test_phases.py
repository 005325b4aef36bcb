"""Phases: the clock of each delivered one, and the area of those that are idle."""

import pytest

from landuse.testing import make_causes, make_phases

PHASED = {"registered_area_m2": 10_000.0, "due_start_date": "2019-01-01"}


def test_the_clock_runs_for_each_delivered_phase(judged):
    """The second is delivered too late to be idle, the third not at all."""
    phases = make_phases(
        area_m2=[3_000.0, 3_000.0, 4_000.0],
        delivery_date=["2018-01-01", "2021-10-01", None],
    )
    row = judged(**PHASED, phases=phases)
    assert (row["verdict"], row["area_m2"]) == ("yes", 3_000)
    assert row["derived"]["idle_phases"] == "1"
    assert row["derived"]["due_start"] == "2019-01-01"


@pytest.mark.parametrize(
    ("delivered", "verdict"), [("2021-10-01", "no"), ("2021-09-30", "yes")]
)
def test_a_phase_without_an_agreed_start_is_not_late_before_its_delivery(
    judged, delivered, verdict
):
    phases = make_phases(area_m2=10_000.0, delivery_date=delivered)
    assert judged(**PHASED, phases=phases)["verdict"] == verdict


def test_dates_of_its_own_replace_those_of_the_parcel(judged):
    phases = make_phases(
        area_m2=[5_000.0, 5_000.0],
        delivery_date="2018-01-01",
        due_start_date=["2018-06-01", "2022-06-01"],
        extended_start_date=["2020-06-01", None],
    )
    row = judged(**PHASED, phases=phases)
    assert row["derived"]["due_start"] == "2020-06-01"
    assert row["derived"]["due_start_ground"] == "extension"
    assert (row["area_m2"], row["derived"]["idle_phases"]) == (5_000, "1")


def test_a_start_of_one_phase_is_not_one_of_another(judged):
    phases = make_phases(
        area_m2=[6_000.0, 4_000.0],
        delivery_date="2018-01-01",
        start_date=["2019-01-01", None],
    )
    row = judged(**PHASED, start_date="2019-01-01", phases=phases)
    assert (row["verdict"], row["area_m2"]) == ("yes", 4_000)


def test_areas_never_exceed_the_parcel(judged):
    phases = make_phases(area_m2=[6_000.0, 6_000.0], delivery_date="2018-01-01")
    row = judged(**PHASED, phases=phases)
    assert row["area_m2"] == 10_000
    assert row["derived"]["idle_phases_area_m2"] == 12_000


def test_an_idle_phase_without_an_area_leaves_the_area_open(judged):
    phases = make_phases(area_m2=[6_000.0, None], delivery_date="2018-01-01")
    row = judged(**PHASED, phases=phases)
    assert row["verdict"] == "yes"
    assert row["area_m2"] != row["area_m2"]


def test_yes_comes_before_cannot_tell_before_no(judged):
    none = make_phases(phase="9", area_m2=1.0)
    assert judged(**PHASED, phases=none)["verdict"] == "no"
    lost = make_phases(phase="9", area_m2=1.0)
    lost.attrs["absent_columns"] = ["delivery_date"]
    row = judged(**PHASED, phases=lost)
    assert (row["verdict"], row["missing"]) == (
        "cannot_tell",
        ["due_start_date", "delivery_date"],
    )


@pytest.mark.parametrize("name", ["delivery_date", "start_date", "completion_date"])
def test_a_column_that_the_phases_lack_is_never_a_no(judged, name):
    phases = make_phases(area_m2=5_000.0, delivery_date="2018-01-01")
    phases[name] = phases[name].where(phases["phase"].isna())
    phases.attrs["absent_columns"] = [name]
    assert judged(**PHASED, phases=phases)["verdict"] == "cannot_tell"


def test_a_suspended_phase(judged):
    """2,999.99 of 9,000 m2: less than a third, suspended for a year."""
    facts = {"delivery_date": "2018-01-01", "start_date": "2019-01-01"}
    facts |= {"suspended_since": "2021-09-30", "should_start_area_m2": 9_000.0}
    facts |= {"paid_investment_yuan": 4e6, "total_investment_yuan": 4e6}
    for started, verdict in ((2_999.99, "yes"), (3_000.0, "no"), (None, "cannot_tell")):
        phases = make_phases(area_m2=9_000.0, started_area_m2=started, **facts)
        row = judged("idle-suspended", **PHASED, phases=phases)
        assert row["verdict"] == verdict
        assert row["area_m2"] == (10_000 if verdict != "yes" else 9_000)


def test_a_cause_of_one_phase_is_not_one_of_another(judged):
    phases = make_phases(area_m2=[5_000.0, 5_000.0], delivery_date="2018-01-01")
    causes = make_causes(
        phase=["2", None],
        cause_from=["2019-02-01", "2020-02-01"],
        cause_to=["2019-02-28", "2020-02-29"],
    )
    row = judged(**PHASED, phases=phases, causes=causes)
    assert row["derived"]["idle_phases"] == "1、2"
    assert row["derived"]["government_days"] == 29


def test_phases_of_another_parcel_change_nothing(judged):
    phases = make_phases(parcel_id="P9", area_m2=1.0, delivery_date="2018-01-01")
    row = judged(**PHASED, phases=phases)
    assert (row["verdict"], row["area_m2"]) == ("yes", 10_000)


def test_the_sentence_names_causes_and_phases(judged):
    """574 days from 2019-01-01 to 2020-07-28, February of them the government's."""
    phases = make_phases(area_m2=[5_000.0, 5_000.0], delivery_date="2018-01-01")
    causes = make_causes(cause_from="2020-02-01", cause_to="2020-02-29")
    facts = {**PHASED, "phases": phases, "causes": causes, "as_of": "2020-07-28"}
    row = judged(**facts)
    assert row["said"] == {
        "zh": "约定动工2019-01-01，至2020-07-28未动工，逾期574天；"
        "政府原因29天，闲置的分期：1、2",
        "en": "Start agreed for 2019-01-01; not started by 2020-07-28, 574 days late; "
        "29 days by the government, idle phases: 1、2",
    }
