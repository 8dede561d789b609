#pragma once
#include <string>
#include <vector>

#include "base/result.h"
#include "sensorthings/expression.h"
#include "sensorthings/lake_sql.h"

/// Expressions on the properties of an Observation as SQL of the lake.
namespace sas::sensorthings {

class LakeTerms {
 public:
  /// What an unknown comparison is worth: beneath `not` it must be false.
  enum class Unknown { may_stay, is_false };
  LakeTerms(LakeSql& sql, Moment now, Unknown unknown) : sql_(sql), now_(now), unknown_(unknown) {}

  /// Errors `url-invalid` for what is no condition or has no meaning for an Observation.
  [[nodiscard]] Result<std::string> condition(const Expression& e);
  /// What to order by, the weightiest first.
  [[nodiscard]] Result<std::vector<std::string>> sortable(const Expression& e);

  enum class Kind { nothing, truth, number, text, time, span, day, clock, any };

  /// A value as SQL. `any` is a result or a part of JSON, of a type that only the row knows.
  struct Term {
    Kind kind = Kind::nothing;
    std::string sql;     ///< of `any`: as text; of `time`: the beginning
    std::string number;  ///< of `any`: as a number
    std::string last;    ///< of `time`: the end
  };

 private:
  [[nodiscard]] Result<Term> term(const Expression& e);
  [[nodiscard]] Result<Term> path(const Expression& e);
  [[nodiscard]] Term literal(const Value& value);
  [[nodiscard]] Result<Term> call(const Expression& e);
  [[nodiscard]] Result<Term> text_call(const Expression& e);
  [[nodiscard]] Result<Term> time_call(const Expression& e);
  [[nodiscard]] Result<Term> interval_call(const Expression& e);
  [[nodiscard]] Result<Term> arithmetic(const Expression& e);
  [[nodiscard]] Result<std::string> comparison(const Expression& e);
  [[nodiscard]] Result<std::string> among(const Expression& e);
  [[nodiscard]] std::string compared(Op op, const Term& a, const Term& b);
  [[nodiscard]] Term json_part(const std::string& column, const std::vector<std::string>& inside);

  LakeSql& sql_;
  Moment now_;
  Unknown unknown_;
};

}  // namespace sas::sensorthings
