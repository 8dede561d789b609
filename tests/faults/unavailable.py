#!/usr/bin/env python3
"""The mail server, the login provider and the base registries are away for a while: the gate keeps taking in what it can."""
import json
import sys
import time
import unittest
import urllib.request
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
from blackbox import report  # noqa: E402
from blackbox.programs import Pair  # noqa: E402
from blackbox.visitor import Page, Visitor, path_of  # noqa: E402

MAIL = {"contact-name": "An de Vries", "contact-email": "an@voorbeeld.nl"}


class Unavailable(unittest.TestCase):
    """The practice town plays all three; it is stopped and started around a site that stays up."""

    @classmethod
    def setUpClass(cls):
        cls.pair = Pair().start()
        cls.addClassCleanup(cls.pair.close)

    def setUp(self):
        self.pair.town.stop()
        self.visitor = Visitor(self.pair.site.port)

    def tearDown(self):
        self.visitor.close()
        if not self.pair.town.running:
            self.pair.town.start()

    def mails_about(self, number):
        with urllib.request.urlopen(f"{self.pair.town.url}/mail.json") as answer:
            return [mail for mail in json.load(answer) if number in mail["text"]]

    def test_a_form_is_taken_in_and_its_mail_follows(self):
        draft = report.prepare(self.visitor, contact=MAIL)
        self.assertEqual(report.send(self.visitor, draft).status, 303)
        number = report.number_on(self.visitor.get(f"{draft}/ontvangst").text)
        time.sleep(0.5)
        self.pair.town.start()
        until = time.monotonic() + 60
        while not self.mails_about(number) and time.monotonic() < until:
            time.sleep(0.2)
        mails = self.mails_about(number)
        self.assertEqual([mail["to"] for mail in mails], ["an@voorbeeld.nl"])
        self.assertIn("Ontvangen", mails[0]["subject"])

    def test_a_mail_waits_when_the_program_stops_in_between(self):
        draft = report.prepare(self.visitor, contact=MAIL)
        report.send(self.visitor, draft)
        number = report.number_on(self.visitor.get(f"{draft}/ontvangst").text)
        self.assertEqual(self.pair.site.stop(), 0)
        self.pair.town.start()
        self.pair.site.start()
        until = time.monotonic() + 60
        while not self.mails_about(number) and time.monotonic() < until:
            time.sleep(0.2)
        self.assertEqual(len(self.mails_about(number)), 1)

    def test_the_mail_does_not_show_marks_of_the_text(self):
        self.pair.town.start()
        draft = report.prepare(self.visitor, contact=MAIL)
        report.send(self.visitor, draft)
        number = report.number_on(self.visitor.get(f"{draft}/ontvangst").text)
        until = time.monotonic() + 60
        while not self.mails_about(number) and time.monotonic() < until:
            time.sleep(0.2)
        self.assertNotIn("**", self.mails_about(number)[0]["text"])

    def test_no_login_says_what_still_works(self):
        for path, word in (("/inloggen/digid", "nu"), ("/en/inloggen/digid", "now")):
            answer = self.visitor.get(path)
            page = Page(answer.text)
            self.assertEqual(answer.status, 503)
            self.assertEqual([tag for tag, _ in page.headings].count("h1"), 1)
            self.assertIn(word, page.sentence)
            self.assertIn("14 038", page.sentence.replace("\u00a0", " "))
            self.assertNotIn("127.0.0.1", answer.text)

    def test_an_address_by_hand(self):
        at = report.begin(self.visitor)
        fields = dict(Page(self.visitor.get(at).text).form_to(at).filled())
        at = path_of(self.visitor.post(at, {**fields, "waar": "adres"}).location)
        typed = {"adres-postcode": "8011 PK", "adres-number": "12", "adres-letter": "", "adres-addition": ""}
        refused = self.visitor.post(at, typed)
        self.assertEqual(refused.status, 422)
        names = {name for _, name, _, _ in Page(refused.text).form_to(at).fields}
        self.assertLessEqual({"adres-street", "adres-city"}, names)
        taken = self.visitor.post(at, {**typed, "adres-street": "Grote Markt", "adres-city": "Zwolle"})
        self.assertEqual(taken.status, 303)

    def test_the_rest_of_the_site_works(self):
        for path in ("/", "/producten", "/beloften", "/dekking", "/inloggen", "/readyz"):
            self.assertEqual(self.visitor.get(path).status, 200, path)


if __name__ == "__main__":
    unittest.main()
