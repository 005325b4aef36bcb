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


def test_a_ground_is_checked_before_anything_is_read(capsys, tmp_path, monkeypatch):
    monkeypatch.delenv("LANDUSE_TIANDITU_TOKEN", raising=False)
    page, sheet = str(tmp_path / "a.html"), str(tmp_path / "a.pdf")
    told = refused(capsys, "--out", page, "--basemap", "gaode")
    assert "metres beside CGCS2000" in told
    told = refused(capsys, "--out", page, "--basemap", "tianditu", "--with-token")
    assert "LANDUSE_TIANDITU_TOKEN into the page, and that variable is not set" in told
    told = refused(capsys, "--out", sheet, "--basemap", "tianditu")
    assert "a drawing has no ground" in told
    monkeypatch.setenv("LANDUSE_TIANDITU_TOKEN", "0123abcd")
    told = refused(
        capsys, "--out", page, "--basemap", "tianditu", "--with-token", "--public"
    )
    assert "may not hold a token" in told
    assert list(tmp_path.iterdir()) == []
