#!/usr/bin/env python3
"""Reckons every published figure about promises again from the open log, and compares them bit for bit. Fetches nothing.

Usage: recompute.py LOG.jsonl FIGURES.json [WAITS.json]        exit 0: all equal; exit 1: the first difference; exit 2: cannot read

The log comes from /beloften/logboek.jsonl, the figures from /beloften.json and /beloften/wachten.json. Only the standard library."""
import hashlib
import json
import math
import sys

Z = 1.959963984540054  # 97.5th percentile of the normal distribution
NAMES = ("product", "version", "channel", "area", "from", "until")


class Difference(Exception): pass


def read_log(text):
    """The groups of the log, with the chain of hashes checked: no line changed, added, removed or moved."""
    chain, lines = "", text.split("\n")
    if lines.pop() != "" or len(lines) < 2:
        raise Difference("the log is not complete")
    for number, line in enumerate(lines, 1):
        body, _, rest = line.rpartition(',"chain":"')
        chain = hashlib.sha256(f"{chain}\n{body}".encode()).hexdigest()
        if rest[:64] != chain:
            raise Difference(f"line {number} of the log does not fit the chain")
    head, *groups, last = [json.loads(line) for line in lines]
    if head.get("log") != "promises" or head.get("format") != 1:
        raise Difference("this is not a log of promises of format 1")
    if last.get("lines") != len(groups):
        raise Difference(f"the log says {last.get('lines')} groups and holds {len(groups)}")
    return head, groups


def days_within(cells, share):
    """Kaplan and Meier: the days within which that share ends; none when too much is still open."""
    at_risk, waiting = sum(ended + still for _, ended, still in cells), 1.0
    for days, ended, still in cells:
        waiting = waiting * ((at_risk - ended) / at_risk)
        at_risk -= ended + still
        if 1 - waiting >= share - 1e-9:
            return days
    return None


def figures_of(group):
    due, kept = group["due"], group["kept"]
    if sum(e + o for _, e, o in group["law"]) != due or sum(e + o for _, e, o in group["felt"]) != due:
        raise Difference(f"{group['product']} {group['from']}: the counts by day do not add up to {due}")
    share, zz = kept / due, Z * Z
    middle = (share + zz / (2 * due)) / (1 + zz / due)
    half = Z / (1 + zz / due) * math.sqrt(share * (1 - share) / due + zz / (4 * due * due))
    four = "{:.4f}".format
    return {"due": due, "kept": kept, "share": float(four(share)), "ci_low": float(four(max(0.0, middle - half))), "ci_high": float(four(min(1.0, middle + half))),
            "median_days": days_within(group["law"], 0.5), "p90_days": days_within(group["law"], 0.9),
            "median_days_with_pauses": days_within(group["felt"], 0.5), "p90_days_with_pauses": days_within(group["felt"], 0.9),
            "open_overdue": group["open"]}


def waits_of(group, causes):
    waited = dict(zip(causes, group["waited"]))
    return {"cases": group["due"], **{f"{cause}_ms": ms for cause, ms in waited.items()}, "total_ms": sum(waited.values()),
            "needless_ms": waited["queue"] + waited["outage"], "largest": max(causes, key=lambda cause: waited[cause])}


def compare(expected, rows, names):
    """Every published row says what the log says; rows without figures are in no line, and every line is in a row."""
    left = dict(expected)
    for row in rows:
        wanted = left.pop(tuple(row[name] for name in names), None)
        if wanted is None:
            wanted = dict.fromkeys(next(iter(expected.values()), {}))
        for name, value in wanted.items():
            if row[name] != value or isinstance(row[name], bool):
                raise Difference(f"{row['product']} {row['from']}: {name} is published as {row[name]}, the log says {value}")
    if left:
        raise Difference(f"{' '.join(map(str, next(iter(left))))}: stands in the log and is not published")


def main(log, figures, waits=None):
    head, groups = read_log(log)
    compare({tuple(g[n] for n in NAMES): figures_of(g) for g in groups}, json.loads(figures), NAMES)
    if waits is not None:
        names = ("product", "version", "from", "until")
        whole = [g for g in groups if g["channel"] == g["area"] == "all"]
        compare({tuple(g[n] for n in names): waits_of(g, head["causes"]) for g in whole}, json.loads(waits), names)
    print(f"Equal: {len(groups)} groups, from a ledger of {head['ledger_size']} events on {head['today']}.")


if __name__ == "__main__":
    try:
        main(*[open(path, encoding="utf-8", newline="").read() for path in sys.argv[1:]])
    except Difference as difference:
        sys.exit(f"Different: {difference}")
    except (OSError, TypeError, KeyError, ValueError) as error:
        print(f"{__doc__}\n{error}", file=sys.stderr)
        sys.exit(2)
