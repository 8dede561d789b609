#!/usr/bin/env python3
"""A second implementation of the legal clock, written differently from the first: it walks day by day over a table of days.

    term_oracle.py PROGRAM [--cases N] [--seed N] [--chunk N] [--years FIRST LAST] [--progress]

Runs the cases of src/calendar/golden.tsv, which were worked by hand, through the program and through its own walker. Then makes N
terms (days, weeks, months, years, working days, backward, hours, opening hours, penalties, objections, silence), has `PROGRAM term` reckon them and compares every answer with its own. Prints the first differences; exit code 1 then.
The reading is that of src/calendar/term.h: day 1 is the day after the start; suspended days do not count; article 2 Algemene
termijnenwet (ATW) counts running days only; article 1 comes last; article 4 looks at each described length by itself.
"""
import argparse
import json
import random
import subprocess
import sys
import time
from datetime import date, datetime, timedelta
from datetime import timezone as fixed_zone
from pathlib import Path
from zoneinfo import ZoneInfo

FIRST, LAST = date(1960, 1, 1), date(2215, 12, 31)
DAY = timedelta(days=1)
LENGTH_OF_MONTH = (31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
# Days made equal to a holiday by royal decree, article 3 paragraph 3 ATW.
DECREED = {date(2017, 4, 28), date(2017, 5, 26), date(2018, 5, 11), date(2018, 12, 24), date(2018, 12, 31), date(2019, 5, 31),
           date(2019, 12, 27)}


def easter(year):
    """The Sunday after the first ecclesiastical full moon on or after 21 March, found by walking (Clavius' epact, Gregorian)."""
    golden, century = year % 19, year // 100
    epact = (14 + 11 * golden - 3 * (century + 1) // 4 + (5 + 8 * (century + 1)) // 25) % 30
    if epact == 0 or (epact == 1 and golden > 10):
        epact += 1
    day = date(year, 4, 19) - epact * DAY + DAY
    while day.isoweekday() != 7:
        day += DAY
    return day


def holidays_of(year):
    """Article 3 paragraphs 1 and 2 ATW."""
    sunday = easter(year)
    days = {date(year, 1, 1), date(year, 5, 5), date(year, 12, 25), date(year, 12, 26)}
    days |= {sunday - 2 * DAY, sunday + DAY, sunday + 39 * DAY, sunday + 50 * DAY}
    birthday = date(year, 4, 27) if year >= 2014 else date(year, 4, 30)
    if birthday.isoweekday() == 7:
        birthday += DAY if year < 1980 else -DAY
    return days | {birthday}


class Days:
    """What each day is, by its number since FIRST."""

    def __init__(self):
        holidays = set().union(*(holidays_of(year) for year in range(FIRST.year, LAST.year + 1)))
        self.working, self.ordinary = bytearray(), bytearray()
        day = FIRST
        while day <= LAST:
            free = day.isoweekday() >= 6 or day in holidays
            self.working.append(not free)
            self.ordinary.append(not free and day not in DECREED)
            day += DAY


DAYS = Days()


def number(day):
    return (day - FIRST).days


def same_day_in_month(start, months):
    """The same day number so many months on, or the last day of that month."""
    year, month = divmod(start.year * 12 + start.month - 1 + months, 12)
    leap = year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)
    longest = 29 if leap and month == 1 else LENGTH_OF_MONTH[month]
    return date(year, month + 1, min(start.day, longest))


def parsed(length):
    return (int(length[2:-1]), "H") if length.startswith("PT") else (int(length[1:-1]), length[-1])


def moved(day, length, sign=1):
    count, unit = parsed(length)
    if unit in "MY":
        return same_day_in_month(day, sign * count * (12 if unit == "Y" else 1))
    days = {"D": count, "W": 7 * count, "H": -(-count // 24)}[unit]
    return day + sign * days * DAY


def under_article_4(length):
    count, unit = parsed(length)
    return count <= {"D": 90, "W": 12, "M": 3, "Y": 0, "H": 0}[unit]


def working_end(term, stopped):
    closed = {number(date.fromisoformat(d)) for d in term.get("closing_days", [])}
    wanted = parsed(term["length"])[0]
    step = -1 if term.get("backward") else 1
    if step > 0:
        wanted += sum(parsed(e)[0] for e in term.get("extensions", []))
    day = number(date.fromisoformat(term["start"]))
    while wanted:
        day += step
        if DAYS.working[day] and day not in closed and not (step > 0 and day in stopped):
            wanted -= 1
    return day


def calendar_end(term, stopped):
    start = date.fromisoformat(term["start"])
    lengths = [term["length"], *term.get("extensions", [])]
    raw = start
    for length in lengths:
        raw = moved(raw, length)
    first, wanted = number(start), (raw - start).days
    end = first
    while wanted:
        end += 1
        wanted -= end not in stopped
    if term["source"] != "act" or not all(map(under_article_4, lengths)):
        return end
    decreed = {number(date.fromisoformat(d)) for d in term.get("decree_days", [])}
    ordinary = lambda day: DAYS.ordinary[day] and day not in decreed
    excluded = set(term.get("exclude", []))
    long_enough = any(parsed(length)[1] != "D" for length in lengths) or (raw - start).days >= 3
    if long_enough and not excluded & {"ATW", "ATW-2"}:
        while sum(1 for day in range(first + 1, end + 1) if ordinary(day) and day not in stopped) < 2:
            end += 1
    if not excluded & {"ATW", "ATW-1"}:
        while not ordinary(end):
            end += 1
    return end


def end_of(term):
    if term.get("backward") and term.get("unit") != "working":
        return moved(date.fromisoformat(term["start"]), term["length"], -1)
    stopped = set()
    if not term.get("backward"):
        for one in term.get("suspensions", []):
            stopped.update(range(number(date.fromisoformat(one["from"])), number(date.fromisoformat(one["until"]))))
    end = working_end(term, stopped) if term.get("unit") == "working" else calendar_end(term, stopped)
    return FIRST + end * DAY


AMSTERDAM = ZoneInfo("Europe/Amsterdam")
QUARTER = timedelta(minutes=15)
WEEK = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


def moment(text):
    """Local time in Amsterdam unless it says otherwise, as a moment in UTC."""
    at = datetime.fromisoformat(text.replace("Z", "+00:00"))
    return (at if at.tzinfo else at.replace(tzinfo=AMSTERDAM)).astimezone(fixed_zone.utc)


def local(at):
    return at.astimezone(AMSTERDAM).isoformat(timespec="minutes")


def minute_in_parts(minute, parts):
    for part in parts:
        first, last = ((int(time_[:2]) * 60 + int(time_[3:])) for time_ in part.split("-"))
        if first <= minute < last:
            return True
    return False


def hours_end(term):
    """Walks by the minute, or by the quarter when everything lies on quarters; a step counts when it begins in opening hours."""
    at, wanted = moment(term["start"]), timedelta(hours=parsed(term["length"])[0])
    step = QUARTER if at.minute % 15 == 0 else timedelta(minutes=1)
    closed = set(term.get("closing_days", []))
    if "opening" not in term:
        return local(at + wanted)
    while wanted:
        here = at.astimezone(AMSTERDAM)
        day = here.date()
        free = day in holidays_of(day.year) or str(day) in closed
        if not free and minute_in_parts(here.hour * 60 + here.minute, term["opening"].get(WEEK[day.weekday()], [])):
            wanted -= step
        at += step
    return local(at)


def act_end(start, length, extensions=(), decree_days=()):
    return end_of({"start": str(start), "length": length, "source": "act", "extensions": list(extensions), "decree_days": list(decree_days)})


def penalty(asked):
    """Awb 4:17: day by day, each at its own price."""
    notice = date.fromisoformat(asked["notice"])
    stopped = set()
    for one in asked.get("suspensions", []):
        stopped.update(range(number(date.fromisoformat(one["from"])), number(date.fromisoformat(one["until"]))))
    notice_end = act_end(notice, "P2W", decree_days=asked.get("decree_days", []))
    day = notice_end + DAY
    while number(day) in stopped:
        day += DAY
    first_day = day
    prices = (23, 35, 45) if day >= date(2019, 1, 1) else (20, 30, 40)
    last = date.fromisoformat(asked["as_of"]) if "as_of" in asked else date.max
    if "decided" in asked:
        last = min(last, date.fromisoformat(asked["decided"]) - DAY)
    running, days, euros, last_due = 0, 0, 0, None
    while running < 42:
        if number(day) not in stopped:
            price = prices[running // 14]
            running += 1
            last_day = day
            if day <= last and "exception" not in asked:
                days, euros, last_due = days + 1, euros + price, day
        day += DAY
    answer = {"notice_end": notice_end, "first_day": first_day, "last_day": last_day, "days": days, "cents": 100 * euros,
              "each": -(-100 * euros // asked.get("applicants", 1)), "maximum": 1400 * sum(prices)}
    over = "decided" in asked and ("as_of" not in asked or asked["decided"] <= asked["as_of"])
    if last_due and (over or date.fromisoformat(asked["as_of"]) >= last_day):
        answer["fixed_by"] = act_end(last_due, "P2W")
    return answer


def objection(asked):
    published = date.fromisoformat(asked["published"])
    object_by = act_end(published, "P6W")
    start = max(object_by, date.fromisoformat(asked.get("received", asked["published"])))
    return {"object_by": object_by, "decide_by": act_end(start, "P12W" if asked.get("committee") else "P6W", ["P6W"] if asked.get("adjourned") else [])}


def silence(asked):
    legal = date.fromisoformat(asked["legal_day"])
    return {"given": legal + DAY, "effective": legal + 3 * DAY, "publish_by": act_end(legal + DAY, "P2W")}


def walked(asked):
    """What must come out, by field, as text."""
    kinds = {"penalty": penalty, "objection": objection, "tacit": silence}
    if "ask" in asked:
        answer = kinds[asked["ask"]](asked)
    else:
        answer = {"end": hours_end(asked) if "T" in asked["start"] else end_of(asked)}
    return {field: str(value) for field, value in answer.items()}


def check_golden(program):
    """The cases worked by hand: the program and the walker must both give what stands there."""
    table = Path(__file__).resolve().parent.parent / "src/calendar/golden.tsv"
    rows = [row.split("\t") for row in table.read_text(encoding="utf-8").splitlines() if not row.startswith(("#", "article\t"))]
    wrong = []
    for (article, line, expected, why), answer in zip(rows, reckoned(program, [row[1] for row in rows])):
        own = walked(json.loads(line))
        for field, value in (pair.split("=", 1) for pair in expected.split()):
            for who, found in (("the program", str(answer.get(field))), ("the walker", own.get(field))):
                if found != value:
                    wrong.append(f"golden: {article}: {line}\n  {field} must be {value} ({why}), {who} gave {found}")
    print(f"{len(rows)} cases worked by hand, {len(wrong)} differences")
    return wrong


class Maker:
    """Terms with what goes wrong most often: around holidays, short terms, many suspensions, ends of months."""
    GROUNDS = ("4:15-1-a", "4:15-1-b", "4:15-2-a", "4:15-2-b", "4:15-2-c", "outage")

    def __init__(self, seed, first=1970, last=2150):
        self.random = random.Random(seed)
        self.first, self.days, self.years = date(first, 1, 1), (date(last, 12, 31) - date(first, 1, 1)).days, (first + 1, last)

    def start(self):
        r = self.random
        if r.random() < 0.5:
            return self.first + r.randrange(self.days) * DAY
        year = r.randrange(*self.years)
        near = r.choice((date(year, 1, 31), date(year, 12, 24), date(year, 4, 26), date(year, 2, 28), easter(year), easter(year) + 39 * DAY))
        return near + r.randrange(-12, 6) * DAY

    def length(self, shortest=False):
        r = self.random
        unit, most = r.choice((("D", 6), ("D", 100), ("W", 14), ("M", 5), ("Y", 2), ("H", 90)) if not shortest else (("D", 5), ("W", 2)))
        return f"P{'T' if unit == 'H' else ''}{r.randint(1, most)}{unit}"

    def suspensions(self, start):
        r, out, at = self.random, [], start + self.random.randrange(-10, 40) * DAY
        for _ in range(r.choice((0, 0, 1, 1, 2, 4))):
            until = at + r.randint(1, 30) * DAY
            out.append({"from": str(at), "until": str(until), "ground": r.choice(self.GROUNDS)})
            at = until + r.randrange(0, 25) * DAY
        r.shuffle(out)
        return out

    def near(self, start):
        return [str(start + self.random.randrange(-20, 120) * DAY) for _ in range(self.random.randint(1, 4))]

    def recent(self):
        """A day on which the articles on penalty and objection are in force, and from which every later term starts before 2151."""
        return min(max(self.start(), date(2009, 12, 28) + self.random.randrange(50000) * DAY), date(2149, 12, 31))

    def hours(self, key):
        r = self.random
        at = datetime.combine(self.start(), datetime.min.time()) + r.randrange(96) * QUARTER
        # The hour that does not exist and the one that comes twice are in the golden table, said in UTC.
        if at.hour == 2:
            at += timedelta(hours=2)
        term = {"id": key, "start": at.isoformat(timespec="minutes"), "length": f"PT{r.randint(1, 60)}H", "source": r.choice(("act", "promise"))}
        if r.random() < 0.7:
            parts = r.choice((["09:00-17:00"], ["08:30-12:00", "13:00-16:45"], ["00:00-24:00"], ["09:00-20:00"]))
            open_days = [day for day in WEEK[:6] if r.random() < 0.8] or ["monday"]
            term.update(opening={day: parts for day in open_days}, closing_days=self.near(at.date()))
        return term

    def penalty(self, key):
        r, legal = self.random, self.recent()
        asked = {"id": key, "ask": "penalty", "legal_day": str(legal), "applicants": r.randint(1, 4)}
        notice = legal + r.randint(1, 60) * DAY
        asked["notice"] = str(notice)
        if r.random() < 0.5:
            asked["decided"] = str(notice + r.randrange(0, 90) * DAY)
        if r.random() < 0.7 or "decided" not in asked:
            asked["as_of"] = str(notice + r.randrange(0, 110) * DAY)
        if r.random() < 0.1:
            asked["exception"] = r.choice(("late-notice", "no-interest", "inadmissible", "unfounded"))
        if r.random() < 0.3 and (suspensions := self.suspensions(notice)):
            asked["suspensions"] = suspensions
        return asked

    def asked(self, key):
        """Mostly terms in days; the other kinds beside them."""
        r, kind = self.random, self.random.random()
        if kind < 0.02:
            return self.hours(key)
        if kind < 0.05:
            return self.penalty(key)
        if kind < 0.07:
            published = self.recent()
            return {"id": key, "ask": "objection", "published": str(published), "received": str(published + r.randrange(0, 70) * DAY),
                    "committee": r.random() < 0.5, "adjourned": r.random() < 0.5}
        if kind < 0.08:
            return {"id": key, "ask": "tacit", "legal_day": str(self.recent())}
        return self.term(key)

    def term(self, key):
        r, start = self.random, self.start()
        term = {"id": key, "start": str(start), "length": self.length(r.random() < 0.3), "source": r.choice(("act", "act", "act", "ordinance", "promise"))}
        if r.random() < 0.3:
            term.update(unit="working", length=f"P{r.randint(1, 40)}D")
        if r.random() < 0.1:
            term["backward"] = True
        elif suspensions := self.suspensions(start):
            term["suspensions"] = suspensions
        if r.random() < 0.3:
            term["extensions"] = [f"P{r.randint(1, 30)}D" if term.get("unit") else self.length() for _ in range(r.randint(1, 3))]
        if r.random() < 0.15:
            term["exclude"] = r.sample(("ATW", "ATW-1", "ATW-2"), r.randint(1, 2))
        if r.random() < 0.3:
            term["decree_days"] = self.near(start)
        if r.random() < 0.3:
            term["closing_days"] = self.near(start)
        return term


BAD = (({"start": "2026-02-30", "length": "P1W", "source": "act"}, "start"), ({"start": "2026-02-03", "length": "P0D", "source": "act"}, "length"),
       ({"start": "2026-02-03", "length": "P1W", "source": "king"}, "source"), ({"start": "1969-12-31", "length": "P1W", "source": "act"}, ""),
       ({"start": "2026-02-03", "length": "P1W", "source": "act", "suspensions": [{"from": "2026-02-05", "until": "2026-02-05", "ground": "4:15-1-a"}]}, ""),
       ({"start": "2026-02-03", "length": "P1W", "source": "act", "suspensions": [{"from": "2026-02-05", "until": "2026-02-09", "ground": "4:15-9"}]}, "ground"),
       ({"start": "2026-02-03", "length": "-P1W", "source": "act"}, "length"), ({"length": "P1W", "source": "act"}, "start"))


def reckoned(program, lines):
    done = subprocess.run([program, "term"], input="\n".join(lines) + "\n", capture_output=True, text=True, check=True)
    return [json.loads(line) for line in done.stdout.splitlines()]


def check_bad_lines(program):
    """Each gives an error that names the field, and the run goes on."""
    lines = [json.dumps({"id": place, **term}) for place, (term, _) in enumerate(BAD)] + ["{", json.dumps({"id": "last", "start": "2026-02-03", "length": "P1W", "source": "act"})]
    answers = reckoned(program, lines)
    wrong = [f"bad line {place} gave {answer}" for place, ((_, field), answer) in enumerate(zip(BAD, answers))
             if answer["id"] != place or "end" in answer or field not in answer["error"]["detail"]]
    if len(answers) != len(lines) or "error" not in answers[-2] or answers[-1].get("end") != "2026-02-10":
        wrong.append(f"after the bad lines came {answers[-2:]}")
    return wrong


def main():
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("program")
    options.add_argument("--cases", type=int, default=200_000)
    options.add_argument("--seed", type=int, default=1)
    options.add_argument("--chunk", type=int, default=100_000)
    options.add_argument("--years", type=int, nargs=2, default=(1970, 2150), metavar=("FIRST", "LAST"))
    options.add_argument("--progress", action="store_true", help="a line on standard error after each chunk")
    asked = options.parse_args()
    maker, wrong, done = Maker(asked.seed, *asked.years), check_bad_lines(asked.program) + check_golden(asked.program), 0
    began = time.monotonic()
    while done < asked.cases:
        terms = [maker.asked(done + place) for place in range(min(asked.chunk, asked.cases - done))]
        answers = reckoned(asked.program, [json.dumps(term) for term in terms])
        if len(answers) != len(terms):
            wrong.append(f"{len(terms)} lines gave {len(answers)} answers")
        for term, answer in zip(terms, answers):
            expected = walked(term)
            got = {field: str(answer[field]) for field in expected if field in answer}
            if answer["id"] != term["id"] or got != expected or ("fixed_by" in answer) != ("fixed_by" in expected):
                wrong.append(f"{json.dumps(term)}\n  expected {expected}, got {got or answer.get('error')}")
        done += len(terms)
        if asked.progress:
            print(f"{done} of {asked.cases} terms, {len(wrong)} differences, {time.monotonic() - began:.0f} s", file=sys.stderr, flush=True)
    for line in wrong[:10]:
        print(line)
    print(f"{done} terms, {len(wrong)} differences")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
