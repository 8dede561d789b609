#include "opendata/dataset_json.h"

#include <stdexcept>

namespace sas::opendata {
namespace {

json::Array texts(const std::vector<std::string>& items) {
  json::Array out;
  for (const std::string& item : items) out.emplace_back(item);
  return out;
}

template <typename Enum>
std::int64_t number(Enum value) {
  return static_cast<std::int64_t>(value);
}

json::Object to_json(const privacy::Column& c) {
  json::Object out{{"name", c.name},
                   {"meaning", c.meaning},
                   {"classification", number(c.classification)},
                   {"reason", c.reason},
                   {"kind", number(c.kind)},
                   {"counts", number(c.counts)},
                   {"role", number(c.role)},
                   {"vocabulary", texts(c.vocabulary)},
                   {"reviewed_by", c.reviewed_by}};
  if (c.precision) out["precision"] = number(*c.precision);
  return out;
}

json::Object to_json(const privacy::Aggregation& a) {
  json::Object out{{"dimensions", texts(a.dimensions)}, {"count", a.count_column}, {"rounding", number(a.rounding)}};
  if (a.largest_share) out["largest_share"] = *a.largest_share;
  return out;
}

/// Thrown inside this file only.
struct Unfit : std::runtime_error {
  using std::runtime_error::runtime_error;
};

// Numbers of the enumerations are part of what is kept: a new word goes at the end of its list.
template <typename Enum>
Enum word(const json::Object& object, std::string_view key, Enum last) {
  const std::int64_t value = json::int_at(object, key, -1);
  if (value < 0 || value > number(last)) throw Unfit(std::string(key));
  return static_cast<Enum>(value);
}

const json::Value& member(const json::Object& object, std::string_view key) {
  const json::Value* value = object.if_contains(key);
  if (value == nullptr) throw Unfit(std::string(key));
  return *value;
}

const json::Array& array(const json::Object& object, std::string_view key) {
  const json::Value& value = member(object, key);
  if (!value.is_array()) throw Unfit(std::string(key));
  return value.get_array();
}

std::vector<std::string> texts_in(const json::Object& object, std::string_view key) {
  std::vector<std::string> out;
  for (const json::Value& item : array(object, key)) {
    if (!item.is_string()) throw Unfit(std::string(key));
    out.emplace_back(item.get_string());
  }
  return out;
}

privacy::Column column_from(const json::Object& o) {
  privacy::Column out;
  out.name = json::text_at(o, "name");
  out.meaning = json::text_at(o, "meaning");
  out.classification = word(o, "classification", privacy::Classification::confidential);
  out.reason = json::text_at(o, "reason");
  out.kind = word(o, "kind", privacy::Kind::free_text);
  if (o.contains("precision")) out.precision = word(o, "precision", privacy::Precision::municipality);
  out.counts = word(o, "counts", privacy::Counted::firms);
  out.role = word(o, "role", privacy::Role::sensitive);
  out.vocabulary = texts_in(o, "vocabulary");
  out.reviewed_by = json::text_at(o, "reviewed_by");
  return out;
}

privacy::Aggregation aggregation_from(const json::Object& o) {
  privacy::Aggregation out;
  out.dimensions = texts_in(o, "dimensions");
  out.count_column = json::text_at(o, "count");
  out.rounding = word(o, "rounding", privacy::Rounding::cell_key);
  if (const json::Value* share = o.if_contains("largest_share")) {
    if (!share->is_number()) throw Unfit("largest_share");
    out.largest_share = share->to_number<double>();
  }
  return out;
}

}  // namespace

json::Object to_json(const privacy::DataSet& set) {
  json::Object out{{"name", set.name},
                   {"subject", number(set.subject)},
                   {"firms", number(set.firms)},
                   {"owner", set.owner},
                   {"licence", set.licence},
                   {"refresh", number(set.refresh)},
                   {"high_value", number(set.high_value)}};
  json::Array columns;
  for (const privacy::Column& column : set.columns) columns.emplace_back(to_json(column));
  out["columns"] = std::move(columns);
  if (!set.shape_column.empty()) out["shape_column"] = set.shape_column;
  if (!set.rounded_to_five.empty()) out["rounded_to_five"] = texts(set.rounded_to_five);
  if (set.aggregation) out["aggregation"] = to_json(*set.aggregation);
  return out;
}

Result<privacy::DataSet> dataset_from(const json::Object& o) try {
  privacy::DataSet out;
  out.name = json::text_at(o, "name");
  out.subject = word(o, "subject", privacy::Subject::area);
  out.firms = word(o, "firms", privacy::FirmForm::legal_persons_only);
  out.owner = json::text_at(o, "owner");
  out.licence = json::text_at(o, "licence");
  out.shape_column = json::text_at(o, "shape_column");
  if (o.contains("rounded_to_five")) out.rounded_to_five = texts_in(o, "rounded_to_five");
  out.refresh = word(o, "refresh", privacy::Refresh::continuous);
  out.high_value = word(o, "high_value", privacy::HighValue::mobility);
  for (const json::Value& column : array(o, "columns")) {
    if (!column.is_object()) throw Unfit("columns");
    out.columns.push_back(column_from(column.get_object()));
  }
  if (const json::Value* made = o.if_contains("aggregation")) {
    if (!made->is_object()) throw Unfit("aggregation");
    out.aggregation = aggregation_from(made->get_object());
  }
  return out;
} catch (const Unfit& unfit) {
  return fail(ErrorKind::internal, "dataset-invalid", unfit.what());
}

}  // namespace sas::opendata
