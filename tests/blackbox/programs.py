"""Starts and stops the two programs."""
import http.client
import os
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
BUILD = Path(os.environ.get("SAS_BUILD", ROOT / "build/dev")).resolve()
PATIENCE = 60


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Program:
    """One of the two programs on its own port. It can be started again on the same port with the same data."""

    def __init__(self, name, log):
        self.path, self.log, self.port, self.process = BUILD / name, log, free_port(), None

    def command(self):
        raise NotImplementedError

    def start(self, **popen):
        with open(self.log, "ab") as log:
            self.process = subprocess.Popen(self.command(), stdout=subprocess.DEVNULL, stderr=log, **popen)
        self.await_answer()

    def await_answer(self):
        until = time.monotonic() + PATIENCE
        while time.monotonic() < until:
            if self.process.poll() is not None:
                raise RuntimeError(f"{self.path.name} ended with {self.process.returncode}: {Path(self.log).read_text()[-2000:]}")
            if self.answers():
                return
            time.sleep(0.01)
        raise RuntimeError(f"{self.path.name} did not answer within {PATIENCE} seconds")

    def answers(self):
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=5)
        try:
            connection.request("GET", self.alive)
            return connection.getresponse().status == 200
        except (OSError, http.client.HTTPException):
            return False
        finally:
            connection.close()

    def stop(self):
        """Asks it to end, as a service manager does; its exit code."""
        if self.process is None:
            return None
        self.process.send_signal(signal.SIGTERM)
        try:
            return self.process.wait(PATIENCE)
        finally:
            self.process = None

    def kill(self):
        self.process.kill()
        self.process.wait()
        self.process = None

    @property
    def running(self):
        return self.process is not None and self.process.poll() is None


class Town(Program):
    alive = "/"

    def __init__(self, log):
        super().__init__("practice-town", log)

    def command(self):
        return [str(self.path), "serve", "--port", str(self.port), "--url", self.url]

    @property
    def url(self):
        return f"http://127.0.0.1:{self.port}"


class Site(Program):
    alive = "/healthz"

    def __init__(self, data, town_url, store="sqlite", extra=()):
        super().__init__("sassenpoort", Path(data).parent / "site.log")
        self.data, self.town_url, self.store, self.extra = Path(data), town_url, store, list(extra)

    def command(self):
        return [str(self.path), "serve", "--data", str(self.data), "--port", str(self.port), "--store", self.store,
                "--practice", self.town_url, *self.extra]

    def verify(self):
        """Exit code and words of `sassenpoort verify`; the site must not run."""
        done = subprocess.run([str(self.path), "verify", "--data", str(self.data), "--store", self.store], capture_output=True, text=True)
        return done.returncode, (done.stdout + done.stderr).strip()


class Pair:
    """A site with a practice town around it and a folder that goes away afterwards."""

    def __init__(self, store="sqlite", folder=None):
        self.folder = Path(tempfile.mkdtemp(prefix="sas-test-", dir=folder))
        self.town = Town(self.folder / "town.log")
        self.site = Site(self.folder / "data", self.town.url, store)

    def start(self):
        try:
            self.town.start()
            self.site.start()
        except BaseException:
            self.close()
            raise
        return self

    def log(self):
        return (self.folder / "site.log").read_text()

    def close(self):
        for program in (self.site, self.town):
            if program.running:
                program.kill()
        shutil.rmtree(self.folder, ignore_errors=True)
