"""``landuse ledger``: what happened to land, recorded once and never changed."""

from __future__ import annotations

import typer

from landuse.cli import (
    ledgerbalance,
    ledgercertify,
    ledgerexport,
    ledgerkeep,
    ledgerkinds,
    ledgerrecord,
    ledgershow,
    ledgerstart,
)

__all__ = ["app"]

app = typer.Typer(
    help="台账：只增不改的事项、账户、目标凭证。  The ledger: events, accounts, proof.",
    no_args_is_help=True,
    rich_markup_mode=None,
)
app.command("init")(ledgerstart.init)
app.command("import")(ledgerstart.import_file)
app.command("record")(ledgerrecord.record)
app.command("kinds")(ledgerkinds.list_kinds)
app.command("show")(ledgershow.show)
app.command("balance")(ledgerbalance.balance)
app.command("certify")(ledgercertify.certify)
app.command("verify")(ledgerkeep.verify)
app.command("export")(ledgerexport.export)
app.command("backup")(ledgerkeep.backup)
app.command("restore")(ledgerkeep.restore_from)
