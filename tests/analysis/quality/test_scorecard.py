"""Scores by hand: four records, one of them bad, are 75 points."""

import pandas as pd
import pytest

from landuse.analysis.quality import issues_layer, scorecard
from landuse.issues import Issue, PlacedIssue
from landuse.policy import load_policy
from landuse.testing import make_parcels, square


def issue(severity="error", feature="P1", file="a.shp", **more):
    return Issue("ZERO_AREA", severity, "m", file=file, feature=feature, **more)


def score(issues, **records):
    card = scorecard(issues, {}, {"a.shp": 4, **records})
    return card.set_index("scope_id").loc["a.shp", "score"]


@pytest.mark.parametrize(
    ("issues", "expected"),
    [
        ([], 100.0),
        ([issue()], 75.0),
        ([issue("warning")], 92.5),
        ([issue("info")], 100.0),
        ([issue(), issue("warning")], 75.0),  # one record, its worst issue
        ([issue(), issue(feature="P2")], 50.0),
        ([issue(feature=None)], 75.0),  # of the whole file
        ([issue(state="justified")], 100.0),
        ([issue(feature=f"P{n}") for n in range(9)], 0.0),
    ],
)
def test_a_record_loses_the_weight_of_its_worst_issue(issues, expected):
    assert score(issues) == pytest.approx(expected)


def test_points_have_two_places():
    issues = [Issue("OVERLAP", "warning", "m", file="a.shp", feature=f"P{n}")
              for n in range(3)]  # fmt: skip
    card = scorecard(issues, {}, {"a.shp": 435})
    weight = load_policy("national").value("quality.weight.warning")
    assert card["lost"].item() == round(3 * weight, 2)
    assert card["score"].item() == round(100 * (1 - 3 * weight / 435), 2)


def test_a_source_without_records_has_no_score():
    card = scorecard([], {}, {"empty.csv": 0})
    assert pd.isna(card["score"].item())


def test_zones_are_scored_by_the_records_in_them():
    parcels = make_parcels(
        parcel_id=["P1", "P2", "P3"], zone_id=["a", "a", "b"], source_file="a.shp"
    )
    found = [issue(feature="P1 / P3"), issue("warning", feature="P9")]
    card = scorecard(found, {"parcels": parcels}, {"a.shp": 3})
    zones = card[card["scope"] == "zone"].set_index("scope_id")
    assert zones["records"].tolist() == [2, 1]
    assert zones["score"].tolist() == [50.0, 100.0]
    assert zones["error"].tolist() == [1, 0]


def test_the_layer_holds_what_has_a_place_in_one_system():
    here = make_parcels(geometry=[square()]).to_crs(4526)
    placed = PlacedIssue(
        "OVERLAP", "warning", "m", shape=here.geometry[0], crs=here.crs
    )
    layer = issues_layer([placed, issue()], "EPSG:4547")
    assert layer["code"].tolist() == ["OVERLAP"]
    assert layer["family"].tolist() == ["topology"]
    assert layer.geometry[0].equals_exact(square(), 0.001)


def test_a_layer_without_places_is_empty_and_has_its_columns():
    layer = issues_layer([issue()], "EPSG:4547")
    assert layer.empty
    assert layer.crs.to_epsg() == 4547
    assert "fingerprint" in layer.columns
