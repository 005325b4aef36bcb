"""``landuse map`` to paper: a wrong request is refused before anything is read."""

from __future__ import annotations

import pytest

from landuse.cli.main import main
from landuse.resources import data_path


def refused(capsys, *options):
    with pytest.raises(SystemExit, match="2"):
        main(["map", "status", str(data_path("sample_data")), *options, "--lang", "en"])
    return " ".join(capsys.readouterr().err.split())


def test_paper_and_ending_go_together(capsys, tmp_path):
    page, sheet = str(tmp_path / "a.html"), str(tmp_path / "a.pdf")
    told = refused(capsys, "--out", page, "--paper", "a3")
    assert "--paper is for drawings" in told
    told = refused(capsys, "--out", sheet, "--paper", "a5")
    assert "paper 'a5' is not one of a4, a3" in told
    assert list(tmp_path.iterdir()) == []
