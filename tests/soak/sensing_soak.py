#!/usr/bin/env python3
"""Values by every door for a long time, while somebody keeps asking: nothing lost, nothing double, and memory stands still.

    sensing_soak.py [--minutes N] [--memory MB]
"""
import argparse
import sys
import threading
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
from blackbox.sensors import Field, Mqtt, Rows, Single  # noqa: E402


def resident_megabytes(pid):
    for line in Path(f"/proc/{pid}/status").read_text().splitlines():
        if line.startswith("VmRSS:"):
            return int(line.split()[1]) / 1024
    return 0


def keep_sending(sender, stop, wrong):
    try:
        sender.open()
        while not stop.is_set():
            sender.send(sender.next)
            sender.next += sender.step
        sender.close()
    except Exception as error:  # noqa: BLE001: whatever it is, the soak has failed
        wrong.append(error)


def keep_asking(field, series, stop, waits, wrong):
    while not stop.is_set():
        began = time.monotonic()
        status, _ = field.ask("GET", f"/sta/v1.1/Datastreams({series})/Aggregates?interval=PT1H&from=2026-01-01&flagged=include")
        waits.append(time.monotonic() - began)
        if status != 200:
            wrong.append(f"a question was answered with {status}")
        time.sleep(0.5)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--minutes", type=float, default=60)
    parser.add_argument("--memory", type=float, default=1000, help="MB that the program may have at most")
    asked = parser.parse_args()
    field, stop, wrong, waits = Field(), threading.Event(), [], []
    try:
        field.start()
        senders = [kind(field, field.make_series()) for kind in (Single, Single, Rows, Mqtt)]
        threads = [threading.Thread(target=keep_sending, args=(sender, stop, wrong), daemon=True) for sender in senders]
        threads.append(threading.Thread(target=keep_asking, args=(field, senders[2].series, stop, waits, wrong), daemon=True))
        for thread in threads:
            thread.start()
        end, most, first = time.monotonic() + asked.minutes * 60, 0, None
        while time.monotonic() < end and not wrong:
            time.sleep(min(5, max(0.1, end - time.monotonic())))
            now = resident_megabytes(field.pair.site.process.pid)
            most, first = max(most, now), first or now
        stop.set()
        for thread in threads:
            thread.join(60)
        assert not wrong, wrong[0]
        for sender in senders:
            until = time.monotonic() + 30
            while (count := field.count(sender.series)) != sender.next and time.monotonic() < until:
                time.sleep(0.2)
            assert count == sender.next, f"{type(sender).__name__}: {count} values of {sender.next}"
        assert most < asked.memory, f"{most:.0f} MB"
        values = sum(sender.next for sender in senders)
        print(f"{asked.minutes:g} minutes, {values} values, none lost or double; {len(waits)} questions, the longest {max(waits) * 1000:.0f} ms; "
              f"memory {first:.0f} MB at first, {most:.0f} MB at most")
    finally:
        stop.set()
        field.close()


if __name__ == "__main__":
    main()
