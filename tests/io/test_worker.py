"""The reading process: killed, hanging, too large, and without a way out."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import threading
import time
from pathlib import Path

import pandas as pd
import pytest

from landuse.errors import SourceError
from landuse.io import workerloop
from landuse.io.gdal import layer_names, read_layer
from landuse.io.worker import DRIVERS, Worker

linux = pytest.mark.skipif(sys.platform != "linux", reason="POSIX signals and limits")


@pytest.fixture
def worker():
    child = Worker()
    yield child
    child.close()


@pytest.fixture
def gpkg(tmp_path, make_layer):
    path = tmp_path / "宗地.gpkg"
    make_layer().to_file(path, layer="宗地")
    return path


LAYERS = {"op": "layers"}


def is_running(pid):
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


def test_one_process_serves_many_files(worker, gpkg):
    worker.ask(gpkg, LAYERS)
    first = worker.pid
    assert worker.ask(gpkg, LAYERS)["layers"] == [["宗地", "Polygon"]]
    assert worker.pid == first


@linux
def test_a_process_that_was_killed_is_started_anew(worker, gpkg):
    worker.ask(gpkg, LAYERS)
    first = worker.pid
    os.kill(first, signal.SIGKILL)
    os.waitid(os.P_PID, first, os.WEXITED | os.WNOWAIT)  # dead, not yet collected
    assert worker.ask(gpkg, LAYERS)["kind"] == "done"
    assert worker.pid != first


@linux
def test_a_process_that_dies_over_a_file_is_an_error_of_that_file(worker, tmp_path):
    pipe = tmp_path / "a.gpkg"
    os.mkfifo(pipe)  # whoever opens it for reading waits for ever
    other = tmp_path / "b.gpkg"
    other.write_bytes(b"")
    with pytest.raises(SourceError, match="cannot be read"):
        worker.ask(other, LAYERS)
    threading.Timer(0.5, os.kill, (worker.pid, signal.SIGSEGV)).start()
    with pytest.raises(SourceError, match=r"a\.gpkg: made its reading .*signal 11"):
        worker.ask(pipe, {"op": "parquet_head"})


@linux
def test_a_process_that_hangs_is_given_up(worker, tmp_path, gpkg, monkeypatch):
    pipe = tmp_path / "a.parquet"
    os.mkfifo(pipe)
    worker.ask(gpkg, LAYERS)
    hanging = worker.pid
    monkeypatch.setenv("LANDUSE_LIMIT_WORKER_SECONDS", "1")
    with pytest.raises(SourceError, match="not read within 1 s"):
        worker.ask(pipe, {"op": "parquet_head"})
    assert not is_running(hanging)
    assert worker.ask(gpkg, LAYERS)["kind"] == "done"


@linux
def test_a_file_that_needs_too_much_memory_is_refused(
    worker, tmp_path, make_layer, monkeypatch
):
    path = tmp_path / "a.gpkg"
    make_layer(备注=["x" * 60_000_000] * 3).to_file(path)
    monkeypatch.setenv("LANDUSE_LIMIT_WORKER_BYTES", str(540 * 1024**2))
    with pytest.raises(SourceError, match=r"a\.gpkg: .*(memory|reading process end)"):
        worker.ask(path, {"op": "read"})
    monkeypatch.delenv("LANDUSE_LIMIT_WORKER_BYTES")
    worker.close()
    assert worker.ask(path, {"op": "layers"})["kind"] == "done"


def test_a_closed_worker_leaves_no_process(worker, gpkg):
    worker.ask(gpkg, LAYERS)
    pid = worker.pid
    worker.close()
    assert worker.pid is None
    assert not is_running(pid)


@linux
def test_the_process_ends_with_the_one_that_started_it(gpkg):
    code = (
        "import sys; from pathlib import Path; from landuse.io import worker; "
        "worker.ask(Path(sys.argv[1]), 'layers'); print(worker._SHARED.pid, flush=True)"
        "; import os, signal; os.kill(os.getpid(), signal.SIGKILL)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, str(gpkg)],
        capture_output=True,
        text=True,
        cwd=Path(workerloop.__file__).parents[2],
        check=False,
    )
    pid = int(done.stdout)
    for _ in range(50):
        if not is_running(pid):
            return
        time.sleep(0.1)
    pytest.fail("an orphan was left")


def test_only_the_drivers_of_the_list_are_open(tmp_path):
    csv = tmp_path / "a.csv"
    csv.write_text("a,b\n1,2\n")
    vrt = tmp_path / "a.vrt"
    vrt.write_text(
        "<OGRVRTDataSource><OGRVRTLayer name='a'><SrcDataSource>"
        f"{csv}</SrcDataSource></OGRVRTLayer></OGRVRTDataSource>"
    )
    assert len(DRIVERS) == 5
    for path in (csv, vrt):
        with pytest.raises(SourceError, match="cannot be read"):
            layer_names(path)


def test_the_users_environment_does_not_reach_the_process(monkeypatch, gpkg, worker):
    for name in ("GDAL_SKIP", "OGR_SKIP"):
        monkeypatch.setenv(name, "GPKG")
    for name in ("PYTHONPATH", "GDAL_DRIVER_PATH", "PYTHONHOME"):
        monkeypatch.setenv(name, "/nonexistent")
    assert worker.ask(gpkg, LAYERS)["kind"] == "done"


@pytest.fixture
def canary():
    """A port that counts who calls."""
    calls = []
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(0.2)
        stop = threading.Event()

        def listen():
            while not stop.is_set():
                try:
                    connection, _ = server.accept()
                except TimeoutError:
                    continue
                with connection:
                    calls.append(connection.recv(100))

        thread = threading.Thread(target=listen)
        thread.start()
        yield server.getsockname()[1], calls
        stop.set()
        thread.join()


@pytest.mark.parametrize("no_proxy", ["", "*", "127.0.0.1"])
def test_an_address_is_not_called_even_past_the_preflight(
    worker, canary, monkeypatch, no_proxy
):
    port, calls = canary
    monkeypatch.setenv("NO_PROXY", no_proxy)
    monkeypatch.setenv("no_proxy", no_proxy)
    for prefix in ("/vsicurl/", ""):
        address = f"{prefix}http://127.0.0.1:{port}/a.gpkg"
        monkeypatch.setattr(Path, "absolute", lambda _, text=address: text)
        with pytest.raises(SourceError, match="cannot be read"):
            worker.ask(Path("a.gpkg"), LAYERS)
    assert calls == []


@pytest.mark.parametrize(
    "act",
    [
        "import socket; socket.create_connection(('127.0.0.1', 9))",
        "import urllib.request; urllib.request.urlopen('http://127.0.0.1:9')",
        "import subprocess; subprocess.run(['true'])",
        "import os; os.system('true')",
        "import pickle; pickle.loads(b'cos\\nsystem\\n.')",
    ],
)
def test_python_code_that_turns_outside_ends_the_process(act):
    code = (
        "import importlib.util as u; "
        f"s = u.spec_from_file_location('w', {workerloop.__file__!r}); "
        "m = u.module_from_spec(s); s.loader.exec_module(m); "
        f"m.forbid(lambda event: print('BLOCKED', event, flush=True)); {act}"
    )
    done = subprocess.run(
        [sys.executable, "-I", "-c", code], capture_output=True, text=True, check=False
    )
    assert done.stdout.startswith("BLOCKED")
    assert done.returncode == 77


def test_whole_numbers_with_gaps_keep_their_digits(tmp_path, make_layer):
    frame = make_layer(编号=pd.array([410902001001000001, None, 3], dtype="Int64"))
    frame.to_file(tmp_path / "a.gpkg")
    found = read_layer(tmp_path / "a.gpkg")
    assert found.columns["编号"].tolist() == [410902001001000001, None, 3]
