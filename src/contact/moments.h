#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/random.h"
#include "base/strong_id.h"
#include "cases/case.h"
#include "ledger/ledger.h"
#include "people/viewer.h"
#include "store/store.h"

namespace sas::contact {

enum class MomentChannel { phone, desk, mail, post };
enum class Outcome { answered, forwarded, call_back };
[[nodiscard]] std::string_view to_text(MomentChannel channel);
[[nodiscard]] std::string_view to_text(Outcome outcome);  ///< "answered", "forwarded", "call-back"
[[nodiscard]] std::optional<MomentChannel> moment_channel_from(std::string_view text);
[[nodiscard]] std::optional<Outcome> outcome_from(std::string_view text);

struct NewMoment {
  MomentChannel channel = MomentChannel::phone;
  ProductId product;  ///< empty: about something else
  CaseId case_id;     ///< empty: about no case
  PersonId person;    ///< empty: somebody who did not say who
  std::string question;
  std::string answer;
  Outcome outcome = Outcome::answered;
  int call_back_days = 1;  ///< working days, for Outcome::call_back
};

/// Somebody asked us something. Personal data: never in logs.
struct Moment {
  std::string id;
  MomentChannel channel = MomentChannel::phone;
  ProductId product;
  CaseId case_id;
  PersonId person;
  StaffId staff;
  std::string question;
  std::string answer;
  Outcome outcome = Outcome::answered;
  std::optional<Date> call_back_by;
  std::optional<Instant> called_back_at;
  Instant at;
};

/// Contact moments in the store, each with an event in the ledger. Thread-safe.
class Moments {
 public:
  static constexpr int most_call_back_days = 10;

  Moments(const Clock& clock, Random& random, const ledger::Ledger& ledger, std::vector<Date> closing_days)
      : clock_(clock), random_(random), ledger_(ledger), closing_days_(std::move(closing_days)) {}

  /// Event `contact.registered` {moment, channel, product, outcome}; question and answer go in its personal part.
  /// Returns the id. Errors of kind invalid with the field: `contact-question-empty`, `contact-answer-empty` (for
  /// answered), `contact-call-back-days` (1 to 10), `contact-too-long` (4000 characters).
  Result<std::string> add(store::WriteTx& tx, const NewMoment& fresh, const people::Viewer& viewer) const;
  /// Event `contact.called_back`. Errors `moment-not-found`, `called-back-already`.
  Result<Done> mark_called_back(store::WriteTx& tx, std::string_view id, const people::Viewer& viewer) const;

  /// The latest first. Holding a Case proves the right to it.
  [[nodiscard]] std::vector<Moment> of_case(store::ReadTx& tx, const cases::Case& c) const;
  /// The latest first; moments about cases that `viewer` may not see are left out.
  [[nodiscard]] std::vector<Moment> of_person(store::ReadTx& tx, const PersonId& person, const people::Viewer& viewer,
                                              std::int64_t limit) const;
  /// Who still waits for a call, the most urgent first; the same cases are left out.
  [[nodiscard]] std::vector<Moment> to_call_back(store::ReadTx& tx, const people::Viewer& viewer,
                                                 std::int64_t limit) const;

 private:
  const Clock& clock_;
  Random& random_;
  const ledger::Ledger& ledger_;
  std::vector<Date> closing_days_;
};

}  // namespace sas::contact
