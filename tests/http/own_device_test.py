"""A sensor of one's own at the real broker: its account works at once, and only for its own topic; its owner sees its messages as they come."""
import http.client
import json
import re
import sys
import time
import unittest
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
from blackbox.login import log_in  # noqa: E402
from blackbox.mqtt import Publisher  # noqa: E402
from blackbox.sensors import Field, moment  # noqa: E402
from blackbox.visitor import Page, Visitor  # noqa: E402

PERSON, OTHER = "Sanne van der Veen", "Ahmed Yilmaz"


class Stream:
    """Server-Sent Events of one address; ends after so many seconds without a word."""

    def __init__(self, site, visitor, address, last=None):
        self.line = http.client.HTTPConnection("127.0.0.1", site.port, timeout=20)
        headers = {"Accept": "text/event-stream", "Cookie": "; ".join(f"{name}={value}" for name, value in visitor.cookies.items())}
        if last is not None:
            headers["Last-Event-ID"] = last
        self.line.request("GET", address, headers=headers)
        self.answer = self.line.getresponse()

    def event(self):
        """The next event with data, as (id, data)."""
        number, data = None, None
        while True:
            line = self.answer.readline().decode()
            if not line:
                raise OSError("the stream ended")
            line = line.rstrip("\n")
            if line.startswith("id:"):
                number = line[3:].strip()
            if line.startswith("data:"):
                data = line[5:].strip()
            if line == "" and data is not None:
                return number, data

    def values(self):
        """The next event that holds values; the first event of a stream only says that it stands."""
        number, data = self.event()
        while not data.startswith("["):
            number, data = self.event()
        return number, data

    def close(self):
        self.line.close()


class OwnDevice(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.field = Field().start()
        cls.addClassCleanup(cls.field.close)
        cls.site, cls.town = cls.field.pair.site, cls.field.pair.town
        cls.owner = log_in(cls.site, cls.town, PERSON, back="/mijn/sensoren")

    def register(self, name):
        form = next(f for f in Page(self.owner.get("/mijn/sensoren/nieuw").text).forms if f.action.endswith("/mijn/sensoren/nieuw"))
        typed = [("_csrf", dict(form.filled())["_csrf"]), ("naam", name), ("meet", "temperatuur"), ("elke", "10"), ("waarvoor", "weten hoe warm het wordt"), ("grond", "mijn tuin"),
                 ("verlaat", "alleen de temperatuur"), ("bewaren", "P1Y"), ("einde-day", "1"), ("einde-month", "1"), ("einde-year", "2035"), ("dpia", ""),
                 ("lengte", "6,0944"), ("breedte", "52,5126"), ("precies", "nee"), ("open", "nee")]
        made = self.owner.post("/mijn/sensoren/nieuw", typed)
        self.assertEqual(made.status, 200, Page(made.text).title)
        key = re.search(r"Authorization: Bearer ([\w-]+)", made.text).group(1)
        account = re.search(r"<code>(sensor-\d+)</code>", made.text).group(1)
        series = int(re.search(r"v1\.1/Datastreams\((\d+)\)/Observations</code>", made.text).group(1))
        return account, key, series

    def connect(self, account, key):
        """The broker reads the new accounts on a signal: within a second or two, and without anybody doing anything."""
        until = time.monotonic() + 5
        while True:
            try:
                return Publisher(self.field.mqtt_port, account, account, key)
            except OSError:
                if time.monotonic() > until:
                    raise
                time.sleep(0.1)

    def count(self, series, least):
        """Values of a series that only its owner may see: read from the lake, so as its own page shows them."""
        until = time.monotonic() + 10
        page = self.owner.get(f"/mijn/sensoren/{series}")
        while time.monotonic() < until:
            page = self.owner.get(self.address(series))
            found = len(re.findall(r"°C</td>", page.text))
            if found >= least:
                return found
            time.sleep(0.2)
        return len(re.findall(r"°C</td>", page.text))

    def address(self, series):
        for link in Page(self.owner.get("/mijn/sensoren").text).links:
            if re.search(r"/mijn/sensoren/\d+$", link) and f'data-sas-series="{series}"' in self.owner.get(link).text:
                return link
        raise AssertionError("the sensor is not in the list")

    def test_the_account_works_at_once_and_for_its_own_topic_alone(self):
        account, key, series = self.register("Tuin")
        _, _, neighbour = self.register("Dak")
        device = self.connect(account, key)
        device.publish(f"v1.1/Datastreams({series})/Observations", json.dumps({"result": 21.5}))
        self.assertEqual(self.count(series, 1), 1)
        stranger = self.field.make_series()
        topics = [f"v1.1/Datastreams({other})/Observations" for other in (neighbour, stranger)]
        for topic in [*topics, "v3/town@ttn/devices/x/up"]:
            # A broker acknowledges what it does not pass on, or closes the connection, at once or a little later (MQTT 3.1.1, [MQTT-3.3.5-2]):
            # look at what came in.
            try:
                device.publish(topic, json.dumps({"result": 99}))
            except OSError:
                pass
            device.close()
            device = self.connect(account, key)
        device.publish(f"v1.1/Datastreams({series})/Observations", json.dumps({"result": 22.5}))
        self.assertEqual(self.count(series, 2), 2)
        self.assertEqual(self.count(neighbour, 0), 0)
        self.assertEqual(self.field.count(stranger), 0)
        device.close()
        with self.assertRaises(OSError):
            Publisher(self.field.mqtt_port, account, account, key[:-1] + ("a" if key[-1] != "a" else "b"))
        # New keys: the old ones no longer work.
        page = self.owner.get(self.address(series)).text
        form = next(f for f in Page(page).forms if f.action.endswith("/sleutels"))
        renewed = self.owner.post(self.address(series) + "/sleutels", [("_csrf", dict(form.filled())["_csrf"])])
        fresh = re.search(r"Authorization: Bearer ([\w-]+)", renewed.text).group(1)
        self.connect(account, fresh).close()
        with self.assertRaises(OSError):
            Publisher(self.field.mqtt_port, account, account, key)

    def test_the_owner_sees_a_message_as_it_comes_and_goes_on_where_the_stream_broke(self):
        account, key, series = self.register("Schuur")
        address = self.address(series) + "/stroom"
        device = self.connect(account, key)
        topic = f"v1.1/Datastreams({series})/Observations"
        stream = Stream(self.site, self.owner, address)
        self.assertEqual(stream.answer.status, 200)
        self.assertTrue(stream.answer.getheader("Content-Type").startswith("text/event-stream"))
        stream.event()
        device.publish(topic, json.dumps({"phenomenonTime": moment(8_640_000 - 7200), "result": 11.25}))
        number, data = stream.values()
        self.assertIn("1.125E1", data)
        self.assertIsNotNone(number)
        stream.close()
        device.publish(topic, json.dumps({"phenomenonTime": moment(8_640_000 - 7190), "result": 12.25}))
        self.assertEqual(self.count(series, 2), 2)
        stream = Stream(self.site, self.owner, address, number)
        after, data = stream.values()
        self.assertIn("1.225E1", data)
        self.assertNotIn("1.125E1", data)
        self.assertNotEqual(after, number)
        stream.close()
        device.close()
        # Nobody else may listen.
        self.assertEqual(Visitor(self.site.port).get(address).status, 303)


if __name__ == "__main__":
    unittest.main()
