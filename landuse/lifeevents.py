"""How columns of a plot's life are events of the ledger: one table, read both ways.

The step that records a project's frames reads it forward, the life of a plot made from
events backward, so that neither can leave out what the other knows.
"""

from __future__ import annotations

from dataclasses import dataclass

__all__ = [
    "BREACH_FACTS",
    "BREACH_STEPS",
    "PAPERS",
    "PLOT_FACTS",
    "BreachStep",
    "PlotFact",
]


@dataclass(frozen=True, slots=True)
class PlotFact:
    """One dated fact of a record of a plot, and the event that it is."""

    event: str  #: kind
    date: str  #: column; its day is that of the event
    document: str | None = None  #: column
    area: str | None = None  #: column
    details: tuple[str, ...] = ()  #: columns that are facts of the event
    along: tuple[str, ...] = ()  #: columns that it tells too, but not by themselves
    method: str | None = None  #: column
    paper: str | None = None  #: of several papers of one kind, which
    instead: tuple[str, ...] = ()  #: columns, where the date is not stated
    stage: str | None = None  #: of a life, which it reaches
    first: bool = True  #: of several such events the first holds, else the last
    is_on_contract: bool = False  #: says nothing before the contract is made
    is_seen: bool = True  #: its facts without its date are worth telling


_AGREED = (
    "due_delivery_date",
    "due_start_date",
    "decision_start_date",
    "due_completion_date",
    "due_production_date",
    "due_full_production_date",
)

#: A fact with ``instead`` holds from that day; the column of its own stays missing.
PLOT_FACTS: tuple[PlotFact, ...] = (
    PlotFact("prepared", "prepared_date", stage="prepared"),
    PlotFact("announced", "notice_date", "notice_no", stage="announced"),
    PlotFact(
        "supplied",
        "supply_date",
        "contract_no",
        "registered_area_m2",
        along=("holder", "supply_method"),
        stage="granted",
        is_seen=False,
    ),
    PlotFact(
        "agreed",
        "contract_date",
        "contract_no",
        details=_AGREED,
        along=("holder",),
        paper="contract",
        instead=("supply_date",),
        stage="granted",
    ),
    PlotFact(
        "agreed",
        "supplement_date",
        "supplement_no",
        details=("supplement_start_date",),
        paper="supplement",
        is_on_contract=True,
        first=False,
    ),
    PlotFact(
        "agreed",
        "agreement_date",
        "agreement_no",
        details=("due_acceptance_date",),
        paper="agreement",
        is_on_contract=True,
        instead=("contract_date", "supply_date"),
    ),
    PlotFact("delivered", "delivery_date", stage="delivered"),
    PlotFact("started", "start_date", "permit_no", stage="started", is_seen=False),
    PlotFact("suspended", "suspended_since", first=False),
    PlotFact("completed", "completion_date", stage="completed"),
    PlotFact("produced", "production_date", stage="producing"),
    PlotFact("full_production", "full_production_date", stage="full_production"),
    PlotFact("accepted", "acceptance_date", stage="accepted"),
    PlotFact("determined_idle", "determination_date", "determination_no", first=False),
    PlotFact(
        "extended",
        "extension_date",
        "extension_no",
        details=("extended_start_date",),
        is_on_contract=True,
        first=False,
    ),
    PlotFact(
        "disposed",
        "disposal_date",
        "disposal_no",
        method="disposal_method",
        first=False,
    ),
    PlotFact(
        "exited",
        "exit_date",
        "exit_no",
        details=("exit_kind",),
        stage="exited",
        first=False,
    ),
)

#: What an ``agreed`` event rests on.
PAPERS = tuple(fact.paper for fact in PLOT_FACTS if fact.paper is not None)


@dataclass(frozen=True, slots=True)
class BreachStep:
    """One step against a breach."""

    name: str  #: ``details.step``
    date: str  #: column; its day is that of the event
    document: str | None = None  #: column
    details: tuple[str, ...] = ()  #: columns that are facts of the step


#: In their order. The period set for a rectification is told with the notice.
BREACH_STEPS: tuple[BreachStep, ...] = (
    BreachStep("found", "found_date"),
    BreachStep("noticed", "notice_date", "notice_no", ("rectify_by_date",)),
    BreachStep("rectified", "rectified_date", details=("rectification_result",)),
    BreachStep("penalised", "penalty_date", "penalty_no", ("penalty_yuan",)),
    BreachStep("penalty_paid", "penalty_paid_date"),
    BreachStep(
        "price_supplemented",
        "price_supplement_date",
        "price_supplement_no",
        ("price_supplement_yuan",),
    ),
    BreachStep("price_supplement_paid", "price_supplement_paid_date"),
    BreachStep("recovered", "recovery_date", "recovery_no"),
    BreachStep("closed", "closed_date"),
)

#: What each step says of the breach itself.
BREACH_FACTS = ("kind", "indicator", "responsible_unit")
