"""``landuse lifecycle``: the life of one plot, and what falls due in a city."""

from __future__ import annotations

import typer

from landuse.cli import lifecycledue, lifecycleshow

__all__ = ["app"]

app = typer.Typer(
    help="全生命周期：一宗地的节点、承诺和违约，到期提醒。"
    "  The life of plots: steps, promises, breaches, what falls due.",
    no_args_is_help=True,
    rich_markup_mode=None,
)
app.command("show")(lifecycleshow.show)
app.command("due")(lifecycledue.due)
