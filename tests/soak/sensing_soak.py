#!/usr/bin/env python3
"""Values by every door for a long time, while somebody keeps asking: nothing lost, nothing double, and memory stands still.

    sensing_soak.py [--minutes N] [--memory MB]

The first third of the time is for warming up: caches fill, and that of the lake is set small enough to be full by then. After that the mean of the last third may be no more than
that of the middle third, but for what a measurement sways by itself.
"""
import argparse
import statistics
import sys
import threading
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
from blackbox.sensors import Field, Mqtt, Rows, Single  # noqa: E402


# Resident memory sways with the questions that are being answered; growth is more than both of these.
GROWTH_SHARE, GROWTH_MEGABYTES = 0.05, 20
# What was read of unsealed days stays in memory up to this: as the operator says, and full while this warms up.
LAKE_MEGABYTES = 96
# Before this the first caches are still filling, and nothing can be said.
LEAST_MINUTES = 5


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


def thirds(samples):
    """Means of the middle and of the last third of the samples."""
    third = len(samples) // 3
    return statistics.mean(samples[third:2 * third]), statistics.mean(samples[2 * third:])


def grows(middle, last):
    return last - middle > GROWTH_MEGABYTES and last > middle * (1 + GROWTH_SHARE)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--minutes", type=float, default=60)
    parser.add_argument("--memory", type=float, default=1000, help="MB that the program may have at most")
    asked = parser.parse_args()
    field, stop, wrong, waits = Field(settings=f"lake_memory_mb = {LAKE_MEGABYTES}\n"), threading.Event(), [], []
    try:
        field.start()
        senders = [kind(field, field.make_series()) for kind in (Single, Single, Rows, Mqtt)]
        threads = [threading.Thread(target=keep_sending, args=(sender, stop, wrong), daemon=True) for sender in senders]
        threads.append(threading.Thread(target=keep_asking, args=(field, senders[2].series, stop, waits, wrong), daemon=True))
        for thread in threads:
            thread.start()
        end, samples = time.monotonic() + asked.minutes * 60, []
        while time.monotonic() < end and not wrong:
            time.sleep(min(2, max(0.1, end - time.monotonic())))
            samples.append(resident_megabytes(field.pair.site.process.pid))
        stop.set()
        for thread in threads:
            thread.join(60)
        assert not wrong, wrong[0]
        for sender in senders:
            until = time.monotonic() + 30
            while (count := field.count(sender.series)) != sender.next and time.monotonic() < until:
                time.sleep(0.2)
            assert count == sender.next, f"{type(sender).__name__}: {count} values of {sender.next}"
        most, (middle, last) = max(samples), thirds(samples)
        is_long_enough = asked.minutes >= LEAST_MINUTES
        told = f"memory {samples[0]:.0f} MB at first, {middle:.0f} MB on average in the middle third, {last:.0f} MB in the last, {most:.0f} MB at most"
        assert most < asked.memory, told
        if not is_long_enough:
            told += f"; less than {LEAST_MINUTES} minutes tell nothing of growth"
        assert not (is_long_enough and grows(middle, last)), f"memory grows: {told}"
        values = sum(sender.next for sender in senders)
        print(f"{asked.minutes:g} minutes, {values} values, none lost or double; {len(waits)} questions, the longest {max(waits) * 1000:.0f} ms; {told}")
    finally:
        stop.set()
        field.close()


if __name__ == "__main__":
    main()
