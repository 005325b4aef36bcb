"""The command, run as from a shell."""

import shutil

import pytest

from landuse.cli.main import main
from tests.cli.ledgercity import make_ledger, write_city


@pytest.fixture(scope="session")
def small_city(tmp_path_factory):
    """The project of three parcels, which no test changes."""
    return write_city(tmp_path_factory.mktemp("city"))


@pytest.fixture(scope="session")
def made_ledgers(tmp_path_factory, small_city):
    """A ledger without and one with events, made once."""
    folder = tmp_path_factory.mktemp("ledgers")
    empty = make_ledger(folder / "empty.ledger", small_city, events=False)
    return empty, make_ledger(folder / "filled.ledger", small_city, events=True)


@pytest.fixture
def empty_ledger(made_ledgers, tmp_path):
    """A ledger with the boundary of a zone, for one test."""
    return shutil.copy(made_ledgers[0], tmp_path / "city.ledger")


@pytest.fixture
def filled_ledger(made_ledgers, tmp_path):
    """The same with four events."""
    return shutil.copy(made_ledgers[1], tmp_path / "city.ledger")


@pytest.fixture
def command(capsys):
    """Run the command; give exit code, standard output and standard error."""

    def run(*arguments):
        with pytest.raises(SystemExit) as stopped:
            main([str(argument) for argument in arguments])
        captured = capsys.readouterr()
        return stopped.value.code, captured.out, captured.err

    return run
