#!/usr/bin/env python3
"""kill -9 at random moments under load: every acknowledged form is there exactly once, and the ledger verifies.

    kill_rounds.py [--rounds N] [--visitors N] [--store URL] [--seed N] [--verify-every N]

`--store postgresql` takes the server of the test run; without one the exit code is 77, which means skipped.
"""
import argparse
import http.client
import random
import sys
import threading
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
from blackbox import report  # noqa: E402
from blackbox.programs import BUILD, Pair  # noqa: E402
from blackbox.records import Records, new_database, postgres_server  # noqa: E402
from blackbox.visitor import Visitor, path_of  # noqa: E402

SKIPPED = 77
GONE = (OSError, http.client.HTTPException)


class Sent:
    """What one visitor sent: drafts that were acknowledged, drafts whose answer was lost on the way, and wrong answers."""

    def __init__(self):
        self.acknowledged, self.doubtful, self.wrong = [], [], []


def keep_sending(port, sent, stop):
    """Sends form after form until the program goes away. Each second one leaves a mail address, so that mail waits in the outbox."""
    visitor, count = Visitor(port), 0
    while not stop.is_set():
        try:
            count += 1
            contact = {"contact-name": "An de Vries", "contact-email": "an@voorbeeld.nl"} if count % 2 else {}
            draft = report.prepare(visitor, contact=contact)
            sent.doubtful.append((draft, dict(visitor.cookies)))
            answer = report.send(visitor, draft)
            if answer.status != 303 or not path_of(answer.location).endswith("/ontvangst"):
                raise AssertionError(f"sending answered {answer.status} {answer.location}")
            sent.acknowledged.append(sent.doubtful.pop())
        except GONE:
            return
        except AssertionError as error:
            return sent.wrong.append(error)


class Rounds:
    def __init__(self, asked):
        self.asked, self.random = asked, random.Random(asked.seed)
        self.store = asked.store if asked.store == "sqlite" else new_database(asked.store)
        self.pair = Pair(self.store)
        self.acknowledged, self.doubtful, self.numbers = [], [], {}

    def one_round(self):
        """Load, a kill, a start; then the receipts of this round."""
        all_sent, stop = [Sent() for _ in range(self.asked.visitors)], threading.Event()
        threads = [threading.Thread(target=keep_sending, args=(self.pair.site.port, sent, stop), daemon=True) for sent in all_sent]
        for thread in threads:
            thread.start()
        time.sleep(self.random.uniform(0.05, self.asked.longest))
        self.pair.site.kill()
        stop.set()
        for thread in threads:
            thread.join(60)
        self.pair.site.start()
        for sent in all_sent:
            assert not sent.wrong, sent.wrong
            for draft in sent.acknowledged:
                self.look_for(draft)
            self.acknowledged += sent.acknowledged
            self.doubtful += sent.doubtful

    def look_for(self, draft):
        path, cookies = draft
        visitor = Visitor(self.pair.site.port)
        visitor.cookies = cookies
        receipt = visitor.get(f"{path}/ontvangst")
        visitor.close()
        assert receipt.status == 200, f"{path} was acknowledged, and its receipt is {receipt.status}"
        number = report.number_on(receipt.text)
        assert number not in self.numbers, f"{number} was given to {path} and to {self.numbers[number]}"
        self.numbers[number] = path

    def send_the_doubtful_again(self):
        """Who saw no answer sends again: a case, and still only one, whether or not the first try had arrived."""
        for path, cookies in self.doubtful:
            visitor = Visitor(self.pair.site.port)
            visitor.cookies = cookies
            answer = report.send(visitor, path)
            assert answer.status == 303 and answer.location.endswith("/ontvangst"), f"{path} sent again gave {answer.status} {answer.location}"
            visitor.close()
            self.look_for((path, cookies))

    def verify(self):
        assert self.pair.site.stop() == 0, "the program did not stop cleanly"
        code, words = self.pair.site.verify()
        assert code == 0, f"the ledger does not verify: {words}"
        return words

    def count(self):
        """What the store itself says, once the program has stopped."""
        records = Records(self.store, self.pair.site.data)
        drafts = {path.rsplit("/", 1)[1] for path, _ in self.acknowledged + self.doubtful}
        rows = records.rows("SELECT id, case_id, case_number FROM draft WHERE case_id IS NOT NULL")
        cases = {case for (case,) in records.rows("SELECT id FROM cases")}
        assert len({case for _, case, _ in rows}) == len(rows), "two forms made one case"
        assert len(cases) == len(rows), f"{len(cases)} cases of {len(rows)} forms"
        assert cases == {case for _, case, _ in rows}, "a case without its form"
        assert drafts <= {draft for draft, _, _ in rows}, "an acknowledged form made no case"
        events = records.rows("SELECT subject, count(*) FROM ledger_event WHERE kind = 'case.received' GROUP BY subject")
        assert {subject: n for subject, n in events} == {case: 1 for case in cases}, "a case is not exactly once in the ledger"
        statuses = records.rows("SELECT case_id FROM case_status WHERE code = 'received'")
        assert len(statuses) == len(cases), "a case does not have its first status once"
        messages = records.rows("SELECT case_id, count(*) FROM message WHERE template = 'received' GROUP BY case_id")
        assert all(n == 1 for _, n in messages), "a case has its receipt in the outbox more than once"
        return len(cases)

    def run(self):
        self.pair.start()
        try:
            for place in range(1, self.asked.rounds + 1):
                self.one_round()
                if place % self.asked.verify_every == 0 and place < self.asked.rounds:
                    self.verify()
                    self.pair.site.start()
                    print(f"round {place}: {len(self.acknowledged)} acknowledged, all there", flush=True)
            self.send_the_doubtful_again()
            words, cases = self.verify(), self.count()
            print(f"{self.asked.rounds} rounds, {len(self.acknowledged)} acknowledged, {len(self.doubtful)} sent again, {cases} cases; {words}")
            assert self.acknowledged, "nothing was sent at all"
        except BaseException:
            print(self.pair.log()[-2000:], file=sys.stderr)
            raise
        finally:
            self.pair.close()


def main():
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--rounds", type=int, default=200)
    options.add_argument("--visitors", type=int, default=6)
    options.add_argument("--longest", type=float, default=1.0, help="seconds until the kill, at most")
    options.add_argument("--store", default="sqlite")
    options.add_argument("--seed", type=int, default=1)
    options.add_argument("--verify-every", type=int, default=10)
    asked = options.parse_args()
    if asked.store == "postgresql":
        asked.store = postgres_server(BUILD)
        if asked.store is None:
            print("there is no PostgreSQL in this test run")
            return SKIPPED
    Rounds(asked).run()
    return 0


if __name__ == "__main__":
    sys.exit(main())
