#include "promises/rows.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <optional>

#include "base/csv.h"
#include "base/json.h"
#include "promises/disclosure.h"

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

enum class Shown { yes, no };

DataRow data_row(const Score& score, Shown shown, const catalogue::Catalogue& catalogue) {
  const catalogue::Product* product = catalogue.find(score.product);
  const catalogue::Promise* promise = product == nullptr ? nullptr : product->promise_version(score.version);
  DataRow row{{"product", score.product.text()},
              {"upl_uri", product == nullptr ? std::string() : product->upl_uri},
              {"version", std::int64_t{score.version}},
              {"promise", promise == nullptr ? std::string() : promise->text.nl},
              {"channel", channel_name(score)},
              {"area", area_name(score)},
              {"from", format_iso_date(score.period.from)},
              {"until", format_iso_date(score.period.until)}};
  if (shown == Shown::no) {
    for (const std::string_view name : {"due", "kept", "share", "ci_low", "ci_high", "median_days", "p90_days",
                                        "median_days_with_pauses", "p90_days_with_pauses", "open_overdue"})
      row.emplace_back(name, nullptr);
    return row;
  }
  row.emplace_back("due", score.due);
  row.emplace_back("kept", score.kept);
  row.emplace_back("share", score.share);
  row.emplace_back("ci_low", score.interval.low);
  row.emplace_back("ci_high", score.interval.high);
  row.emplace_back("median_days", number_or_null(score.median_days));
  row.emplace_back("p90_days", number_or_null(score.p90_days));
  row.emplace_back("median_days_with_pauses", number_or_null(score.median_felt));
  row.emplace_back("p90_days_with_pauses", number_or_null(score.p90_felt));
  row.emplace_back("open_overdue", score.open_overdue);
  return row;
}

}  // namespace

std::string channel_name(const Score& score) { return score.channel ? std::string(catalogue::to_text(*score.channel)) : "all"; }
std::string area_name(const Score& score) { return score.area.value_or("all"); }

std::vector<DataRow> data_rows(const Snapshot& snapshot, const catalogue::Catalogue& catalogue) {
  std::vector<DataRow> out;
  for (const Period& month : snapshot.months) {
    if (month.from > snapshot.last_month().from) break;
    const std::vector<Score>& all = snapshot.of(month);
    const auto shown = publishable(all);
    for (const Score& score : all) {
      const bool show = std::binary_search(shown.begin(), shown.end(), &score);
      if (show || score.whole()) out.push_back(data_row(score, show ? Shown::yes : Shown::no, catalogue));
    }
  }
  return out;
}

std::vector<DataRow> wait_rows(const Snapshot& snapshot) {
  static constexpr std::array<std::string_view, cause_count> names{"resident_ms", "queue_ms",       "handling_ms", "partner_ms",
                                                                   "lawful_ms",   "appointment_ms", "outage_ms"};
  std::vector<DataRow> out;
  for (const Period& month : snapshot.months) {
    if (month.from > snapshot.last_month().from) break;
    for (const Score& score : snapshot.of(month)) {
      if (!score.whole() || !may_publish(score)) continue;
      DataRow row{{"product", score.product.text()},
                  {"version", std::int64_t{score.version}},
                  {"from", format_iso_date(month.from)},
                  {"until", format_iso_date(month.until)},
                  {"cases", score.due}};
      for (std::size_t i = 0; i < cause_count; ++i) row.emplace_back(names[i], score.waited[i]);
      row.emplace_back("total_ms", total_of(score.waited));
      row.emplace_back("needless_ms", needless_of(score.waited));
      row.emplace_back("largest", std::string(to_text(largest_of(score.waited))));
      out.push_back(std::move(row));
    }
  }
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
