#include "promises/rows.h"

#include <fmt/format.h>

#include <optional>

#include "base/csv.h"
#include "base/json.h"

namespace sas::promises {
namespace {

Cell number_or_null(const std::optional<int>& value) {
  if (!value) return nullptr;
  return std::int64_t{*value};
}

// Written here and not by the JSON library, which writes 0.95 as 9.5E-1: right, but nobody can read it.
struct Words {
  std::string null;
  std::string operator()(std::nullptr_t) const { return null; }
  std::string operator()(std::int64_t value) const { return fmt::format("{}", value); }
  std::string operator()(double value) const { return fmt::format("{:.4f}", value); }
  std::string operator()(const std::string& value) const { return value; }
};

std::string json_text(const Cell& cell) {
  if (const auto* text = std::get_if<std::string>(&cell)) return json::write(json::Value(*text));
  return std::visit(Words{"null"}, cell);
}

DataRow data_row(const Score& score, const catalogue::Catalogue& catalogue) {
  const catalogue::Product* product = catalogue.find(score.product);
  const catalogue::Promise* promise = product == nullptr ? nullptr : product->promise_version(score.version);
  DataRow row{{"product", score.product.text()},
              {"upl_uri", product == nullptr ? std::string() : product->upl_uri},
              {"version", std::int64_t{score.version}},
              {"promise", promise == nullptr ? std::string() : promise->text.nl},
              {"channel", std::string("all")},
              {"from", format_iso_date(score.period.from)},
              {"until", format_iso_date(score.period.until)}};
  if (!may_publish(score)) {
    for (const std::string_view name : {"due", "kept", "share", "ci_low", "ci_high", "median_days", "p90_days",
                                        "median_days_with_pauses", "p90_days_with_pauses", "open_overdue"})
      row.emplace_back(name, nullptr);
    return row;
  }
  row.emplace_back("due", score.due);
  row.emplace_back("kept", score.kept);
  row.emplace_back("share", *score.share);
  row.emplace_back("ci_low", score.interval->low);
  row.emplace_back("ci_high", score.interval->high);
  row.emplace_back("median_days", number_or_null(score.median_days));
  row.emplace_back("p90_days", number_or_null(score.p90_days));
  row.emplace_back("median_days_with_pauses", number_or_null(score.median_felt));
  row.emplace_back("p90_days_with_pauses", number_or_null(score.p90_felt));
  row.emplace_back("open_overdue", score.open_overdue);
  return row;
}

}  // namespace

std::vector<DataRow> data_rows(const std::vector<Score>& scores, const catalogue::Catalogue& catalogue) {
  std::vector<DataRow> out;
  out.reserve(scores.size());
  for (const Score& score : scores) out.push_back(data_row(score, catalogue));
  return out;
}

std::string to_json(const std::vector<DataRow>& rows) {
  std::string out = "[";
  for (const DataRow& row : rows) {
    out += out.size() == 1 ? "\n{" : ",\n{";
    for (std::size_t i = 0; i < row.size(); ++i)
      out += fmt::format("{}\"{}\": {}", i == 0 ? "" : ", ", row[i].first, json_text(row[i].second));
    out += '}';
  }
  return out + "\n]\n";
}

std::string to_csv(const std::vector<DataRow>& rows) {
  csv::Row header;
  if (!rows.empty())
    for (const auto& [name, cell] : rows.front()) header.emplace_back(name);
  std::string out = header.empty() ? std::string() : csv::line(header);
  for (const DataRow& row : rows) {
    csv::Row fields;
    for (const auto& [name, cell] : row) fields.push_back(std::visit(Words{""}, cell));
    out += csv::line(fields);
  }
  return out;
}

}  // namespace sas::promises
