#!/usr/bin/env python3
"""Kills a lake at random moments, also while it seals, and compares it with what was acknowledged.

Every value of a caller has its number as its result, counted up from 0. After a kill all numbers up to the last one that
was acknowledged must be there exactly once; numbers after it may be there (the answer was under way), also once."""
import argparse
import os
import random
import signal
import subprocess
import sys
import tempfile
import threading
import time


def parse_arguments():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("program", help="lake_load of a build folder")
    parser.add_argument("--rounds", type=int, default=6)
    parser.add_argument("--seed", type=int, default=int(time.time()))
    parser.add_argument("--longest", type=float, default=1.5, help="seconds of load in a round at most")
    return parser.parse_args()


def read_acknowledged(pipe, ledger, ready):
    for line in pipe:
        words = line.split()
        if words == ["ready"]:
            ready.set()
        elif len(words) == 3 and words[0] == "acked" and line.endswith("\n"):
            ledger[int(words[1])] = max(ledger.get(int(words[1]), -1), int(words[2]))


def load_and_kill(program, folder, ledger, seconds):
    process = subprocess.Popen([program, "load", folder], stdout=subprocess.PIPE, text=True)
    ready = threading.Event()
    reader = threading.Thread(target=read_acknowledged, args=(process.stdout, ledger, ready))
    reader.start()
    if not ready.wait(60):
        process.kill()
        sys.exit("the program did not start")
    time.sleep(seconds)
    if process.poll() is not None:
        sys.exit(f"the program ended by itself with {process.returncode}")
    os.kill(process.pid, signal.SIGKILL)
    process.wait()
    reader.join()


def compare(program, folder, ledger):
    """Lost and double values, and the number of sealed days."""
    answer = subprocess.run([program, "count", folder], capture_output=True, text=True)
    if answer.returncode != 0:
        sys.exit(f"the lake does not open again: {answer.stderr}")
    lost = double = 0
    seen = set()
    for line in answer.stdout.splitlines():
        words = line.split()
        if words[0] == "days":
            days = int(words[1])
            continue
        caller, rows, different, newest = (int(word) for word in words)
        seen.add(caller)
        double += rows - different
        # Without a gap up to the newest: then every acknowledged one is there when the newest reaches as far.
        lost += newest + 1 - different + max(0, ledger.get(caller, -1) - newest)
    lost += sum(last + 1 for caller, last in ledger.items() if caller not in seen)
    return lost, double, days


def main():
    arguments = parse_arguments()
    chance = random.Random(arguments.seed)
    print(f"seed {arguments.seed}")
    ledger = {}
    with tempfile.TemporaryDirectory(prefix="sas-lake-kill-") as folder:
        for round_number in range(1, arguments.rounds + 1):
            load_and_kill(arguments.program, folder, ledger, chance.uniform(0, arguments.longest))
            lost, double, days = compare(arguments.program, folder, ledger)
            print(f"round {round_number}: {sum(last + 1 for last in ledger.values())} acknowledged, {lost} lost, "
                  f"{double} double, {days} days sealed", flush=True)
            if lost or double:
                sys.exit(1)
    if not ledger:
        sys.exit("nothing was acknowledged: the rounds were too short to prove anything")


if __name__ == "__main__":
    main()
