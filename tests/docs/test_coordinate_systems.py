"""What the page on coordinate systems tells staff to write is taken as it stands."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from landuse.io.transformfile import load_transform
from landuse.resources import defaults

PAGE = Path(__file__).resolve().parents[2] / "docs" / "coordinate-systems.md"
TEXT = PAGE.read_text("utf-8")
FILES = [
    block
    for block in re.findall(r"```toml\n(.*?)```", TEXT, flags=re.DOTALL)
    if block.startswith("[transform]")
]


@pytest.mark.parametrize(
    ("block", "told"),
    list(zip(FILES, ("bursa-wolf XIAN80", "plane XIAN80", "plane LOCAL"), strict=True)),
)
def test_each_file_of_parameters_is_taken(block, told, tmp_path):
    path = tmp_path / "参数.toml"
    path.write_text(block, "utf-8")
    transform = load_transform(path)
    assert f"{transform.kind} {transform.datum}" == told
    assert transform.idle


def test_a_check_point_goes_with_each_plane(tmp_path):
    (point,) = re.findall(r"```toml\n(\[\[transform.check.*?)```", TEXT, re.DOTALL)
    path = tmp_path / "参数.toml"
    path.write_text(FILES[1] + point, "utf-8")
    assert load_transform(path).checked == 1


def test_the_limits_of_the_page_are_those_of_the_package():
    limits = defaults("transform")
    for text, key in (
        ("{:,.0f} m, ", "translation_m"),
        ("{:.0f} seconds", "rotation_arcsec"),
        ("{:.0f} ppm", "scale_ppm"),
        ("by more than {:.0f} m", "displacement_m"),
    ):
        assert text.format(limits[key]) in " ".join(TEXT.split())
    assert limits["plane_translation_m"] == 20_000
    assert limits["local_rotation_arcsec"] == 10 * 3600
    assert f"{limits['local_scale_ppm']:,.0f} ppm)" in TEXT
    assert "a plane shift 20 km" in TEXT
