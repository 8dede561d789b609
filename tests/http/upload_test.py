#!/usr/bin/env python3
"""Files of any size for open data: they take disk and no memory, and what does not end well leaves nothing behind."""
import os
import resource
import shutil
import socket
import sys
import time
import unittest
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
from blackbox.login import log_in  # noqa: E402
from blackbox.programs import ROOT, Pair  # noqa: E402
from blackbox.visitor import Page, Visitor  # noqa: E402

MB = 1024 * 1024
LARGE = 300 * MB
# What the program may grow while a file comes in, whatever the size of the file.
MOST_GROWTH = 96 * MB
LOOK = "/balie/open-data/nieuw"
BRING = "/balie/open-data/meters/bestand"

DECLARATION = """
title = {nl = "Meters", en = "Meters"}
summary = {nl = "Standen van meters.", en = "Readings of meters."}
owner = "Stadsbeheer"
contact = "data@sassenpoort.example"
licence = "CC0-1.0"
themes = ["ENVI"]
source = "file"
origin = {nl = "Uit het veld.", en = "From the field."}
subject = "thing"
file = {encoding = "utf-8", separator = ",", decimal = "point", days = "iso"}
column = [
  {name = "meter", meaning = {nl = "meter", en = "meter"}, type = "text", class = "open", kind = "thing-id"},
  {name = "stand", meaning = {nl = "stand", en = "reading"}, type = "decimal", class = "open", kind = "measure", counts = "things"},
]
"""


def rows(size):
    """CSV of about that many bytes, a piece at a time: it is never whole anywhere."""
    piece = "".join(f"Weerpaal {i % 250},{i % 1000}.5\r\n" for i in range(40_000)).encode()
    yield b"meter,stand\r\n"
    for _ in range(max(1, size // len(piece))):
        yield piece


def wide_rows(size):
    """As rows(), with long cells."""
    piece = b"".join(b"x" * 4000 + b",%d.5\r\n" % i for i in range(64))
    yield b"meter,stand\r\n"
    for _ in range(size // len(piece)):
        yield piece


class Sender:
    """Sends a form with one file as a browser does, over a socket of its own."""

    def __init__(self, visitor, token, target, name="rows.csv"):
        self.connection = socket.create_connection(("127.0.0.1", visitor.port), timeout=120)
        self.cookies = "; ".join(f"{key}={value}" for key, value in visitor.cookies.items())
        self.target = target
        self.before = (f'--sas\r\nContent-Disposition: form-data; name="_csrf"\r\n\r\n{token}\r\n'
                       f'--sas\r\nContent-Disposition: form-data; name="bestand"; filename="{name}"\r\nContent-Type: text/csv\r\n\r\n').encode()
        self.after = b"\r\n--sas--\r\n"

    def head(self, framing, more=""):
        self.connection.sendall(
            f"POST {self.target} HTTP/1.1\r\nHost: 127.0.0.1\r\nCookie: {self.cookies}\r\nSec-Fetch-Site: same-origin\r\n"
            f"Content-Type: multipart/form-data; boundary=sas\r\n{framing}\r\n{more}\r\n".encode())

    def chunk(self, content):
        self.connection.sendall(b"%x\r\n" % len(content) + content + b"\r\n")

    def send(self, pieces, between=lambda: None):
        self.head("Transfer-Encoding: chunked")
        try:
            self.chunk(self.before)
            for piece in pieces:
                self.chunk(piece)
                between()
            self.chunk(self.after)
            self.connection.sendall(b"0\r\n\r\n")
        except (BrokenPipeError, ConnectionResetError):
            pass  # the answer came before the end, and stands in the socket
        return self.answer()

    def answer(self):
        out = b""
        while b"\r\n\r\n" not in out:
            part = self.connection.recv(65536)
            if not part:
                break
            out += part
        head, _, body = out.partition(b"\r\n\r\n")
        length = next((int(line.split(b":")[1]) for line in head.split(b"\r\n") if line.lower().startswith(b"content-length:")), 0)
        while len(body) < length and (part := self.connection.recv(65536)):
            body += part
        return int(head.split(b" ")[1]), body.decode()

    def close(self):
        self.connection.close()


class Uploads(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.pair = Pair()
        cls.addClassCleanup(cls.pair.close)
        catalogue = cls.pair.folder / "catalogue"
        shutil.copytree(ROOT / "catalogue", catalogue)
        (catalogue / "datasets" / "meters.toml").write_text(DECLARATION)
        cls.pair.site.data.mkdir(parents=True)
        (cls.pair.site.data / "settings.toml").write_text(f"largest_file_mb = {LARGE // MB + 20}\ndisk_left_mb = 1\n")
        cls.pair.site.extra = ["--catalogue", str(catalogue)]
        cls.pair.town.start()
        # What the sanitiser keeps of freed memory is not the program's.
        options = ":".join(filter(None, [os.environ.get("ASAN_OPTIONS"), "quarantine_size_mb=8"]))
        # Python ignores SIGXFSZ and so does the program it starts: it then sees an error of write, as on a full disk.
        cls.pair.site.start(env={**os.environ, "ASAN_OPTIONS": options}, restore_signals=False)
        cls.visitor = log_in(cls.pair.site, cls.pair.town, "Koen Eikelboom", means="staff", back="/balie/open-data")

    def setUp(self):
        self.addCleanup(lambda: self.assertTrue(self.pair.site.running, "the program is gone"))

    def sender(self, target, **more):
        page = Page(self.visitor.get(target.removesuffix("/bestand")).text)
        token = next(value for _, name, value, _ in page.form_to(target).fields if name == "_csrf")
        sender = Sender(self.visitor, token, target, **more)
        self.addCleanup(sender.close)
        return sender

    def memory(self):
        """Bytes of the program that are in memory now."""
        status = Path(f"/proc/{self.pair.site.process.pid}/status").read_text()
        return 1024 * int(next(line for line in status.splitlines() if line.startswith("VmRSS:")).split()[1])

    def left(self):
        return sorted(file.name for file in (self.pair.site.data / "uploads").iterdir())

    def await_nothing_left(self):
        until = time.monotonic() + 20
        while self.left() and time.monotonic() < until:
            time.sleep(0.05)
        self.assertEqual(self.left(), [])

    def test_a_large_file_takes_no_memory(self):
        self.assertEqual(self.sender(LOOK).send(rows(MB))[0], 200)
        before, most = self.memory(), [0]
        sent = [0]

        def look():
            sent[0] += 1
            if sent[0] % 16 == 0:
                most[0] = max(most[0], self.memory())
        status, text = self.sender(LOOK).send(wide_rows(LARGE), look)
        self.assertEqual(status, 200, text[:500])
        self.assertIn("Het bestand is groot", text)
        grown = max(most[0], self.memory()) - before
        print(f"{LARGE // MB} MB came in; the program grew by {grown / MB:.1f} MB", file=sys.stderr)
        self.assertGreater(most[0], 0)
        self.assertLess(grown, MOST_GROWTH)
        self.await_nothing_left()

    def test_a_file_for_a_set_goes_through_the_gate(self):
        status, text = self.sender(BRING).send(rows(2 * MB))
        self.assertEqual(status, 303, text[:500])
        self.assertTrue((self.pair.site.data / "open-data-files" / "meters.csv").is_file())
        # The page follows the public store, and looks at most once a second.
        until = time.monotonic() + 90
        page = Visitor(self.pair.site.port)
        while page.get("/data/meters").status != 200 and time.monotonic() < until:
            time.sleep(0.2)
        self.assertEqual(page.get("/data/meters").status, 200)
        self.assertIn("release meters 1 ", (self.pair.site.data / "public" / "index").read_text())
        self.await_nothing_left()

    def test_over_the_limit(self):
        sender = self.sender(LOOK)
        sender.head(f"Content-Length: {LARGE * 2}")
        status, text = sender.answer()
        self.assertEqual(status, 413)
        self.assertIn("te groot", Page(text).sentence)
        # Nobody said how much would come.
        status, text = self.sender(LOOK).send(wide_rows(LARGE + 40 * MB))
        self.assertEqual(status, 413)
        self.await_nothing_left()

    def test_broken_off(self):
        sender = self.sender(LOOK)
        sender.head(f"Content-Length: {LARGE}")
        sender.connection.sendall(sender.before)
        for piece in wide_rows(20 * MB):
            sender.connection.sendall(piece)
        self.assertEqual(len(self.left()), 1)
        sender.close()
        self.await_nothing_left()

    def test_a_full_disk(self):
        pid = self.pair.site.process.pid
        soft, hard = resource.prlimit(pid, resource.RLIMIT_FSIZE)
        largest = max(file.stat().st_size for file in self.pair.folder.rglob("*") if file.is_file())
        resource.prlimit(pid, resource.RLIMIT_FSIZE, (largest + 8 * MB, hard))
        try:
            status, text = self.sender(LOOK).send(wide_rows(largest + 60 * MB))
        finally:
            resource.prlimit(pid, resource.RLIMIT_FSIZE, (soft, hard))
        self.assertEqual(status, 507)
        self.assertIn("geen ruimte", Page(text).sentence)
        self.await_nothing_left()
        self.assertEqual(self.sender(LOOK).send(rows(MB))[0], 200)

    def test_who_may_not_is_told_before_anything_is_sent(self):
        for visitor, token, status in ((Visitor(self.pair.site.port), "x", 303), (self.visitor, "x", 403)):
            sender = Sender(visitor, token, LOOK)
            self.addCleanup(sender.close)
            sender.head(f"Content-Length: {LARGE}", "Expect: 100-continue\r\n")
            if visitor is self.visitor:  # the token is in the form: so much of it is asked for
                self.assertTrue(sender.connection.recv(100).startswith(b"HTTP/1.1 100"))
                sender.connection.sendall(sender.before + b"x" * MB)
            self.assertEqual(sender.answer()[0], status)
            self.assertEqual(self.left(), [])


if __name__ == "__main__":
    unittest.main()
