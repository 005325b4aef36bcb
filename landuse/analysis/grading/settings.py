"""What a policy says of grading, read once and checked."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from landuse.analysis.grading.measures import MEASURES
from landuse.analysis.grading.quotas import ROUNDINGS
from landuse.errors import PolicyError
from landuse.policy import Policy

__all__ = [
    "ABOVE",
    "BELOW",
    "PROCEDURES",
    "TIES",
    "UNITS",
    "Scale",
    "Settings",
    "lacking_keys",
    "settings_of",
]

ABOVE, BELOW = "above_scale", "below_scale"
_TRACKS = (ABOVE, BELOW)
UNITS = ("zone", "city")
#: What each procedure needs; ``*`` stands for a track.
PROCEDURES: Mapping[str, tuple[str, ...]] = {
    "henan_2019": (
        "pool_share",
        "half_rounding",
        "first_share",
        "last_share",
        "*.first_by",
        "*.last_by",
    ),
    "percentile": ("cutoffs",),
}
_ALWAYS = (
    "procedure",
    "grades",
    "tracks",
    "unit",
    "rounding",
    "ties",
    "boundary_tie",
    "cap",
    "floor",
    "benchmarks",
    "benchmark_unit",
    "missing",
    "over_zero",
    "score_digits",
    "unknown_age",
)
_BENCHMARKS = ("ratio_of_sums", "mean", "median")
_MISSING = ("zero", "median", "not_graded")
_OVER_ZERO = ("missing", "cap")
#: Columns that decide between equal scores, and whether more of them is better.
TIES: Mapping[str, bool] = {
    "tax_yuan": True,
    "value_added_yuan": True,
    "revenue_yuan": True,
    "land_mu": False,
    "enterprise_id": False,
}
_BOUNDARY = ("stays", "widens")
_UNKNOWN_AGE = ("graded", "cannot_tell")
_DEFAULT = "default"


@dataclass(frozen=True, slots=True)
class Scale:
    """A value for every measure, with others for some of them."""

    default: Any
    others: Mapping[str, Any]

    def of(self, measure: str) -> Any:
        """The value of one measure."""
        return self.others.get(measure, self.default)


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """All that grading takes from the policy of a day."""

    policy: Policy
    day: date
    procedure: str
    grades: tuple[str, ...]  #: the best first
    weights: Mapping[str, Mapping[str, float]]  #: by track and measure
    unit: str  #: within which places are given: zone or city
    rounding: str
    ties: tuple[str, ...]
    widens: bool  #: whether equals of the last place come with it
    caps: Scale  #: times the weight
    floor: float  #: points
    benchmarks: Scale  #: a word, or a fixed number
    benchmark_unit: str
    missing: Scale
    over_zero: Scale
    digits: int
    age_must_be_known: bool

    def value(self, name: str) -> Any:
        """A value of the policy under ``grading.``."""
        return self.policy.value(f"grading.{name}", self.day)

    def optional(self, name: str, otherwise: Any) -> Any:
        """The same where the policy has it."""
        return self.value(name) if self.has(name) else otherwise

    def has(self, name: str) -> bool:
        """Whether the policy sets a value."""
        return self.policy.is_configured(f"grading.{name}", self.day)

    def measures(self, name: str) -> tuple[str, ...]:
        """A list of measures."""
        return _measures(self.policy, self.day, name, self.value(name))

    @property
    def tracks(self) -> tuple[str, ...]:
        """The tracks that are evaluated."""
        return tuple(self.weights)


def lacking_keys(policy: Policy, on: date) -> tuple[str, ...]:
    """What a policy would have to say before anybody can be graded.

    Parameters
    ----------
    policy : Policy
        Any.
    on : date
        The day whose editions count.

    Returns
    -------
    tuple of str
        Keys; none where the policy says all.

    Examples
    --------
    >>> from landuse.policy import load_policy
    >>> lacking_keys(load_policy("henan"), date(2021, 12, 31))
    ('grading.above_scale.weights', 'grading.below_scale.weights')
    """
    found = [n for n in _ALWAYS if not policy.is_configured(f"grading.{n}", on)]
    procedure = "procedure" not in found and _word(policy, on, "procedure", PROCEDURES)
    tracks = () if "tracks" in found else _listed(policy, on, "tracks", _TRACKS)
    needed = [f"{track}.weights" for track in tracks]
    for name in PROCEDURES.get(procedure or "", ()):
        if name.startswith("*"):
            needed += [name.replace("*", track) for track in tracks]
        else:
            needed.append(name)
    found += [n for n in needed if not policy.is_configured(f"grading.{n}", on)]
    return tuple(f"grading.{name}" for name in found)


def settings_of(policy: Policy, on: date) -> Settings:
    """Read a policy that says all that grading needs.

    Parameters
    ----------
    policy : Policy
        One of which :func:`lacking_keys` names nothing.
    on : date
        The day whose editions count.

    Returns
    -------
    Settings
        Every word checked.

    Raises
    ------
    PolicyError
        A word, measure or number that grading does not know.
    """
    tracks = _listed(policy, on, "tracks", _TRACKS)
    digits = policy.value("grading.score_digits", on)
    return Settings(
        policy=policy,
        day=on,
        procedure=_word(policy, on, "procedure", PROCEDURES),
        grades=tuple(policy.value("grading.grades", on)),
        weights={track: _weights(policy, on, f"{track}.weights") for track in tracks},
        unit=_word(policy, on, "unit", UNITS),
        rounding=_word(policy, on, "rounding", ROUNDINGS),
        ties=_listed(policy, on, "ties", TIES),
        widens=_word(policy, on, "boundary_tie", _BOUNDARY) == "widens",
        caps=_scale(policy, on, "cap", ()),
        floor=float(policy.value("grading.floor", on)),
        benchmarks=_scale(policy, on, "benchmarks", _BENCHMARKS),
        benchmark_unit=_word(policy, on, "benchmark_unit", UNITS),
        missing=_scale(policy, on, "missing", _MISSING),
        over_zero=_scale(policy, on, "over_zero", _OVER_ZERO),
        digits=int(digits),
        age_must_be_known=_word(policy, on, "unknown_age", _UNKNOWN_AGE)
        == "cannot_tell",
    )


def _word(policy: Policy, on: date, name: str, known: Iterable[str]) -> str:
    word = policy.value(f"grading.{name}", on)
    if word not in tuple(known):
        msg = f"{word!r} is not one of {', '.join(known)}"
        raise PolicyError(msg, policy.id, f"grading.{name}")
    return str(word)


def _listed(
    policy: Policy, on: date, name: str, known: Iterable[str]
) -> tuple[str, ...]:
    words = policy.value(f"grading.{name}", on)
    if not isinstance(words, list) or not set(words) <= set(known):
        msg = f"{words!r} is not a list of {', '.join(known)}"
        raise PolicyError(msg, policy.id, f"grading.{name}")
    return tuple(words)


def _measures(policy: Policy, on: date, name: str, words: Any) -> tuple[str, ...]:
    unknown = [word for word in words if word not in MEASURES]
    if unknown or not words:
        msg = f"{unknown} are no measures; known are {', '.join(MEASURES)}"
        raise PolicyError(msg, policy.id, f"grading.{name} ({on})")
    return tuple(words)


def _weights(policy: Policy, on: date, name: str) -> dict[str, float]:
    table = policy.value(f"grading.{name}", on)
    if not isinstance(table, dict) or not all(_is_positive(w) for w in table.values()):
        msg = "write the weights as { measure = points }, each above zero"
        raise PolicyError(msg, policy.id, f"grading.{name}")
    measures = _measures(policy, on, name, tuple(table))
    return {measure: float(table[measure]) for measure in measures}


def _scale(policy: Policy, on: date, name: str, words: tuple[str, ...]) -> Scale:
    """A table with ``default``; where words are known, a number fixes a benchmark."""
    table = policy.value(f"grading.{name}", on)
    if not isinstance(table, dict) or _DEFAULT not in table:
        msg = "write it as { default = ..., measure = ... }"
        raise PolicyError(msg, policy.id, f"grading.{name}")
    others = {key: value for key, value in table.items() if key != _DEFAULT}
    if others:
        _measures(policy, on, name, tuple(others))
    numbers = not words or words == _BENCHMARKS
    for value in table.values():
        if value not in words and not (numbers and _is_positive(value)):
            wanted = [*words, *(["a number above zero"] if numbers else [])]
            msg = f"{value!r} is not one of {', '.join(wanted)}"
            raise PolicyError(msg, policy.id, f"grading.{name}")
    return Scale(table[_DEFAULT], others)


def _is_positive(value: Any) -> bool:
    return type(value) in (int, float) and value > 0
