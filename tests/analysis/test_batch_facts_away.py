"""Taking a fact of a batch or a parcel away never turns a verdict into "no".

Three hundred small cases lie far apart in one layer, each of two batches that
overlap and one to three parcels; all are judged at once, with and without a column.
"""

import random
from dataclasses import replace

import pandas as pd
import pytest

from landuse.analysis.flags import flag
from landuse.policy import load_policy
from landuse.testing import make_approvals, make_parcels, square

AS_OF = "2022-09-30"
ALL = ("yes", "no", "cannot_tell", "not_configured")
ABOUT = ("unsupplied", "lapse_due", "supply_conflict")
CASES, APART = 300, 2_000.0
DAYS = [None, "2015-03-01", "2018-06-01", "2022-03-01", "2023-01-01"]
OF_PARCELS = {
    "supply_date": DAYS,
    "contract_date": DAYS,
    "batch_id": [None, "B1", "B2", "B1;B2", "no. 2", "B9"],
    "registered_area_m2": [None, 9_000.0, 20_000.0],
    "is_stock_land": [None, True, False],
}
OF_BATCHES = {
    "approval_date": [None, "2015-03-01", "2019-06-01"],
    "approval_no": [None, "no. 2"],
    "approved_area_m2": [None, 10_000.0],
    "compensated": [None, True, False],
    "compensation_date": DAYS,
    "lapsed_date": [None, "2021-07-01", "2023-01-01"],
    "lapse_document": [None, "濮自然资〔2021〕1号"],
    "withdrawn_date": DAYS,
    "withdrawn_area_m2": [None, 2_000.0],
}


def drawn(names, dice, case, east):
    facts = {name: dice.choice(values) for name, values in names.items()}
    facts["geometry"] = square(east=east, north=case * APART)
    return facts


def own(text, case):
    """A name of the case's own, so that it is that of no other."""
    return None if text is None else ";".join(f"{t}-{case}" for t in text.split(";"))


def layers(citations):
    dice, parcels, batches = random.Random(8), [], []
    names = OF_PARCELS | {"batch_id": citations}
    for case in range(CASES):
        for number, east in ((1, 0.0), (2, 75.0)):
            batch = drawn(OF_BATCHES, dice, case, east)
            batch["approval_no"] = own(batch["approval_no"], case)
            batches.append({"batch_id": f"B{number}-{case}", **batch})
        for number in range(dice.randint(1, 3)):
            parcel = drawn(names, dice, case, dice.choice([0.0, 50.0, 800.0]))
            parcel["batch_id"] = own(parcel["batch_id"], case)
            if parcel["supply_date"] and parcel["contract_date"]:
                pair = sorted((parcel["supply_date"], parcel["contract_date"]))
                parcel["supply_date"], parcel["contract_date"] = pair
            parcels.append({"parcel_id": f"P{number}-{case}", **parcel})
    return (
        make_parcels(**pd.DataFrame(parcels, dtype=object).to_dict("list")),
        make_approvals(**pd.DataFrame(batches, dtype=object).to_dict("list")),
    )


def judged(parcels, approvals):
    policy = load_policy("national")
    rules = tuple(rule for rule in policy.rules if rule.category in ABOUT)
    few = replace(policy, rules=rules)
    found = flag(parcels, few, AS_OF, approvals=approvals, keep=ALL)
    return found.set_index(["subject_id", "rule"])[["verdict", "missing"]]


def without(frame, column):
    lost = frame.assign(**{column: frame[column].where(frame.geometry.isna())})
    lost.attrs["absent_columns"] = [column]
    return lost


@pytest.fixture(scope="module", params=["all known", "some unknown"])
def city(request):
    names = OF_PARCELS["batch_id"]
    parcels, approvals = layers(names if request.param == "some unknown" else names[:4])
    return parcels, approvals, judged(parcels, approvals)


def test_every_verdict_is_met_and_doubt_is_explained(city):
    *_, before = city
    met = before.reset_index().groupby("rule")["verdict"].agg(set)
    assert all({"yes", "no", "cannot_tell"} == verdicts for verdicts in met), met
    untold = before[before["verdict"] == "cannot_tell"]
    assert (untold["missing"] != "[]").all(), untold[untold["missing"] == "[]"]


#: A source without these records no such act; where one of them stands alone, it
#: is a hint that something happened, and without the hint nothing is in doubt.
HINTS = ("lapse_document", "withdrawn_date", "withdrawn_area_m2")


@pytest.mark.parametrize("column", [*OF_PARCELS, *OF_BATCHES])
def test_taking_a_column_away_never_makes_a_no(city, column):
    parcels, approvals, before = city
    if column in OF_PARCELS:
        after = judged(without(parcels, column), approvals)
    else:
        after = judged(parcels, without(approvals, column))
    kept = ["yes"] if column in HINTS else ["yes", "cannot_tell"]
    turned = before["verdict"].isin(kept) & (after["verdict"] == "no")
    assert not turned.any(), before[turned].assign(after=after["missing"])
    untold = after[after["verdict"] == "cannot_tell"]
    assert (untold["missing"] != "[]").all(), untold[untold["missing"] == "[]"]
