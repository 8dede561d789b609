#include "html/toml_file.h"

#include "base/config.h"

namespace sas::html {
namespace {

using Texts = std::map<std::string, std::string, std::less<>>;

Result<Done> add_table(Texts& into, const json::Object& table, const std::string& prefix) {
  for (const auto& entry : table) {
    const std::string name = prefix + std::string(entry.key());
    if (const json::Object* inner = entry.value().if_object()) {
      if (auto added = add_table(into, *inner, name + "."); !added) return added;
      continue;
    }
    if (!entry.value().is_string()) return fail(ErrorKind::internal, "toml-no-text", name + " is not a text");
    if (!into.emplace(name, std::string(entry.value().get_string())).second)
      return fail(ErrorKind::internal, "toml-unreadable", name + " stands there twice");
  }
  return Done{};
}

}  // namespace

Result<Texts> read_toml_texts(std::string_view content, std::string_view name) {
  const auto parsed = config::parse_toml(content);
  if (!parsed) return fail(ErrorKind::internal, "toml-unreadable", std::string(name) + " " + parsed.error().detail);
  Texts texts;
  if (auto added = add_table(texts, *parsed, ""); !added) return fail(std::move(added));
  return texts;
}

}  // namespace sas::html
