"""The command, run as from a shell."""

import pytest

from landuse.cli.main import main


@pytest.fixture
def command(capsys):
    """Run the command; give exit code, standard output and standard error."""

    def run(*arguments):
        with pytest.raises(SystemExit) as stopped:
            main([str(argument) for argument in arguments])
        captured = capsys.readouterr()
        return stopped.value.code, captured.out, captured.err

    return run
