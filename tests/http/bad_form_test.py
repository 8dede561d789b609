#!/usr/bin/env python3
"""Forms and files that are broken, hostile or not what they say."""
import threading
import unittest

from site_case import SiteCase
from blackbox import report
from blackbox.visitor import Page, Visitor, multipart, path_of

JPG = b"\xff\xd8\xff\xe0\x00\x10JFIF\x00\x01\x01\x00\x00\x01\x00\x01\x00\x00" + b"\x11" * 200 + b"\xff\xd9"
EXE = b"MZ\x90\x00\x03\x00\x00\x00" + b"\x00" * 500
PDF = b"%PDF-1.4\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n"


class BadForm(SiteCase):
    def question(self, wanted):
        """The path of a question of the report, with everything before it answered."""
        at = report.begin(self.visitor)
        for _ in range(report.MOST_STEPS):
            if at.endswith("/" + wanted):
                return at
            form = Page(self.visitor.get(at).text).form_to(at)
            fields = report.answers_to(form, {}, {})
            at = path_of((self.visitor.post_files(at, fields.items(), []) if form.multipart else self.visitor.post(at, fields)).location)
        self.fail(f"no question {wanted}")

    def assert_error_state(self, answer, field, language="nl"):
        """Title and summary say that something is wrong, and the summary leads to the field."""
        page = self.assert_page(answer, 422, language)
        self.assertTrue(page.title.startswith("Fout" if language == "nl" else "Error"), page.title)
        self.assertIn(f"#{field}", page.links)
        self.assertIn("autofocus", answer.text)
        return page

    def test_nothing_chosen(self):
        at = self.question("soort")
        self.assert_error_state(self.visitor.post(at, {}), "soort")
        self.assert_error_state(self.visitor.post("/en" + at, {}), "soort", "en")

    def test_a_value_that_was_not_on_the_page(self):
        at = self.question("soort")
        self.assert_error_state(self.visitor.post(at, {"soort": "iets-anders"}), "soort")

    def test_a_field_twice(self):
        at = self.question("wat")
        answer = self.visitor.post(at, [("wat", "eerste"), ("wat", "tweede")])
        self.assertIn(answer.status, (303, 422))

    def test_too_long_is_kept_on_the_page(self):
        at = self.question("wat")
        answer = self.visitor.post(at, {"wat": "x" * 1001})
        self.assert_error_state(answer, "wat")
        self.assertIn("x" * 1001, answer.text)

    def test_markup_stays_text(self):
        at = self.question("wat")
        self.assertEqual(self.visitor.post(at, {"wat": "</textarea><script>alert(1)</script>"}).status, 303)
        self.assertNotIn("<script>alert", self.visitor.get(at).text)

    def test_wrong_encoding(self):
        at = self.question("wat")
        for body in (b"wat=%ff%fe", b"wat=\xe9\xe8", b"wat=%zz"):
            answer = self.visitor.request("POST", at, body, {"Content-Type": "application/x-www-form-urlencoded"})
            self.assert_page(answer, 400)

    def test_another_kind_of_body(self):
        at = self.question("wat")
        answer = self.visitor.request("POST", at, b'{"wat": "x"}', {"Content-Type": "application/json"})
        self.assert_page(answer, 415)

    def test_too_many_fields(self):
        at = self.question("wat")
        answer = self.visitor.post(at, [(f"veld{n}", "x") for n in range(600)])
        self.assertEqual(answer.status, 413)

    def test_cut_off_multipart(self):
        at = self.question("foto")
        body = multipart([], [("foto", "a.jpg", "image/jpeg", JPG)], "grens")
        for size in (20, 60, len(body) // 2, len(body) - 10):
            answer = self.visitor.request("POST", at, body[:size], {"Content-Type": "multipart/form-data; boundary=grens"})
            self.assert_page(answer, 400)
        for boundary in ("", "boundary=" + "x" * 100, "boundary=anders"):
            answer = self.visitor.request("POST", at, body, {"Content-Type": f"multipart/form-data; {boundary}"})
            self.assert_page(answer, 400)

    def test_files_that_are_not_what_they_say(self):
        at = self.question("foto")
        for name, content in (("programma.exe", EXE), ("programma.jpg", EXE), ("afgebroken.jpg", JPG[:40]), ("leeg.jpg", b""), ("stuk.pdf", PDF),
                              ("pagina.jpg", b"<html><script>alert(1)</script>"), ("foto.jpg.exe", JPG), ("foto.svg", b"<svg onload='alert(1)'/>")):
            with self.subTest(name=name):
                answer = self.visitor.post_files(at, [], [("foto", name, "image/jpeg", content)])
                page = self.assert_error_state(answer, "foto")
                self.assertNotIn("<script>alert", answer.text)
                self.assertTrue(page.sentence)

    def test_a_good_file_with_a_bad_name(self):
        at = self.question("foto")
        for name in ("../../etc/passwd.jpg", "..\\..\\x.jpg", "\u202egpj.exe.jpg", "a" * 400 + ".jpg", "%0d%0aX-Boef: 1.jpg"):
            with self.subTest(name=name[:30]):
                answer = self.visitor.post_files(at, [], [("foto", name, "image/jpeg", JPG)])
                self.assertIn(answer.status, (303, 422))
                self.assertNotIn("../", self.visitor.get(at).text.split("<main", 1)[1])

    def test_a_file_that_is_too_large(self):
        at = self.question("foto")
        answer = self.visitor.post_files(at, [], [("foto", "groot.jpg", "image/jpeg", JPG[:-2] + b"\x00" * (10 * 1024 * 1024 + 1) + b"\xff\xd9")])
        self.assertIn(answer.status, (413, 422))
        self.assertIn("<h1", answer.text)
        self.assertEqual(self.visitor.get(at).status, 200)

    def test_questions_and_forms_that_do_not_exist(self):
        at = self.question("soort")
        draft = at.rsplit("/", 1)[0]
        for target in (f"{draft}/bestaat-niet", f"{draft}/mastnummer", "/formulier/x/soort", "/formulier/01a20b08-4d20-71b5-ba0b-8acc4153ee15/soort"):
            self.assert_page(self.visitor.get(target), 404)
            self.assert_page(self.visitor.post(target, {"soort": "groen"}), 404)

    def test_sending_too_early(self):
        at = self.question("wat")
        draft = at.rsplit("/", 1)[0]
        answer = report.send(self.visitor, draft)
        self.assertEqual(answer.status, 303)
        self.assertFalse(answer.location.endswith("/ontvangst"))
        self.assertNotEqual(self.visitor.get(f"{draft}/ontvangst").status, 200)

    def test_sending_at_the_same_time_makes_one_case(self):
        draft = report.prepare(self.visitor)
        answers, gate = [], threading.Barrier(12)

        def press():
            one = Visitor(self.pair.site.port)
            one.cookies = dict(self.visitor.cookies)
            gate.wait()
            answers.append(report.send(one, draft))

        threads = [threading.Thread(target=press) for _ in range(12)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        self.assertEqual({(answer.status, path_of(answer.location)) for answer in answers}, {(303, f"{draft}/ontvangst")})
        numbers = {report.number_on(self.visitor.get(f"{draft}/ontvangst").text) for _ in range(3)}
        self.assertEqual(len(numbers), 1)

    def test_an_answer_after_sending_changes_nothing(self):
        draft = report.prepare(self.visitor)
        report.send(self.visitor, draft)
        answer = self.visitor.post(f"{draft}/wat", {"wat": "iets anders"})
        self.assertEqual((answer.status, path_of(answer.location)), (303, f"{draft}/ontvangst"))
        self.assertEqual(path_of(self.visitor.get(f"{draft}/wat").location), f"{draft}/ontvangst")

    def test_a_code_that_is_none(self):
        for code in ("", "AAAA-AAAA-AAAA", "x" * 1000, "' OR 1=1"):
            self.assert_error_state(self.visitor.post("/verder", {"code": code}), "code")
        self.assert_page(self.visitor.post("/verder", {"code": "\u0000"}), 400)


if __name__ == "__main__":
    unittest.main()
