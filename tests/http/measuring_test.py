"""The city that measures, by its pages: sources, files with a mapping, alarms, questions, and sensors of one's own."""
import http.client
import json
import re
import sqlite3
import sys
import subprocess
import sys
import time
import unittest
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
from blackbox.login import log_in  # noqa: E402
from blackbox.sensors import TOKEN, Field, moment  # noqa: E402
from blackbox.visitor import Page, Visitor  # noqa: E402

PERSON = "Sanne van der Veen"


class Events:
    """Server-Sent Events of one address."""

    def __init__(self, port, address, headers):
        self.line = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
        self.line.request("GET", address, headers={"Accept": "text/event-stream", **headers})
        self.answer = self.line.getresponse()

    def next(self):
        """The next event: id, name, data."""
        fields = {}
        while True:
            line = self.answer.readline().decode().rstrip("\n")
            if line == "" and "data" in fields:
                return fields.get("id"), fields.get("event"), fields["data"]
            name, _, value = line.partition(":")
            if name:
                fields[name] = value.strip()

    def close(self):
        self.line.close()


class Measuring(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.field = Field().start()
        cls.addClassCleanup(cls.field.close)
        cls.site, cls.town = cls.field.pair.site, cls.field.pair.town

    def page(self, visitor, address, status=200):
        answer = visitor.get(address)
        self.assertEqual(answer.status, status, f"{address}: {Page(answer.text).title}")
        self.assertEqual(Page(answer.text).unclosed, [])
        return answer.text

    def test_sources_are_for_everybody(self):
        series = self.field.make_series()
        self.assertEqual(self.field.ask("POST", f"/sta/v1.1/Datastreams({series})/Observations", {"phenomenonTime": moment(0), "result": 1})[0], 201)
        visitor = Visitor(self.site.port)
        self.page(visitor, "/stad/bronnen")
        self.page(visitor, "/en/stad/bronnen")
        self.assertIsInstance(json.loads(visitor.get("/stad/bronnen.json").text), list)
        self.assertTrue(visitor.get("/stad/bronnen.csv").text.startswith("source,state,"))
        self.page(visitor, "/stad/bronnen/onbekend", 404)

    def test_a_list_of_observations_is_followed_with_a_filter_and_goes_on_where_it_broke_off(self):
        series = self.field.make_series()
        address = f"/sta/v1.1/Datastreams({series})/Observations?$select=result&$filter=result%20gt%2030"
        send = lambda number, value: self.assertEqual(  # noqa: E731
            self.field.ask("POST", f"/sta/v1.1/Datastreams({series})/Observations", {"phenomenonTime": moment(300_000 + number), "result": value})[0], 201)
        stream = Events(self.site.port, address, {"Authorization": f"Bearer {TOKEN}"})
        self.addCleanup(stream.close)
        self.assertEqual(stream.next()[1], "open")
        for number, value in enumerate((10, 31, 29, 40)):
            send(number, value)
        told, last = [], None
        while len(told) < 2:
            last, name, data = stream.next()
            self.assertEqual(name, "values")
            told += [one["result"] for one in json.loads(data)["value"]]
        self.assertEqual(told, [31, 40])
        stream.close()
        send(4, 50)
        again = Events(self.site.port, address, {"Authorization": f"Bearer {TOKEN}", "Last-Event-ID": last})
        self.addCleanup(again.close)
        self.assertEqual([again.next()[1], again.next()[2]], ["open", '{"value":[{"result":50}]}'])
        # It is no open series: without a credential there is nothing to follow.
        self.assertEqual(Visitor(self.site.port).get(address, headers={"Accept": "text/event-stream"}).status, 404)

    def test_a_million_values_in_one_body_are_refused_with_the_limit_and_taken_in_parts(self):
        series = self.field.make_series()
        body = lambda numbers: [{"Datastream": {"@iot.id": series}, "components": ["phenomenonTime", "result"],  # noqa: E731
                                 "dataArray": [[moment(n), n % 40] for n in numbers]}]
        status, answer = self.field.ask("POST", "/sta/v1.1/CreateObservations", body(range(1_000_000)))
        self.assertEqual((status, self.field.count(series)), (413, 0))
        self.assertRegex(answer["detail"], r"limit is \d+ bytes")
        part = body(range(200_000))
        part[0]["dataArray"][7][1] = "warm"
        status, answer = self.field.ask("POST", "/sta/v1.1/CreateObservations", part)
        self.assertEqual((status, answer[7], answer.count("error"), self.field.count(series)), (201, "error", 1, 199_999))

    def test_pages_of_the_desk_are_for_employees(self):
        visitor = Visitor(self.site.port)
        for address in ("/balie/alarmen", "/balie/verkennen", "/balie/verkennen/vraag", "/balie/gebieden", "/balie/metingen", "/balie/sensoren", "/balie/sensoren/sleutels", "/mijn/sensoren"):
            self.assertEqual(visitor.get(address).status, 303, address)

    def test_neighbourhoods_are_read_while_the_site_runs_and_asked_with_what_was_measured_and_what_happened(self):
        series = self.field.make_series()
        hour = moment(8_640_000 - 3 * 3600)
        for number, value in ((0, 20), (60, 22)):
            body = {"phenomenonTime": moment(8_640_000 - 3 * 3600 + number), "result": value}
            self.assertEqual(self.field.ask("POST", f"/sta/v1.1/Datastreams({series})/Observations", body)[0], 201)
        ring = [[6.0, 52.4], [6.2, 52.4], [6.2, 52.6], [6.0, 52.6], [6.0, 52.4]]
        file = self.field.pair.folder / "buurten.geojson"
        file.write_text(json.dumps({"type": "FeatureCollection", "features": [
            {"type": "Feature", "properties": {"code": "BU1", "name": "Tuinwijk", "part_of": "WK1"}, "geometry": {"type": "Polygon", "coordinates": [ring]}}]}))
        done = subprocess.run([str(self.site.path), "import", "--data", str(self.site.data), "areas", str(file)], capture_output=True, text=True)
        self.assertEqual((done.returncode, done.stdout), (0, "1 areas\n"), done.stderr)
        manager = log_in(self.site, self.town, "Koen Eikelboom", means="staff", back="/balie/verkennen/vraag")
        form = next(f for f in Page(self.page(manager, "/balie/verkennen/vraag")).forms if f.action.endswith("/balie/verkennen/vraag"))
        csrf = ("_csrf", dict(form.filled())["_csrf"])

        def ask(sql):
            answer = manager.post("/balie/verkennen/vraag", [csrf, ("vraag", sql), ("doe", "csv")])
            self.assertEqual(answer.status, 200, re.sub(r"<[^>]+>", " ", answer.text)[:3000])
            return answer.text
        # Only what is open may be asked about: the sensors of the practice town, not this one.
        self.assertEqual(ask(f"SELECT count(*) AS n FROM series WHERE series = {series}").split(), ["n", "0"])
        with sqlite3.connect(self.site.data / "records.db", timeout=20) as records:
            records.execute("UPDATE datastream SET exposure = 'open' WHERE id = ?", [series])
        records.close()
        until = time.monotonic() + 90  # the tables serve for a minute at most
        while "Tuinwijk" not in (told := ask("SELECT a.name, h.property, h.count, h.mean, (SELECT max(1) FROM events e WHERE e.kind = 'sensor.areas-set') AS sets "
                                             f"FROM area_hourly h JOIN areas a ON a.list = h.list AND a.area = h.area WHERE h.property = 't' AND h.hour >= TIMESTAMP '{hour[:13].replace('T', ' ')}:00:00'")):
            self.assertLess(time.monotonic(), until, told)
            time.sleep(2)
        self.assertIn("Tuinwijk,t,2,21,1", told.replace("21.0", "21"))
        # The same figures as a page, and the question behind them filled in.
        shown = self.page(manager, "/balie/verkennen?lijst=buurten&meet=t%7C%C2%B0C&gebied=BU1&periode=week")
        self.assertIn("Tuinwijk", shown)
        self.assertIn("<svg", shown)
        link = next(one for one in Page(shown).links if "/balie/verkennen/vraag?vraag=" in one)
        self.assertIn("area_hourly", self.page(manager, link))

    def test_an_employee_brings_areas_and_hears_what_was_refused(self):
        employee = log_in(self.site, self.town, "Koen Eikelboom", means="staff", back="/balie/gebieden")
        csrf = ("_csrf", dict(next(f for f in Page(self.page(employee, "/balie/gebieden")).forms if f.action.endswith("/balie/gebieden")).filled())["_csrf"])

        def send(name, text, way, status=200, filename="wijken.csv"):
            answer = employee.post_files("/balie/gebieden", [csrf, ("lijst", name), ("doe", way)], [("bestand", filename, "text/csv", text.encode())])
            self.assertEqual(answer.status, status, Page(answer.text).title)
            return answer.text
        self.assertIn("kleine letters", send("Mijn Wijken", "x", "bewaren", 422))
        self.assertIn("Kies een bestand", send("proefwijken", "", "bewaren", 422))
        self.assertIn("kunnen wij niet lezen", send("proefwijken", "code,name\na,b\n", "bewaren", 422))
        grid = json.dumps({"type": "FeatureCollection", "crs": {"type": "name", "properties": {"name": "EPSG:28992"}}, "features": []})
        self.assertIn("geen graden", send("proefwijken", grid, "bewaren", 422, "wijken.geojson"))
        square = "POLYGON ((6 52, 6.1 52, 6.1 52.1, 6 52.1, 6 52))"
        file = f'code;name;wkt\nW1;Noord;"{square}"\nW2;;"{square}"\nW3;Punt;POINT (6 52)\n'
        tried = send("proefwijken", file, "proberen")
        self.assertIn("er is niets bewaard", tried)
        self.assertIn("Er is geen naam", tried)
        self.assertIn("een punt of een lijn", tried)
        self.assertNotIn("proefwijken", self.page(employee, "/balie/gebieden"))
        self.assertIn("zijn bewaard", send("proefwijken", file, "bewaren"))
        # What has no good area keeps what was there.
        self.assertIn("er is niets bewaard", send("proefwijken", "code;name;wkt\nW9;Punt;POINT (6 52)\n", "bewaren"))
        lists = self.page(employee, "/balie/gebieden")
        self.assertIn("proefwijken", lists)
        self.assertIn("staat geen open meter", self.page(employee, "/balie/verkennen?lijst=proefwijken"))
        self.assertEqual(employee.post("/balie/gebieden/proefwijken/verwijderen", [csrf]).status, 303)
        self.assertNotIn("proefwijken", self.page(employee, "/balie/gebieden"))
        self.assertEqual(employee.post("/balie/gebieden/proefwijken/verwijderen", [csrf]).status, 404)

    def test_an_employee_opens_a_series_and_everybody_sees_it(self):
        series = self.field.make_series()
        stranger = Visitor(self.site.port)
        self.assertEqual(stranger.get(f"/sta/v1.1/Datastreams({series})").status, 404)
        employee = log_in(self.site, self.town, "Koen Eikelboom", means="staff", back="/balie/sensoren")
        feeds = self.page(employee, "/balie/sensoren")
        address = f"/balie/sensoren/reeks/{series}"
        feed = next(link for link in Page(self.page(employee, address)).links if "/balie/sensoren/bron?naam=" in link)
        self.assertIn(feed, Page(feeds).links)
        self.assertIn("Alleen de gemeente", self.page(employee, feed))
        form = next(f for f in Page(self.page(employee, address)).forms if f.action.endswith(address))
        csrf = ("_csrf", dict(form.filled())["_csrf"])
        wrong = employee.post(address, [csrf, ("zicht", "open"), ("laagst", "koud"), ("contact", "data")])
        self.assertEqual(wrong.status, 422)
        for sentence in ("Kies hoe lang", "Schrijf een getal op", "Schrijf een e-mailadres op", "Schrijf op waarom dit mag"):
            self.assertIn(sentence, wrong.text)
        typed = [csrf, ("zicht", "open"), ("bewaren", "P2Y"), ("licentie", "cc0"), ("laagst", "-20"), ("hoogst", "30,5"), ("sprong", "8"), ("elke", "10"),
                 ("waarvoor", "Weten hoe warm het is"), ("grond", "Taak van de gemeente"), ("verlaat", "alleen de temperatuur"), ("contact", "data@sassenpoort.example")]
        self.assertEqual(employee.post(address, typed).status, 303)
        self.assertEqual(stranger.get(f"/sta/v1.1/Datastreams({series})").status, 200)
        self.assertIn("Weten hoe warm het is", stranger.get(f"/stad/sensoren/{series}").text)
        self.assertIn('value="30.5"', self.page(employee, address))
        # The new limit holds at once.
        flagged = "Buiten wat kan"
        self.assertNotIn(flagged, stranger.get(f"/stad/sensoren/{series}").text)
        body = {"phenomenonTime": moment(8_640_000 - 600), "result": 31}
        self.assertEqual(self.field.ask("POST", f"/sta/v1.1/Datastreams({series})/Observations", body)[0], 201)
        self.assertIn(flagged, stranger.get(f"/stad/sensoren/{series}").text)

        # A device of the city gets keys of its own.
        keys = employee.post(address + "/sleutels", [csrf])
        key = re.search(r"Authorization: Bearer ([\w-]+)", keys.text).group(1)
        send = lambda token, number: self.field.ask("POST", f"/sta/v1.1/Datastreams({series})/Observations", {"phenomenonTime": moment(number), "result": 20},  # noqa: E731
                                                    headers={"Authorization": f"Bearer {token}"})[0]
        self.assertEqual(send(key, 2), 201)
        self.assertNotIn(key, self.page(employee, address))

        # And everything can be closed again, for the whole feed at once.
        closing = [csrf, ("naam", feed.split("naam=")[1])] + [("zicht", "binnen") if name == "zicht" else (name, value) for name, value in typed[1:]]
        self.assertEqual(employee.post("/balie/sensoren/bron", closing).status, 303)
        self.assertEqual(stranger.get(f"/sta/v1.1/Datastreams({series})").status, 404)

    def test_another_system_gets_a_key_that_can_be_withdrawn(self):
        series = self.field.make_series()
        employee = log_in(self.site, self.town, "Koen Eikelboom", means="staff", back="/balie/sensoren/sleutels")
        home = "/balie/sensoren/sleutels"
        csrf = ("_csrf", dict(next(f for f in Page(self.page(employee, home)).forms if f.action.endswith(home)).filled())["_csrf"])
        wrong = employee.post(home, [csrf, ("naam", ""), ("recht", "alles")])
        self.assertEqual(wrong.status, 422)
        self.assertIn("Schrijf op welk systeem", wrong.text)
        made = employee.post(home, [csrf, ("naam", "verkeerslichten"), ("recht", "schrijven"), ("einde-day", "1"), ("einde-month", "1"), ("einde-year", "2035")])
        self.assertEqual(made.status, 200, Page(made.text).title)
        key = re.search(r"Authorization: Bearer ([\w-]+)", made.text).group(1)
        send = lambda: self.field.ask("POST", f"/sta/v1.1/Datastreams({series})/Observations", {"result": 20}, headers={"Authorization": f"Bearer {key}"})[0]  # noqa: E731
        self.assertEqual(send(), 201)
        shown = self.page(employee, home)
        self.assertNotIn(key, shown)
        self.assertIn("verkeerslichten", shown)

        button = re.search(r'action="([^"]*/intrekken)"(?:(?!</form>).)*verkeerslichten', shown, re.S)
        self.assertEqual(employee.post(re.sub(r"^https?://[^/]+", "", button.group(1)), [csrf]).status, 303)
        # The way in remembers a key for five seconds.
        until = time.monotonic() + 20
        while (answered := send()) == 201 and time.monotonic() < until:
            time.sleep(0.5)
        self.assertEqual(answered, 401)

    def test_a_sensor_of_ones_own(self):
        visitor = log_in(self.site, self.town, PERSON, back="/mijn/sensoren")
        self.page(visitor, "/mijn/sensoren")
        form = next(f for f in Page(self.page(visitor, "/mijn/sensoren/nieuw")).forms if f.action.endswith("/mijn/sensoren/nieuw"))
        token = dict(form.filled())["_csrf"]
        wrong = visitor.post("/mijn/sensoren/nieuw", [("_csrf", token)])
        self.assertEqual(wrong.status, 422)
        typed = [("_csrf", token), ("naam", "Tuin"), ("meet", "temperatuur"), ("elke", "10"), ("waarvoor", "weten hoe warm het wordt"), ("grond", "mijn tuin"),
                 ("verlaat", "alleen de temperatuur"), ("bewaren", "P1Y"), ("einde-day", "1"), ("einde-month", "1"), ("einde-year", "2035"), ("dpia", ""),
                 ("lengte", "6,0944"), ("breedte", "52,5126"), ("precies", "nee"), ("open", "nee")]
        made = visitor.post("/mijn/sensoren/nieuw", typed)
        self.assertEqual(made.status, 200, Page(made.text).title)
        key = re.search(r"Authorization: Bearer ([\w-]+)", made.text).group(1)
        series = re.search(r"Datastreams\((\d+)\)/Observations", made.text).group(1)
        status, _ = self.field.ask("POST", f"/sta/v1.1/Datastreams({series})/Observations", {"result": 21.5}, headers={"Authorization": f"Bearer {key}"})
        self.assertEqual(status, 201)
        # An employee does not open it: who has the sensor decides.
        employee = log_in(self.site, self.town, "Koen Eikelboom", means="staff", back="/balie/sensoren/sleutels")
        csrf = ("_csrf", dict(next(f for f in Page(self.page(employee, "/balie/sensoren/sleutels")).forms if f.action.endswith("/sleutels")).filled())["_csrf"])
        address = f"/balie/sensoren/reeks/{series}"
        self.assertIn("Wie de sensor heeft, bepaalt", self.page(employee, address))
        taken = employee.post(address, [csrf, ("zicht", "open"), ("bewaren", "keep"), ("licentie", "cc0"), ("waarvoor", "x"), ("grond", "x"), ("verlaat", "x"),
                                        ("contact", "data@sassenpoort.example")])
        self.assertEqual(taken.status, 403)
        self.assertEqual(employee.post(address + "/sleutels", [csrf]).status, 403)
        self.assertEqual(Visitor(self.site.port).get(f"/stad/sensoren/{series}").status, 404)
        own = next(link for link in Page(self.page(visitor, "/mijn/sensoren")).links if re.search(r"/mijn/sensoren/\d+$", link))
        shown = self.page(visitor, own)
        self.assertIn("21,5 °C", shown)
        self.assertNotIn(key, shown)
        # Inside means inside: nobody else finds it, and no exact place leaves.
        stranger = Visitor(self.site.port)
        self.assertNotIn("6.0944", stranger.get("/sta/v1.1/Locations").text)
        tried = visitor.post(own + "/proef", [("_csrf", dict(next(f for f in Page(shown).forms if f.action.endswith("/proef")).filled())["_csrf"]), ("bericht", '{"result": "x"}')])
        self.assertEqual(tried.status, 200)
        self.assertIn("niet goed", tried.text)

    def test_an_employee_sets_alarms_and_asks_and_reads_files(self):
        employee = log_in(self.site, self.town, "Koen Eikelboom", means="staff", back="/balie/alarmen")
        series = self.field.make_series()
        form = next(f for f in Page(self.page(employee, "/balie/alarmen/nieuw")).forms if f.action.endswith("/balie/alarmen/nieuw"))
        csrf = ("_csrf", dict(form.filled())["_csrf"])
        rule = [csrf, ("reeks", str(series)), ("naam", "Te warm in de tuin"), ("kant", "boven"), ("grens", "30"), ("einde", "28,5"), ("aanhouden", "0"), ("stilte", "60"),
                ("bericht", "dienst@oefenstad.example")]
        self.assertEqual(employee.post("/balie/alarmen/nieuw", [csrf]).status, 422)
        wrong = [pair if pair[0] != "einde" else ("einde", "31") for pair in rule]
        self.assertIn("veilige kant", employee.post("/balie/alarmen/nieuw", wrong).text)
        self.assertEqual(employee.post("/balie/alarmen/nieuw", rule).status, 303)
        for number, value in ((0, 20), (1, 35), (2, 20), (3, 36)):
            self.field.ask("POST", f"/sta/v1.1/Datastreams({series})/Observations", {"phenomenonTime": moment(200000 + number), "result": value})
        shown = self.page(employee, "/balie/alarmen")
        self.assertIn("Te warm in de tuin", shown)
        one = next(link for link in Page(shown).links if re.search(r"/balie/alarmen/\d+$", link))
        self.assertIn("28.5", self.page(employee, one))
        self.assertEqual(employee.post(one, [pair if pair[0] != "grens" else ("grens", "32") for pair in rule]).status, 303)
        self.assertIn("boven 32", self.page(employee, "/balie/alarmen"))
        self.assertEqual(employee.post(one + "/beeindigen", [csrf]).status, 303)

        self.page(employee, "/balie/verkennen/vraag")
        asked = employee.post("/balie/verkennen/vraag", [csrf, ("vraag", "SELECT kind, count(*) AS n FROM events GROUP BY kind ORDER BY kind"), ("doe", "csv")])
        self.assertEqual(asked.status, 200, Page(asked.text).title)
        self.assertTrue(asked.text.startswith("kind,n"))
        self.assertIn("alarm.rule-set", asked.text)
        people = employee.post("/balie/verkennen/vraag", [csrf, ("vraag", "SELECT * FROM events"), ("doe", "csv")]).text
        self.assertNotIn("person:", people)
        self.assertNotIn("staff:", people)
        self.assertEqual(employee.post("/balie/verkennen/vraag", [csrf, ("vraag", "SELECT * FROM read_csv('/etc/passwd')"), ("doe", "tonen")]).status, 422)

        mapping = [csrf, ("titel", "Bodemvocht"), ("bron", "Waterschap"), ("licentie", ""), ("scheiding", "puntkomma"), ("tijd", "Datum"), ("tijdvorm", "dmy"), ("duur", ""),
                   ("meter", ""), ("x", ""), ("y", ""), ("kolommen", "Vocht ; soil moisture ; %")]
        self.assertEqual(employee.post("/balie/metingen/indelingen", [csrf]).status, 422)
        self.assertEqual(employee.post("/balie/metingen/indelingen", mapping).status, 303)
        self.page(employee, "/balie/metingen/indelingen/bodemvocht")
        file = ("bestand", "vocht.csv", "text/csv", b"Datum;Vocht\n29-06-2026 10:00;31,5\n29-06-2026 11:00;x\n")
        for way, words in (("proberen", "niets bewaard"), ("inlezen", "is ingelezen")):
            answer = employee.post_files("/balie/metingen", [csrf, ("indeling", "bodemvocht"), ("doe", way)], [file])
            self.assertEqual(answer.status, 200, Page(answer.text).title)
            self.assertIn(words, answer.text)
            self.assertIn("Hier moet een getal staan", answer.text)


if __name__ == "__main__":
    unittest.main()
