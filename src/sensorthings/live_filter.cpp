#include "sensorthings/live_filter.h"

#include <set>

#include "sensorthings/evaluate.h"
#include "sensorthings/lake_filter.h"
#include "sensorthings/paths.h"

namespace sas::sensorthings {
namespace {

using Kind = sensing::SeriesDescription::Kind;

const EntityType& observation_type() {
  return entity(Type::observation);
}

// The navigations that the paths of an expression begin with; empty for properties of the Observation itself.
std::set<std::string> roots_of(const Expression& e) {
  std::vector<const Expression*> paths;
  collect_paths(e, paths);
  std::set<std::string> out;
  for (const Expression* path : paths) {
    const bool away = path->path.size() > 1 && observation_type().navigation(path->path.front()) != nullptr;
    out.insert(away ? path->path.front() : std::string());
  }
  return out;
}

// What a filter says of other entities, said with numbers: "Datastream/Thing/name eq 'x'" is "Datastream/id in (…)".
Result<Expression> settled(const ReadParts& parts, const Expression& e) {
  const std::set<std::string> roots = roots_of(e);
  if (roots.size() == 1 && !roots.begin()->empty()) {
    const std::string& root = *roots.begin();
    auto ids = find_ids(parts, entity(observation_type().navigation(root)->target), without_prefix(e, 1));
    if (!ids) return fail(std::move(ids));
    return ids_in({root}, *ids);
  }
  if (roots.size() > 1 && e.op != Op::both && e.op != Op::either && e.op != Op::no) return mixed(e);
  if (roots.size() < 2) return e;
  Expression out = e;
  for (Expression& arg : out.args) {
    Result<Expression> each = settled(parts, arg);
    if (!each) return each;
    arg = std::move(*each);
  }
  return out;
}

Result<Done> check_paths(const Expression& e) {
  std::vector<const Expression*> paths;
  collect_paths(e, paths);
  for (const Expression* path : paths)
    if (auto meaning = meaning_of(observation_type(), *path); !meaning) return fail(std::move(meaning));
  return Done{};
}

sensing::SeriesSet visible_of(const ReadParts& parts, const std::optional<std::int64_t>& only) {
  Sql sql;
  std::string condition = visible_series("d", parts.access, sql);
  if (only) condition += " AND d.id = " + sql.bind(*only);
  sensing::SeriesSet out;
  parts.tx.each("SELECT d.id FROM datastream d WHERE " + condition, sql.params,
                [&](const store::Row& row) { out.insert(lake::SeriesId{row.integer(0)}); });
  return out;
}

// One value as the rows that evaluate() asks for.
class Row {
 public:
  Row(const lake::Observation& o, const SeriesForm& form, std::int64_t home) : o_(o), form_(form), home_(home) {}

  Value operator()(const Expression& path) const {
    const std::string& name = path.path.front();
    if (name == "id" || name == "@iot.id") return to_text(key_of(o_));
    if (name == "phenomenonTime") return Time{o_.time, o_.until};
    if (name == "resultTime") return o_.result_time ? Value(Time{*o_.result_time, std::nullopt}) : Value(nullptr);
    if (name == "result") return result(path);
    if (observation_type().property(name) != nullptr) return inside(o_.extra, path, 0);
    // After settling, all that is asked of another entity is its number.
    if (name == "FeatureOfInterest") return o_.feature == 0 ? home_ : o_.feature;
    if ((name == "MultiDatastream") != form_.is_multi) return nullptr;
    return static_cast<std::int64_t>(o_.series);
  }

 private:
  [[nodiscard]] Value result(const Expression& path) const {
    const bool whole = path.path.size() == 1;
    if (o_.value && whole) return form_.kind == Kind::truth ? Value(*o_.value != 0) : Value(*o_.value);
    if (form_.kind == Kind::json || form_.is_multi) return inside(o_.text, path, 1);
    return whole && !o_.text.empty() ? Value(o_.text) : Value(nullptr);
  }

  // A part of JSON text; `from` is the first name of the path that is inside it.
  static Value inside(const std::string& text, const Expression& path, std::size_t from) {
    if (text.empty()) return nullptr;
    const Result<json::Value> parsed = json::parse(text);
    if (!parsed) return nullptr;
    const json::Value* part = part_of(*parsed, path.path.data() + from, path.path.data() + path.path.size());
    return part == nullptr ? Value(nullptr) : value_of(*part);
  }

  const lake::Observation& o_;
  const SeriesForm& form_;
  std::int64_t home_;
};

}  // namespace

Result<LiveFilter> LiveFilter::of(const ReadParts& parts, const ObservationScope& scope,
                                  const std::optional<Expression>& filter) {
  LiveFilter out;
  out.series_ = visible_of(parts, scope.series);
  out.feature_ = scope.feature;
  if (!filter) return out;
  if (auto good = check_calls(*filter); !good) return fail(std::move(good));
  if (auto good = check_paths(*filter); !good) return fail(std::move(good));
  Result<Expression> told = settled(parts, *filter);
  if (!told) return fail(std::move(told));
  out.filter_ = std::move(*told);
  return out;
}

bool LiveFilter::matches(const lake::Observation& observation, const SeriesForm& form, std::int64_t home,
                         Moment now) const {
  if (feature_ && *feature_ != (observation.feature == 0 ? home : observation.feature)) return false;
  return !filter_ || sensorthings::matches(*filter_, Row(observation, form, home), now);
}

}  // namespace sas::sensorthings
