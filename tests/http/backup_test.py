"""Backup and restore of the whole house, and what is said when the lake is damaged."""
import hashlib
import http.client
import shutil
import subprocess
import sys
import threading
import unittest
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
from blackbox.login import log_in  # noqa: E402
from blackbox.programs import Site  # noqa: E402
from blackbox.sensors import Field, Rows, Single  # noqa: E402
from blackbox.visitor import Visitor  # noqa: E402


def tree(folder):
    """Every file below the folder: name to sum."""
    return {str(file.relative_to(folder)): hashlib.sha256(file.read_bytes()).hexdigest() for file in Path(folder).rglob("*") if file.is_file()}


class Load(threading.Thread):
    """Sends values until it is told to stop; knows at every moment how many were acknowledged."""

    def __init__(self, sender):
        super().__init__(daemon=True)
        self.sender, self.acknowledged, self.stopping, self.wrong = sender, 0, threading.Event(), None

    def run(self):
        try:
            self.sender.open()
            while not self.stopping.is_set():
                try:
                    self.sender.send(self.sender.next)
                except OSError:
                    continue
                self.sender.next += self.sender.step
                self.acknowledged = self.sender.next
        except (AssertionError, http.client.HTTPException) as error:
            self.wrong = error

    def end(self):
        self.stopping.set()
        self.join(60)
        if self.wrong:
            raise self.wrong


class Backup(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.field = Field().start()
        cls.addClassCleanup(cls.field.close)
        cls.site, cls.town = cls.field.pair.site, cls.field.pair.town

    def run_program(self, verb, data, folder):
        done = subprocess.run([str(self.site.path), verb, "--data", str(data), str(folder)], capture_output=True, text=True, timeout=300)
        return done.returncode, done.stdout + done.stderr

    def place(self, name):
        folder = self.field.pair.folder / name
        self.addCleanup(shutil.rmtree, folder, True)
        return folder

    def restored(self, folder, name):
        """A site on what the backup restores to, in the place of the first one."""
        data = self.place(name)
        code, said = self.run_program("restore", data, folder)
        self.assertEqual(code, 0, said)
        return data

    def ask_restored(self, data, questions):
        """Answers of a site that has the restored data; the senders of the field ask it as they ask the first one."""
        self.site.stop()
        first = self.site.data
        try:
            (data / "settings.toml").write_bytes((first / "settings.toml").read_bytes())
            (data / "practice-sensor-token").write_bytes((first / "practice-sensor-token").read_bytes())
            self.site.data = data
            self.site.start()
            return [question() for question in questions]
        finally:
            self.site.stop()
            self.site.data = first
            self.site.start()

    def test_a_backup_under_load_has_everything_acknowledged_before_it_began_once(self):
        loads = [Load(Single(self.field, self.field.make_series())), Load(Rows(self.field, self.field.make_series()))]
        for load in loads:
            load.start()
        while any(load.acknowledged < 200 for load in loads):
            self.assertTrue(all(load.is_alive() for load in loads), [load.wrong for load in loads])
        before = [load.acknowledged for load in loads]
        folder = self.place("backup")
        code, said = self.run_program("backup", self.site.data, folder)
        after = [load.acknowledged + load.sender.step for load in loads]
        for load in loads:
            load.end()
        self.assertEqual(code, 0, said)
        self.assertFalse((self.site.data / "lake/copies").exists(), "the copy stayed behind in the lake")
        self.assertEqual(subprocess.run(["sha256sum", "--check", "--quiet", "SHA256SUMS"], cwd=folder).returncode, 0)
        data = self.restored(folder, "restored")
        self.assertEqual(tree(self.site.data / "public"), tree(self.site.data / "public") | tree(data / "public"))
        self.assertIn("index", tree(data / "public"))
        series = [load.sender.series for load in loads]
        found = self.ask_restored(data, [lambda s=s, n=n: self.field.results(s, 0, n) for s, n in zip(series, after)])
        for values, least, most in zip(found, before, after):
            self.assertEqual([n for n in range(least) if values.get(n) != 1], [], "lost or double")
            self.assertEqual([n for n, times in values.items() if times != 1 or n >= most], [])
        self.assertEqual(self.site.stop(), 0)
        restored_site = Site(data, self.town.url)
        code, said = restored_site.verify()
        self.site.start()
        self.assertEqual(code, 0, said)

    def test_a_backup_of_a_house_that_does_not_run_has_its_lake(self):
        series = self.field.make_series()
        sender = Rows(self.field, series)
        sender.open()
        sender.send(0)
        sender.close()
        folder = self.place("still")
        self.site.stop()
        try:
            code, said = self.run_program("backup", self.site.data, folder)
        finally:
            self.site.start()
        self.assertEqual(code, 0, said)
        data = self.restored(folder, "restored-still")
        self.assertEqual(self.ask_restored(data, [lambda: self.field.count(series)]), [50])

    def test_a_backup_that_is_not_what_it_was_is_refused_before_anything_is_touched(self):
        folder = self.place("whole")
        code, said = self.run_program("backup", self.site.data, folder)
        self.assertEqual(code, 0, said)
        self.assertIn("backup-exists", self.run_program("backup", self.site.data, folder)[1])
        data = self.place("untouched")
        names = sorted(str(file.relative_to(folder)) for file in folder.rglob("*") if file.is_file())
        for name in ("records/records.jsonl", "lake/manifest.json", "public/index", "ledger-key.pem"):
            self.assertIn(name, names)
            kept = (folder / name).read_bytes()
            changes = {"changed": kept[:-2] + bytes([kept[-2] ^ 1]) + kept[-1:], "gone": None}
            for what, content in changes.items():
                with self.subTest(name=name, what=what):
                    (folder / name).unlink()
                    if content is not None:
                        (folder / name).write_bytes(content)
                    code, said = self.run_program("restore", data, folder)
                    self.assertEqual(code, 2, said)
                    self.assertIn("backup-damaged", said)
                    self.assertIn(name, said)
                    self.assertFalse(data.exists())
                    (folder / name).write_bytes(kept)
        (folder / "more").write_text("x")
        self.assertIn("more", self.run_program("restore", data, folder)[1])
        (folder / "more").unlink()
        list_of_sums = (folder / "SHA256SUMS").read_bytes()
        (folder / "SHA256SUMS").unlink()
        self.assertIn("backup-missing", self.run_program("restore", data, folder)[1])
        self.assertFalse(data.exists())
        (folder / "SHA256SUMS").write_bytes(list_of_sums)
        (data / "lake").mkdir(parents=True)
        (data / "lake/journal").write_text("x")
        self.assertIn("restore-not-empty", self.run_program("restore", data, folder)[1])
        self.assertEqual(list(tree(data)), ["lake/journal"])

    def test_a_backup_of_the_records_alone_as_older_programs_made_them_is_restored(self):
        series = self.field.make_series()
        whole, old = self.place("for-old"), self.place("old")
        code, said = self.run_program("backup", self.site.data, whole)
        self.assertEqual(code, 0, said)
        shutil.copytree(whole / "records", old)
        data = self.restored(old, "restored-old")
        self.assertFalse((data / "lake").exists(), "there were no values in it")
        # The register is there, and takes values again. The key of the ledger was kept apart.
        shutil.copy(self.site.data / "ledger-key.pem", data)
        sender = Rows(self.field, series)

        def again():
            sender.open()
            sender.send(0)
            sender.close()
            return self.field.count(series)
        self.assertEqual(self.ask_restored(data, [again]), [50])
        self.site.stop()
        try:
            code, said = Site(data, self.town.url).verify()
        finally:
            self.site.start()
        self.assertEqual(code, 0, said)

    def test_damage_in_the_journal_is_set_aside_and_said_everywhere(self):
        series = self.field.make_series()
        sender = Single(self.field, series)
        sender.open()
        for number in range(40):
            sender.send(number)
        sender.close()
        self.site.kill()
        journal = self.site.data / "lake/journal"
        content = bytearray(journal.read_bytes())
        self.assertGreater(len(content), 500, "nothing is in the journal")
        # A byte within a record in the middle; a changed length alone would lose nothing.
        place, record = 0, 0
        while record < 20:
            place += 12 + int.from_bytes(content[place:place + 4], "little")
            if content[place:place + 4] == b"SAS\xfe":  # the mark that it was acknowledged
                place += 8
            record += 1
        content[place + 12 + 20] ^= 1
        journal.write_bytes(content)
        self.site.start()
        aside = sorted((self.site.data / "lake/damaged").glob("journal-*"))
        self.assertEqual(len(aside), 1)
        self.assertIn(aside[0].read_bytes(), bytes(content))
        visitor = Visitor(self.site.port)
        ready = visitor.get("/readyz")
        self.assertEqual((ready.status, ready.text), (200, "ready\nlake-damaged: 1 set aside in lake/damaged\n"))
        self.assertIn("sassenpoort_lake_damaged 1", visitor.get("/metrics").text)
        self.assertIn("lake-damaged", self.field.pair.log())
        administrator = log_in(self.site, self.town, "Koen Eikelboom", means="staff", back="/balie/beheer")
        self.assertIn(f"lake/damaged/{aside[0].name}", administrator.get("/balie/beheer").text)
        # What one changed byte cannot reach is there.
        found = self.field.results(series, 0, 39)
        self.assertGreaterEqual(len(found), 39)
        self.assertTrue(all(times == 1 for times in found.values()))
        aside[0].unlink()
        self.assertEqual(visitor.get("/readyz").text, "ready\n")


if __name__ == "__main__":
    unittest.main()
