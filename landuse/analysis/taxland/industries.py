"""The industry of enterprises and parcels: section and division of the code."""

from __future__ import annotations

import tomllib
from functools import cache

import pandas as pd

from landuse.resources import package_path

__all__ = ["division_of", "industries_of", "section_of"]


def division_of(codes: pd.Series) -> pd.Series:
    """The two digits of the division in a code such as ``C2614`` or ``26``.

    Parameters
    ----------
    codes : Series of str
        Codes of the classification, with or without the letter of the section.

    Returns
    -------
    Series of str
        Missing where there are no two digits.

    Examples
    --------
    >>> division_of(pd.Series(["C2614", "26", "C", None])).tolist()
    ['26', '26', nan, nan]
    """
    return codes.astype("str").str.extract(r"^\s*[A-Ta-t]?(\d\d)", expand=False)


def section_of(codes: pd.Series) -> pd.Series:
    """The letter of the section: that of the division, else the letter in the code.

    Parameters
    ----------
    codes : Series of str
        Codes of the classification.

    Returns
    -------
    Series of str
        Missing where neither is known.

    Examples
    --------
    >>> section_of(pd.Series(["2614", "C", "44", "00", None])).tolist()
    ['C', 'C', 'D', nan, nan]
    """
    letter = codes.astype("str").str.extract(r"^\s*([A-Ta-t])", expand=False)
    of_division = division_of(codes).map(_sections())
    return of_division.where(of_division.notna(), letter.str.upper()).astype("str")


def industries_of(enterprises: pd.DataFrame, parcels: pd.DataFrame) -> pd.Series:
    """The industry code of each enterprise: its own, else that of its parcels.

    Parameters
    ----------
    enterprises : DataFrame
        Canonical enterprises.
    parcels : DataFrame
        Canonical parcels; those of one enterprise must agree.

    Returns
    -------
    Series of str
        On the index of ``enterprises``; missing where neither is known.

    Examples
    --------
    >>> from landuse.testing import make_enterprises, make_parcels
    >>> parcels = make_parcels(enterprise_id="E1", industry_code="C26")
    >>> industries_of(make_enterprises(enterprise_id=["E1", "E2"]), parcels).tolist()
    ['C26', nan]
    """
    groups = parcels.groupby("enterprise_id")["industry_code"]
    agreed = groups.min().where(groups.min() == groups.max())
    own = enterprises["industry_code"]
    return own.where(own.notna(), enterprises["enterprise_id"].map(agreed))


@cache
def _sections() -> dict[str, str]:
    text = package_path("industries.toml").read_text("utf-8")
    sections: dict[str, list[str]] = tomllib.loads(text)["sections"]
    return {
        f"{number:02d}": letter
        for letter, (first, last) in sections.items()
        for number in range(int(first), int(last) + 1)
    }
