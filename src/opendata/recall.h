#pragma once
#include <string>

#include "http/client.h"
#include "jobs/jobs.h"
#include "ledger/ledger.h"
#include "releases/public_reader.h"
#include "releases/public_writer.h"
#include "store/store.h"

/// Taking back what was published: a tombstone, the bytes of every form gone, an event in the ledger, and a notice to
/// every system that asked for one. And the nightly look at everything that stands, by the newest rules.
namespace sas::opendata {

struct RecallParts {
  store::Store& records;
  const ledger::Ledger& ledger;
  const jobs::Outbox& outbox;
  releases::PublicWriter& writer;
  releases::PublicReader& reader;
  const Clock& clock;
};

struct Withdrawal {
  std::string dataset;
  std::int64_t number = 0;  ///< 0: every release of the set that stands
  Bilingual reason;         ///< for the public; never a value of the data
  std::string role;         ///< in the public record
  std::string acting;       ///< in the ledger
};

/// Withdraws and returns how many releases: those that stand. When it returns, nobody can get the bytes any more,
/// whoever holds a link. Events `opendata.withdrawn`. Errors: `release-unknown` (nothing stands there), those of the
/// records and of the public store; then recover_withdrawals() ends it.
Result<int> withdraw(const RecallParts& parts, const Withdrawal& withdrawal);
/// Ends withdrawals that a killed process began. Returns how many. Call it at the start.
Result<int> recover_withdrawals(const RecallParts& parts);

/// What a nightly look found.
struct Rescan {
  int judged = 0;     ///< releases that stand, each cell of each
  int withdrawn = 0;  ///< that no longer pass, or that nothing tells how to judge
  int unjudged = 0;   ///< their bytes are damaged or gone: nobody gets them, and a person must look
};
/// Judges the CSV of every release that stands by the rules of this program, compares the counts of the releases of a
/// set with each other, and withdraws at once what does not pass: of two releases that tell of too few together the
/// later one. Bytes that can be read while the records do not know their declaration are withdrawn as well
/// (`declaration-unknown`). Events `opendata.withdrawn` with the rules, and one `opendata.rescanned`. Errors as
/// withdraw(), and those of the records before anything is judged by guess.
Result<Rescan> rescan(const RecallParts& parts);

/// A system that hears of every withdrawal of a set (or of all sets: "*") by a POST with JSON {dataset, number, at,
/// reason}. Errors: `subscriber-url` (https, or http on this machine itself).
Result<std::string> subscribe(store::WriteTx& tx, const Clock& clock, Random& random, const std::string& dataset,
                              const std::string& url);
void unsubscribe(store::WriteTx& tx, const std::string& id);
/// The handler of the job `opendata.notice`: tells one subscriber of one withdrawal.
[[nodiscard]] Result<Done> deliver_notice(store::Store& records, const http::Client& client, const jobs::Job& job);

}  // namespace sas::opendata
