#include "sensing/series_check.h"

#include <cmath>

#include "base/text.h"

namespace sas::sensing {
namespace {

constexpr std::size_t longest_text = 2000;

std::optional<std::string> text_problem(std::string_view text) {
  if (!is_utf8(text)) return "text-encoding";
  if (text.size() > longest_text) return "text-long";
  return std::nullopt;
}

bool is_retention(std::string_view text) {
  if (text == "keep") return true;
  if (text.size() < 3 || text.size() > 7 || text.front() != 'P') return false;
  const std::string_view digits = text.substr(1, text.size() - 2);
  return is_digits(digits) && digits.front() != '0' &&
         std::string_view("DWMY").find(text.back()) != std::string_view::npos;
}

store::Value real_or_null(const std::optional<double>& value) {
  if (!value) return nullptr;
  return *value;
}

store::Value seconds_or_null(const std::optional<std::chrono::seconds>& value) {
  if (!value) return nullptr;
  return static_cast<std::int64_t>(value->count());
}

}  // namespace

void SeriesCheck::that(bool good, std::string field, std::string code) {
  if (!good) fields_.push_back({std::move(field), std::move(code)});
}

void SeriesCheck::text(std::string_view value, std::string field) {
  if (const auto problem = text_problem(value)) fields_.push_back({std::move(field), *problem});
}

void SeriesCheck::retention(std::string_view value) {
  that(is_retention(value), "retention", "retention-form");
}

void SeriesCheck::rules(const QualityRules& rules) {
  number(rules.min, "rules.min");
  number(rules.max, "rules.max");
  number(rules.capacity, "rules.capacity");
  number(rules.max_step_per_hour, "rules.max_step_per_hour");
  that(!rules.min || !rules.max || *rules.min <= *rules.max, "rules.max", "range-empty");
  seconds(rules.expected_every, "rules.expected_every");
  seconds(rules.frozen_after, "rules.frozen_after");
}

void SeriesCheck::number(const std::optional<double>& value, std::string field) {
  that(!value || std::isfinite(*value), std::move(field), "number-finite");
}

void SeriesCheck::seconds(const std::optional<std::chrono::seconds>& value, std::string field) {
  that(!value || value->count() > 0, std::move(field), "period-positive");
}

Result<Done> SeriesCheck::answer() && {
  if (fields_.empty()) return Done{};
  return fail(Error{ErrorKind::invalid, "series-invalid", "the description of the series has a field that is not right",
                    std::move(fields_)});
}

Columns term_columns(Exposure exposure, const std::string& retention, const std::string& licence,
                     const QualityRules& rules) {
  return {{"retention", retention},
          {"licence", licence},
          {"exposure", exposure == Exposure::open ? "open" : "inside"},
          {"rule_min", real_or_null(rules.min)},
          {"rule_max", real_or_null(rules.max)},
          {"capacity", real_or_null(rules.capacity)},
          {"max_step_per_hour", real_or_null(rules.max_step_per_hour)},
          {"expected_every", seconds_or_null(rules.expected_every)},
          {"frozen_after", seconds_or_null(rules.frozen_after)}};
}

}  // namespace sas::sensing
