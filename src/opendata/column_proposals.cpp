#include "opendata/column_proposals.h"

#include <algorithm>
#include <array>

#include "base/text.h"
#include "opendata/cells.h"
#include "privacy/hints.h"
#include "privacy/judge.h"

namespace sas::opendata {
namespace {

using privacy::Rule;
namespace hint = privacy::hint;

bool is_number(releases::Type type) {
  return type == releases::Type::integer || type == releases::Type::decimal;
}

bool has(privacy::Hints hints, privacy::Hints any) {
  return (hints & any) != 0;
}

// As a number of a thing and not as an amount: "nr", "id", "code".
bool is_key(privacy::Hints hints) {
  return has(hints, hint::key) && !has(hints, hint::count | hint::amount);
}

privacy::Column supposed(const releases::Column& column) {
  const privacy::Hints hints = privacy::hints_of(column.name);
  privacy::Column out;
  out.name = column.name;
  out.meaning = column.name;
  out.classification = privacy::Classification::open;
  using enum privacy::Kind;
  if (column.type == releases::Type::date || column.type == releases::Type::moment)
    out.kind = date;
  else if (column.type == releases::Type::shape || has(hints, hint::coordinate | hint::postcode | hint::address))
    out.kind = location;
  else if (is_key(hints))
    out.kind = thing_id;
  else
    out.kind = is_number(column.type) ? measure : category;
  if (out.kind == location)
    out.precision = has(hints, hint::postcode) ? privacy::Precision::pc6 : privacy::Precision::exact;
  if (out.kind == measure && has(hints, hint::people_count)) out.counts = privacy::Counted::persons;
  if (out.kind == measure && out.counts == privacy::Counted::nothing && has(hints, hint::count))
    out.counts = privacy::Counted::things;
  return out;
}

// Numbers that the law prescribes for persons have a ground of their own (Wet open overheid article 5.1, first
// paragraph, under e); the rest is privacy (second paragraph, under e).
std::string_view ground_of(Rule rule) {
  const bool is_legal_number = rule == Rule::bsn || rule == Rule::a_number || rule == Rule::rsin_natural;
  return is_legal_number ? "woo-5.1-1-e" : "woo-5.1-2-e";
}

// What the content says against being open as it was supposed.
struct Doubt {
  bool is_personal = false, is_free_text = false, is_open_list = false;
  std::string_view ground;
};

Doubt doubt_about(const privacy::Report& report, const std::string& column) {
  Doubt out;
  for (const privacy::Finding& finding : report.findings) {
    if (privacy::layer_of(finding.rule) != privacy::Layer::content) continue;
    if (std::find(finding.columns.begin(), finding.columns.end(), column) == finding.columns.end()) continue;
    if (finding.rule == Rule::free_text) {
      out.is_free_text = true;
    } else if (finding.rule == Rule::too_many_values) {
      out.is_open_list = true;
    } else if (!out.is_personal) {
      out.is_personal = true;
      out.ground = ground_of(finding.rule);
    }
  }
  return out;
}

constexpr std::array<std::string_view, 6> kKinds{"measure", "category", "thing-id", "date", "location", "free-text"};
constexpr std::array<std::string_view, 7> kPrecisions{"exact",         "address",  "pc6",         "pc4",
                                                      "neighbourhood", "district", "municipality"};
constexpr std::array<std::string_view, 5> kCounted{"nothing", "things", "persons", "households", "firms"};

template <typename Enum, std::size_t N>
std::string_view word_in(const std::array<std::string_view, N>& words, Enum value) {
  return words.at(static_cast<std::size_t>(value));
}

// "aantal_bomen" as people read it.
std::string readable(std::string_view name) {
  std::string out(name);
  std::replace(out.begin(), out.end(), '_', ' ');
  return std::string(trim(out));
}

// The words that another set has for a column of that name; otherwise the name itself, in Dutch alone.
releases::Column worded(const releases::Column& column, const std::vector<Declaration>& known) {
  releases::Column out = column;
  out.meaning = {readable(column.name), ""};
  for (const Declaration& declaration : known)
    for (const releases::Column& other : declaration.columns)
      if (fold(other.name) == fold(column.name)) {
        out.meaning = other.meaning;
        out.unit = other.unit;
        return out;
      }
  return out;
}

json::Object proposed(const releases::Column& column, const privacy::Column& guess, const Doubt& doubt) {
  json::Object out{{"name", column.name},
                   {"meaning", json::Object{{"nl", column.meaning.nl}, {"en", column.meaning.en}}},
                   {"type", word_of(column.type)},
                   {"class", doubt.is_personal ? "personal" : "open"},
                   {"kind", word_in(kKinds, guess.kind)},
                   {"counts", word_in(kCounted, guess.counts)},
                   {"role", "plain"}};
  if (!column.unit.empty()) out["unit"] = column.unit;
  if (guess.precision) out["precision"] = word_in(kPrecisions, *guess.precision);
  if (doubt.is_personal) out["reason"] = doubt.ground;
  if (doubt.is_open_list) out["kind"] = "thing-id";
  if (doubt.is_free_text) out["kind"] = "free-text";
  return out;
}

}  // namespace

Result<json::Array> proposed_columns(const FileProposal& file, Source& source, const std::vector<Declaration>& known) {
  privacy::DataSet set;
  set.subject = privacy::Subject::thing;
  for (const releases::Column& column : file.columns) set.columns.push_back(supposed(column));
  privacy::Judge judge(set, source.header());
  const std::size_t width = file.columns.size();
  auto read = source.rows([&](Cells cells) -> Result<Done> {
    if (cells.size() == width)
      judge.row(cells);
    else
      judge.unreadable_row();
    return Done{};
  });
  if (!read) return fail(std::move(read));
  const privacy::Report report = judge.finish();
  json::Array out;
  for (std::size_t i = 0; i < width; ++i)
    out.emplace_back(
        proposed(worded(file.columns[i], known), set.columns[i], doubt_about(report, file.columns[i].name)));
  return out;
}

ProposedPointers proposed_pointers(const std::vector<releases::Column>& columns) {
  ProposedPointers out;
  const auto is_one_of = [](const std::string& name, std::initializer_list<std::string_view> words) {
    return std::find(words.begin(), words.end(), fold(name)) != words.end();
  };
  for (const releases::Column& column : columns) {
    const bool is_time = column.type == releases::Type::moment || column.type == releases::Type::date;
    if (out.time.empty() && is_time) out.time = column.name;
    if (column.type == releases::Type::shape) out.shape = column.name;
    if (column.type != releases::Type::decimal) continue;
    if (is_one_of(column.name, {"lengte", "lengtegraad", "longitude", "lon", "lng"})) out.longitude = column.name;
    if (is_one_of(column.name, {"breedte", "breedtegraad", "latitude", "lat"})) out.latitude = column.name;
  }
  if (out.longitude.empty() || out.latitude.empty() || !out.shape.empty()) out.longitude = out.latitude = "";
  return out;
}

}  // namespace sas::opendata
