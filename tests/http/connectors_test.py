"""Sources that are asked, and a vendor's script, as the settings file names them: against a server of our own that gives recorded answers."""
import base64
import json
import subprocess
import sys
import threading
import time
import unittest
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
from blackbox.programs import free_port  # noqa: E402
from blackbox.sensors import SECRET, Field, moment  # noqa: E402
from blackbox.visitor import Page, Visitor  # noqa: E402

# A round each five seconds is the fastest the settings allow, of a source on the own network.
ROUND = 60
MAPPING = {"name": "bomen", "title": "Bomen", "source": "Bomenwacht", "decimal": ".", "time_column": "gemeten", "time_shape": "epoch_ms", "thing_column": "naam",
           "columns": [{"column": "vocht", "property": "soil moisture", "unit": "%"}]}
# As vendors publish them for The Things Stack.
SCRIPT = "function decodeUplink(input) { return { data: { temperatuur: (input.bytes[0] << 8 | input.bytes[1]) / 10 } }; }\n"


def feature(name, minutes_ago, moisture):
    at = int(time.time() - minutes_ago * 60) * 1000
    return {"attributes": {"naam": name, "gemeten": at, "vocht": moisture}, "geometry": {"x": 203000, "y": 503000}}


class Layer:
    """A layer of an ArcGIS FeatureServer with two pages; it can go away and come back."""

    def __init__(self, port):
        self.port, self.features, self.asked, self.server = port, [], [], None

    def start(self):
        layer = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self):
                layer.asked.append(self.path)
                first = "resultOffset=0" in self.path
                half = (len(layer.features) + 1) // 2
                body = json.dumps({"spatialReference": {"wkid": 28992}, "exceededTransferLimit": first,
                                   "features": layer.features[:half] if first else layer.features[half:]}).encode()
                self.send_response(200)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_):
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", self.port), Handler)
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def stop(self):
        if self.server:
            self.server.shutdown()
            self.server.server_close()
            self.server = None


class Connectors(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.field, cls.layer = Field(), Layer(free_port())
        cls.addClassCleanup(cls.field.close)
        cls.addClassCleanup(cls.layer.stop)
        cls.field.start()
        site = cls.site = cls.field.pair.site
        site.stop()
        (site.data / "decoder.js").write_text(SCRIPT)
        (site.data / "mapping.json").write_text(json.dumps(MAPPING))
        done = subprocess.run([str(site.path), "import", "--data", str(site.data), "mapping", str(site.data / "mapping.json")], capture_output=True, text=True)
        assert done.returncode == 0, done.stderr
        with open(site.data / "settings.toml", "a") as settings:
            settings.write(f'[[connectors]]\nkind = "feature-server"\nurl = "http://127.0.0.1:{cls.layer.port}/FeatureServer/0"\nmapping = "bomen"\nevery = "5s"\n'
                           '[[decoders]]\ndevice_prefix = "leverancier-"\nscript = "decoder.js"\n')
        cls.layer.features = [feature("eik", 9, 31.5), feature("es", 8, 28.0), feature("iep", 7, "nat")]
        cls.layer.start()
        site.start()

    def source(self):
        rows = json.loads(Visitor(self.site.port).get("/stad/bronnen.json").text)
        return next((row for row in rows if row["source"] == "bomen"), None)

    def wait_for(self, wanted, what):
        until = time.monotonic() + ROUND
        while time.monotonic() < until:
            row = self.source()
            if row and wanted(row):
                return row
            time.sleep(0.5)
        self.fail(f"{what}: {self.source()}\n{self.field.pair.log()[-1500:]}")

    def values(self):
        """Every value the connector brought, by the name of its tree."""
        status, things = self.field.ask("GET", "/sta/v1.1/Things?$filter=startswith(name,'Bomen') or name eq 'eik' or name eq 'es' or name eq 'linde'&$expand=Datastreams/Observations")
        self.assertEqual(status, 200, things)
        return {thing["name"]: [one["result"] for stream in thing["Datastreams"] for one in stream["Observations"]] for thing in things["value"]}

    def test_a_connector_brings_rows_says_how_it_does_and_survives_that_its_source_goes_away(self):
        row = self.wait_for(lambda r: r["rows"], "no round was made")
        self.assertEqual((row["rows"], row["rejected"], row["failures"], row["last_error"]), (3, 1, 0, None))
        self.assertIsNotNone(row["last_success"])
        self.assertEqual(len(self.layer.asked), 2, "both pages are asked for, once")
        found = self.values()
        self.assertEqual(sorted(value for values in found.values() for value in values), [28.0, 31.5])
        page = Page(Visitor(self.site.port).get("/stad/bronnen").text)
        self.assertEqual(page.unclosed, [])
        self.assertIn("bomen", Visitor(self.site.port).get("/stad/bronnen/bomen").text)

        self.layer.stop()
        failing = self.wait_for(lambda r: r["failures"], "that the source is gone is not said")
        self.assertEqual(failing["state"], "failing")
        self.assertEqual(failing["last_success"], row["last_success"])
        self.assertTrue(failing["last_error"].startswith("http-"), failing)

        self.layer.features.append(feature("linde", 1, 40.25))
        self.layer.start()
        again = self.wait_for(lambda r: r["failures"] == 0, "it did not go on by itself")
        self.assertGreater(again["last_success"], row["last_success"])
        # How it does is said after each page, and the new row is on the second.
        told, until = [], time.monotonic() + ROUND
        while len(told) < 3 and time.monotonic() < until:
            told = sorted(value for values in self.values().values() for value in values)
        self.assertEqual(told, [28.0, 31.5, 40.25], "nothing double, the new one there")

    def test_a_script_of_a_vendor_decodes_what_comes_in_and_a_wrong_one_is_said(self):
        def send(device, number, payload):
            return self.field.ask("POST", "/api/feeds/ttn",
                                  {"end_device_ids": {"device_id": device, "application_ids": {"application_id": "test"}, "dev_eui": "70B3D57ED0000002", "dev_addr": "260B0002"},
                                   "received_at": moment(number), "uplink_message": {"received_at": moment(number), "f_port": 2, "f_cnt": number + 1,
                                                                                     "frm_payload": base64.b64encode(payload).decode()}},
                                  headers={"X-Webhook-Secret": SECRET})
        for number, raw in ((0, 215), (1, 220)):
            status, answer = send("leverancier-1", number, raw.to_bytes(2, "big"))
            self.assertEqual(status, 200, answer)
        status, found = self.field.ask("GET", "/sta/v1.1/Datastreams?$filter=name eq 'leverancier-1: temperatuur'&$expand=Observations")
        self.assertEqual(status, 200, found)
        self.assertEqual(len(found["value"]), 1, found)
        self.assertEqual(sorted(one["result"] for one in found["value"][0]["Observations"]), [21.5, 22.0])


if __name__ == "__main__":
    unittest.main()
