#!/usr/bin/env python3
"""Asserts the house: who may depend on whom, where outside libraries may be seen, and what every room has."""
import re
import tomllib
import unittest
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
SRC = ROOT / "src"
CODE = {".cpp", ".h", ".py", ".mjs", ".js", ".css", ".sql", ".cmake", ".sh"}
LONGEST = 600


def read_floors():
    lines = [line.split() for line in (ROOT / "tests/floors.txt").read_text().splitlines() if line and not line.startswith("#")]
    return [(int(floor), room) for floor, room in lines]


def declared_dependencies():
    """Room to the rooms it names in sas_room(... DEPENDS ...)."""
    out = {}
    for file in sorted(SRC.glob("*/CMakeLists.txt")):
        for name, words in re.findall(r"sas_room\((\w+)([^)]*)\)", file.read_text()):
            match = re.search(r"\bDEPENDS\b((?:\s+(?!LIBS\b|TEST_DEPENDS\b)[\w:.-]+)*)", words)
            out[name] = match.group(1).split() if match else []
    return out


def sources(folder, *patterns):
    return sorted(file for pattern in patterns for file in folder.rglob(pattern))


def includes(file):
    return re.findall(r'^\s*#\s*include\s+([<"][^>"]+[>"])', file.read_text(), re.MULTILINE)


def without_comments(text):
    """The text of a source without its comments."""
    return re.sub(r'//[^\n]*|/\*.*?\*/', "", text, flags=re.DOTALL)


class Floors(unittest.TestCase):
    def setUp(self):
        self.floors = read_floors()
        self.order = [room for _, room in self.floors]
        self.depends = declared_dependencies()

    def test_every_room_has_a_place(self):
        self.assertEqual(sorted(self.depends), sorted(self.order))
        self.assertEqual([floor for floor, _ in self.floors], sorted(floor for floor, _ in self.floors))
        self.assertEqual(len(self.order), len(set(self.order)))

    def test_dependencies_run_down(self):
        for room, names in self.depends.items():
            for name in names:
                with self.subTest(room=room, depends=name):
                    self.assertIn(name, self.order)
                    self.assertLess(self.order.index(name), self.order.index(room))

    def reached(self, room):
        """The rooms that a program with this room in it holds, through all its dependencies."""
        out, waiting = set(), [room]
        while waiting:
            for name in self.depends[waiting.pop()]:
                if name not in out:
                    out.add(name)
                    waiting.append(name)
        return out

    def test_the_public_side_cannot_open_the_records(self):
        # Not by a wrong flag, not by a mistake: what is not linked cannot be called.
        self.assertFalse(self.reached("portal") & {"store", "ledger", "jobs", "people", "cases", "registries", "messages", "sensing"})
        self.assertTrue(self.reached("portal") >= {"releases", "lake", "http"}, "the graph is no longer read")
        for file in sources(SRC / "portal", "*.cpp", "*.h"):
            if not file.name.startswith("test_") and not file.name.endswith(("_test.cpp", "_bench.cpp")):
                with self.subTest(file=file.name):
                    self.assertNotIn('"releases/public_writer.h"', includes(file))

    def test_includes_are_declared(self):
        for room in self.order:
            allowed = {room, *self.depends[room]}
            for file in sources(SRC / room, "*.cpp", "*.h"):
                for include in includes(file):
                    named = include[1:-1].split("/")[0]
                    if include.startswith('"') and "/" in include and named in self.order:
                        with self.subTest(file=str(file.relative_to(ROOT)), include=include):
                            self.assertIn(named, allowed)

    def test_every_room_says_what_it_is(self):
        for room in self.order:
            with self.subTest(room=room):
                self.assertTrue((SRC / room / "README.md").is_file())


class Adapters(unittest.TestCase):
    """An outside library is seen in one room only, so that it can be changed in one room."""

    def assert_only_in(self, pattern, *places):
        for file in sources(SRC, "*.cpp", "*.h") + sources(ROOT / "practice", "*.cpp", "*.h"):
            name = str(file.relative_to(ROOT))
            if any(name.startswith(place) for place in places):
                continue
            for include in includes(file):
                with self.subTest(file=name, include=include):
                    self.assertIsNone(re.search(pattern, include))

    def test_network(self):
        self.assert_only_in(r"boost/(beast|asio)|<curl/", "src/http/")

    def test_databases(self):
        self.assert_only_in(r"sqlite3\.h|libpq", "src/store/")

    def test_measurements(self):
        self.assert_only_in(r"duckdb\.h|lake/duck\.h", "src/lake/")

    def test_sheets(self):
        self.assert_only_in(r"xlsxwriter", "src/opendata/xlsx_writer.cpp")
        self.assert_only_in(r"<zip\.h>", "src/opendata/zip_file.cpp", "src/opendata/sheet_file_test.cpp")
        self.assert_only_in(r"<expat\.h>", "src/opendata/xml_events.cpp")

    def test_cryptography(self):
        # TLS belongs to who speaks on the network: HTTP, and MQTT to its broker.
        self.assert_only_in(r"openssl/", "src/crypto/", "src/http/", "src/feeds/mqtt_link.cpp")

    def test_json(self):
        self.assert_only_in(r"boost/json", "src/base/json.h")

    def test_headers_show_no_adapter(self):
        for file in sources(SRC, "*.h"):
            name = str(file.relative_to(ROOT))
            for include in includes(file):
                with self.subTest(file=name, include=include):
                    self.assertIsNone(re.search(r"sqlite3\.h|libpq|curl/", include))

    def test_practice_town_is_no_part_of_the_program(self):
        for file in sources(SRC, "*.cpp", "*.h"):
            self.assertFalse([i for i in includes(file) if i.startswith('"practice/')], str(file))
        for file in sources(SRC, "CMakeLists.txt"):
            self.assertNotIn("sas_practice", file.read_text(), str(file))


class House(unittest.TestCase):
    def files(self):
        for folder in ("src", "practice", "web", "tests", "bench", "cmake", "setup"):
            yield from (file for file in sources(ROOT / folder, "*") if file.is_file() and file.suffix in CODE and "__pycache__" not in file.parts)

    def test_files_are_short(self):
        for file in self.files():
            with self.subTest(file=str(file.relative_to(ROOT))):
                self.assertLessEqual(file.read_text().count("\n"), LONGEST)

    def test_nothing_is_left_for_later(self):
        # Put together here, so that this file does not hold the words itself.
        later = re.compile(r"\bTO" + r"DO\b|\bFIX" + r"ME\b|\bX" + r"XX\b|\bissue" + r" #|\bissue" + r" \d")
        for file in self.files():
            with self.subTest(file=str(file.relative_to(ROOT))):
                self.assertIsNone(later.search(file.read_text()))


class Texts(unittest.TestCase):
    """Every text that a page asks for is there, in both languages."""

    def setUp(self):
        self.texts = {"nl": {}, "en": {}}
        for language, known in self.texts.items():
            for file in sources(SRC, f"texts.{language}.toml"):
                for key, value in self.flat(tomllib.loads(file.read_text())):
                    self.assertNotIn(key, known, str(file))
                    known[key] = value

    def flat(self, table, start=""):
        for key, value in table.items():
            if isinstance(value, dict):
                yield from self.flat(value, f"{start}{key}.")
            else:
                yield start + key, value

    def test_both_languages_have_the_same_keys(self):
        self.assertEqual(set(self.texts["nl"]), set(self.texts["en"]))

    def test_no_text_is_empty(self):
        for language, known in self.texts.items():
            self.assertFalse([key for key, value in known.items() if not value.strip()], language)

    def asked(self):
        """(file, key, is_whole): keys in say("..."), and the beginnings of those that are put together."""
        for file in sources(SRC, "*.cpp"):
            if file.name.endswith(("_test.cpp", "_fuzz.cpp", "_bench.cpp")):
                continue
            for key, after in re.findall(r'\bsay_?\("([a-z][^"]*)"\s*([,)+])', without_comments(file.read_text())):
                yield file, key, after != "+"
            for one, other in re.findall(r'\bsay_?\([^()"?]*\?\s*"([^"]*)"\s*:\s*"([^"]*)"\s*[,)]', file.read_text()):
                yield file, one, True
                yield file, other, True

    def test_every_key_exists(self):
        seen = 0
        for file, key, is_whole in self.asked():
            seen += 1
            with self.subTest(file=str(file.relative_to(ROOT)), key=key):
                for known in self.texts.values():
                    if is_whole:
                        self.assertTrue(key in known or {key + ".one", key + ".other"} <= set(known))
                    else:
                        self.assertTrue(any(name.startswith(key) for name in known))
        self.assertGreater(seen, 200, "the pattern no longer finds what pages say")


if __name__ == "__main__":
    unittest.main()
