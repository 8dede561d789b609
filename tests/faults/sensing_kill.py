#!/usr/bin/env python3
"""kill -9 at random moments while values come in by every door: what was acknowledged is there, once.

    sensing_kill.py [--rounds N] [--seed N] [--longest SECONDS]

Single POSTs, CreateObservations, uplinks by webhook and MQTT at QoS 1, each with series of its own whose results are counted up. What was
acknowledged must be there exactly once after the start; what was under way may be there, at most once; then it is sent again.
"""
import argparse
import http.client
import random
import sys
import threading
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
from blackbox.sensors import Field, Mqtt, Rows, Single, Uplink  # noqa: E402

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


class Rounds:
    def __init__(self, asked):
        self.asked, self.random, self.field = asked, random.Random(asked.seed), Field()
        self.acknowledged = 0

    def prepare(self):
        self.field.start()
        series = [self.field.make_series() for _ in range(6)]
        self.senders = [Single(self.field, s) for s in series[:4]] + [Rows(self.field, series[4]), Mqtt(self.field, series[5])]
        uplink = Uplink(self.field, None)
        uplink.open()
        uplink.send(0)
        uplink.close()
        uplink.next = 1
        status, found = self.field.ask("GET", "/sta/v1.1/Datastreams?$filter=name%20eq%20'kill-1: waarde'")
        assert status == 200 and len(found["value"]) == 1, found
        uplink.series = found["value"][0]["@iot.id"]
        self.senders.append(uplink)

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
            print(f"{self.asked.rounds} rounds, {self.acknowledged} acknowledged values, 0 lost, 0 double")
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
