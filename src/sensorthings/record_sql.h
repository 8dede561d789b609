#pragma once
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "sensorthings/access.h"
#include "sensorthings/evaluate.h"
#include "sensorthings/paths.h"
#include "sensorthings/sql.h"

/// Expressions as SQL that both record stores read alike; what has no such SQL is left to evaluate().
namespace sas::sensorthings {

/// A select over one entity type and what its expressions navigate to. Use one for each statement.
class RecordSql {
 public:
  RecordSql(const EntityType& root, const Access& access) : root_(root), access_(access) {}

  Sql sql;

  /// The condition, or none when the two stores would not agree on it. Errors `url-invalid`.
  [[nodiscard]] Result<std::optional<std::string>> condition(const Expression& e);
  /// What to order by, or none.
  [[nodiscard]] Result<std::optional<std::string>> sortable(const Expression& e);

  /// A path as columns of the answer, for evaluate(): joins what it goes through.
  struct Column {
    PathMeaning meaning;
    std::string sql;  ///< of the property, or of the number for computed ones
  };
  [[nodiscard]] Result<Column> column(const Expression& path);

  /// " LEFT JOIN …" for everything that was navigated to so far.
  [[nodiscard]] const std::string& joins() const { return joins_; }
  /// One row can stand for an entity more than once.
  [[nodiscard]] bool multiplies() const { return multiplies_; }
  static constexpr std::string_view root_alias = "e0";

 private:
  struct Term {
    enum class Kind { text, number, micros } kind = Kind::text;
    std::string sql;
  };
  [[nodiscard]] Result<std::optional<Term>> term(const Expression& e);
  [[nodiscard]] std::optional<Term> literal(const Value& value);
  [[nodiscard]] Result<std::optional<std::string>> comparison(const Expression& e);
  [[nodiscard]] Result<std::optional<std::string>> among(const Expression& e);
  [[nodiscard]] Result<std::optional<std::string>> text_condition(const Expression& e);
  [[nodiscard]] Result<std::optional<std::string>> junction(const Expression& e);
  std::string alias_of(const std::vector<const Navigation*>& through);

  const EntityType& root_;
  const Access& access_;
  std::map<std::string, std::string> aliases_;
  std::string joins_;
  bool multiplies_ = false;
  int under_not_ = 0;
};

}  // namespace sas::sensorthings
