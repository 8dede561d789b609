#include "portal/list_rows.h"

#include "base/csv.h"
#include "base/json.h"
#include "base/text.h"

namespace sas::portal {
namespace {

std::string joined(const std::vector<std::string>& parts) {
  std::string out;
  for (const std::string& part : parts) out += (out.empty() ? "" : " ") + part;
  return out;
}

// In the order of list_fields().
json::Object cells(const Publisher& publisher, const ShownSet& set, Instant now) {
  const releases::Release& release = set.release();
  const releases::Description& words = release.description;
  std::vector<std::string> formats;
  for (const releases::File& file : release.files) formats.push_back(file.format);
  return {{"dataset", release.dataset},
          {"title_nl", words.title.nl},
          {"title_en", words.title.en},
          {"summary_nl", words.summary.nl},
          {"summary_en", words.summary.en},
          {"owner", words.owner},
          {"licence", words.licence},
          {"themes", joined(words.themes)},
          {"high_value", words.high_value},
          {"version", release.number},
          {"published", format_iso_instant(release.at)},
          {"refresh", words.refresh},
          {"fresh", std::string(to_text(freshness_of(*set.history, now).state))},
          {"rows", release.rows},
          {"columns", release.columns.size()},
          {"formats", joined(formats)},
          {"url", publisher.public_url + "/data/" + url_encode(release.dataset)}};
}

std::string as_text(const json::Value& value) {
  return value.is_string() ? std::string(value.get_string()) : json::write(value);
}

}  // namespace

std::string list_json(const Publisher& publisher, const std::vector<ShownSet>& sets,
                      std::span<const std::size_t> chosen, Instant now) {
  json::Array out;
  for (const std::size_t i : chosen) out.push_back(cells(publisher, sets[i], now));
  return json::write(out);
}

std::string list_csv(const Publisher& publisher, const std::vector<ShownSet>& sets, std::span<const std::size_t> chosen,
                     Instant now) {
  csv::Row header;
  for (const http::Field& field : list_fields()) header.push_back(field.name);
  std::string out = csv::line(header);
  for (const std::size_t i : chosen) {
    csv::Row row;
    for (const auto& cell : cells(publisher, sets[i], now)) row.push_back(as_text(cell.value()));
    out += csv::line(row);
  }
  return out;
}

std::vector<http::Field> list_fields() {
  using enum http::FieldType;
  return {{"dataset", text, "name of the set, as in its address"},
          {"title_nl", text, "title in Dutch"},
          {"title_en", text, "title in English"},
          {"summary_nl", text, "what it holds, in Dutch"},
          {"summary_en", text, "what it holds, in English"},
          {"owner", text, "part of the organisation that answers for it"},
          {"licence", text, "SPDX code of the licence"},
          {"themes", text, "codes of EU data themes, with spaces between them"},
          {"high_value", text, "code of the category of Implementing Regulation (EU) 2023/138, or empty"},
          {"version", integer, "number of the current version"},
          {"published", instant, "when that was published"},
          {"refresh", text, "promised frequency (EU list)"},
          {"fresh", text, "measured: live, late, stopped, complete or unpromised"},
          {"rows", integer, "rows in it"},
          {"columns", integer, "columns in it"},
          {"formats", text, "forms it can be had in, with spaces between them"},
          {"url", text, "its page"}};
}

}  // namespace sas::portal
