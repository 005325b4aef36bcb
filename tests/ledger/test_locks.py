"""One writer at a time, and where the file lies."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys

import pytest

from landuse.errors import LedgerError
from landuse.ledger.filesystem import filesystem_type, network_issues
from landuse.ledger.locks import lock_path, writer_lock

MOUNTS = """\
/dev/sda1 / ext4 rw 0 0
//server/share /mnt/share cifs rw 0 0
server:/export /mnt/share/with\\040space nfs4 rw 0 0
"""


@pytest.fixture
def ledger(tmp_path):
    return tmp_path / "city.ledger"


@pytest.fixture
def mounts(tmp_path):
    file = tmp_path / "mounts"
    file.write_text(MOUNTS, "utf-8")
    return file


def held_by(ledger, **holder):
    lock_path(ledger).write_text(json.dumps(holder), "utf-8")


def ended_process():
    done = subprocess.Popen([sys.executable, "-c", ""])
    done.wait()
    return done.pid


def test_the_lock_says_who_writes_and_goes_with_the_writer(ledger):
    with writer_lock(ledger, 1):
        told = json.loads(lock_path(ledger).read_text("utf-8"))
        assert (told["host"], told["pid"]) == (socket.gethostname(), os.getpid())
    assert list(ledger.parent.iterdir()) == []


def test_a_writer_that_runs_is_named(ledger):
    held_by(ledger, host=socket.gethostname(), pid=os.getpid())
    said = f"process {os.getpid()} on .* is writing.*city.ledger.lock"
    with pytest.raises(LedgerError, match=said) as caught, writer_lock(ledger, 0):
        pass
    assert f"进程 {os.getpid()}" in caught.value.said.zh
    assert lock_path(ledger).exists()


def test_the_lock_of_a_process_that_is_no_more_is_taken_over_and_said(ledger):
    pid = ended_process()
    held_by(ledger, host=socket.gethostname(), pid=pid)
    with writer_lock(ledger, 0) as notes:
        assert [note.code for note in notes] == ["LEDGER_LOCK_TAKEN_OVER"]
        assert str(pid) in notes[0].message
    assert list(ledger.parent.iterdir()) == []


@pytest.mark.skipif(not os.path.isdir("/proc/self"), reason="no /proc here")
def test_a_number_given_to_another_process_does_not_hold_the_lock(ledger):
    held_by(ledger, host=socket.gethostname(), pid=os.getpid(), born="1")
    with writer_lock(ledger, 0) as notes:
        assert len(notes) == 1


def test_a_process_of_another_machine_is_never_thought_dead(ledger):
    held_by(ledger, host="elsewhere", pid=ended_process())
    with (
        pytest.raises(LedgerError, match="on elsewhere is writing"),
        writer_lock(ledger, 0),
    ):
        pass


def test_a_folder_that_takes_no_lock_is_said(tmp_path):
    with (
        pytest.raises(LedgerError, match="no lock file can be made"),
        writer_lock(tmp_path / "none" / "a.ledger", 0),
    ):
        pass


@pytest.mark.parametrize(
    ("place", "kind"),
    [
        ("/home/a.ledger", "ext4"),
        ("/mnt/share/a.ledger", "cifs"),
        ("/mnt/shared/a.ledger", "ext4"),
        ("/mnt/share/with space/a.ledger", "nfs4"),
    ],
)
def test_the_file_system_is_that_of_the_nearest_mount(tmp_path, mounts, place, kind):
    assert filesystem_type(tmp_path / place, mounts) == kind


def test_a_ledger_on_a_share_is_warned_of(tmp_path, mounts):
    assert network_issues(tmp_path / "a.ledger", mounts) == ()
    (issue,) = network_issues(tmp_path / "/mnt/share/a.ledger", mounts)
    assert (issue.code, issue.severity) == ("LEDGER_ON_NETWORK", "warning")
    assert "网络文件系统（cifs）" in issue.message.zh


@pytest.mark.parametrize(
    ("rule", "said"), [("refuse", "another machine"), ("no", "may be 'warn' or")]
)
def test_the_rule_for_shares_can_be_set(tmp_path, mounts, monkeypatch, rule, said):
    monkeypatch.setenv("LANDUSE_LEDGER_NETWORK", rule)
    with pytest.raises(LedgerError, match=said):
        network_issues(tmp_path / "/mnt/share/a.ledger", mounts)
