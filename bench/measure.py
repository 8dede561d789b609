"""Measures the program beside its floors and prints the table of README.md."""
import argparse
import json
import os
import random
import re
import resource
import sqlite3
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
CONNECTIONS = 64
FORMS = 24_000
WARM_UP = 2_000
SUBMIT_RATIO = 0.4
TERMS = 600_000
PAGES = ("/", "/producten", "/producten/parkeervergunning", "/zoeken?q=paspoort", "/producten/melding-openbare-ruimte/aanvragen")


def arguments():
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--build", default=ROOT / "build/bench", type=Path)
    options.add_argument("--cases", default=20_000, type=int)
    options.add_argument("--seconds", default=6, type=int)
    options.add_argument("--json", type=Path)
    options.add_argument("--only", nargs="+", default=["cold_start", "weight", "memory", "product_page", "monitor_page", "submit", "terms"], help="the measures to take, by name")
    return options.parse_args()


ASKED = arguments()
os.environ["SAS_BUILD"] = str(ASKED.build)
sys.path.insert(0, str(ROOT / "tests"))
from blackbox import report  # noqa: E402
from blackbox.programs import Site, Town, free_port  # noqa: E402
from blackbox.records import sqlite_file  # noqa: E402
from blackbox.visitor import Visitor  # noqa: E402


def request(path, port, method="GET", headers=()):
    """A whole request as the client sends it."""
    lines = [f"{method} {path} HTTP/1.1", f"Host: 127.0.0.1:{port}", *headers]
    return ("\r\n".join(lines) + "\r\n\r\n").encode()


def load(folder, port, requests, seconds, rate=None):
    """What bench_load says about these requests."""
    file = folder / "requests"
    file.write_bytes(b"".join(b"%d\n" % len(one) + one for one in requests))
    command = [ASKED.build / "bench_load", str(port), str(CONNECTIONS), str(seconds), file] + ([str(rate)] if rate else [])
    return json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)


def floor(folder, program, size):
    """The rate of a floor that answers with pages of this size."""
    port = free_port()
    server = subprocess.Popen([ASKED.build / program, str(port), str(size)])
    try:
        time.sleep(0.3)
        load(folder, port, [request("/", port)], 1)
        return load(folder, port, [request("/", port)], ASKED.seconds)
    finally:
        server.kill()
        server.wait()


class Table:
    def __init__(self):
        self.rows = []

    def add(self, what, value, unit, reference=None, ratio=None, at_most=None, note=""):
        met = None
        if ratio is not None:
            met = value / reference >= ratio
        elif at_most is not None:
            met = value <= at_most
        self.rows.append({"what": what, "value": value, "unit": unit, "floor": reference, "ratio": value / reference if reference else None,
                          "target": f">= {ratio}" if ratio is not None else f"<= {at_most:g}" if at_most is not None else "", "met": met, "note": note})

    def least(self, what, value, unit, at_least):
        self.rows.append({"what": what, "value": value, "unit": unit, "floor": None, "ratio": None, "target": f">= {at_least:g}", "met": value >= at_least, "note": ""})

    def text(self):
        lines = [f"{'measure':24} {'value':>12} {'unit':6} {'floor':>12} {'ratio':>6} {'target':>10}  met"]
        for row in self.rows:
            met = {None: "", True: "yes", False: "no"}[row["met"]]
            reference = "" if row["floor"] is None else f"{row['floor']:,.0f}"
            ratio = "" if row["ratio"] is None else f"{row['ratio']:.2f}"
            value = f"{row['value']:,.0f}" if row["value"] >= 1000 else f"{row['value']:,.2f}"
            lines.append(f"{row['what']:24} {value:>12} {row['unit']:6} {reference:>12} {ratio:>6} {row['target']:>10}  {met:3} {row['note']}".rstrip())
        return "\n".join(lines)

    @property
    def all_met(self):
        return all(row["met"] is not False for row in self.rows)


class Bench:
    def __init__(self, folder):
        self.folder, self.table = folder, Table()
        self.town = Town(folder / "town.log")
        self.site = Site(folder / "data", self.town.url)

    def run(self):
        program = [ASKED.build / "practice-town", "fill", "--data", self.site.data, "--store", "sqlite", "--seed", "1", "--cases", str(ASKED.cases)]
        subprocess.run(program, check=True, capture_output=True)
        self.town.start()
        try:
            self.site.start()
            for measure in ASKED.only:
                getattr(self, measure)()
        finally:
            for program in (self.site, self.town):
                if program.running:
                    program.kill()
        return self.table

    def cold_start(self):
        """The best of three: what else the machine does is not the program's."""
        took = []
        self.site.stop()
        for _ in range(3):
            begun = time.monotonic()
            self.site.start()
            answer = Visitor(self.site.port).get("/")
            took.append(time.monotonic() - begun)
            assert answer.status == 200
            if len(took) < 3:
                self.site.stop()
        self.table.add("cold start", min(took), "s", at_most=1)

    def wire_size(self, visitor, path):
        answer = visitor.get(path, headers={"Accept-Encoding": "br"})
        assert answer.status == 200, path
        return len(answer.body)

    def weight(self):
        visitor = Visitor(self.site.port)
        heaviest, scripts = 0, 0
        for path in PAGES:
            text = visitor.get(path).text
            styles = re.findall(r'<link rel="stylesheet" href="([^"]+)"', text)
            sources = re.findall(r'<script[^>]+src="([^"]+)"', text)
            heaviest = max(heaviest, self.wire_size(visitor, path) + sum(self.wire_size(visitor, style) for style in styles))
            scripts = max(scripts, sum(self.wire_size(visitor, source) for source in sources))
        self.table.add("resident page", heaviest / 1000, "kB", at_most=30)
        self.table.add("script", scripts / 1000, "kB", at_most=10)

    def memory(self):
        time.sleep(2)
        status = Path(f"/proc/{self.site.process.pid}/status").read_text()
        self.table.add("memory at rest", int(re.search(r"VmRSS:\s+(\d+)", status).group(1)) / 1024, "MB", at_most=150)

    def product_page(self):
        path = "/producten/parkeervergunning"
        plain = [request(path, self.site.port)]
        load(self.folder, self.site.port, plain, 1)
        page = load(self.folder, self.site.port, plain, ASKED.seconds)
        assert page["classes"][1] == page["answers"], page
        beast, epoll = (floor(self.folder, program, page["bytes"])["rate"] for program in ("bench_floor_beast", "bench_floor_epoll"))
        self.table.add("product page", page["rate"], "/s", beast, ratio=0.5, note=f"{page['bytes']} bytes, p99 {page['p99_ms']:.1f} ms")
        self.table.add("  of raw epoll", page["rate"], "/s", epoll)
        packed = load(self.folder, self.site.port, [request(path, self.site.port, headers=["Accept-Encoding: br"])], ASKED.seconds)
        self.table.add("  with Brotli", packed["rate"], "/s", beast, note=f"{packed['bytes']} bytes, p99 {packed['p99_ms']:.1f} ms")

    def monitor_page(self):
        """The page with all promises while 64 visitors ask for it without a pause: the worst that readers can do to it."""
        asked = [request("/beloften", self.site.port, headers=["Accept-Encoding: br"])]
        load(self.folder, self.site.port, asked, 1)
        page = load(self.folder, self.site.port, asked, ASKED.seconds)
        assert page["classes"][1] == page["answers"], page
        beast = floor(self.folder, "bench_floor_beast", page["bytes"])
        self.table.add("monitor page", page["rate"], "/s", beast["rate"], note=f"{page['bytes']} bytes; p99 of the floor {beast['p99_ms']:.1f} ms")
        self.table.add("  its p99", page["p99_ms"], "ms", at_most=20, note=f"p50 {page['p50_ms']:.1f} ms; {CONNECTIONS} that never pause")

    def rows_in(self, database):
        tables = [name for (name,) in database.execute("SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'")]
        return sum(database.execute(f'SELECT count(*) FROM "{name}"').fetchone()[0] for name in tables)

    def prepare_forms(self):
        """One form filled in over HTTP, and copies of its row that the same cookie opens."""
        visitor = Visitor(self.site.port)
        draft = report.prepare(visitor).rsplit("/", 1)[1]
        visitor.close()
        assert self.site.stop() == 0
        ids, maker = [], random.Random(1)
        database = sqlite3.connect(sqlite_file(self.site.data))
        columns = [row[1] for row in database.execute("PRAGMA table_info(draft)")]
        row = dict(zip(columns, database.execute("SELECT * FROM draft WHERE id = ?", (draft,)).fetchone()))
        for _ in range(FORMS):
            # The cookie is named after the last twelve characters, so those stay.
            row["id"] = f"{maker.getrandbits(32):08x}-{draft[9:]}"
            row["code_hash"] = f"{maker.getrandbits(256):064x}"
            database.execute(f"INSERT INTO draft ({', '.join(columns)}) VALUES ({', '.join('?' * len(columns))})", list(row.values()))
            ids.append(row["id"])
        database.commit()
        before = self.rows_in(database)
        database.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        database.close()
        return ids, visitor.cookies, before

    def send_forms(self, ids, cookies, rate=None):
        """Sends each form once, with the site started and stopped around it."""
        headers = ["Sec-Fetch-Site: same-origin", "Content-Type: application/x-www-form-urlencoded", "Content-Length: 0",
                   "Cookie: " + "; ".join(f"{name}={value}" for name, value in cookies.items())]
        # What the lines above left for the disk, such as their logs, would otherwise be written in the middle of this one.
        os.sync()
        self.site.start()
        requests = [request(f"/formulier/{one}/verzenden", self.site.port, "POST", headers) for one in ids]
        load(self.folder, self.site.port, requests[:WARM_UP], 60, rate)
        sent = load(self.folder, self.site.port, requests[WARM_UP:], 60, rate)
        assert sent["classes"][2] == len(ids) - WARM_UP, sent
        assert self.site.stop() == 0
        return sent

    def submit(self):
        ids, cookies, before = self.prepare_forms()
        full, paced = ids[: FORMS // 2], ids[FORMS // 2 :]
        file = sqlite_file(self.site.data)
        size = file.stat().st_size
        sent = self.send_forms(full, cookies)
        database = sqlite3.connect(file)
        database.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        # The row of the form itself is changed and not added; it counts as well.
        rows = round((self.rows_in(database) - before) / len(full)) + 1
        bytes_each = max(1, (file.stat().st_size - size) // len(full))
        # Mail of the first half that still waits would be sent during the second.
        database.execute("DELETE FROM job")
        database.commit()
        database.close()
        command = [ASKED.build / "bench_floor_commit", self.folder / "floor.db", str(len(full)), str(CONNECTIONS), str(rows), str(bytes_each)]
        raw = json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)["rate"]
        self.table.add("durable submit", sent["rate"], "/s", raw, ratio=SUBMIT_RATIO, note=f"{rows} rows, {bytes_each} bytes each")
        self.table.add("  p99 flat out", sent["p99_ms"], "ms", note=f"p50 {sent['p50_ms']:.1f} ms; {CONNECTIONS} that never pause")
        asked = SUBMIT_RATIO * raw
        calm = self.send_forms(paced, cookies, asked)
        database = sqlite3.connect(file)
        made = database.execute("SELECT count(*) FROM draft WHERE case_id IS NOT NULL").fetchone()[0]
        database.close()
        assert made >= len(ids), f"{made} cases of {len(ids)} forms"
        self.table.add("submit p99", calm["p99_ms"], "ms", at_most=10, note=f"p50 {calm['p50_ms']:.1f} ms at {calm['rate']:,.0f}/s, {SUBMIT_RATIO} of the floor")

    def terms(self):
        lines = "".join(json.dumps({"id": n, "start": f"20{n % 60 + 10}-0{n % 9 + 1}-1{n % 9}", "length": f"P{n % 12 + 1}W", "source": "act",
                                    "suspensions": [{"from": "2026-05-01", "until": "2026-05-10", "ground": "4:15-1-a"}] if n % 3 == 0 else []}) + "\n"
                        for n in range(TERMS))
        file = self.folder / "terms"
        file.write_text(lines)
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        with file.open() as given:
            subprocess.run([ASKED.build / "sassenpoort", "term"], stdin=given, stdout=subprocess.DEVNULL, check=True)
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        self.table.least("terms on one core", TERMS / (after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime), "/s", 200_000)


def main():
    with tempfile.TemporaryDirectory(prefix="sas-bench-") as folder:
        table = Bench(Path(folder)).run()
    print(table.text())
    if ASKED.json:
        ASKED.json.write_text(json.dumps(table.rows, indent=1))
    return 0 if table.all_met else 1


if __name__ == "__main__":
    sys.exit(main())
