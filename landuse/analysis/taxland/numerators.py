"""What counts as tax: the numerators of the policy, and what each leaves out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from math import fsum
from typing import Any

import pandas as pd

from landuse.errors import ConservationError, PolicyError
from landuse.policy import Policy

__all__ = ["DECLARED", "Numerators", "numerator_names", "tax_numerators"]

#: The tax that the enterprises' table states, whatever it is made of.
DECLARED = "declared"
_NAMED = "tax.numerators"
_KINDS = "tax.kinds"
_REFUND = "refund"
_PAYMENTS = ("paid", _REFUND, "exempt_credit", "penalty")
_UNKNOWN = "unknown"


@dataclass(frozen=True)
class Numerators:
    """The tax of each enterprise under each numerator, and what each is made of."""

    tax: pd.DataFrame  #: by ``enterprise_id``, a column for each numerator
    shown: (
        pd.DataFrame
    )  #: numerator, tax_kind, payment_basis, amount_yuan, counted, why


def numerator_names(policy: Policy, on: date) -> list[str]:
    """The numerators of a policy, the declared tax first.

    Parameters
    ----------
    policy : Policy
        ``tax.numerators`` and ``tax.kinds``; without both the declared tax alone.
    on : date
        Day of the policy.

    Returns
    -------
    list of str
        Names.

    Examples
    --------
    >>> from landuse.policy import load_policy
    >>> numerator_names(load_policy("puyang"), date(2022, 9, 30))
    ['declared', 'cash_general', 'cash_with_credit', 'cash_all']
    """
    if not all(policy.is_configured(key, on) for key in (_NAMED, _KINDS)):
        return [DECLARED]
    return [DECLARED, *(scope["name"] for scope in _scopes(policy, on))]


def tax_numerators(
    items: pd.DataFrame, policy: Policy, *, year: int, as_of: date
) -> Numerators:
    """Add up the tax items of a year under each numerator of the policy.

    What was refunded is taken off, whatever its sign in the table. An enterprise
    without items has no tax here, which is not a tax of zero.

    Parameters
    ----------
    items : DataFrame
        Canonical tax items.
    policy : Policy
        ``tax.kinds``: code and names of each tax; ``tax.numerators``: which kinds a
        numerator excludes and which payments it counts.
    year : int
        Of the items.
    as_of : date
        Day of the policy.

    Returns
    -------
    Numerators
        Counted and left-out amounts of each numerator are the table's total.

    Raises
    ------
    PolicyError
        A numerator excludes a kind, or counts a payment, that is not known.
    ConservationError
        Counted and left out are not the total, which would be a defect.

    Examples
    --------
    >>> from landuse.policy import load_policy
    >>> from landuse.testing import make_tax_items
    >>> kinds = ["增值税", "契税", "增值税"]
    >>> items = make_tax_items(enterprise_id="E1", tax_kind=kinds,
    ...                        amount_yuan=[100.0, 40.0, 30.0],
    ...                        payment_basis=["paid", "paid", "refund"])
    >>> made = tax_numerators(items, load_policy("puyang"), year=2021,
    ...                       as_of=date(2022, 9, 30))
    >>> made.tax.loc["E1"].to_dict()
    {'cash_general': 70.0, 'cash_with_credit': 70.0, 'cash_all': 110.0}
    """
    rows = pd.DataFrame(items[(items["year"] == year) & items["amount_yuan"].notna()])
    codes = _codes(policy, as_of)
    known = rows["tax_kind"].str.strip().map(codes).fillna(_UNKNOWN)
    signed = rows["amount_yuan"].where(
        rows["payment_basis"] != _REFUND, -rows["amount_yuan"].abs()
    )
    rows = rows.assign(kind=known, amount_yuan=signed)
    shown, tax = [], {}
    for scope in _scopes(policy, as_of):
        why = _why(rows, scope, policy, codes)
        tax[scope["name"]] = rows[why.isna()].groupby("enterprise_id")["amount_yuan"]
        shown.append(_shown(rows.assign(why=why), scope["name"]))
    ids = pd.Index(sorted(rows["enterprise_id"].unique()), name="enterprise_id")
    columns = {n: g.sum().reindex(ids, fill_value=0.0) for n, g in tax.items()}
    made = Numerators(pd.DataFrame(columns, index=ids), pd.concat(shown))
    _require_all(made, rows)
    return made


def _scopes(policy: Policy, on: date) -> list[dict[str, Any]]:
    return list(policy.value(_NAMED, on))


def _codes(policy: Policy, on: date) -> dict[str, str]:
    kinds: Mapping[str, list[str]] = policy.value(_KINDS, on)
    names = {name: code for code, known in kinds.items() for name in known}
    return names | {code: code for code in kinds}


def _why(
    rows: pd.DataFrame, scope: Mapping[str, Any], policy: Policy, codes: dict[str, str]
) -> pd.Series:
    """Why a numerator leaves a row out; missing where it counts."""
    excludes, counts = scope.get("excludes", []), scope.get("counts", [])
    unknown = {*excludes} - {*codes.values()} | {*counts} - {*_PAYMENTS}
    if unknown:
        msg = f"{', '.join(sorted(unknown))} is no kind of tax or of payment"
        raise PolicyError(msg, policy.id, _NAMED)
    why = pd.Series(None, index=rows.index, dtype="str")
    why = why.mask(~rows["payment_basis"].isin(counts), "excluded_payment")
    why = why.mask(rows["kind"].isin(excludes), "excluded_kind")
    return why.mask(rows["kind"] == _UNKNOWN, "unknown_kind")


def _shown(rows: pd.DataFrame, name: str) -> pd.DataFrame:
    keys = ["tax_kind", "payment_basis", "why"]
    sums = rows.groupby(keys, dropna=False, sort=True)["amount_yuan"].sum()
    table = sums.reset_index()
    table.insert(0, "numerator_kind", name)
    table.insert(4, "counted", table["why"].isna())
    return table


def _require_all(made: Numerators, rows: pd.DataFrame) -> None:
    whole = fsum(rows["amount_yuan"])
    for name, shown in made.shown.groupby("numerator_kind"):
        counted = fsum(made.tax[name])
        parts = fsum([counted, *shown.loc[~shown["counted"], "amount_yuan"]])
        if abs(parts - whole) >= 0.005:  # noqa: PLR2004 - half a cent
            msg = f"{name}: counted and left out are {parts}, the items {whole}"
            raise ConservationError(msg)
