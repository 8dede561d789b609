"""A site for the tests of one file."""
import socket
import sys
import unittest
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
from blackbox.programs import Pair  # noqa: E402
from blackbox.visitor import Page, Visitor  # noqa: E402


class SiteCase(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.pair = Pair().start()
        cls.addClassCleanup(cls.pair.close)

    def setUp(self):
        self.visitor = Visitor(self.pair.site.port)
        self.addCleanup(self.visitor.close)
        self.addCleanup(self.assert_alive)

    def assert_alive(self):
        self.assertTrue(self.pair.site.running, "the program is gone")

    def refused_so_far(self):
        """Requests that reached no handler, by the program's own count."""
        lines = Visitor(self.pair.site.port).get("/metrics").text.splitlines()
        return sum(float(line.rsplit(" ", 1)[1]) for line in lines if line.startswith("http_refused_total"))

    def speak(self, data, timeout=10):
        """Sends bytes as they are and reads until the other side closes or is silent."""
        with socket.create_connection(("127.0.0.1", self.pair.site.port), timeout=timeout) as connection:
            connection.sendall(data)
            connection.settimeout(2)
            out = b""
            try:
                while part := connection.recv(65536):
                    out += part
            except (TimeoutError, ConnectionResetError):
                pass
            return out

    def status_of(self, data):
        line = self.speak(data).split(b"\r\n", 1)[0].split(b" ")
        return int(line[1]) if len(line) > 1 else None

    def assert_page(self, answer, status, language="nl"):
        """A page for people, complete and in their language."""
        self.assertEqual(answer.status, status)
        self.assertIn("text/html", answer.header("Content-Type"))
        self.assertIn(f'<html lang="{language}"', answer.text)
        page = Page(answer.text)
        self.assertEqual([tag for tag, _ in page.headings].count("h1"), 1)
        self.assertEqual(page.unclosed, [])
        return page
