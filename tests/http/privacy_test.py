#!/usr/bin/env python3
"""What one person sees of another, and forms that are sent from elsewhere."""
import re
import unittest

from site_case import SiteCase
from blackbox import report
from blackbox.login import log_in
from blackbox.visitor import Page, Visitor

SECRET = "Een geheim dat alleen de aanvrager mag lezen"


class Privacy(SiteCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.sanne = log_in(cls.pair.site, cls.pair.town, "Sanne van der Veen")
        cls.mehmet = log_in(cls.pair.site, cls.pair.town, "Mehmet Özdemir")
        cls.draft = cls.file_report(cls.sanne)
        receipt = cls.sanne.get(f"{cls.draft}/ontvangst").text
        cls.case = re.search(r'href="(/mijn/zaken/[^"/]+)"', receipt).group(1)

    @classmethod
    def file_report(cls, visitor):
        """Sends a report as a person who is logged in: forms then carry a token."""
        page = visitor.page(f"/producten/{report.PRODUCT}/aanvragen")
        begun = visitor.post(f"/producten/{report.PRODUCT}/aanvragen", page.form_to("/aanvragen").filled())
        at = begun.location
        while not at.endswith("/controle"):
            form = Page(visitor.get(at).text).form_to(at)
            fields = report.answers_to(form, {"wat": SECRET}, {})
            answered = visitor.post_files(at, fields.items(), []) if form.multipart else visitor.post(at, fields)
            assert answered.status == 303, (at, answered.status)
            at = answered.location
        sent = visitor.post(at.replace("/controle", "/verzenden"), visitor.page(at).form_to("/verzenden").filled())
        assert sent.location.endswith("/ontvangst"), (sent.status, sent.location)
        return at.removesuffix("/controle")

    def test_the_applicant_sees_the_case(self):
        answer = self.sanne.get(self.case)
        self.assertEqual(answer.status, 200)
        self.assertIn(SECRET, answer.text)

    def test_another_person_does_not_know_that_it_exists(self):
        for target in (self.case, f"{self.case}/besluit", f"{self.case}/documenten/x", f"{self.draft}/ontvangst", f"{self.draft}/controle"):
            answer = self.mehmet.get(target)
            self.assert_page(answer, 404)
            self.assertNotIn(SECRET, answer.text)
        unknown = self.mehmet.get("/mijn/zaken/01a20b08-4d20-71b5-ba0b-8acc4153ee15")
        self.assertEqual(Page(unknown.text).headings[0], Page(self.mehmet.get(self.case).text).headings[0])

    def test_another_person_cannot_change_it(self):
        token = self.mehmet.page("/mijn").form_to("/uitloggen").filled()
        for target, fields in ((f"{self.case}/intrekken", [("zeker", "ja")]), (f"{self.case}/antwoord", [("antwoord", "x")])):
            self.assertEqual(self.mehmet.post(target, [*token, *fields]).status, 404)

    def test_who_is_not_logged_in_is_asked_to(self):
        for target in ("/mijn", self.case, "/mijn/gegevens", "/namens"):
            answer = self.visitor.get(target)
            self.assertEqual(answer.status, 303)
            self.assertTrue(answer.location.startswith("/inloggen?terug="), answer.location)

    def test_a_resident_is_no_employee(self):
        for target in ("/balie", "/balie/beloften", "/balie/meningen"):
            answer = self.sanne.get(target)
            self.assertIn(answer.status, (303, 403))
            self.assertNotIn(SECRET, answer.text)

    def test_a_form_sent_from_another_site(self):
        target = f"{self.case}/intrekken"
        token = self.sanne.page("/mijn").form_to("/uitloggen").filled()
        for headers in ({"Sec-Fetch-Site": "cross-site"}, {"Sec-Fetch-Site": "", "Origin": "https://elders.example"}, {"Sec-Fetch-Site": ""},
                        {"Sec-Fetch-Site": "same-site"}, {"Sec-Fetch-Site": "", "Origin": "null"}):
            before = self.refused_so_far()
            answer = self.sanne.post(target, [*token, ("zeker", "ja")], headers=headers)
            self.assert_page(answer, 403)
            self.assertGreater(self.refused_so_far(), before)
        self.assertEqual(self.sanne.post(target, [("zeker", "ja")]).status, 403, "without a token")
        other = self.mehmet.page("/mijn").form_to("/uitloggen").filled()
        self.assertEqual(self.sanne.post(target, [*other, ("zeker", "ja")]).status, 403, "with the token of another")
        self.assertIn(SECRET, self.sanne.get(self.case).text)

    def test_pages_about_a_person_are_not_kept(self):
        for target in ("/mijn", self.case, f"{self.draft}/ontvangst"):
            self.assertIn("no-store", self.sanne.get(target).header("Cache-Control"), target)

    def test_the_cookie_of_a_session(self):
        visitor = Visitor(self.pair.site.port)
        visitor.keep_cookies = lambda response: lines.extend(response.headers.get_all("Set-Cookie") or ())
        lines = []
        visitor.get("/inloggen/digid")
        self.assertTrue(lines)
        for line in lines:
            self.assertIn("HttpOnly", line)
            self.assertIn("SameSite=", line)

    def test_logging_out_ends_the_session(self):
        visitor = log_in(self.pair.site, self.pair.town, "Henk Westerhof")
        kept = dict(visitor.cookies)
        visitor.post("/uitloggen", visitor.page("/mijn").form_to("/uitloggen").filled())
        visitor.cookies = kept
        self.assertEqual(visitor.get("/mijn").status, 303)

    def test_a_login_answer_works_once_and_in_one_browser(self):
        for target in ("/inloggen/digid/antwoord?code=x&state=y", "/inloggen/digid/antwoord", "/inloggen/digid/antwoord?error=access_denied&state=z"):
            answer = self.visitor.get(target)
            self.assertIn(answer.status, (400, 401, 403, 410))
            self.assertIn("<h1", answer.text)

    def test_nothing_personal_in_the_log(self):
        log = self.pair.log()
        for words in (SECRET, "Sanne", "Veen", "999900", "Özdemir"):
            self.assertNotIn(words, log)


if __name__ == "__main__":
    unittest.main()
