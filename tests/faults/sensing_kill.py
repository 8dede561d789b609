#!/usr/bin/env python3
"""kill -9 at random moments while values come in by every door: what was acknowledged is there, once.

    sensing_kill.py [--rounds N] [--seed N] [--longest SECONDS]

Single POSTs, CreateObservations, uplinks by webhook and MQTT at QoS 1, each with series of its own whose results are counted up. What was
acknowledged must be there exactly once after the start; what was under way may be there, at most once; then it is sent again. One series swings around
the limit of an alarm: each time it was crossed there is one notice, whatever died in the middle.
"""
import argparse
import http.client
import json
import random
import sqlite3
import sys
import threading
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
from blackbox.login import log_in  # noqa: E402
from blackbox.sensors import Field, Mqtt, Rows, Single, Uplink, moment  # noqa: E402

GONE = (OSError, http.client.HTTPException)


def keep_sending(sender, ledger, stop):
    """Sends until the program goes away; notes what was acknowledged, and what was under way."""
    try:
        sender.open()
        while not stop.is_set():
            numbers = range(sender.next, sender.next + sender.step)
            ledger["doubtful"] = numbers
            sender.send(sender.next)
            ledger["acknowledged"].extend(numbers)
            sender.next += sender.step
    except GONE:
        return
    except AssertionError as error:
        ledger["wrong"] = error


class Wave(Single):
    """Above the limit of the alarm with every even number, below it with every odd one."""

    def send(self, number):
        self.post(f"/sta/v1.1/Datastreams({self.series})/Observations", {"phenomenonTime": moment(number), "result": number if number % 2 == 0 else -number}, 201)


class Rounds:
    def __init__(self, asked):
        self.asked, self.random, self.field = asked, random.Random(asked.seed), Field()
        self.acknowledged = 0

    def prepare(self):
        self.field.start()
        series = [self.field.make_series() for _ in range(7)]
        self.set_alarm(series[6])
        self.senders = [Single(self.field, s) for s in series[:4]] + [Rows(self.field, series[4]), Mqtt(self.field, series[5]), Wave(self.field, series[6])]
        uplink = Uplink(self.field, None)
        uplink.open()
        uplink.send(0)
        uplink.close()
        uplink.next = 1
        status, found = self.field.ask("GET", "/sta/v1.1/Datastreams?$filter=name%20eq%20'kill-1: waarde'")
        assert status == 200 and len(found["value"]) == 1, found
        uplink.series = found["value"][0]["@iot.id"]
        self.senders.append(uplink)

    def set_alarm(self, series):
        site = self.field.pair.site
        employee = log_in(site, self.field.pair.town, "Koen Eikelboom", means="staff", back="/balie/alarmen/nieuw")
        form = next(f for f in employee.page("/balie/alarmen/nieuw").forms if f.action.endswith("/balie/alarmen/nieuw"))
        answer = employee.post("/balie/alarmen/nieuw", [("_csrf", dict(form.filled())["_csrf"]), ("reeks", str(series)), ("naam", "De golf is hoog"), ("kant", "boven"),
                                                        ("grens", "0"), ("einde", "-1"), ("aanhouden", "0"), ("stilte", "0"), ("bericht", "dienst@oefenstad.example")])
        assert answer.status == 303, answer.status
        # A rule looks at what is measured after it was made, and these values are of the past.
        site.stop()
        with sqlite3.connect(site.data / "records.db") as records:
            assert records.execute("UPDATE alarm_state SET changed_us = 0").rowcount == 1
        records.close()
        site.start()

    def check_alarms(self, count):
        """Even numbers from 2 on raise, the odd ones behind them clear; each is told once, in order. The notice to its job is of the same transaction."""
        expected = [("alarm.raised" if n % 2 == 0 else "alarm.cleared", n) for n in range(2, count)]
        told, until = [], time.monotonic() + 20
        while told != expected and time.monotonic() < until:
            time.sleep(0.2)
            with sqlite3.connect(f"file:{self.field.pair.site.data}/records.db?mode=ro", uri=True, timeout=20) as records:
                rows = records.execute("SELECT kind, facts FROM ledger_event WHERE kind IN ('alarm.raised', 'alarm.cleared') ORDER BY seq").fetchall()
            records.close()
            told = [(kind, int(abs(json.loads(facts)["value"]))) for kind, facts in rows]
        wrong = next((pair for pair in zip(told, expected) if pair[0] != pair[1]), (len(told), len(expected)))
        assert told == expected, f"alarms: {wrong}"
        return sum(kind == "alarm.raised" for kind, _ in told)

    def one_round(self):
        ledgers = [{"acknowledged": [], "doubtful": range(0), "wrong": None} for _ in self.senders]
        firsts, stop = [sender.next for sender in self.senders], threading.Event()
        threads = [threading.Thread(target=keep_sending, args=(sender, ledger, stop), daemon=True) for sender, ledger in zip(self.senders, ledgers)]
        for thread in threads:
            thread.start()
        time.sleep(self.random.uniform(0.05, self.asked.longest))
        self.field.pair.site.kill()
        stop.set()
        for thread in threads:
            thread.join(60)
        for sender in self.senders:
            sender.close()
        self.field.pair.site.start()
        for sender, ledger, first in zip(self.senders, ledgers, firsts):
            assert ledger["wrong"] is None, ledger["wrong"]
            self.look_for(sender, ledger, first)
            self.acknowledged += len(ledger["acknowledged"])

    def look_for(self, sender, ledger, first):
        last = sender.next + sender.step - 1
        # What the broker has acknowledged comes in as soon as we are back; everything else is there at once.
        until = time.monotonic() + (20 if isinstance(sender, Mqtt) else 0)
        while True:
            found = self.field.results(sender.series, first, last)
            lost = [n for n in ledger["acknowledged"] if n not in found]
            if not lost or time.monotonic() > until:
                break
            time.sleep(0.2)
        name = type(sender).__name__
        assert not lost, f"{name}: {len(lost)} of {len(ledger['acknowledged'])} acknowledged values are lost, the first {lost[0]}"
        double = [n for n, times in found.items() if times > 1]
        assert not double, f"{name}: {double[:5]} are there more than once"
        allowed = set(ledger["acknowledged"]) | set(ledger["doubtful"])
        assert set(found) <= allowed, f"{name}: {sorted(set(found) - allowed)[:5]} were never sent"

    def finish(self):
        """Everything once more in one count; the doubtful ones are sent again first."""
        for sender in self.senders:
            sender.open()
            sender.send(sender.next)
            sender.next += sender.step
            sender.close()
            until = time.monotonic() + 20
            while (count := self.field.count(sender.series)) != sender.next and time.monotonic() < until:
                time.sleep(0.2)
            assert count == sender.next, f"{type(sender).__name__}: {count} values of {sender.next}"

    def run(self):
        try:
            self.prepare()
            for place in range(1, self.asked.rounds + 1):
                self.one_round()
                if place % 10 == 0:
                    print(f"round {place}: {self.acknowledged} acknowledged, 0 lost, 0 double", flush=True)
            self.finish()
            alarms = self.check_alarms(next(sender for sender in self.senders if isinstance(sender, Wave)).next)
            print(f"{self.asked.rounds} rounds, {self.acknowledged} acknowledged values, 0 lost, 0 double; {alarms} alarms, each told once")
            assert self.acknowledged, "nothing was sent at all"
        except BaseException:
            print(self.field.pair.log()[-2000:], file=sys.stderr)
            raise
        finally:
            self.field.close()


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=200)
    parser.add_argument("--seed", type=int, default=int(time.time()))
    parser.add_argument("--longest", type=float, default=2.0)
    asked = parser.parse_args()
    print(f"seed {asked.seed}", flush=True)
    Rounds(asked).run()


if __name__ == "__main__":
    main()
