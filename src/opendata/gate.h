#pragma once
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "ledger/ledger.h"
#include "opendata/declaration.h"
#include "opendata/source.h"
#include "privacy/judge.h"
#include "releases/public_writer.h"
#include "store/store.h"

/// The one gate out. Rows become open data through offer() and in no other way, and nothing gets past a finding: there
/// is no call that publishes without a judgement, and none that judges without every row.
namespace sas::opendata {

/// Who lets it through. A green judgement is needed all the same.
struct Approval {
  std::string role;    ///< in the public record: "gegevensbeheerder", or "declaration" for a refresh
  std::string acting;  ///< in the ledger: "staff:<id>" or "system"
};

/// Something wrong with the table that is no matter of privacy. Never holds a value of the data.
struct Flaw {
  /// `cell-type` (a cell is not of the declared type), `formula` (a text that spreadsheets would run), `row-length`,
  /// `personal-text` (the words about the set hold personal data), `contact-not-role` (not the address of a role),
  /// `review-outdated` (the cells are not those that somebody read),
  /// `withdrawn-before` (the very bytes of a release that was taken back), `empty` (no rows), `comparison-too-large`
  /// (the counts of the releases that stand do not fit the memory to compare with).
  std::string code;
  std::string column;  ///< name of a declared column, "#3" of another; empty when it is about the table
  std::uint64_t count = 0;
  friend bool operator==(const Flaw&, const Flaw&) = default;
};

struct Judgement {
  enum class Outcome { released, unchanged, refused } outcome = Outcome::refused;
  privacy::Report report;
  std::vector<Flaw> flaws;
  std::optional<releases::Release> release;  ///< the new one, or the one that stands unchanged
};

enum class GateStep;

/// Thread-safe. One offer of a set at a time; offers of different sets go on beside each other.
class Gate {
 public:
  struct Parts {
    store::Store& records;
    const ledger::Ledger& ledger;
    releases::PublicWriter& writer;
    const Clock& clock;
  };
  explicit Gate(const Parts& parts);
  /// `after` is called between the steps, so that a test can end the program there (gate_steps.h).
  Gate(const Parts& parts, std::function<void(GateStep)> after);
  ~Gate();
  Gate(const Gate&) = delete;
  Gate& operator=(const Gate&) = delete;

  /// Judges every row and, when nothing at all is found, publishes them in every form. The same bytes under the same
  /// declaration as the newest release are no new release. A refusal is no error: it is the judgement, and stands in
  /// the ledger (`opendata.refused`) with the codes of the rules. A release stands there as `opendata.released`.
  /// Errors: `offer-busy` (kind conflict; another offer of the set is under way), those of the source, of the public
  /// store and of the records; then nothing was published, or recover() ends it.
  [[nodiscard]] Result<Judgement> offer(const Declaration& declaration, Source& source, const Approval& approval);

  /// True when a release of the set stands in the public store.
  [[nodiscard]] bool has_release(std::string_view dataset) const;

  /// Ends what a killed process began: releases that the ledger tells of are published now, or written off in the
  /// ledger
  /// (`opendata.release-failed`). Returns how many were published. Call it before the first offer.
  Result<int> recover();

 private:
  struct State;
  std::unique_ptr<State> state_;
};

/// The last judgement of a set, for the desk: what was found, laid out without any value of the data.
struct LastJudgement {
  Instant at;
  std::string outcome;  ///< "released", "unchanged", "refused"
  std::string rule_set;
  std::int64_t rows = 0, cells = 0;
  std::vector<privacy::Finding> findings;
  std::vector<Flaw> flaws;
};
[[nodiscard]] std::optional<LastJudgement> last_judgement(store::ReadTx& tx, std::string_view dataset);
/// True from when a release of the set was taken back until somebody offered it again and it went out: meanwhile it
/// does not refresh by itself.
[[nodiscard]] bool is_held(store::ReadTx& tx, std::string_view dataset);

/// Schema steps 140-149.
[[nodiscard]] std::vector<store::Migration> migrations();

}  // namespace sas::opendata
