#include "sensorthings/record_query.h"

#include <algorithm>
#include <memory>
#include <unordered_map>
#include <unordered_set>

#include "sensorthings/entity_json.h"
#include "sensorthings/lake_filter.h"
#include "sensorthings/record_sql.h"

namespace sas::sensorthings {
namespace {

tl::unexpected<Error> too_wide() {
  return fail(ErrorKind::invalid, "filter-too-wide",
              "the question looks at more than 200000 rows or 16384 entities: make it narrower");
}

std::vector<const Expression*> conjuncts(const Expression& filter) {
  if (filter.op != Op::both) return {&filter};
  std::vector<const Expression*> out;
  for (const Expression& arg : filter.args) out.push_back(&arg);
  return out;
}

std::string only(const EntityType& type, std::string_view alias) {
  std::string out;
  for (std::size_t i = 0; i < type.only.size(); ++i) {
    if (type.only.substr(i, 2) == "$a") {
      out += alias;
      ++i;
    } else {
      out += type.only[i];
    }
  }
  return out;
}

// One question to the records.
class Query {
 public:
  Query(const ReadParts& parts, const EntityType& type, const std::optional<Scope>& scope, const Options& options)
      : parts_(parts), type_(type), scope_(scope), options_(options), build_(type, parts.access) {}

  Result<std::vector<Found>> run() {
    begin();
    if (auto good = take_filter(); !good) return fail(std::move(good));
    if (auto good = take_order(); !good) return fail(std::move(good));
    const bool pages_here = !rest_.empty() || !rest_order_.empty() || build_.multiplies() ||
                            (scope_ && scope_->parents.size() > 1) || (scope_ && !scope_->by->table.empty());
    return pages_here ? page_here() : page_in_store();
  }

 private:
  struct Needed {
    const Expression* path;
    PathMeaning meaning;
    std::size_t column;
  };

  void begin() {
    const std::string e{RecordSql::root_alias};
    const std::string table(type_.table);
    parent_ = "0";
    from_ = table + " " + e;
    where_ = visible(type_.type, e, parts_.access, build_.sql);
    if (!type_.only.empty()) where_ += " AND " + only(type_, e);
    if (!scope_) return;
    const Navigation& by = *scope_->by;
    const std::string list = build_.sql.bind_list(scope_->parents);
    if (!by.table.empty()) {
      from_ = std::string(by.table) + " s JOIN " + from_ + " ON " + e + ".id = s." + std::string(by.theirs);
      parent_ = "s." + std::string(by.mine);
    } else if (by.is_many()) {
      parent_ = e + "." + std::string(by.mine);
    } else {
      from_ = std::string(scope_->from->table) + " s JOIN " + from_ + " ON " + e + ".id = s." + std::string(by.theirs);
      parent_ = "s.id";
    }
    where_ += " AND " + parent_ + " IN " + list;
  }

  Result<Done> take_filter() {
    if (!options_.filter) return Done{};
    if (auto good = check_calls(*options_.filter); !good) return good;
    Result<Expression> settled = settle_observations(parts_, type_, *options_.filter);
    if (!settled) return fail(std::move(settled));
    filter_ = std::make_unique<Expression>(std::move(*settled));
    for (const Expression* each : conjuncts(*filter_)) {
      Result<std::optional<std::string>> sql = build_.condition(*each);
      if (!sql) return fail(std::move(sql));
      if (*sql)
        where_ += " AND " + **sql;
      else if (auto good = need(*each); !good)
        return good;
      else
        rest_.push_back(each);
    }
    return Done{};
  }

  Result<Done> take_order() {
    bool in_store = true;
    std::string order;
    for (const OrderBy& each : options_.order) {
      if (auto good = check_calls(each.what); !good) return good;
      Result<std::optional<std::string>> sql = build_.sortable(each.what);
      if (!sql) return fail(std::move(sql));
      if (!*sql) {
        in_store = false;
        break;
      }
      const std::string direction = each.direction == OrderBy::Direction::down ? " DESC" : "";
      // The two stores disagree on where NULL comes; here it comes first (OData 4.0 part 1 clause 11.2.6.2).
      order += "CASE WHEN " + **sql + " IS NULL THEN 0 ELSE 1 END" + direction + ", " + **sql + direction + ", ";
    }
    order_ = " ORDER BY ";
    if (in_store) order_ += order;
    if (scope_ && scope_->by->table == "datastream_property" && scope_->by->theirs == "observed_property")
      order_ += "s.position, ";
    order_ += std::string(RecordSql::root_alias) + ".id";
    if (in_store) return Done{};
    for (const OrderBy& each : options_.order) {
      if (auto good = need(each.what); !good) return good;
      rest_order_.push_back(&each);
    }
    return Done{};
  }

  // The columns that evaluate() will want for it.
  Result<Done> need(const Expression& e) {
    std::vector<const Expression*> paths;
    collect_paths(e, paths);
    for (const Expression* path : paths) {
      Result<RecordSql::Column> column = build_.column(*path);
      if (!column) return fail(std::move(column));
      columns_ += ", " + column->sql;
      needed_.emplace(path, Needed{path, std::move(column->meaning), 2 + needed_.size()});
    }
    return Done{};
  }

  [[nodiscard]] std::string from_where() const { return " FROM " + from_ + build_.joins() + " WHERE " + where_; }

  Result<std::vector<Found>> page_in_store() {
    Found found;
    if (scope_ && !scope_->parents.empty()) found.parent = scope_->parents.front();
    if (options_.count == Options::Count::tell) {
      Sql sql = build_.sql;
      const std::string text = sql.finish("SELECT count(*)" + from_where());
      found.total = parts_.tx.query(text, sql.params).at(0).integer(0);
    }
    Sql sql = build_.sql;
    const std::int64_t top = *options_.top;
    const std::string limit = sql.bind(top + 1), offset = sql.bind(options_.skip);
    const std::string text = sql.finish("SELECT " + std::string(RecordSql::root_alias) + ".id" + from_where() + order_ +
                                        " LIMIT " + limit + " OFFSET " + offset);
    parts_.tx.each(text, sql.params, [&](const store::Row& row) { found.ids.push_back(row.integer(0)); });
    found.more = static_cast<std::int64_t>(found.ids.size()) > top;
    if (found.more) found.ids.resize(static_cast<std::size_t>(top));
    return std::vector<Found>{std::move(found)};
  }

  struct Candidate {
    std::int64_t parent = 0, id = 0;
    std::vector<Value> keys;
  };

  Result<std::vector<Found>> page_here() {
    Sql sql = build_.sql;
    const std::string limit = sql.bind(static_cast<std::int64_t>(most_rows) + 1);
    const std::string text = sql.finish("SELECT " + std::string(RecordSql::root_alias) + ".id, " + parent_ + columns_ +
                                        from_where() + order_ + " LIMIT " + limit);
    const std::vector<store::Row> rows = parts_.tx.query(text, sql.params);
    if (rows.size() > most_rows) return too_wide();
    if (auto good = fetch_spans(rows); !good) return fail(std::move(good));
    std::vector<Candidate> candidates = matching(rows);
    if (!rest_order_.empty())
      std::stable_sort(candidates.begin(), candidates.end(),
                       [&](const Candidate& a, const Candidate& b) { return before(a, b); });
    return cut(candidates);
  }

  Result<Done> fetch_spans(const std::vector<store::Row>& rows) {
    std::set<std::int64_t> series;
    for (const auto& [path, needed] : needed_) {
      if (needed.meaning.property == nullptr || needed.meaning.property->shape != Shape::computed) continue;
      for (const store::Row& row : rows)
        if (!row.is_null(needed.column)) series.insert(row.integer(needed.column));
    }
    if (series.empty()) return Done{};
    const std::vector<std::int64_t> list(series.begin(), series.end());
    auto spans = parts_.times.spans(list);
    if (!spans) return fail(std::move(spans));
    spans_ = std::move(*spans);
    return Done{};
  }

  std::vector<Candidate> matching(const std::vector<store::Row>& rows) {
    std::vector<Candidate> out;
    std::set<std::pair<std::int64_t, std::int64_t>> seen;
    for (const store::Row& row : rows) {
      const Lookup lookup = [&](const Expression& path) { return value_at(row, needed_.at(&path)); };
      const bool good =
          std::all_of(rest_.begin(), rest_.end(), [&](const Expression* e) { return matches(*e, lookup, parts_.now); });
      if (!good || !seen.emplace(row.integer(1), row.integer(0)).second) continue;
      Candidate candidate{row.integer(1), row.integer(0), {}};
      for (const OrderBy* each : rest_order_) candidate.keys.push_back(evaluate(each->what, lookup, parts_.now));
      out.push_back(std::move(candidate));
    }
    return out;
  }

  Value value_at(const store::Row& row, const Needed& needed) const {
    if (row.is_null(needed.column)) return nullptr;
    const Property* property = needed.meaning.property;
    if (property == nullptr) return row.integer(needed.column);
    switch (property->shape) {
      case Shape::text:
        return row.text(needed.column);
      case Shape::time:
        return Time{moment(row.integer(needed.column)), std::nullopt};
      case Shape::geometry:
        if (needed.meaning.inside.empty()) {
          Result<Geometry> geometry = geometry_from_geojson(row.text(needed.column));
          if (geometry) return std::move(*geometry);
          return nullptr;
        }
        [[fallthrough]];
      case Shape::json:
      case Shape::object:
        return json_part(row.text(needed.column), needed.meaning.inside);
      case Shape::computed:
        return computed(row.integer(needed.column), *property);
      case Shape::lake:
        return nullptr;
    }
    return nullptr;
  }

  static Value json_part(const std::string& text, const std::vector<std::string>& inside) {
    const Result<json::Value> value = json::parse(text);
    if (!value) return nullptr;
    const json::Value* part = part_of(*value, inside.data(), inside.data() + inside.size());
    return part == nullptr ? Value(nullptr) : value_of(*part);
  }

  [[nodiscard]] Value computed(std::int64_t series, const Property& property) const {
    if (property.name == "observedArea") {
      const std::optional<std::string> area = observed_area(parts_.tx, series);
      if (!area) return nullptr;
      Result<Geometry> geometry = geometry_from_geojson(*area);
      if (geometry) return std::move(*geometry);
      return nullptr;
    }
    const auto at = spans_.find(series);
    if (at == spans_.end()) return nullptr;
    const std::optional<Time>& time = property.name == "phenomenonTime" ? at->second.phenomenon : at->second.result;
    if (!time) return nullptr;
    return *time;
  }

  [[nodiscard]] bool before(const Candidate& a, const Candidate& b) const {
    for (std::size_t i = 0; i < rest_order_.size(); ++i) {
      const int c = order(a.keys[i], b.keys[i]);
      if (c != 0) return rest_order_[i]->direction == OrderBy::Direction::down ? c > 0 : c < 0;
    }
    return false;
  }

  Result<std::vector<Found>> cut(const std::vector<Candidate>& candidates) {
    std::vector<Found> out;
    std::unordered_map<std::int64_t, std::size_t> place;
    const auto start = [&](std::int64_t parent) {
      if (!place.emplace(parent, out.size()).second) return;
      out.push_back({parent, {}, false, std::nullopt});
      if (options_.count == Options::Count::tell) out.back().total = 0;
    };
    if (scope_)
      for (const std::int64_t parent : scope_->parents) start(parent);
    else
      start(0);
    std::vector<std::int64_t> passed(out.size(), 0);
    for (const Candidate& each : candidates) {
      const std::size_t i = place.at(each.parent);
      Found& found = out[i];
      if (found.total) ++*found.total;
      if (passed[i]++ < options_.skip) continue;
      if (static_cast<std::int64_t>(found.ids.size()) < *options_.top)
        found.ids.push_back(each.id);
      else
        found.more = true;
    }
    return out;
  }

  const ReadParts& parts_;
  const EntityType& type_;
  const std::optional<Scope>& scope_;
  const Options& options_;
  RecordSql build_;
  std::string parent_, from_, where_, order_, columns_;
  std::unique_ptr<Expression> filter_;
  std::vector<const Expression*> rest_;
  std::vector<const OrderBy*> rest_order_;
  std::map<const Expression*, Needed> needed_;
  std::map<std::int64_t, SeriesSpan> spans_;
};

}  // namespace

Result<std::vector<Found>> find(const ReadParts& parts, const EntityType& type, const std::optional<Scope>& scope,
                                const Options& options) {
  if (scope && scope->parents.empty()) return std::vector<Found>{};
  return Query(parts, type, scope, options).run();
}

Result<std::vector<std::int64_t>> find_ids(const ReadParts& parts, const EntityType& type, const Expression& filter) {
  Options options;
  options.filter = filter;
  options.top = static_cast<std::int64_t>(most_ids);
  auto found = find(parts, type, std::nullopt, options);
  if (!found) return fail(std::move(found));
  if (found->front().more) return too_wide();
  return std::move(found->front().ids);
}

std::map<std::int64_t, Entity> load(const ReadParts& parts, const EntityType& type,
                                    const std::vector<std::int64_t>& ids) {
  std::map<std::int64_t, Entity> out;
  if (ids.empty()) return out;
  Sql sql;
  std::string columns = "e.id";
  for (const Property& property : type.properties)
    columns += property.shape == Shape::computed ? ", NULL" : ", e." + std::string(property.column);
  std::string where = "e.id IN " + sql.bind_list(ids) + " AND " + visible(type.type, "e", parts.access, sql);
  if (!type.only.empty()) where += " AND " + only(type, "e");
  const std::string text = sql.finish("SELECT " + columns + " FROM " + std::string(type.table) + " e WHERE " + where);
  parts.tx.each(text, sql.params, [&](const store::Row& row) {
    Entity entity{row.integer(0), {}};
    for (std::size_t i = 0; i < type.properties.size(); ++i) entity.values.push_back(row.value(i + 1));
    out.emplace(entity.id, std::move(entity));
  });
  return out;
}

}  // namespace sas::sensorthings
