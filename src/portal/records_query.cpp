#include "portal/records_query.h"

#include <algorithm>

#include "base/text.h"
#include "portal/dcat.h"
#include "portal/ogc_params.h"

namespace sas::portal {
namespace {

constexpr std::uint64_t usual_limit = 10, most_records = 1'000, furthest = 1ULL << 32U;
constexpr std::string_view known[] = {"limit", "offset", "bbox", "datetime", "q", "type", "ids", "externalIds", "f"};

// In lower case, without diacritics, and with one space between words.
std::string plain(std::string_view text) {
  std::string out;
  for (const std::string& word : split(fold(without_controls(text)), ' '))
    if (!trim(word).empty()) out += (out.empty() ? "" : " ") + std::string(trim(word));
  return out;
}

std::vector<std::string> list_at(const http::Fields& fields, std::string_view name) {
  std::vector<std::string> out;
  for (const std::string& part : split(fields.get(name), ','))
    if (const auto trimmed = trim(part); !trimmed.empty()) out.emplace_back(trimmed);
  return out;
}

Result<Done> read_place_and_time(const http::Fields& fields, RecordsQuery& out) {
  if (fields.has("bbox")) {
    out.box = read_box(fields.get("bbox"));
    if (!out.box) return fail(invalid_parameter("bbox", "must be four numbers with commas, the smaller ones first"));
  }
  if (!fields.has("datetime")) return Done{};
  const auto span = read_time_span(fields.get("datetime"));
  if (!span) return fail(Error(span.error()));
  const auto day = [](const std::string& text) -> std::optional<Date> {
    if (text.empty()) return std::nullopt;
    if (const auto date = parse_iso_date(text)) return *date;
    return local_date(*parse_iso_instant(text));
  };
  out.from = day(span->from);
  out.until = day(span->until);
  return Done{};
}

// Everything that a term may stand in, a line each.
std::string searched(const releases::Description& words) {
  std::string out;
  const auto add = [&](const std::string& text) { out += plain(text) + "\n"; };
  for (const Bilingual& text : {words.title, words.summary}) {
    add(text.nl);
    add(text.en);
  }
  for (const Bilingual& keyword : words.keywords) {
    add(keyword.nl);
    add(keyword.en);
  }
  return out;
}

bool holds_one(const std::vector<std::string>& texts, const releases::Description& words) {
  if (texts.empty()) return true;
  const std::string all = searched(words);
  return std::any_of(texts.begin(), texts.end(),
                     [&](const std::string& text) { return all.find(text) != std::string::npos; });
}

bool touches(const releases::Extent& a, const releases::Extent& b) {
  return a.west <= b.east && b.west <= a.east && a.south <= b.north && b.south <= a.north;
}

bool is_in_time(const RecordsQuery& query, const releases::Description& words) {
  const bool is_too_early = query.from && words.until && *words.until < *query.from;
  const bool is_too_late = query.until && words.from && *words.from > *query.until;
  return !is_too_early && !is_too_late;
}

bool is_one_of(const std::vector<std::string>& asked, const std::string& value) {
  return asked.empty() || std::find(asked.begin(), asked.end(), value) != asked.end();
}

}  // namespace

Result<RecordsQuery> read_records_query(const http::Fields& fields) {
  RecordsQuery out;
  for (const auto& [name, value] : fields.items()) {
    if (std::find(std::begin(known), std::end(known), name) == std::end(known)) return fail(unknown_parameter(name));
    if (name != "limit" && name != "offset" && name != "f")
      out.kept += "&" + url_encode(name) + "=" + url_encode(value);
  }
  const auto limit = number_at(fields, "limit", usual_limit, 1, most_records);
  if (!limit) return fail(Error(limit.error()));
  const auto offset = number_at(fields, "offset", 0, 0, furthest);
  if (!offset) return fail(Error(offset.error()));
  out.limit = *limit;
  out.offset = *offset;
  const std::string form = fields.get("f");
  if (!form.empty() && form != "json" && form != "html") return fail(invalid_parameter("f", "must be json or html"));
  if (auto read = read_place_and_time(fields, out); !read) return fail(std::move(read));
  for (const std::string& text : list_at(fields, "q"))
    if (std::string term = plain(text); !term.empty()) out.texts.push_back(std::move(term));
  out.types = list_at(fields, "type");
  out.ids = list_at(fields, "ids");
  out.external_ids = list_at(fields, "externalIds");
  return out;
}

std::vector<const ShownSet*> fitting(const RecordsQuery& query, const std::vector<ShownSet>& sets,
                                     const Publisher& publisher) {
  std::vector<const ShownSet*> out;
  for (const ShownSet& set : sets) {
    const releases::Description& words = set.words();
    const std::string& name = set.release().dataset;
    const bool is_there = !query.box || (words.extent && touches(*query.box, *words.extent));
    if (is_there && is_in_time(query, words) && is_one_of(query.types, "dataset") && is_one_of(query.ids, name) &&
        is_one_of(query.external_ids, dataset_iri(publisher, name)) && holds_one(query.texts, words))
      out.push_back(&set);
  }
  return out;
}

}  // namespace sas::portal
