"""Looks into the store itself, on both engines."""
import os
import sqlite3
import subprocess
import time
import urllib.parse


class Records:
    """Rows of the store of a site that has stopped. On PostgreSQL through psql, so that no driver is needed."""

    def __init__(self, store, data):
        self.store, self.file = store, None if store.startswith("postgresql:") else sqlite_file(data)

    def rows(self, sql):
        if self.file is not None:
            connection = sqlite3.connect(self.file)
            try:
                return connection.execute(sql).fetchall()
            finally:
                connection.close()
        done = subprocess.run(["psql", "-X", "-q", "-t", "-A", "-F", "\x1f", "-d", self.store, "-c", sql], capture_output=True, text=True, check=True)
        return [tuple(int(cell) if cell.isdigit() else cell for cell in line.split("\x1f")) for line in done.stdout.splitlines() if line]


def sqlite_file(data):
    found = [file for file in data.iterdir() if file.is_file() and file.read_bytes()[:15] == b"SQLite format 3"] if data.is_dir() else []
    if len(found) != 1:
        raise RuntimeError(f"{len(found)} SQLite files in {data}")
    return found[0]


def new_database(server):
    """The address of a database of its own on the server with this address."""
    name = f"sas_black_{os.getpid()}_{time.monotonic_ns()}"
    subprocess.run(["psql", "-X", "-q", "-d", server, "-c", f"CREATE DATABASE {name}"], check=True, capture_output=True)
    return urllib.parse.urlunsplit(urllib.parse.urlsplit(server)._replace(path=f"/{name}"))


def postgres_server(build):
    """The address of the PostgreSQL of this test run; none when there is none."""
    if os.environ.get("SAS_TEST_POSTGRES"):
        given = os.environ["SAS_TEST_POSTGRES"]
        return None if given == "none" else given
    file = build / "postgres" / "uri"
    return file.read_text() if file.is_file() else None
