#!/usr/bin/env python3
"""What programs may rely on: lists in three forms, figures, the description of all routes, and the headers of every answer."""
import csv
import io
import json
import re
import unittest

from site_case import SiteCase
from blackbox.visitor import Page

PROMISE_FIELDS = {"product", "promise", "from", "until", "due", "kept", "share", "ci_low", "ci_high", "median_days", "p90_days", "open_overdue"}


class Data(SiteCase):
    def list_of(self, path):
        """The list as (JSON array, CSV rows)."""
        as_json, as_csv = self.visitor.get(f"{path}.json"), self.visitor.get(f"{path}.csv")
        self.assertEqual((as_json.status, as_csv.status), (200, 200))
        self.assertIn("application/json", as_json.header("Content-Type"))
        self.assertIn("text/csv", as_csv.header("Content-Type"))
        return json.loads(as_json.text), list(csv.DictReader(io.StringIO(as_csv.text.removeprefix("\ufeff"))))

    def test_products(self):
        items, rows = self.list_of("/producten")
        self.assertGreaterEqual(len(items), 14)
        self.assertEqual([item["product"] for item in items], [row["product"] for row in rows])
        for item, row in zip(items, rows):
            with self.subTest(product=item["product"]):
                self.assertEqual(row["cents"], str(item.get("cents", "")))
                self.assertEqual(row["name_nl"], item["name_nl"])
                self.assertTrue(item["upl_uri"].startswith("http://standaarden.overheid.nl/owms/terms/"))
                kinds = {channel["kind"] for channel in item["channels"]}
                self.assertTrue(kinds - {"digital"}, "no way beside the digital one")
                self.assertEqual(self.visitor.get(f"/producten/{item['product']}").status, 200)
                self.assertEqual(self.visitor.get(f"/en/producten/{item['product']}").status, 200)

    def test_coverage(self):
        items, rows = self.list_of("/dekking")
        self.assertGreater(len(items), 400)
        self.assertEqual([(item["upl_name"], item["status"]) for item in items], [(row["upl_name"], row["status"]) for row in rows])
        self.assertEqual({item["status"] for item in items} - {"digital", "referral", "in-person", "not-yet"}, set())
        digital = [item for item in items if item["status"] == "digital"]
        self.assertTrue(all(item.get("product") for item in digital))
        for item in items:
            if item["status"] != "digital":
                self.assertTrue(set(item["channels"]) or item.get("url") or item.get("note_nl"), item["upl_name"])

    def test_promises(self):
        items, rows = self.list_of("/beloften")
        self.assertEqual(len(items), len(rows))
        for item, row in zip(items, rows):
            self.assertLessEqual(PROMISE_FIELDS, set(item))
            self.assertLessEqual(PROMISE_FIELDS, set(row))
            self.assertLessEqual(item["kept"], item["due"])

    def test_openapi(self):
        document = json.loads(self.visitor.get("/openapi.json").text)
        self.assertTrue(document["openapi"].startswith("3."))
        self.assertTrue(document["info"]["title"] and document["info"]["version"])
        self.assertLessEqual({"/healthz", "/openapi.json"}, set(document["paths"]))
        for path, operations in document["paths"].items():
            named = set(re.findall(r"{([^}]+)}", path))
            for method, operation in operations.items():
                with self.subTest(path=path, method=method):
                    self.assertIn(method, {"get", "put", "post", "delete", "options", "head", "patch"})
                    self.assertTrue(operation["responses"])
                    self.assertTrue(all(re.fullmatch(r"[1-5]\d\d|[1-5]XX|default", code) for code in operation["responses"]))
                    self.assertTrue(all("description" in response for response in operation["responses"].values()))
                    declared = {p["name"] for p in operation.get("parameters", []) if p["in"] == "path"}
                    self.assertEqual(declared, named)
        ids = [operation["operationId"] for operations in document["paths"].values() for operation in operations.values() if "operationId" in operation]
        self.assertEqual(len(ids), len(set(ids)))

    def test_lists_hold_what_openapi_says(self):
        kinds = {"string": str, "integer": int, "number": (int, float), "boolean": bool, "array": list}
        document = json.loads(self.visitor.get("/openapi.json").text)
        held = 0
        for path, operations in document["paths"].items():
            content = operations.get("get", {}).get("responses", {}).get("2XX", {}).get("content", {})
            schema = content.get("application/json", {}).get("schema", {})
            path = path.replace("{slug}", "parkeervergunning")
            # A list about one thing that a new site does not have yet is looked at where such a thing is made.
            if path.startswith("/balie/") or "{" in path or schema.get("type") != "array":
                continue
            row_schema = schema["items"]
            answer = self.visitor.get(path)
            self.assertEqual(answer.status, 200, path)
            for row in json.loads(answer.text):
                held += 1
                self.assertLessEqual(set(row_schema["required"]), set(row), path)
                for name, value in row.items():
                    field = row_schema["properties"].get(name)
                    self.assertIsNotNone(field, f"{path} does not describe {name}")
                    if value is None:
                        self.assertTrue(field.get("nullable"), f"{path}: {name} is null")
                        continue
                    self.assertIsInstance(value, kinds[field["type"]], f"{path}: {name}")
                    if field.get("format") == "date":
                        self.assertRegex(value, r"^\d{4}-\d\d-\d\d$")
        self.assertGreater(held, 400)

    def test_figures_of_the_program(self):
        self.visitor.get("/producten")
        text = self.visitor.get("/metrics").text
        for line in filter(None, text.splitlines()):
            self.assertRegex(line, r'^(# (HELP|TYPE) \w+ .+|\w+({(\w+="[^"]*",?)+})? -?[\d.eE+]+(Inf)?|\w+({.*})? (NaN|[+-]Inf))$')
        for name in ("http_request_duration_seconds_count", "sassenpoort_store_healthy", "sassenpoort_jobs_waiting"):
            self.assertIn(name, text)

    def test_health(self):
        for path in ("/healthz", "/readyz"):
            self.assertEqual(self.visitor.get(path).status, 200)

    def test_security_headers(self):
        for path in ("/", "/en", "/producten", "/inloggen", "/beloften.json", "/bestaat-niet", "/afspraak", "/verder", "/zoeken?q=paspoort"):
            answer = self.visitor.get(path)
            policy = answer.header("Content-Security-Policy")
            with self.subTest(path=path):
                self.assertIn("default-src 'self'", policy)
                self.assertNotIn("unsafe", policy)
                self.assertIn("frame-ancestors 'none'", policy)
                self.assertEqual(answer.header("X-Content-Type-Options"), "nosniff")
                self.assertIn(answer.header("Referrer-Policy"), ("same-origin", "no-referrer", "strict-origin-when-cross-origin"))
                self.assertFalse(answer.header("Server"))
                self.assertNotIn("Strict-Transport-Security", answer.headers, "never over plain HTTP")

    def test_pages_need_nothing_from_elsewhere(self):
        for path in ("/", "/producten/parkeervergunning", "/beloften"):
            text = self.visitor.get(path).text
            self.assertFalse(re.findall(r'(?:src|srcset)="(?:https?:)?//', text))
            self.assertFalse(re.findall(r'<link[^>]+href="(?:https?:)?//', text))
            self.assertFalse(re.findall(r"\son\w+=|\sstyle=|<script>|<style", text), "what the content policy does not allow")

    def test_compression_and_a_second_visit(self):
        answer = self.visitor.get("/producten", headers={"Accept-Encoding": "br"})
        self.assertEqual(answer.header("Content-Encoding"), "br")
        self.assertIn("Accept-Encoding", answer.header("Vary"))
        asset = re.search(r'href="(/assets/site\.css[^"]*)"', self.visitor.get("/").text).group(1)
        first = self.visitor.get(asset)
        tag = first.header("ETag")
        self.assertTrue(tag)
        again = self.visitor.get(asset, headers={"If-None-Match": tag})
        self.assertEqual((again.status, again.body), (304, b""))

    def test_both_languages_have_the_same_pages(self):
        pages = [path for path in Page(self.visitor.get("/").text).links if path.startswith("/") and not path.startswith("/en")]
        for path in sorted({path.split("#")[0] for path in pages}):
            english = "/en" if path == "/" else f"/en{path}"
            self.assertEqual(self.visitor.get(english).status, self.visitor.get(path).status, english)

    def test_head_is_get_without_a_body(self):
        for path in ("/", "/producten.json", "/healthz"):
            head, get = self.visitor.request("HEAD", path), self.visitor.get(path)
            self.assertEqual((head.status, head.body), (get.status, b""))


if __name__ == "__main__":
    unittest.main()
