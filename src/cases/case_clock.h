#pragma once
#include <optional>
#include <string>
#include <vector>

#include "calendar/penalty.h"
#include "cases/case.h"
#include "catalogue/catalogue.h"
#include "store/store.h"

/// The legal clock of one case. The right to the case is proven by holding a Case.
namespace sas::cases {

/// Which rules count for a case, from which day, and why the legal day is what it is.
struct CaseClock {
  std::string rules;  ///< id of the version; never changes
  Date legal_start;   ///< the received day, or the end of the term to object
  std::string legal_why_nl, legal_why_en;
  [[nodiscard]] const std::string& legal_why(Language l) const {
    return l == Language::nl ? legal_why_nl : legal_why_en;
  }
};

/// A case from before there were versions counts with the rules of the program, from its receipt.
[[nodiscard]] CaseClock clock_of(store::ReadTx& tx, const Case& c);
void write_clock(store::WriteTx& tx, const Case& c, const CaseClock& clock);

/// The pause that lasts.
struct Pause {
  Date from;
  calendar::Ground ground = calendar::Ground::completion_asked;
  std::string reason;
  std::optional<Date> expected_until;
};
[[nodiscard]] std::optional<Pause> pause_of(store::ReadTx& tx, const Case& c);

struct DefaultNotice {
  Date received;
  std::string channel;
  Date due;        ///< last day of the two weeks
  Date pays_from;  ///< first day of the penalty
  std::optional<calendar::NoPenalty> exception;
  std::string exception_reason;
};
[[nodiscard]] std::optional<DefaultNotice> default_notice_of(store::ReadTx& tx, const Case& c);

/// What a notice of default costs up to today, with its sentence in both languages.
struct PenaltyState {
  DefaultNotice notice;
  calendar::Penalty penalty;
  std::string why_nl, why_en;
  [[nodiscard]] const std::string& why(Language l) const { return l == Language::nl ? why_nl : why_en; }
};
/// None when no notice came. Error `rules-unknown`.
[[nodiscard]] Result<std::optional<PenaltyState>> penalty_of(store::ReadTx& tx, const Case& c,
                                                             const calendar::RuleBook& rules, Date today);

/// Whether a notice of default makes sense now: a penalty belongs to the product, the legal day has passed, the term
/// does not stand still, the case is open, and none came before.
[[nodiscard]] bool may_give_notice(const Case& c, const catalogue::Product& product, Date today,
                                   const std::optional<DefaultNotice>& before);

/// Pauses whose agreed day has come.
[[nodiscard]] std::vector<CaseId> lapsed_pauses(store::ReadTx& tx, Date today);
/// Open cases of products where silence is consent, with their legal day before `today`.
[[nodiscard]] std::vector<CaseId> silent_cases(store::ReadTx& tx, const catalogue::Catalogue& catalogue, Date today);

}  // namespace sas::cases
