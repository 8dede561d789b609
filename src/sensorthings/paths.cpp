#include "sensorthings/paths.h"

namespace sas::sensorthings {

Result<PathMeaning> meaning_of(const EntityType& from, const Expression& path) {
  PathMeaning out;
  out.type = &from;
  for (std::size_t i = 0; i < path.path.size(); ++i) {
    const std::string& name = path.path[i];
    const bool last = i + 1 == path.path.size();
    if (last && (name == "id" || name == "@iot.id")) return out;
    if (const Navigation* by = out.type->navigation(name)) {
      out.through.push_back(by);
      out.type = &entity(by->target);
      continue;
    }
    out.property = out.type->property(name);
    if (out.property == nullptr)
      return fail(ErrorKind::invalid, "url-invalid",
                  "at character " + std::to_string(path.at + 1) + ": " + std::string(out.type->name) +
                      " has no property or navigation \"" + name.substr(0, 60) + "\"");
    out.inside.assign(path.path.begin() + static_cast<std::ptrdiff_t>(i) + 1, path.path.end());
    return out;
  }
  return fail(ErrorKind::invalid, "url-invalid",
              "at character " + std::to_string(path.at + 1) + ": name a property of " + std::string(out.type->name));
}

void collect_paths(const Expression& expression, std::vector<const Expression*>& out) {
  if (expression.op == Op::path) out.push_back(&expression);
  for (const Expression& arg : expression.args) collect_paths(arg, out);
}

Expression without_prefix(const Expression& expression, std::size_t count) {
  Expression out = expression;
  if (out.op == Op::path) out.path.erase(out.path.begin(), out.path.begin() + static_cast<std::ptrdiff_t>(count));
  for (Expression& arg : out.args) arg = without_prefix(arg, count);
  return out;
}

Expression ids_in(std::vector<std::string> path, const std::vector<std::int64_t>& ids) {
  Expression name, list, out;
  path.emplace_back("@iot.id");
  name.op = Op::path;
  name.path = std::move(path);
  list.op = Op::list;
  for (const std::int64_t id : ids) {
    Expression each;
    each.literal = id;
    list.args.push_back(std::move(each));
  }
  out.op = Op::in;
  out.args.push_back(std::move(name));
  out.args.push_back(std::move(list));
  return out;
}

tl::unexpected<Error> mixed(const Expression& where) {
  return fail(
      ErrorKind::invalid, "filter-mixed",
      "$filter, at character " + std::to_string(where.at + 1) +
          ": compare a property of an Observation with a value, not with a property of another entity; write two "
          "conditions with and");
}

}  // namespace sas::sensorthings
