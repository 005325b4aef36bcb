"""The agreed start: which agreement counts, and from when."""

import pytest

from landuse.policy import load_policy

BASE = {"due_start_date": "2019-01-01"}


@pytest.mark.parametrize(
    ("facts", "ground", "due"),
    [
        (BASE, "contract", "2019-01-01"),
        ({"decision_start_date": "2018-01-01"}, "decision", "2018-01-01"),
        ({"delivery_date": "2018-01-01"}, "delivery", "2019-01-01"),
        ({**BASE, "delivery_date": "2020-01-01"}, "contract", "2019-01-01"),
        ({**BASE, "supplement_start_date": "2020-01-01"}, "supplement", "2020-01-01"),
        ({**BASE, "extended_start_date": "2021-01-01"}, "extension", "2021-01-01"),
        (
            {
                **BASE,
                "supplement_start_date": "2020-01-01",
                "extended_start_date": "2021-01-01",
            },
            "extension",
            "2021-01-01",
        ),
        (
            {
                "supplement_start_date": "2020-01-01",
                "extended_start_date": "2020-01-01",
            },
            "extension",
            "2020-01-01",
        ),
    ],
)
def test_the_first_ground_that_is_there_counts(judged, facts, ground, due):
    row = judged(**facts)
    assert row["derived"]["due_start_ground"] == ground
    assert row["derived"]["due_start"] == due


@pytest.mark.parametrize(
    ("signed", "ground"),
    [("2022-10-01", "contract"), ("2022-09-30", "extension"), (None, "extension")],
)
def test_an_extension_that_is_signed_later_has_not_happened(judged, signed, ground):
    row = judged(**BASE, extended_start_date="2022-01-01", extension_date=signed)
    assert row["derived"]["due_start_ground"] == ground
    assert row["verdict"] == ("yes" if ground == "contract" else "no")


def test_an_extension_replaces_the_clock(judged):
    """Due 2019, extended to 2021-10-01: one year is full on 2022-10-01 only."""
    facts = {**BASE, "extended_start_date": "2021-10-01"}
    assert judged(**facts)["verdict"] == "no"
    row = judged(**facts, as_of="2022-10-01")
    assert (row["verdict"], row["derived"]["days_overdue"]) == ("yes", 365)


EARLIER = {"due_start_date": "2022-01-01", "extended_start_date": "2020-01-01"}


def test_an_extension_to_an_earlier_day_is_none_unless_the_policy_says_so(
    judged, tmp_path
):
    assert judged(**EARLIER)["derived"]["due_start_ground"] == "contract"
    path = tmp_path / "p.toml"
    path.write_text(
        '[policy]\nid = "p"\ntitle = "p"\nextends = "national"\n[[value]]\n'
        'key = "idle.start_only_postponed"\nvalue = false\nbasis = "b"\n'
        'confidence = "E"\n',
        "utf-8",
    )
    policy = load_policy(path)
    row = judged(**EARLIER, policy=policy)
    assert (row["verdict"], row["derived"]["due_start"]) == ("yes", "2020-01-01")
    lost = judged(**EARLIER, policy=policy, absent=["extended_start_date"])
    assert lost["verdict"] == "cannot_tell"


def test_a_lost_column_that_could_name_an_earlier_start_is_doubt(judged):
    """Delivered in 2022: not idle, unless the lost agreement was of 2018."""
    assert judged(delivery_date="2022-01-01")["verdict"] == "no"
    for name in ("due_start_date", "decision_start_date", "supplement_start_date"):
        assert judged(delivery_date="2022-01-01", absent=[name])["verdict"] == (
            "cannot_tell"
        )


def test_a_source_that_keeps_no_such_agreements_leaves_no_doubt(judged):
    absent = [
        "decision_start_date",
        "supplement_start_date",
        "supplement_date",
        "supplement_no",
    ]
    assert judged(delivery_date="2022-01-01", absent=absent)["verdict"] == "no"


def test_without_the_day_of_its_signature_an_extension_is_doubted(judged):
    facts = {**BASE, "extended_start_date": "2022-01-01", "extension_no": "1"}
    assert judged(**facts)["verdict"] == "no"
    assert judged(**facts, absent=["extension_date"])["verdict"] == "cannot_tell"
