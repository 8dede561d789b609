#include "lake/sql_check.h"

#include <algorithm>
#include <array>

#include "base/json.h"

namespace sas::lake {

namespace {

/// Sources that only make or unfold values.
constexpr std::array harmless_sources{"range", "generate_series", "unnest"};

/// Functions that tell about the machine or the engine, reach outside, or make very large values out of nothing; the
/// memory limit of the engine does not see a single text or list.
constexpr std::array refused_functions{"getenv",
                                       "getvariable",
                                       "current_setting",
                                       "set_config",
                                       "query",
                                       "query_table",
                                       "read_text",
                                       "read_blob",
                                       "read_csv",
                                       "read_json",
                                       "read_parquet",
                                       "glob",
                                       "repeat",
                                       "lpad",
                                       "rpad",
                                       "range",
                                       "generate_series",
                                       "list_resize",
                                       "array_resize",
                                       "printf",
                                       "format",
                                       "bar",
                                       "write_log",
                                       "nextval",
                                       "currval",
                                       "setseed",
                                       "sql_auto_complete",
                                       "json_execute_serialized_sql",
                                       "parse_duckdb_log_message",
                                       "generate_subscripts",
                                       "bitstring",
                                       "set_bit",
                                       "sleep_ms",
                                       "sleep",
                                       "current_query",
                                       "add_parquet_key",
                                       "enable_logging",
                                       "combinations",
                                       "list_repeat",
                                       "array_repeat"};

constexpr std::array known_sources{"BASE_TABLE", "SUBQUERY", "JOIN", "TABLE_FUNCTION", "EXPRESSION_LIST", "EMPTY"};

/// Deep enough for what people write; the tree has about three levels for each bracket.
constexpr std::size_t deepest = 400;

std::string lower(std::string text) {
  for (char& c : text)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  return text;
}

/// A name of WITH that could also be a view of the engine, or a file, would open that outside its own place.
bool is_plain_name(std::string_view name) {
  for (const char* prefix : {"duckdb_", "sqlite_", "pragma_", "pg_"})
    if (name.starts_with(prefix)) return false;
  return !name.empty() && std::all_of(name.begin(), name.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_';
  });
}

template <typename List>
bool contains(const List& list, std::string_view name) {
  return std::find(list.begin(), list.end(), name) != list.end();
}

/// Walks the tree. Throws nothing; the first objection is kept.
class Walker {
 public:
  explicit Walker(const std::set<std::string>& tables) : tables_(tables) {}

  /// Names of WITH count everywhere in the statement: a name that is used outside its place is an error of the engine.
  void collect_names(const json::Value& value) {
    each_child(value, [&](const json::Value& child) { collect_names(child); });
    if (!value.is_object()) return;
    const json::Value* map = value.get_object().if_contains("cte_map");
    if (!map || !map->is_object()) return;
    const json::Value* list = map->get_object().if_contains("map");
    if (!list || !list->is_array()) return;
    for (const json::Value& entry : list->get_array())
      if (entry.is_object()) add_name(lower(json::text_at(entry.get_object(), "key")));
  }

  void walk(const json::Value& value) {
    if (!objection_.empty()) return;
    if (value.is_object()) look_at(value.get_object());
    each_child(value, [&](const json::Value& child) { walk(child); });
  }

  [[nodiscard]] const std::string& objection() const { return objection_; }

 private:
  template <typename F>
  static void each_child(const json::Value& value, F&& visit) {
    if (value.is_object())
      for (const auto& [key, child] : value.get_object()) visit(child);
    if (value.is_array())
      for (const json::Value& child : value.get_array()) visit(child);
  }

  void add_name(const std::string& name) {
    if (!is_plain_name(name)) refuse("the name " + name + " after WITH is not allowed: use letters, digits and _");
    with_names_.insert(name);
  }

  void refuse(std::string why) {
    if (objection_.empty()) objection_ = std::move(why);
  }

  void look_at(const json::Object& node) {
    const std::string type = json::text_at(node, "type");
    const bool is_source = node.contains("sample") && node.contains("alias");
    if (is_source && !contains(known_sources, type)) return refuse("this kind of source is not allowed: " + type);
    if (type == "BASE_TABLE") return look_at_table(node);
    if (type == "TABLE_FUNCTION") return look_at_source(node);
    if (type == "FUNCTION" || type == "WINDOW_AGGREGATE") {
      const std::string name = lower(json::text_at(node, "function_name"));
      if (!is_called_as_source(node) && contains(refused_functions, name))
        refuse("the function " + name + " is not allowed");
    }
  }

  void look_at_table(const json::Object& node) {
    const std::string name = lower(json::text_at(node, "table_name"));
    const bool elsewhere = !json::text_at(node, "schema_name").empty() || !json::text_at(node, "catalog_name").empty();
    if (elsewhere || !(tables_.contains(name) || with_names_.contains(name)))
      refuse("there is no table " + name + " here");
  }

  void look_at_source(const json::Object& node) {
    const json::Value* function = node.if_contains("function");
    const std::string name = function && function->is_object()
                                 ? lower(json::text_at(function->get_object(), "function_name"))
                                 : std::string();
    if (!contains(harmless_sources, name)) return refuse("reading from " + name + "() is not allowed");
    source_ = &function->get_object();
  }

  /// range() gives rows one by one as a source and one large list as a value: only the second is refused.
  [[nodiscard]] bool is_called_as_source(const json::Object& node) const { return source_ == &node; }

  const std::set<std::string>& tables_;
  std::set<std::string> with_names_;
  const json::Object* source_ = nullptr;
  std::string objection_;
};

tl::unexpected<Error> refused(std::string detail) {
  return fail(ErrorKind::invalid, "sandbox-refused", std::move(detail));
}

}  // namespace

Result<Done> check_syntax_tree(std::string_view tree, const std::set<std::string>& tables) {
  const Result<json::Value> parsed = json::parse(tree, deepest);
  if (!parsed || !parsed->is_object()) return refused("the statement is nested too deeply");
  const json::Object& root = parsed->get_object();
  const json::Value* error = root.if_contains("error");
  if (!error || !error->is_bool() || error->get_bool()) {
    if (json::text_at(root, "error_type") == "parser")
      return fail(ErrorKind::invalid, "sandbox-sql", json::text_at(root, "error_message"));
    return refused("only SELECT is allowed");
  }
  const json::Value* statements = root.if_contains("statements");
  if (!statements || !statements->is_array() || statements->get_array().size() != 1)
    return refused("exactly one statement is allowed");
  Walker walker(tables);
  walker.collect_names(*statements);
  walker.walk(*statements);
  if (!walker.objection().empty()) return refused(walker.objection());
  return Done{};
}

}  // namespace sas::lake
