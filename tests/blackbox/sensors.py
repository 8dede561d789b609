"""A site with sensors: a credential, a place at the broker, the webhook, and what they all send."""
import hashlib
import http.client
import json
import sqlite3
from datetime import datetime, timedelta, timezone
from urllib.parse import quote

from blackbox.mqtt import Publisher
from blackbox.programs import Pair, free_port

TOKEN, SECRET = "test-token-of-sensors", "test-secret-of-the-network"
# A value of more than a day ahead is refused: far enough back for millions of values, a second each.
BEGIN = datetime.now(timezone.utc).replace(microsecond=0) - timedelta(days=100)

GARDEN = {
    "name": "tuin", "description": "", "Locations": [{"name": "plek", "description": "", "encodingType": "application/geo+json", "location": {"type": "Point", "coordinates": [6.1, 52.5]}}],
    "Datastreams": [{"name": "temperatuur", "description": "", "observationType": "http://www.opengis.net/def/observationType/OGC-OM/2.0/OM_Measurement",
                     "unitOfMeasurement": {"name": "degree Celsius", "symbol": "°C", "definition": "ucum:Cel"},
                     "Sensor": {"name": "s", "description": "", "encodingType": "application/pdf", "metadata": "https://example.nl/a.pdf"},
                     "ObservedProperty": {"name": "t", "definition": "https://example.nl/t", "description": ""}}]}


def moment(number):
    """Value number n of a series is of n seconds after the beginning."""
    return (BEGIN + timedelta(seconds=number)).strftime("%Y-%m-%dT%H:%M:%SZ")


class Field:
    """Starts a site with MQTT and a webhook, and makes a credential for it."""

    def __init__(self, folder=None, settings=""):
        self.pair, self.mqtt_port = Pair(folder=folder), free_port()
        site = self.pair.site
        site.extra = ["--mqtt-port", str(self.mqtt_port)]
        site.data.mkdir(parents=True)
        (site.data / "settings.toml").write_text(f'ttn_webhook_secret = "{SECRET}"\n{settings}')
        # The account of the practice town's sensors at the broker.
        (site.data / "practice-sensor-token").write_text(TOKEN)

    def start(self):
        self.pair.start()
        self.pair.site.stop()
        with sqlite3.connect(self.pair.site.data / "records.db") as records:
            records.execute("INSERT INTO sensing_credential (id, name, token_hash, thing, may_write, ends_at, created_at) VALUES (999, 'test', ?, NULL, 1, NULL, 0)",
                            [hashlib.sha256(TOKEN.encode()).hexdigest()])
        records.close()
        self.pair.site.start()
        return self

    def make_series(self):
        status, body = self.ask("POST", "/sta/v1.1/Things", GARDEN)
        assert status == 201, body
        status, found = self.ask("GET", f"/sta/v1.1/Things({body['@iot.id']})/Datastreams")
        assert status == 200, found
        return found["value"][0]["@iot.id"]

    def ask(self, method, target, body=None, connection=None, headers=None):
        own = connection or http.client.HTTPConnection("127.0.0.1", self.pair.site.port, timeout=30)
        own.request(method, target.replace(" ", "%20"), json.dumps(body) if body is not None else None,
                    {"Authorization": f"Bearer {TOKEN}", "Content-Type": "application/json", **(headers or {})})
        answer = own.getresponse()
        raw = answer.read()
        if connection is None:
            own.close()
        return answer.status, json.loads(raw) if raw else None

    def results(self, series, first, last):
        """How often each of these values is there: number to times."""
        out = {}
        where = quote(f"phenomenonTime ge {moment(first)} and phenomenonTime le {moment(last)}")
        target = f"/sta/v1.1/Datastreams({series})/Observations?$select=result&$orderby=phenomenonTime&$top=1000&$filter={where}"
        skip = 0
        while True:
            status, page = self.ask("GET", f"{target}&$skip={skip}")
            assert status == 200, page
            for one in page["value"]:
                number = abs(int(one["result"]))
                out[number] = out.get(number, 0) + 1
            if len(page["value"]) == 0 or "@iot.nextLink" not in page:
                return out
            skip += len(page["value"])

    def count(self, series):
        status, page = self.ask("GET", f"/sta/v1.1/Datastreams({series})/Observations?$count=true&$top=1")
        assert status == 200, page
        return page["@iot.count"]

    def close(self):
        if self.pair.site.running:
            self.pair.site.stop()
        self.pair.close()


class Sender:
    """One way in with a series of its own. `send(n)` sends value number n and returns the numbers that were acknowledged."""

    def __init__(self, field, series):
        self.field, self.series, self.next = field, series, 0

    def open(self):
        self.line = http.client.HTTPConnection("127.0.0.1", self.field.pair.site.port, timeout=30)

    def close(self):
        self.line.close()

    def post(self, target, body, good, headers=None):
        status, answer = self.field.ask("POST", target, body, self.line, headers)
        if status == 503 or status == 429:
            raise OSError("busy")
        assert status == good, f"{target} answered {status} {answer}"


class Single(Sender):
    step = 1

    def send(self, number):
        self.post(f"/sta/v1.1/Datastreams({self.series})/Observations", {"phenomenonTime": moment(number), "result": number}, 201)


class Rows(Sender):
    step = 50

    def send(self, number):
        rows = [[moment(n), n] for n in range(number, number + self.step)]
        self.post("/sta/v1.1/CreateObservations",
                  [{"Datastream": {"@iot.id": self.series}, "components": ["phenomenonTime", "result"], "dataArray@iot.count": len(rows), "dataArray": rows}], 201)


class Uplink(Sender):
    """The Things Stack by webhook; its series is made by the first uplink."""
    step = 1

    def send(self, number):
        self.post("/api/feeds/ttn", {"end_device_ids": {"device_id": "kill-1", "application_ids": {"application_id": "test"}, "dev_eui": "70B3D57ED0000001", "dev_addr": "260B0001"},
                                     "received_at": moment(number), "uplink_message": {"received_at": moment(number), "f_port": 2, "f_cnt": number + 1, "decoded_payload": {"waarde": number}}},
                  200, {"X-Webhook-Secret": SECRET})


class Mqtt(Sender):
    """The broker acknowledges the device, and hands it on until we have acknowledged it."""
    step = 1

    def open(self):
        self.line = Publisher(self.field.mqtt_port, "device", "oefenstad", TOKEN)

    def send(self, number):
        self.line.publish(f"v1.1/Datastreams({self.series})/Observations", json.dumps({"phenomenonTime": moment(number), "result": number}))
