#!/usr/bin/env python3
"""Requests that no browser would send."""
import json
import socket
import unittest
from urllib.parse import quote

from site_case import SiteCase
from blackbox.visitor import Visitor

HOST = b"Host: localhost\r\n"


class BadRequest(SiteCase):
    def test_malformed(self):
        for data in (b"nonsense\r\n\r\n", b"GET / HTTP/1.1\r\n\r\n", b"GET / HTTP/1.1\r\n" + HOST + HOST + b"\r\n",
                     b"GET / HTTP/1.1\r\nHost localhost\r\n\r\n", b"GET / HTTP/1.1\r\n" + HOST + b"X: a\x00b\r\n\r\n",
                     b"POST / HTTP/1.1\r\n" + HOST + b"Content-Length: 3\r\nContent-Length: 4\r\n\r\nabc",
                     b"POST / HTTP/1.1\r\n" + HOST + b"Content-Length: -1\r\n\r\n",
                     b"POST / HTTP/1.1\r\n" + HOST + b"Transfer-Encoding: chunked\r\nContent-Length: 5\r\n\r\n0\r\n\r\n"):
            with self.subTest(data=data):
                before = self.refused_so_far()
                self.assertEqual(self.status_of(data), 400)
                self.assertGreater(self.refused_so_far(), before)

    def test_other_refusals(self):
        for data, status in ((b"GET / HTTP/3.0\r\n" + HOST + b"\r\n", 505), (b"BREW / HTTP/1.1\r\n" + HOST + b"\r\n", 501),
                             (b"DELETE / HTTP/1.1\r\n" + HOST + b"Sec-Fetch-Site: same-origin\r\n\r\n", 405),
                             (b"GET /" + b"a" * 9000 + b" HTTP/1.1\r\n" + HOST + b"\r\n", 414),
                             (b"GET / HTTP/1.1\r\n" + HOST + b"X: " + b"a" * 20000 + b"\r\n\r\n", 431),
                             (b"POST / HTTP/1.1\r\n" + HOST + b"Transfer-Encoding: gzip\r\n\r\n", 501)):
            with self.subTest(data=data[:40]):
                self.assertEqual(self.status_of(data), status)

    def test_hostile_paths(self):
        for target in ("/../../../etc/passwd", "/%2e%2e/%2e%2e/etc/passwd", "/assets/../../settings.toml", "/assets/%2e%2e%2fsettings.toml",
                       "/producten/..%2f..%2fetc", "/a%00b", "/%ff%fe", "/%", "/%zz", "//elders.example/x", "/assets/..\\..\\x", "/.git/config",
                       "/producten/%3Cscript%3Ealert(1)%3C/script%3E", "/zoeken?q=%ff", "/producten/a'%20OR%20'1'='1"):
            with self.subTest(target=target):
                answer = self.speak(f"GET {target} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n".encode())
                status = int(answer.split(b" ", 2)[1])
                self.assertIn(status, (400, 404, 200) if target.startswith("/zoeken") else (308, 400, 404))
                self.assertNotIn(b"root:", answer)
                self.assertNotIn(b"<script>alert", answer)
                if status == 308:
                    location = answer.split(b"\r\nLocation: ", 1)[1].split(b"\r\n", 1)[0]
                    self.assertTrue(location.startswith(b"/") and not location.startswith(b"//"), location)

    def test_a_search_term_is_only_text(self):
        for words in ('"><script>alert(1)</script>', "' OR 1=1 --", "a" * 3000, "\u202egnp.exe", "NULL", "*" * 200, '"', "AND OR NOT NEAR("):
            with self.subTest(words=words[:30]):
                answer = self.visitor.get("/zoeken?q=" + quote(words))
                self.assertIn(answer.status, (200, 400))
                self.assertNotIn("<script>alert", answer.text)

    def test_too_large_is_413_before_it_is_sent(self):
        head = b"POST /producten/melding-openbare-ruimte/aanvragen HTTP/1.1\r\n" + HOST + b"Sec-Fetch-Site: same-origin\r\n"
        head += b"Content-Type: application/x-www-form-urlencoded\r\nContent-Length: 900000000\r\n\r\n"
        self.assertEqual(self.status_of(head), 413)

    def test_too_large_without_a_length(self):
        head = b"POST /uitloggen HTTP/1.1\r\n" + HOST + b"Transfer-Encoding: chunked\r\n\r\n"
        chunk = b"10000\r\n" + b"a" * 0x10000 + b"\r\n"
        self.assertEqual(self.status_of(head + chunk * 48), 413)

    def test_slow_visitors_do_not_hold_the_others(self):
        """Forty half requests stand open; a hundred whole ones are answered meanwhile, and the slow ones are ended in time."""
        slow = [socket.create_connection(("127.0.0.1", self.pair.site.port), timeout=30) for _ in range(40)]
        try:
            for connection in slow:
                connection.sendall(b"GET / HTTP/1.1\r\nHost: loc")
            other = Visitor(self.pair.site.port)
            for _ in range(100):
                self.assertEqual(other.get("/healthz").status, 200)
            before = self.refused_so_far()
            for connection in slow:
                self.assertIn(connection.recv(4096)[9:12], (b"", b"408"))
            self.assertEqual(self.refused_so_far(), before + len(slow))
        finally:
            for connection in slow:
                connection.close()

    def test_a_visitor_who_leaves_in_the_middle(self):
        for size in (10, 1000, 100000):
            with socket.create_connection(("127.0.0.1", self.pair.site.port)) as connection:
                connection.sendall(b"POST /uitloggen HTTP/1.1\r\n" + HOST + b"Content-Length: 200000\r\n\r\n" + b"a" * size)
        self.assertEqual(self.visitor.get("/healthz").status, 200)

    def test_headers_cannot_be_made_from_input(self):
        for target in ("/inloggen/digid?terug=/mijn%0d%0aSet-Cookie:%20boef=1", "/inloggen?terug=%0d%0aX-Boef:%201", "/zoeken?q=a%0d%0aX-Boef:%201"):
            answer = self.visitor.get(target)
            self.assertNotIn("boef", {name.lower().removeprefix("x-") for name in answer.headers})
            self.assertNotIn("boef=1", " ".join(answer.headers.get_all("Set-Cookie") or []))

    def test_nobody_is_sent_to_another_site(self):
        for back in ("//elders.example", "https://elders.example/", "/\\elders.example", "javascript:alert(1)", "/%09/elders.example"):
            links = self.visitor.page(f"/inloggen?terug={back}").links
            self.assertFalse([link for link in links if link.startswith(("//", "http", "/\\", "javascript"))], back)
            for link in links:
                if "terug=" in link and not link.startswith("/en"):
                    self.assertNotIn("elders.example", link)

    def test_answers_for_people_and_for_programs(self):
        for target, language in (("/bestaat-niet", "nl"), ("/en/bestaat-niet", "en"), ("/producten/bestaat-niet", "nl"), ("/en/producten/bestaat-niet", "en")):
            self.assert_page(self.visitor.get(target), 404, language)
        answer = self.visitor.get("/api/bestaat-niet")
        self.assertEqual((answer.status, answer.header("Content-Type")), (404, "application/problem+json"))
        problem = json.loads(answer.text)
        self.assertEqual(problem["status"], 404)
        self.assertTrue(problem["title"])
        answer = self.visitor.get("/bestaat-niet", headers={"Accept": "application/json"})
        self.assertEqual(answer.header("Content-Type"), "application/problem+json")

    def test_two_requests_at_once_and_one_after_the_other(self):
        one = b"GET /healthz HTTP/1.1\r\n" + HOST + b"\r\n"
        answer = self.speak(one * 20 + one.replace(b"\r\n\r\n", b"\r\nConnection: close\r\n\r\n"))
        self.assertEqual(answer.count(b"HTTP/1.1 200"), 21)


if __name__ == "__main__":
    unittest.main()
