"""A private PostgreSQL server for the tests of the shared ledger.

It lives in a temporary folder, listens on a socket in that folder and nowhere
else, wants a password made for this run, and is stopped and removed when the
tests end, however they end. PostgreSQL refuses to run as root, so that it is
another user's there.
"""

from __future__ import annotations

import os
import secrets
import shutil
import subprocess
import tempfile
import time
from contextlib import suppress
from pathlib import Path
from urllib.parse import quote

# The shell does what it is told until the end of its input, which comes even
# when the tests are killed; then it stops the server and removes the folder.
WATCH = """
folder=$1; shift
while read -r word; do
  case $word in
    start) if ! kill -0 "$!" 2>/dev/null; then "$@" >>"$folder/log" 2>&1 & fi ;;
    crash) kill -QUIT $!; wait $! ;;
  esac
done
kill -INT $! 2>/dev/null; wait $!
rm -rf -- "$folder" 2>/dev/null
"""
SETTINGS = {
    "listen_addresses": "",  # no port: the socket only
    "full_page_writes": "off",  # a power cut here loses a test, no ledger
    "autovacuum": "off",
    "dynamic_shared_memory_type": "mmap",  # or a crash leaves something in memory
    "jit": "off",
    "max_connections": "40",
    "shared_buffers": "32MB",
}
MEMORY = "/dev/shm"
ROOM = 512 * 1024**2
PATIENCE = 30  #: seconds for the server to start or stop


class Unavailable(Exception):
    """There is no server here, and why."""


def programs() -> Path:
    """Folder of ``initdb`` and ``postgres``; Debian keeps it off the PATH."""
    if os.name == "nt":
        raise Unavailable("the private server needs a POSIX shell")
    found = shutil.which("initdb")
    if found is not None:
        return Path(found).resolve().parent
    versions = Path("/usr/lib/postgresql").glob("*/bin/initdb")
    newest = sorted(versions, key=lambda path: float(path.parts[-3]))
    if not newest:
        raise Unavailable("no PostgreSQL server is installed (initdb)")
    return newest[-1].parent


def memory() -> str | None:
    """A folder in memory with room for the server: there a flush costs nothing."""
    with suppress(OSError):
        if shutil.disk_usage(MEMORY).free > ROOM and os.access(MEMORY, os.W_OK):
            return MEMORY
    return None


def somebody() -> dict[str, object]:
    """How a process is started that must not be root's."""
    if os.geteuid() != 0:
        return {}
    import pwd

    names = {entry.pw_name for entry in pwd.getpwall()}
    name = "postgres" if "postgres" in names else "nobody"
    return {"user": name, "group": pwd.getpwnam(name).pw_gid, "extra_groups": []}


class Server:
    """A server that is running.

    Attributes
    ----------
    password : str
        Of its owner, and of whoever the tests let in.
    """

    owner = "owner"

    def __init__(self) -> None:
        self.bin = programs()
        self.password = secrets.token_urlsafe(12)
        self.who = somebody()
        self.folder = Path(tempfile.mkdtemp(prefix="landuse-pg-", dir=memory()))
        if "user" in self.who:
            shutil.chown(self.folder, self.who["user"], self.who["group"])
        self.process: subprocess.Popen[bytes] | None = None
        try:
            self._prepare()
            self._watch()
            self.start()
        except BaseException:
            self.stop()
            raise

    def _prepare(self) -> None:
        """Make the data folder."""
        secret = self.folder / "secret"
        secret.write_text(self.password)
        secret.chmod(0o644)  # in a folder that is its user's alone
        command = [self.bin / "initdb", "-D", self.folder / "data", "-U", self.owner]
        command += ["--no-sync", "--no-instructions", "-A", "scram-sha-256"]
        command += ["-E", "UTF8", "--locale=C.UTF-8", f"--pwfile={secret}"]
        made = subprocess.run(
            command,
            **self.who,
            cwd=self.folder,
            capture_output=True,
            text=True,
            check=False,
        )
        secret.unlink()
        if made.returncode:
            raise Unavailable(f"initdb failed: {made.stderr.strip()}")

    def _watch(self) -> None:
        """Start the shell that starts and stops the server."""
        command = [self.bin / "postgres", "-D", self.folder / "data"]
        command += ["-k", self.folder]
        for name, value in SETTINGS.items():
            command += ["-c", f"{name}={value}"]
        self.process = subprocess.Popen(
            ["sh", "-c", WATCH, "sh", self.folder, *command],
            **self.who,
            cwd=self.folder,
            stdin=subprocess.PIPE,
            start_new_session=True,  # Ctrl-C is for the tests
        )

    def start(self) -> None:
        """Start the server and wait until it answers."""
        self._say("start", answers=True)

    def crash(self) -> None:
        """End every connection at once, as a server that falls over does."""
        self._say("crash", answers=False)

    def stop(self) -> None:
        """Stop it and remove its folder."""
        if self.process is not None:
            self.process.stdin.close()
            self.process.wait(PATIENCE)
        shutil.rmtree(self.folder, ignore_errors=True)

    def _say(self, word: str, *, answers: bool) -> None:
        self.process.stdin.write(word.encode() + b"\n")
        self.process.stdin.flush()
        ask = [self.bin / "pg_isready", "-q", "-h", self.folder]
        until = time.monotonic() + PATIENCE
        while (subprocess.run(ask, check=False).returncode == 0) != answers:
            if time.monotonic() > until:
                log = (self.folder / "log").read_text("utf-8", "replace")
                raise Unavailable(f"{word}: no success; {log[-500:]}")
            time.sleep(0.02)

    def url(
        self, database: str, user: str | None = None, password: str | None = None
    ) -> str:
        """Address of a database, with the password."""
        login = f"{user or self.owner}:{quote(password or self.password)}"
        return f"postgresql://{login}@/{database}?host={quote(str(self.folder))}"
