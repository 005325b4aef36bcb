"""The example of the page on tax per mu gives the figures that the page names."""

import re
from pathlib import Path

PAGE = (Path(__file__).resolve().parents[2] / "docs" / "tax-density.md").read_text(
    "utf-8"
)


def test_the_example_gives_the_figures_of_the_page():
    (code,) = re.findall(r"```python\n(.*?)```", PAGE, re.DOTALL)
    made = {}
    exec(code, made)
    rows = made["rows"]
    city = rows[(rows.scope == "city") & (rows.status == "ok")]
    figures = city.set_index(["numerator_kind", "denominator_scope"])
    narrow = figures.xs("evaluated_enterprises", level=1)
    assert narrow.tax_yuan_per_mu.round().to_dict() == {
        "declared": 160_000,
        "cash_general": 133_333,
        "cash_with_credit": 133_333,
        "cash_all": 200_000,
    }
    assert narrow.met.tolist() == [True, False, False, True]
    assert not figures.xs("industrial_supplied", level=1).met.any()
    assert "160,000" in PAGE
    assert "133,333" in PAGE


def test_the_goal_of_tax_at_the_goal_per_mu_is_less_than_the_goal_of_land():
    assert 3_000_000_000 / 150_000 == 20_000
    assert "**20,000 mu**" in PAGE


def test_links_lead_to_files():
    links = re.findall(r"\]\(([^)#]+)\)", PAGE)
    folder = Path(__file__).resolve().parents[2] / "docs"
    assert links
    assert all((folder / link).exists() for link in links)
