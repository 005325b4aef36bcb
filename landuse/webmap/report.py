"""The report page: the dashboard, and figures and tables below it, in one file."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

import folium
import pandas as pd

from landuse.vocabulary import label
from landuse.webmap.assets import asset_path
from landuse.webmap.goalpart import (
    Goal,
    facts_table,
    goal_figures,
    trajectory_chart,
)
from landuse.webmap.page import Markup, Page, element, join
from landuse.webmap.render import OfflineFigure, fragments
from landuse.webmap.tables import table
from landuse.webmap.texts import figure_text

__all__ = ["Goal", "Link", "Report", "render_report", "write_report"]


@dataclass(frozen=True, slots=True)
class Link:
    """A page or file beside the report."""

    title: str
    href: str  #: relative, with ``/``


@dataclass(frozen=True)
class Report:
    """Everything that the report page shows, as plain values and frames.

    ``certificate``, ``trajectory``, ``goal_zones``: of the goal, in words. ``tax``:
    denominator, tax_yuan_per_mu, target, operator, met (bool or missing).
    ``scoreboard``, ``ranking``, ``rewards``: in words.
    ``zones``: zone and any figures; ``findings``: category, verdict, count;
    ``issues``: severity, count; ``not_configured``: rule, basis; ``unsupplied``:
    tables in words.
    """

    title: str
    as_of: date
    policy_title: str
    policy_hash: str
    goal: Goal | None = None
    certificate: tuple[tuple[str, str], ...] = ()  #: of the goal: label and value
    trajectory: pd.DataFrame = field(default_factory=pd.DataFrame)
    goal_zones: pd.DataFrame = field(default_factory=pd.DataFrame)
    land_balance: pd.DataFrame = field(default_factory=pd.DataFrame)
    scoreboard: pd.DataFrame = field(default_factory=pd.DataFrame)
    ranking: pd.DataFrame = field(default_factory=pd.DataFrame)
    rewards: pd.DataFrame = field(default_factory=pd.DataFrame)
    score_notes: tuple[str, ...] = ()
    tax: pd.DataFrame = field(default_factory=pd.DataFrame)
    tax_pairs: pd.DataFrame = field(default_factory=pd.DataFrame)
    zones: pd.DataFrame = field(default_factory=pd.DataFrame)
    findings: pd.DataFrame = field(default_factory=pd.DataFrame)
    idle_forecast: pd.DataFrame = field(default_factory=pd.DataFrame)
    unsupplied: tuple[pd.DataFrame, ...] = ()
    life: tuple[tuple[str, pd.DataFrame], ...] = ()  #: tables of plots, each titled
    issues: pd.DataFrame = field(default_factory=pd.DataFrame)
    scorecard: pd.DataFrame = field(default_factory=pd.DataFrame)
    weights: tuple[str, ...] = ()  #: of the scorecard, a line each
    quarantined: int = 0
    not_configured: pd.DataFrame = field(default_factory=pd.DataFrame)
    notes: tuple[str, ...] = ()
    maps: tuple[Link, ...] = ()
    tables: tuple[Link, ...] = ()
    map: folium.Map | None = None  #: as made by ``build_map``
    lang: str = "zh"


def write_report(path: str | Path, report: Report) -> Path:
    """Write the report page.

    Parameters
    ----------
    path : str or Path
        The file, usually ``index.html``.
    report : Report
        What to show.

    Returns
    -------
    Path
        The written file.
    """
    target = Path(path)
    target.write_text(render_report(report), encoding="utf-8", newline="\n")
    return target


def render_report(report: Report) -> str:
    """The report page as HTML; every value is escaped.

    Parameters
    ----------
    report : Report
        What to show.

    Returns
    -------
    str
        One page that asks for nothing.

    Examples
    --------
    >>> page = render_report(Report("<报告>", date(2022, 9, 30), "濮阳", "ab12"))
    >>> "<h1>&lt;报告&gt;</h1>" in page
    True
    """
    word = _words(report.lang)
    sections = (
        _section(word("goal"), goal_figures(report.goal, word)),
        _section(word("tax"), _tax(report.tax, report.lang)),
        _section(word("certificate"), *_certificate(report)),
        _section(word("tax_pairs"), _noted(report.tax_pairs, "tax_pairs", report.lang)),
        _section(word("scoreboard"), table(report.scoreboard, report.lang)),
        _section(
            word("ranking"),
            table(report.ranking, report.lang),
            _list(report.score_notes),
        ),
        _section(word("rewards"), table(report.rewards, report.lang)),
        _section(word("zones"), table(report.zones, report.lang)),
        _section(word("land_balance"), table(report.land_balance, report.lang)),
        _section(word("findings"), _findings(report)),
        _section(word("idle_forecast"), table(report.idle_forecast, report.lang)),
        _section(
            word("unsupplied"),
            *(table(each, report.lang) for each in report.unsupplied),
        ),
        _section(word("life"), *_titled(report.life, report.lang)),
        _section(word("issues"), _issues(report)),
        _section(word("scorecard"), *_scorecard(report)),
        _section(word("not_configured"), _not_configured(report)),
        _section(word("notes"), _list(report.notes)),
        _section(word("tables"), _links(report.tables)),
    )
    figure = report.map.get_root() if report.map is not None else None
    parts = fragments(figure) if isinstance(figure, OfflineFigure) else None
    top, rest = sections[:2], sections[2:]
    below = element(
        "main",
        _head(report, word),
        _section(word("maps"), _links(report.maps)),
        element("div", *top, class_="rp-pair"),
        *rest,
        class_="rp-report",
    )
    body = (
        join([element("div", parts.body, class_="rp-map"), below]) if parts else below
    )
    style = asset_path("src/landuse-report.css").read_text(encoding="utf-8")
    return Page(
        report.title,
        body,
        (*(parts.styles if parts else ()), style),
        parts.scripts if parts else (),
        report.lang,
    ).render()


def _words(lang: str) -> Callable[[str], str]:
    return lambda name: label("report", name, lang)


def _head(report: Report, word: Callable[[str], str]) -> Markup:
    line = (
        f"{word('as_of')}：{report.as_of.isoformat()}　"
        f"{word('policy')}：{report.policy_title}"
        f"（{word('hash')} {report.policy_hash[:12]}）"
    )
    return element("header", element("h1", report.title), element("p", line))


def _section(title: str, *content: Markup) -> Markup:
    shown = [part for part in content if part]
    if not shown:
        return Markup()
    return element("section", element("h2", title), *shown)


def _titled(
    tables: Iterable[tuple[str, pd.DataFrame]], lang: str
) -> tuple[Markup, ...]:
    """Each table under its title."""
    return tuple(
        join([element("h3", title), table(frame, lang)]) for title, frame in tables
    )


def _certificate(report: Report) -> tuple[Markup, ...]:
    """Lines, chart and quarters of the city, then the zones."""
    target = None if report.goal is None else report.goal.target_mu
    return (
        facts_table(report.certificate),
        trajectory_chart(report.trajectory, target, report.lang),
        table(_shown(report.trajectory), report.lang),
        table(_shown(report.goal_zones), report.lang),
    )


def _shown(frame: pd.DataFrame) -> pd.DataFrame:
    """The columns that have anything to say."""
    return frame.dropna(axis="columns", how="all")


def _tax(tax: pd.DataFrame, lang: str) -> Markup:
    if tax.empty:
        return Markup()
    shown = tax.copy()
    shown["denominator"] = [label("denominator", d, lang) for d in tax["denominator"]]
    if {"target", "operator"} <= set(tax):
        shown["target"] = [
            f"{operator} {figure_text(target, 0)}" if pd.notna(target) else None
            for operator, target in zip(tax["operator"], tax["target"], strict=True)
        ]
        shown = shown.drop(columns="operator")
    if "met" in tax:
        shown["met"] = [_verdict(met, lang) for met in tax["met"]]
    return table(shown, lang)


def _verdict(met: object, lang: str) -> str:
    if met is None or pd.isna(met):
        return label("report", "unknown", lang)
    return label("report", "met" if met else "not_met", lang)


def _findings(report: Report) -> Markup:
    shown = report.findings.copy()
    for column in ("category", "verdict"):
        if column in shown:
            shown[column] = [label(column, str(v), report.lang) for v in shown[column]]
    return table(shown, report.lang)


def _issues(report: Report) -> Markup:
    shown = report.issues.copy()
    if "severity" in shown:
        shown["severity"] = [
            label("severity", str(v), report.lang) for v in shown["severity"]
        ]
    line = f"{label('report', 'quarantined', report.lang)}：{report.quarantined:,}"
    return join([table(shown, report.lang), element("p", line)])


def _scorecard(report: Report) -> tuple[Markup, ...]:
    if report.scorecard.empty:
        return ()
    return table(report.scorecard, report.lang), _list(report.weights)


def _not_configured(report: Report) -> Markup:
    return _noted(report.not_configured, "not_configured", report.lang)


def _noted(frame: pd.DataFrame, name: str, lang: str) -> Markup:
    """A table under the line that says how to read it."""
    if frame.empty:
        return Markup()
    note = label("report", f"{name}_note", lang)
    return join([element("p", note, class_="rp-note"), table(frame, lang)])


def _list(lines: Iterable[str]) -> Markup:
    items = [element("li", line) for line in lines]
    return element("ul", *items) if items else Markup()


def _links(links: Iterable[Link]) -> Markup:
    items = [element("li", element("a", li.title, href=_safe(li.href))) for li in links]
    return element("ul", *items, class_="rp-links") if items else Markup()


def _safe(href: str) -> str:
    """A relative address: never another host, never a script."""
    if ":" in href or href.startswith(("/", "\\")):
        msg = f"a link of the report must be relative: {href!r}"
        raise ValueError(msg)
    return href
