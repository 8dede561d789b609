#!/usr/bin/env python3
"""Open data as a process of its own: it needs the public store and nothing else, and holds nothing else open."""
import html
import json
import os
import re
import shutil
import subprocess
import time
import unittest
from pathlib import Path

from site_case import SiteCase
from blackbox.programs import Program
from blackbox.visitor import Visitor

# What the public side may never hold: the records, the measurements, keys, and what the gate has not let through yet.
SOURCES = ("records.db", "/lake", ".pem", "/waiting", "settings.toml")
PATIENCE = 60


class PublicSide(Program):
    alive = "/healthz"

    def __init__(self, data):
        super().__init__("sassenpoort", Path(data).parent / "public.log")
        self.data = Path(data)

    def command(self):
        return [str(self.path), "serve", "--public", "--data", str(self.data), "--port", str(self.port)]

    def held_open(self):
        """Every file the process has open or mapped."""
        folder = Path(f"/proc/{self.process.pid}")
        files = set()
        for handle in (folder / "fd").iterdir():
            try:
                files.add(os.readlink(handle))
            except FileNotFoundError:
                pass
        return files | {line.split(None, 5)[5].strip() for line in (folder / "maps").read_text().splitlines() if len(line.split(None, 5)) == 6}


def sets_of(port):
    return json.loads(Visitor(port).get("/data.json").text)


def when_published(port):
    """The sets of the whole site, once its own data are released."""
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        if sets := sets_of(port):
            return sets
        time.sleep(0.5)
    raise AssertionError(f"nothing was released within {PATIENCE} seconds")


class PublicCase(SiteCase):
    def start(self, data):
        side = PublicSide(data)
        side.start()
        self.addCleanup(lambda: side.running and side.kill())
        return side


class OpenDataAlone(PublicCase):
    def setUp(self):
        super().setUp()
        self.published = when_published(self.pair.site.port)
        # A copy of what it is allowed to see, and nothing beside it.
        folder = self.pair.folder / "apart" / "data"
        shutil.rmtree(folder.parent, ignore_errors=True)
        folder.mkdir(parents=True)
        shutil.copytree(self.pair.site.data / "public", folder / "public", ignore=shutil.ignore_patterns("waiting", "lock"))
        shutil.copy(self.pair.site.data / "open-data-key.txt", folder)
        self.folder = folder

    def test_the_public_store_is_all_it_needs(self):
        side = self.start(self.folder)
        self.assertLessEqual({one["dataset"] for one in sets_of(side.port)}, {one["dataset"] for one in self.published})
        self.assertTrue(sets_of(side.port))
        self.assert_page(Visitor(side.port).get("/data"), 200)
        self.assert_page(Visitor(side.port).get("/en/data"), 200, "en")

    def test_it_holds_no_source_open_although_they_lie_beside_it(self):
        side = self.start(self.pair.site.data)
        name = self.published[0]["dataset"]
        for path in ("/data", f"/data/{name}", f"/data/{name}/csv", f"/api/3/action/datastore_search?resource_id={name}-csv&limit=5"):
            self.assertIn(Visitor(side.port).get(path).status, (200, 302, 303), path)
        held = [file for file in side.held_open() if any(word in file for word in SOURCES)]
        self.assertEqual(held, [])

    def test_what_is_not_open_data_is_not_there(self):
        side = self.start(self.folder)
        for path in ("/mijn", "/balie", "/inloggen", "/beloften", "/sta/v1.1", "/stad", "/ledger-key.pem"):
            self.assertEqual(Visitor(side.port).get(path).status, 404, path)

    def test_without_a_site_to_go_to_no_link_of_a_set_leads_nowhere(self):
        side = self.start(self.folder)
        visitor = Visitor(side.port)
        page = visitor.get(f"/data/{sets_of(side.port)[0]['dataset']}").text
        links = {link.split("#")[0] for link in re.findall(r'href="(/[^"]*)"', page)} - {""}
        self.assertTrue(any("/versies" in link for link in links))
        broken = [link for link in sorted(links) if Visitor(side.port).get(html.unescape(link)).status >= 400]
        self.assertEqual(broken, [])
        self.assertNotIn("/volgen", page)
        self.assertIn("mailto:", page)

    def test_a_key_for_reading_made_by_one_process_counts_at_the_other(self):
        shutil.copy(self.pair.site.data / "reading-secret.txt", self.folder)
        side = self.start(self.folder)
        for maker, reader in ((side.port, self.pair.site.port), (self.pair.site.port, side.port)):
            page = Visitor(maker).post("/data/ontwikkelaars/sleutel", {})
            self.assertEqual(page.status, 200)
            self.assertEqual(page.header("Cache-Control"), "no-store")
            key = re.search(r"lees\.\d{8}\.[0-9a-f]{16}\.[0-9a-f]{32}", page.text).group(0)
            answer = Visitor(reader).get("/api/3/action/package_list", headers={"Authorization": f"Bearer {key}"})
            self.assertEqual(answer.status, 200)
            self.assertIn('"key";q=1000;w=10', answer.header("RateLimit-Policy"))
            self.assertRegex(answer.header("RateLimit"), r'"key";r=9\d\d;t=\d+')

    def test_without_the_secret_it_offers_no_keys_and_reads_all_the_same(self):
        side = self.start(self.folder)
        self.assertNotIn("/data/ontwikkelaars/sleutel", Visitor(side.port).get("/data/ontwikkelaars").text)
        self.assertEqual(Visitor(side.port).post("/data/ontwikkelaars/sleutel", {}).status, 503)
        self.assertEqual(Visitor(side.port).get("/api/3/action/package_list", headers={"Authorization": "Bearer lees.1"}).status, 200)

    def test_a_changed_byte_is_not_passed_on(self):
        side = self.start(self.folder)
        name = sets_of(side.port)[0]["dataset"]
        self.assertEqual(Visitor(side.port).get(f"/data/{name}/csv").status, 200)
        for file in (self.folder / "public" / "objects").rglob("*"):
            if file.is_file():
                file.chmod(0o644)
                content = bytearray(file.read_bytes())
                content[-3] ^= 1
                file.write_bytes(content)
        self.assertGreaterEqual(Visitor(side.port).get(f"/data/{name}/csv").status, 400)

    def test_without_the_key_it_says_what_to_do(self):
        (self.folder / "open-data-key.txt").unlink()
        side = PublicSide(self.folder)
        with self.assertRaises(RuntimeError) as ended:
            side.start()
        self.assertIn("public-key-missing", str(ended.exception))


class Recall(PublicCase):
    def test_one_command_takes_a_set_back_everywhere_while_the_site_runs(self):
        name = when_published(self.pair.site.port)[-1]["dataset"]
        side = self.start(self.pair.site.data)
        self.assertEqual(Visitor(side.port).get(f"/data/{name}/csv").status, 200)
        done = subprocess.run([str(side.path), "recall", "--data", str(self.pair.site.data), name], capture_output=True, text=True, timeout=120)
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertIn("withdrawn", done.stdout)
        time.sleep(1.5)  # readers look at most once a second
        for port in (side.port, self.pair.site.port):
            self.assertIn(Visitor(port).get(f"/data/{name}/csv").status, (404, 410))
        again = subprocess.run([str(side.path), "recall", "--data", str(self.pair.site.data), name], capture_output=True, text=True, timeout=120)
        self.assertEqual(again.returncode, 2)
        self.assertIn("release-unknown", again.stderr)


if __name__ == "__main__":
    unittest.main()
