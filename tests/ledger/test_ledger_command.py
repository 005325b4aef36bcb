"""The command on a server's ledger: the same answers, and never a password."""

from __future__ import annotations

import json

import pytest

from landuse.cli.main import main
from tests.cli.ledgercity import AT, run, write_city, write_events


@pytest.fixture
def answers(capsys):
    """What a command says, as JSON, and all that it printed."""

    def answer(*arguments):
        capsys.readouterr()
        with pytest.raises(SystemExit) as stopped:
            main(["ledger", *map(str, arguments), "--json"])
        captured = capsys.readouterr()
        assert stopped.value.code == 0, captured.err
        return json.loads(captured.out.splitlines()[-1]), captured.out + captured.err

    return answer


def test_a_server_answers_as_a_file_does(postgres, answers, tmp_path):
    city = write_city(tmp_path / "city")
    table = write_events(tmp_path / "a.csv")
    url = f"{postgres.url('land')}&schema=command"
    common = ("--project", city, "--by", "王", "--recorded-at", AT)
    told = []
    for place in (tmp_path / "city.ledger", url):
        run("init", place, *common)
        run("import", place, table, *common)
        certified, printed = answers("certify", place, "--as-of", "2022-09-30")
        parcel, also = answers("show", place, "--parcel", "P1")
        for answer in (certified, parcel):
            answer.pop("ledger")
        told.append((certified, parcel))
        assert postgres.password not in printed + also
    assert told[0] == told[1]
    copy, _ = answers("backup", url, tmp_path / "a.copy")
    assert (copy["ok"], copy["head"]) == (True, told[0][0]["head"])
