#pragma once
#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/random.h"
#include "cases/case.h"
#include "ledger/ledger.h"
#include "people/viewer.h"
#include "store/store.h"

namespace sas::promises {

/// Schema steps 90-99.
[[nodiscard]] std::vector<store::Migration> migrations();

/// One question, asked once, after a decision.
struct Invitation {
  std::string id;
  CaseId case_id;
  ProductId product;
  catalogue::ChannelKind channel = catalogue::ChannelKind::digital;
  Instant expires_at;
  std::optional<Instant> answered_at;
};

struct NewOpinion {
  int mark = 0;                  ///< 1..10
  std::string text;              ///< free, may be empty; personal
  int effort = 0;                ///< 1 (very little) .. 5 (very much); 0: not answered
};

/// A low mark that waits for an employee who calls back.
struct LowMark {
  std::string id;
  CaseId case_id;
  std::string number;            ///< of the case
  ProductId product;
  int mark = 0;
  std::string text;
  Instant answered_at;
};

/// Asks people what they thought of it, keeps what they say, and brings low marks to somebody. Thread-safe. In the ledger:
/// `feedback.invited` {feedback, product, channel}, `feedback.given` {feedback, mark, effort?, product, channel} with the text as personal part,
/// and `feedback.followed_up` {feedback}.
class Satisfaction {
 public:
  static constexpr std::chrono::days valid{14};
  static constexpr int low_mark = 5;           ///< this and lower is followed up
  static constexpr std::size_t longest = 2000; ///< characters of free text

  /// All outlive it; `random` is used on the writer's thread only.
  Satisfaction(const Clock& clock, Random& random, const ledger::Ledger& ledger)
      : clock_(clock), random_(random), ledger_(ledger) {}

  /// Makes a link that is valid for fourteen days: "/mening/<token>". Only a hash of the token is kept.
  std::string invite(store::WriteTx& tx, const cases::Case& c) const;
  /// Error `feedback-unknown` (not_found). Whether it is used or expired is for the caller to look at.
  [[nodiscard]] Result<Invitation> find(store::ReadTx& tx, std::string_view token) const;
  /// Keeps the answer. Errors `feedback-unknown`, `feedback-used` and `feedback-expired` (gone); field errors on `mark`
  /// (`mark-missing`), `effort` (`effort-wrong`) and `text` (`too-long`).
  Result<Done> give(store::WriteTx& tx, std::string_view token, const NewOpinion& opinion) const;
  [[nodiscard]] bool expired(const Invitation& invitation) const { return clock_.now() >= invitation.expires_at; }

  /// Low marks nobody has picked up, the oldest first, about cases that `viewer` may see.
  [[nodiscard]] std::vector<LowMark> to_follow_up(store::ReadTx& tx, const people::Viewer& viewer) const;
  /// The employee takes it upon them to call back. Errors `feedback-unknown`, `feedback-picked-up` (conflict).
  Result<Done> follow_up(store::WriteTx& tx, std::string_view id, const people::Viewer& viewer) const;

 private:
  const Clock& clock_;
  Random& random_;
  const ledger::Ledger& ledger_;
};

}  // namespace sas::promises
