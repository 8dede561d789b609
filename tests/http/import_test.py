"""The built program takes in a file of measurements at the command line: it tells of every row, and twice is once."""
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
from blackbox.programs import BUILD  # noqa: E402

HEADER = "timestamp,uuid,name,vacant,capacity,open,full,vacant_json_type\n"
GOOD = "2026-05-01T00:00:00Z,aaaaaaaa-0000-4000-8000-000000000001,Markt,73,195,True,False,int\n"
WRONG = "2026-05-01T01:00:00Z,aaaaaaaa-0000-4000-8000-000000000001,Markt,zes,195,True,False,int\n"


class Import(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name)

    def take_in(self, kind, text):
        (self.folder / "file").write_text(text)
        return subprocess.run([str(BUILD / "sassenpoort"), "import", "--data", str(self.folder / "data"), kind, str(self.folder / "file")],
                              capture_output=True, text=True, timeout=60)

    def test_a_good_file_ends_well_and_a_second_time_stores_nothing(self):
        first, second = self.take_in("parking", HEADER + GOOD), self.take_in("parking", HEADER + GOOD)
        self.assertEqual((first.returncode, second.returncode), (0, 0), first.stderr + second.stderr)
        self.assertIn("1 rows: 1 accepted, 0 rejected", first.stdout)
        self.assertIn("3 stored, 0 there already", first.stdout)
        self.assertIn("0 stored, 3 there already", second.stdout)

    def test_a_row_that_is_wrong_is_named_and_the_rest_comes_in(self):
        done = self.take_in("parking", HEADER + GOOD + WRONG)
        self.assertEqual(done.returncode, 1)
        self.assertIn("line 3, column vacant: number-invalid", done.stdout)
        self.assertIn("3 stored", done.stdout)

    def test_an_unknown_kind_lists_the_kinds(self):
        done = self.take_in("parkeren", HEADER)
        self.assertNotEqual(done.returncode, 0)
        self.assertIn("knmi-days", done.stderr)


if __name__ == "__main__":
    unittest.main()
