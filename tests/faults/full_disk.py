#!/usr/bin/env python3
"""The disk fills up while forms come in: people get a clear page, nothing acknowledged is lost, and work goes on when there is room."""
import resource
import sys
import time
import unittest
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
from blackbox import report  # noqa: E402
from blackbox.programs import Pair  # noqa: E402
from blackbox.records import Records  # noqa: E402
from blackbox.visitor import Page, Visitor, path_of  # noqa: E402

ROOM = 96 * 1024
MOST_FORMS = 400


class FullDisk(unittest.TestCase):
    def setUp(self):
        self.pair = Pair()
        self.addCleanup(self.pair.close)
        # Python ignores SIGXFSZ and so does the program it starts: it then sees an error of write, as on a full disk.
        self.pair.site.start(restore_signals=False)
        self.hard = resource.prlimit(self.pair.site.process.pid, resource.RLIMIT_FSIZE)[1]

    def allow(self, size):
        """No file of the program may grow beyond `size` bytes: to the program that is a disk without room."""
        resource.prlimit(self.pair.site.process.pid, resource.RLIMIT_FSIZE, (size, self.hard))

    def largest_file(self):
        return max(file.stat().st_size for file in self.pair.folder.rglob("*") if file.is_file())

    def send_until_refused(self):
        """Acknowledged (draft, cookies), and the answer that was no acknowledgement."""
        acknowledged = []
        for _ in range(MOST_FORMS):
            visitor = Visitor(self.pair.site.port)
            begun = visitor.post(f"/producten/{report.PRODUCT}/aanvragen")
            if begun.status != 303:
                return acknowledged, begun, "/"
            refused = self.answer_all(visitor, path_of(begun.location), acknowledged)
            visitor.close()
            if refused is not None:
                return acknowledged, *refused
        self.fail(f"{MOST_FORMS} forms fitted on the disk")

    def answer_all(self, visitor, at, acknowledged):
        while not at.endswith("/controle"):
            form = Page(visitor.get(at).text).form_to(at)
            fields = report.answers_to(form, {}, {})
            answered = visitor.post_files(at, fields.items(), []) if form.multipart else visitor.post(at, fields)
            if answered.status != 303:
                return answered, at
            at = path_of(answered.location)
        draft = at.removesuffix("/controle")
        sent = report.send(visitor, draft)
        if sent.status != 303:
            return sent, at
        acknowledged.append((draft, visitor.cookies))
        return None

    def assert_receipts(self, acknowledged):
        for draft, cookies in acknowledged:
            visitor = Visitor(self.pair.site.port)
            visitor.cookies = cookies
            self.assertEqual(visitor.get(f"{draft}/ontvangst").status, 200)
            visitor.close()

    def test_nothing_acknowledged_is_lost(self):
        self.allow(self.largest_file() + ROOM)
        acknowledged, refused, _ = self.send_until_refused()
        self.assertEqual(refused.status, 503)
        self.assertTrue(Page(refused.text).sentence)
        self.assertEqual([tag for tag, _ in Page(refused.text).headings].count("h1"), 1)
        self.assertIn("text/html", refused.header("Content-Type"))

        # Reading goes on, and what was acknowledged is there.
        self.assertEqual(Visitor(self.pair.site.port).get(f"/producten/{report.PRODUCT}").status, 200)
        self.assert_receipts(acknowledged)

        self.allow(self.hard)
        again = self.first_that_works()
        self.assert_receipts([*acknowledged, again])
        self.assertEqual(self.pair.site.stop(), 0)
        code, words = self.pair.site.verify()
        self.assertEqual(code, 0, words)
        records = Records("sqlite", self.pair.site.data)
        drafts = {draft.rsplit("/", 1)[1] for draft, _ in [*acknowledged, again]}
        sent = records.rows("SELECT id, case_id FROM draft WHERE case_id IS NOT NULL")
        self.assertEqual(drafts, {draft for draft, _ in sent})
        self.assertEqual(len(records.rows("SELECT id FROM cases")), len(drafts))

    def first_that_works(self):
        """The program finds out by itself that there is room again."""
        until = time.monotonic() + 20
        while time.monotonic() < until:
            visitor, acknowledged = Visitor(self.pair.site.port), []
            begun = visitor.post(f"/producten/{report.PRODUCT}/aanvragen")
            if begun.status == 303 and self.answer_all(visitor, path_of(begun.location), acknowledged) is None:
                return acknowledged[0]
            time.sleep(0.2)
        self.fail("the program did not go on after there was room again")


if __name__ == "__main__":
    unittest.main()
