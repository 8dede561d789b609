#include "sensorthings/lake_filter.h"

#include <map>

#include "sensorthings/evaluate.h"
#include "sensorthings/lake_terms.h"
#include "sensorthings/paths.h"

namespace sas::sensorthings {
namespace {

using Text = Result<std::string>;

// The navigation that a path from an Observation begins with; empty for its own properties.
std::string root_of(const Expression& path) {
  if (path.path.size() < 2) return {};
  const Navigation* by = entity(Type::observation).navigation(path.path.front());
  return by == nullptr ? std::string() : std::string(by->name);
}

// Names of all roots in an expression.
std::set<std::string> roots_of(const Expression& e) {
  std::vector<const Expression*> paths;
  collect_paths(e, paths);
  std::set<std::string> out;
  for (const Expression* path : paths) out.insert(root_of(*path));
  return out;
}

class Compiler {
 public:
  Compiler(const ReadParts& parts, LakeSql& sql) : parts_(parts), sql_(sql) {}

  Text condition(const Expression& e) {
    const std::set<std::string> roots = roots_of(e);
    if (roots.size() == 1 && !roots.begin()->empty()) return elsewhere(e, *roots.begin());
    if (e.op == Op::both || e.op == Op::either) return junction(e);
    if (e.op == Op::no) {
      ++under_not_;
      Text inside = condition(e.args[0]);
      --under_not_;
      return inside ? Text("NOT (" + *inside + ")") : inside;
    }
    if (roots.size() > 1) return mixed(e);
    return LakeTerms(sql_, parts_.now, under_not_ > 0 ? LakeTerms::Unknown::is_false : LakeTerms::Unknown::may_stay)
        .condition(e);
  }

 private:
  // Conditions on the same other entity belong together: they are asked in one question.
  Text junction(const Expression& e) {
    std::map<std::string, Expression> grouped;
    std::vector<const Expression*> own;
    for (const Expression& arg : e.args) {
      const std::set<std::string> roots = roots_of(arg);
      if (roots.size() != 1 || roots.begin()->empty()) {
        own.push_back(&arg);
        continue;
      }
      Expression& group = grouped[*roots.begin()];
      group.op = e.op;
      group.at = arg.at;
      group.args.push_back(arg);
    }
    std::string out;
    const auto add = [&](const Expression& arg) -> Result<Done> {
      Text each = condition(arg);
      if (!each) return fail(std::move(each));
      out += (out.empty() ? "(" : (e.op == Op::both ? " AND " : " OR ")) + *each;
      return Done{};
    };
    for (const Expression* arg : own)
      if (auto good = add(*arg); !good) return fail(std::move(good));
    for (const auto& [root, group] : grouped) {
      Text each = elsewhere(group, root);
      if (!each) return each;
      out += (out.empty() ? "(" : (e.op == Op::both ? " AND " : " OR ")) + *each;
    }
    return out + ")";
  }

  Text elsewhere(const Expression& e, const std::string& root) {
    const EntityType& type = entity(entity(Type::observation).navigation(root)->target);
    auto ids = find_ids(parts_, type, without_prefix(e, 1));
    if (!ids) return fail(std::move(ids));
    if (type.is_series()) return "series_id IN " + sql_.bind_list(*ids);
    // Feature 0 is the one that the register has for the series.
    Sql records;
    std::vector<std::int64_t> series;
    const std::string list = records.bind_list(*ids);
    for (const store::Row& row : parts_.tx.query("SELECT id FROM datastream WHERE feature IN " + list, records.params))
      series.push_back(row.integer(0));
    const std::string features = sql_.bind_list(*ids);
    return "(feature IN " + features + " OR (feature = 0 AND series_id IN " + sql_.bind_list(series) + "))";
  }

  const ReadParts& parts_;
  LakeSql& sql_;
  int under_not_ = 0;
};

// Where "Observations" stands in a path from `type`, counted with the names before it; 0 when it does not.
std::size_t observations_at(const EntityType& type, const Expression& path) {
  const EntityType* at = &type;
  for (std::size_t i = 0; i < path.path.size(); ++i) {
    const Navigation* by = at->navigation(path.path[i]);
    if (by == nullptr) return 0;
    if (by->target == Type::observation) return i + 1;
    at = &entity(by->target);
  }
  return 0;
}

// Settles conditions on Observations from the inside of a filter outwards.
class Settle {
 public:
  Settle(const ReadParts& parts, const EntityType& type) : parts_(parts), type_(type) {}

  Result<Expression> run(Expression e) {
    const auto prefixes = prefixes_of(e);
    if (prefixes.empty() || (prefixes.size() == 1 && prefixes.begin()->empty())) return e;
    if (prefixes.size() == 1) return asked(e, *prefixes.begin());
    if (e.op == Op::no) {
      Result<Expression> inside = run(std::move(e.args[0]));
      if (!inside) return inside;
      e.args[0] = std::move(*inside);
      return e;
    }
    if (e.op != Op::both && e.op != Op::either) return mixed(e);
    return junction(std::move(e));
  }

 private:
  using Prefix = std::vector<std::string>;

  std::set<Prefix> prefixes_of(const Expression& e) const {
    std::vector<const Expression*> paths;
    collect_paths(e, paths);
    std::set<Prefix> out;
    for (const Expression* path : paths) {
      const std::size_t count = observations_at(type_, *path);
      out.insert(Prefix(path->path.begin(), path->path.begin() + static_cast<std::ptrdiff_t>(count)));
    }
    return out;
  }

  Result<Expression> junction(Expression e) {
    std::map<Prefix, Expression> grouped;
    Expression out;
    out.op = e.op;
    out.at = e.at;
    for (Expression& arg : e.args) {
      const auto prefixes = prefixes_of(arg);
      if (prefixes.size() == 1 && !prefixes.begin()->empty()) {
        Expression& group = grouped[*prefixes.begin()];
        group.op = e.op;
        group.at = arg.at;
        group.args.push_back(std::move(arg));
        continue;
      }
      Result<Expression> each = run(std::move(arg));
      if (!each) return each;
      out.args.push_back(std::move(*each));
    }
    for (const auto& [prefix, group] : grouped) {
      Result<Expression> each = asked(group, prefix);
      if (!each) return each;
      out.args.push_back(std::move(*each));
    }
    return out;
  }

  // The condition, said of the series or features instead: which ones have such an Observation.
  Result<Expression> asked(const Expression& e, const Prefix& prefix) {
    LakeSql sql;
    Text condition = lake_condition(parts_, without_prefix(e, prefix.size()), sql);
    if (!condition) return fail(std::move(condition));
    Text seen = lake_visible(parts_, sql);
    if (!seen) return fail(std::move(seen));
    const Prefix owner(prefix.begin(), prefix.end() - 1);
    const EntityType* type = &type_;
    for (const std::string& name : owner) type = &entity(type->navigation(name)->target);
    const bool of_feature = type->type == Type::feature;
    const auto table = parts_.lake.query("SELECT DISTINCT series_id, " + std::string(of_feature ? "feature" : "0") +
                                             " FROM observation WHERE " + *condition + *seen,
                                         sql.params, most_ids);
    if (!table && table.error().code == "lake-query")
      return fail(ErrorKind::invalid, "filter-unanswerable", "$filter asks for numbers that do not fit");
    if (!table) return fail(table.error());
    if (table->cut)
      return fail(ErrorKind::invalid, "filter-too-wide", "the filter matches too many series: make it narrower");
    std::set<std::int64_t> ids;
    for (const auto& row : table->rows) {
      const std::int64_t series = std::get<std::int64_t>(row[0]), feature = std::get<std::int64_t>(row[1]);
      if (!of_feature)
        ids.insert(series);
      else
        ids.insert(feature != 0 ? feature : feature_of(series));
    }
    return ids_in(owner, std::vector<std::int64_t>(ids.begin(), ids.end()));
  }

  std::int64_t feature_of(std::int64_t series) {
    const auto row = parts_.tx.query_one("SELECT feature FROM datastream WHERE id = $1", {series});
    return row ? row->integer_if(0).value_or(0) : 0;
  }

  const ReadParts& parts_;
  const EntityType& type_;
};

}  // namespace

Result<std::string> lake_condition(const ReadParts& parts, const Expression& filter, LakeSql& sql) {
  if (auto good = check_calls(filter); !good) return fail(std::move(good));
  return Compiler(parts, sql).condition(filter);
}

Result<std::string> lake_order(const std::vector<OrderBy>& order, Moment now, LakeSql& sql) {
  std::string out;
  for (const OrderBy& each : order) {
    if (auto good = check_calls(each.what); !good) return fail(std::move(good));
    auto keys = LakeTerms(sql, now, LakeTerms::Unknown::may_stay).sortable(each.what);
    if (!keys) return fail(std::move(keys));
    for (const std::string& key : *keys)
      out += key + (each.direction == OrderBy::Direction::down ? " DESC NULLS LAST, " : " ASC NULLS FIRST, ");
  }
  return " ORDER BY " + out + "series_id, time, until, feature";
}

Result<std::string> lake_visible(const ReadParts& parts, LakeSql& sql) {
  if (parts.access.reach == Access::Reach::everything) {
    std::vector<std::int64_t> gone;
    parts.tx.each("SELECT id FROM removed_series", {}, [&](const store::Row& row) { gone.push_back(row.integer(0)); });
    return gone.empty() ? std::string() : " AND series_id NOT IN " + sql.bind_list(gone);
  }
  Sql records;
  const std::string condition = visible_series("d", parts.access, records);
  std::vector<std::int64_t> series;
  parts.tx.each("SELECT d.id FROM datastream d WHERE " + condition, records.params,
                [&](const store::Row& row) { series.push_back(row.integer(0)); });
  return " AND series_id IN " + sql.bind_list(series) + lake_told(parts.access);
}

bool is_told(const Access& access, const lake::Observation& observation) {
  return access.reach == Access::Reach::everything || (observation.quality & lake::quality::suppressed) == 0;
}

std::string lake_told(const Access& access) {
  if (access.reach == Access::Reach::everything) return {};
  return " AND (quality & " + std::to_string(lake::quality::suppressed) + ") = 0";
}

Result<Expression> settle_observations(const ReadParts& parts, const EntityType& type, Expression filter) {
  return Settle(parts, type).run(std::move(filter));
}

}  // namespace sas::sensorthings
