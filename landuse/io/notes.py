"""Decisions of the reader that were a guess, told as issues."""

from __future__ import annotations

from landuse.io.columns import ColumnMatch, Mapped
from landuse.io.crs import CrsDecision
from landuse.io.raw import RawLayer
from landuse.issues import Issue
from landuse.messages import worded

__all__ = ["crs_issues", "decision_issues"]

_UNIT_WAYS = {"header": "UNIT_FROM_HEADER", "sheet": "UNIT_FROM_SHEET"}


def decision_issues(raw: RawLayer, mapped: Mapped) -> list[Issue]:
    """Encoding, cut column names and units that were not said by the user.

    Parameters
    ----------
    raw : RawLayer
        As read.
    mapped : Mapped
        Its columns.

    Returns
    -------
    list of Issue
        Without file and layer.
    """
    found = _encoding(raw)
    if raw.count == 0:
        text = "the layer or sheet has no records"
        found.append(Issue("EMPTY_LAYER", "warning", text, hint="ask if that is so"))
    for match in mapped.matches:
        if match.how == "prefix":
            found.append(
                Issue(
                    "CUT_COLUMN_NAME",
                    "info",
                    worded("cut_name_read", field=match.canonical),
                    field=match.source,
                    hint="name it in the profile's [columns] if that is wrong",
                )
            )
        if match.how == "lower":
            found.append(_lower(match))
        if match.unit_how in _UNIT_WAYS:
            found.append(
                Issue(
                    _UNIT_WAYS[match.unit_how],
                    "info",
                    worded("unit_read", unit=match.unit, how=match.unit_how),
                    field=match.source,
                    hint="state [units] in a profile if that is wrong",
                )
            )
    return found


def _lower(match: ColumnMatch) -> Issue:
    return Issue(
        "GROUPED_COLUMN",
        "warning",
        worded("lower_name_read", field=match.canonical),
        field=match.source,
        hint="name it in the profile's [columns] if that is wrong",
    )


def _encoding(raw: RawLayer) -> list[Issue]:
    decision = raw.encoding
    if decision is None or decision.reason in ("ascii", "explicit", "bom", "declared"):
        return []
    if decision.name == "utf-8" and decision.declared is None and raw.driver == "CSV":
        return []
    hint = "state encoding = ... if names look wrong"
    if decision.conflict:
        facts = {"declared": decision.declared, "name": decision.name}
        text = worded("encoding_conflict", **facts)
        return [Issue("ENCODING_CONFLICT", "warning", text, hint=hint)]
    severity = "warning" if decision.reason == "guess" else "info"
    text = worded("encoding_guessed", name=decision.name)
    return [Issue("ENCODING_GUESSED", severity, text, hint=hint)]


def crs_issues(crs: CrsDecision | None, raw: RawLayer) -> list[Issue]:
    """How the system was decided, where that was not a plain statement.

    Parameters
    ----------
    crs : CrsDecision or None
        The decision; None for tables.
    raw : RawLayer
        As read.

    Returns
    -------
    list of Issue
        Without file and layer.
    """
    if crs is None:
        return _undecided(raw)
    found = []
    if crs.how == "inferred":
        found += [
            _issue(
                "CRS_MISSING",
                "warning",
                "states no coordinate system (.prj or the like)",
            ),
            _issue(
                "CRS_INFERRED",
                "warning",
                worded("crs_inferred", epsg=crs.epsg),
            ),
        ]
    elif crs.how == "explicit" and raw.declared is None:
        text: str = worded("crs_stated", epsg=crs.epsg)
        found.append(_issue("CRS_MISSING", "info", text))
    elif crs.how == "format":
        text = "states no coordinate system; read as the format's longitude, latitude"
        found.append(_issue("CRS_ASSUMED", "info", text))
    if crs.swapped:
        text = "north stands before east (X, Y of surveyors); they were exchanged"
        found.append(_issue("AXES_SWAPPED", "warning", text))
    if any("outside the region" in note for note in crs.notes):
        text = worded("crs_out_of_region", epsg=crs.epsg)
        found.append(_issue("OUT_OF_REGION", "warning", text))
    return found


def _issue(code: str, severity: str, message: str) -> Issue:
    return Issue(code, severity, message, hint="state epsg = ... if that is wrong")


def _undecided(raw: RawLayer) -> list[Issue]:
    if raw.geometry is None:
        return []
    text = "states no coordinate system, and none was guessed"
    hint = "state its EPSG code (epsg = ...), or name a region to infer it from"
    return [Issue("CRS_MISSING", "warning", text, hint=hint)]
