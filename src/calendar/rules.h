#pragma once
#include <array>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/money.h"
#include "base/result.h"
#include "base/time.h"
#include "calendar/length.h"

/// What law and decree may change from one year to the next, as dated data. A case keeps the id of the rules it was
/// reckoned with, so that newer rules never move an old date silently. Immutable after it is made; thread-safe.
namespace sas::calendar {

/// A day made equal to a holiday, Algemene termijnenwet (ATW) article 3 paragraph 3.
struct DecreeDay {
  Date day;
  std::string decree;  ///< the decree that says so, as people can find it
};

/// Years of which every decree is known, both included.
struct YearSpan {
  int first = 0;
  int last = 0;
};

/// So many days at so much a day.
struct PenaltyStep {
  int days = 0;
  Cents per_day;
};

/// The penalty for a late decision, Awb article 4:17. In force on a first penalty day from `valid_from` on.
struct PenaltyRule {
  Date valid_from;
  Length notice;  ///< what must pass after the notice of default, paragraph 3
  std::array<PenaltyStep, 3> steps;
  std::string source;
  [[nodiscard]] int days() const;  ///< at most so many days, paragraph 1
  [[nodiscard]] Cents maximum() const;
};

/// Objection, Awb articles 6:7 and 7:10. In force for decisions made known from `valid_from` on.
struct ObjectionRule {
  Date valid_from;
  Length to_object;       ///< 6:7
  Length to_decide;       ///< 7:10 paragraph 1
  Length with_committee;  ///< 7:10 paragraph 1, with a committee of article 7:13
  Length adjournment;     ///< 7:10 paragraph 3, at most
  std::string source;
};

/// A decision that the law gives when the authority is silent, Awb articles 4:20b and 4:20c.
struct TacitRule {
  Date valid_from;
  int effective_after_days = 0;  ///< 4:20b paragraph 3: in force on the n-th day after the term
  Length to_publish;             ///< 4:20c paragraph 1
};

/// One version of the rules.
struct Rules {
  std::string id;                      ///< kept with every case
  std::vector<DecreeDay> decree_days;  ///< ascending
  std::vector<YearSpan> decree_years;
  std::vector<PenaltyRule> penalties;     ///< ascending
  std::vector<ObjectionRule> objections;  ///< ascending
  TacitRule tacit;

  [[nodiscard]] bool is_decree_day(Date day) const;
  /// False: a decree of that year may still come, or is not in this version, so dates in it are provisional.
  [[nodiscard]] bool knows_decrees_of(int year) const;
  /// None when the day lies before the first rule.
  [[nodiscard]] const PenaltyRule* penalty_on(Date day) const;
  [[nodiscard]] const ObjectionRule* objection_on(Date day) const;
};

/// The rules this program carries itself: decrees of 2017-2019, penalty since 2009, objection since 2009.
[[nodiscard]] const Rules& program_rules();

/// A version that knows more decrees than the one before. Errors: `rules-id-empty`, `decree-day-outside-years`,
/// `decree-day-twice`.
[[nodiscard]] Result<Rules> with_decrees(const Rules& before, std::string id, std::vector<DecreeDay> days,
                                         YearSpan years);

/// All versions a municipality knows, oldest first; never empty. A reference stays good as long as the book.
class RuleBook {
 public:
  RuleBook() : versions_{program_rules()} {}
  /// The next version. Error `rules-id-twice`.
  [[nodiscard]] Result<Done> add(Rules rules);
  /// What a case that starts now is reckoned with.
  [[nodiscard]] const Rules& current() const { return versions_.back(); }
  /// The version with this id. Error `rules-unknown`: put that version back in the file.
  [[nodiscard]] Result<const Rules*> find(std::string_view id) const;
  [[nodiscard]] const std::vector<Rules>& versions() const { return versions_; }

 private:
  std::vector<Rules> versions_;
};

}  // namespace sas::calendar
