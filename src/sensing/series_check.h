#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "sensing/registry.h"
#include "sensing/registry_changes.h"

/// What may be said of a series, whoever says it: a feed or an employee. Private to this room.
namespace sas::sensing {

/// Collects what is wrong, field by field.
class SeriesCheck {
 public:
  void that(bool good, std::string field, std::string code);
  void text(std::string_view value, std::string field);
  /// "keep", or a period of ISO 8601 in whole days, weeks, months or years.
  void retention(std::string_view value);
  void rules(const QualityRules& rules);
  /// Error `series-invalid` with the fields.
  [[nodiscard]] Result<Done> answer() &&;

 private:
  void number(const std::optional<double>& value, std::string field);
  void seconds(const std::optional<std::chrono::seconds>& value, std::string field);

  std::vector<FieldError> fields_;
};

/// How these are written in the register.
[[nodiscard]] Columns term_columns(Exposure exposure, const std::string& retention, const std::string& licence,
                                   const QualityRules& rules);

}  // namespace sas::sensing
