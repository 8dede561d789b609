#!/usr/bin/env python3
"""Anybody can reckon the published figures again from the open log, and sees it when one number, line or figure was falsified."""
import json
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
from blackbox.programs import BUILD, Pair  # noqa: E402
from blackbox.visitor import Visitor  # noqa: E402

SCRIPT = Path(__file__).with_name("recompute.py")
CASES = 6000


class Recompute(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.pair = Pair()
        cls.addClassCleanup(cls.pair.close)
        fill = [BUILD / "practice-town", "fill", "--data", cls.pair.site.data, "--cases", str(CASES), "--seed", "3", "--measured-days", "2"]
        subprocess.run([str(part) for part in fill], check=True, capture_output=True)
        cls.pair.start()
        visitor = Visitor(cls.pair.site.port)
        cls.log, cls.figures, cls.waits = (visitor.get(path).text for path in ("/beloften/logboek.jsonl", "/beloften.json", "/beloften/wachten.json"))
        cls.addClassCleanup(visitor.close)

    def reckon(self, log=None, figures=None, waits=None):
        """Exit code and words of the script on these texts."""
        with tempfile.TemporaryDirectory() as folder:
            files = []
            for name, text in (("log", log or self.log), ("figures", figures or self.figures), ("waits", waits or self.waits)):
                files.append(Path(folder) / name)
                files[-1].write_text(text, encoding="utf-8", newline="")
            done = subprocess.run([sys.executable, SCRIPT, *files], capture_output=True, text=True)
            return done.returncode, (done.stdout + done.stderr).strip()

    def assert_found(self, words, **changed):
        code, said = self.reckon(**changed)
        self.assertEqual(code, 1, said)
        self.assertIn(words, said)

    def lines(self):
        return self.log.splitlines(keepends=True)

    def test_the_script_is_short(self):
        self.assertLess(len(SCRIPT.read_text().splitlines()), 100)

    def test_everything_published_comes_out_the_same(self):
        code, said = self.reckon()
        self.assertEqual(code, 0, said)
        self.assertRegex(said, r"^Equal: \d{2,} groups")

    def test_one_counter_falsified(self):
        line = next(n for n, text in enumerate(self.lines()) if '"kept":' in text)
        group = json.loads(self.lines()[line])
        for name in ("due", "kept", "open"):
            lines = self.lines()
            lines[line] = lines[line].replace(f'"{name}":{group[name]},', f'"{name}":{group[name] + 1},')
            self.assertNotEqual(lines, self.lines())
            self.assert_found(f"line {line + 1} of the log", log="".join(lines))

    def test_a_line_removed_doubled_or_moved(self):
        for change in (lambda lines: lines.pop(3), lambda lines: lines.insert(3, lines[3]), lambda lines: lines.insert(2, lines.pop(4)),
                       lambda lines: lines.pop(), lambda lines: lines.pop(0)):
            lines = self.lines()
            change(lines)
            self.assert_found("log", log="".join(lines))

    def test_one_figure_falsified(self):
        for name in ("due", "kept", "share", "ci_low", "ci_high", "median_days", "p90_days", "open_overdue"):
            rows = json.loads(self.figures)
            row = next(row for row in rows if row[name] is not None)
            row[name] = row[name] + 0.0001 if isinstance(row[name], float) else row[name] + 1
            self.assert_found(f"{name} is published as", figures=json.dumps(rows))

    def test_one_wait_falsified(self):
        rows = json.loads(self.waits)
        rows[0]["queue_ms"] += 1
        self.assert_found("queue_ms is published as", waits=json.dumps(rows))

    def test_a_figure_hidden_or_made_up(self):
        rows = json.loads(self.figures)
        shown = next(n for n, row in enumerate(rows) if row["due"] is not None)
        self.assert_found("is not published", figures=json.dumps(rows[:shown] + rows[shown + 1:]))
        small = next((row for row in rows if row["due"] is None), None)
        self.assertIsNotNone(small, "no group was small enough to be hidden")
        self.assert_found("the log says None", figures=json.dumps([{**row, "due": 9} if row is small else row for row in rows]))

    def test_no_small_group_is_in_the_log_or_can_be_subtracted(self):
        groups = [json.loads(line) for line in self.lines()[1:-1]]
        whole = {(g["product"], g["version"], g["from"]): g["due"] for g in groups if g["channel"] == g["area"] == "all"}
        for kind, other in (("channel", "area"), ("area", "channel")):
            rest = dict(whole)
            split = set()
            for group in groups:
                self.assertGreaterEqual(group["due"], 10)
                key = (group["product"], group["version"], group["from"])
                self.assertIn(key, whole, "a part of a whole that is hidden")
                if group[kind] != "all" and group[other] == "all":
                    rest[key] -= group["due"]
                    split.add(key)
            self.assertTrue(split or kind == "area", "an area rarely has ten cases of one product in a month")
            for key in split:
                self.assertTrue(rest[key] == 0 or rest[key] >= 10, (key, rest[key]))

    def test_every_case_that_waited_adds_up(self):
        for row in json.loads(self.waits):
            self.assertEqual(sum(value for name, value in row.items() if name.endswith("_ms") and name not in ("total_ms", "needless_ms")), row["total_ms"])

    def test_the_log_was_made_from_the_ledger_that_the_site_holds(self):
        head = json.loads(self.lines()[0])
        self.assertGreater(head["ledger_size"], CASES)
        self.assertRegex(head["ledger_root"], "^[0-9a-f]{64}$")
        self.assertRegex(head["ledger_signature"], "^[0-9a-f]{128}$")
        self.assertRegex(json.loads(self.lines()[-1])["signature"], "^[0-9a-f]{128}$")

    def test_twins_say_the_same(self):
        visitor = Visitor(self.pair.site.port)
        self.addCleanup(visitor.close)
        for path in ("/beloften", "/beloften/wachten", "/storingen"):
            rows = json.loads(visitor.get(f"{path}.json").text)
            lines = visitor.get(f"{path}.csv").text.splitlines()
            self.assertEqual(len(lines), len(rows) + 1, path)
        self.assertEqual(len(json.loads(visitor.get("/storingen.json").text)), 8)


if __name__ == "__main__":
    unittest.main()
