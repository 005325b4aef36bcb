"""A ledger of a few squares of 15 mu, and its certificate in round mu."""

from __future__ import annotations

from landuse.analysis.goal.certificate import certificate
from landuse.policy import load_policy
from landuse.testing import make_events, square

POLICY = load_policy("puyang")
AS_OF = "2022-09-30"
#: Ellipsoidal over planar area at the factory's place.
SHARE = 0.99979


def ledger(*rows):
    """Events from rows of (kind, day, outline) and, where needed, other columns."""
    columns = {name: None for row in rows for name in (row[3] if len(row) > 3 else {})}
    return make_events(
        event=[row[0] for row in rows],
        valid_date=[row[1] for row in rows],
        geometry=[row[2] for row in rows],
        **{
            name: [(row[3] if len(row) > 3 else {}).get(name) for row in rows]
            for name in columns
        },
    )


def certified(*rows, as_of=AS_OF, policy=POLICY, **given):
    return certificate(ledger(*rows), policy, as_of, **given)


def mu(value):
    """A figure as if the plane were the ellipsoid: 15 for the square."""
    return round(float(value) / SHARE, 1) + 0.0


def figures(made, *names, counter="either"):
    return tuple(mu(made.figure(f"{name}_mu", counter)) for name in names)


def by_period(made, unit="quarter", counter="either", scope="city"):
    """What each period credited, where it is not nothing."""
    table = made.periods
    rows = table[
        (table["unit"] == unit)
        & (table["counter"] == counter)
        & (table["scope_id"] == scope)
    ]
    found = rows.set_index("period")["credited_m2"] * 3 / 2000
    return {period: mu(value) for period, value in found.items() if mu(value)}


def done(day, outline=None, **more):
    return ("revitalized", day, outline if outline is not None else square(), more)


def prepared(day, outline=None, **more):
    return ("assembled", day, outline if outline is not None else square(), more)


def back(day, target):
    return ("reversed", day, None, {"reverses": target})
