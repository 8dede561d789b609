#!/usr/bin/env python3
"""The developers' pages of the whole program: every piece of program that is shown runs as it stands."""
import html
import json
import re
import subprocess
import time
import unittest

from site_case import SiteCase

RUNNERS = {"curl": ["bash"], "Python": ["python3", "-"], "R": ["Rscript", "-"], "JavaScript": ["node", "--input-type=module", "-"]}
PATIENCE = 60


class Developers(SiteCase):
    def setUp(self):
        super().setUp()
        until = time.monotonic() + PATIENCE
        while not json.loads(self.visitor.get("/data.json").text):
            self.assertLess(time.monotonic(), until, "nothing was released")
            time.sleep(0.5)

    def apis(self):
        page = self.visitor.get("/data/ontwikkelaars/proberen").text
        return re.findall(r'<option value="(\w+)"', re.search(r'<select[^>]* name="api".*?</select>', page, re.DOTALL).group(0))

    def programs(self, page):
        """Language to code, as somebody copies it."""
        part = page[page.index('id="programma"'):]
        found = re.findall(r"<h3[^>]*>(\w+)</h3>\s*<pre[^>]*><code[^>]*>(.*?)</code>", part, re.DOTALL)
        return {language: html.unescape(code) for language, code in found}

    def test_every_program_of_every_api_prints_what_the_door_answers(self):
        apis = self.apis()
        self.assertEqual(apis, ["rijen", "zoeken", "kaart", "sql", "metingen"])
        for api in apis:
            page = self.visitor.get(f"/data/ontwikkelaars/proberen?api={api}").text
            if 'id="programma"' not in page:
                self.assertEqual(api, "kaart", "no set to try it with")
                continue
            programs = self.programs(page)
            self.assertEqual(set(programs), set(RUNNERS))
            answers = {}
            for language, code in programs.items():
                with self.subTest(api=api, language=language):
                    ran = subprocess.run(RUNNERS[language], input=code, capture_output=True, text=True, timeout=120)
                    self.assertEqual(ran.returncode, 0, ran.stderr)
                    answers[language] = json.loads(ran.stdout)
            self.assertEqual(set(answers), set(RUNNERS))
            for answer in answers.values():
                answer.pop("timeStamp", None)
            for language, answer in answers.items():
                self.assertEqual(answer, answers["Python"], language)


if __name__ == "__main__":
    unittest.main()
