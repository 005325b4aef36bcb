"""The summary on the terminal, from plain figures."""

from __future__ import annotations

from landuse.cli.tables import print_summary

SUMMARY = {
    "zones": [],
    "revitalized_mu": None,
    "revitalized_target_mu": None,
    "tax_yuan_per_mu": {},
    "findings": {},
    "issues": {"info": 0, "warning": 0, "error": 0},
    "quarantined": 0,
    "lifecycle": None,
}
LIFE = {
    "standard_land": 3,
    "stages": {"granted": 2, "no_stage": 1},
    "overdue": 1,
    "breaches": {"found": 1, "closed": 2},
}


def lines(capsys, lang, life):
    print_summary({**SUMMARY, "lifecycle": life}, lang)
    return capsys.readouterr().err.splitlines()


def test_standard_land_is_told_by_stage_and_its_breaches_by_state(capsys):
    """Three plots, one of them overdue; three breaches."""
    assert lines(capsys, "en", LIFE)[:2] == [
        "Life of standard land: Granted 2  No stage yet 1  of them overdue 1",
        "Breaches: found, no notice 1  closed 2",
    ]


def test_without_standard_land_or_breaches_there_is_no_line(capsys):
    assert len(lines(capsys, "zh", {**LIFE, "breaches": {}})) == 2
    assert len(lines(capsys, "zh", {**LIFE, "standard_land": 0})) == 1
    assert len(lines(capsys, "zh", None)) == 1
