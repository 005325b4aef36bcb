"""The same commands with an address in the place of the file."""

from __future__ import annotations

import json
from urllib.parse import quote

import pytest

from landuse.cli.main import main
from landuse.ledger.store import open_ledger

pytest.importorskip("psycopg")

pytestmark = pytest.mark.postgres

WHEN = ("--by", "王", "--recorded-at", "2022-09-30T16:00:00+08:00")
SUPPLIED = (
    "--event",
    "供地",
    "--parcel",
    "P1",
    "--date",
    "2021-06-01",
    "--area-ha",
    "1",
)


def run(capsys, *words):
    """What the command says on both ways out, and its last line as JSON."""
    with pytest.raises(SystemExit) as ended:
        main(["ledger", *map(str, words)])
    said = capsys.readouterr()
    assert ended.value.code in (0, None), said.err
    return said.out + said.err, json.loads(said.out) if "--json" in words else None


def test_a_ledger_on_a_server_from_first_to_last(
    postgres, postgres_url, capsys, tmp_path
):
    copy = tmp_path / "city.ledger"
    steps = [
        ("init", postgres_url, "--policy", "puyang", *WHEN),
        ("record", postgres_url, *SUPPLIED, "--document-no", "合同1", *WHEN),
        ("show", postgres_url, "--as-of", "2022-09-30"),
        ("verify", postgres_url),
        ("backup", postgres_url, copy),
    ]
    for words in steps:
        said, _ = run(capsys, *words)
        assert postgres.password not in said
        assert quote(postgres.password) not in said
    _, told = run(capsys, "verify", postgres_url, "--json")
    assert (told["ok"], told["events"]) == (True, 1)
    with open_ledger(copy, readonly=True) as ledger:
        assert ledger.head == told["head"]
