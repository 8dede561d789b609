#include "html/toml_file.h"

#define TOML_EXCEPTIONS 0
#define TOML_HEADER_ONLY 1
#include <toml++/toml.h>

namespace sas::html {
namespace {

using Texts = std::map<std::string, std::string, std::less<>>;

Result<Done> add_table(Texts& into, const toml::table& table, const std::string& prefix) {
  for (const auto& [key, node] : table) {
    const std::string name = prefix + std::string(key.str());
    if (const toml::table* inner = node.as_table()) {
      if (auto added = add_table(into, *inner, name + "."); !added) return added;
      continue;
    }
    const auto* text = node.as_string();
    if (text == nullptr) return fail(ErrorKind::internal, "toml-no-text", name + " is not a text");
    if (!into.emplace(name, text->get()).second)
      return fail(ErrorKind::internal, "toml-unreadable", name + " stands there twice");
  }
  return Done{};
}

}  // namespace

Result<Texts> read_toml_texts(std::string_view content, std::string_view name) {
  const toml::parse_result parsed = toml::parse(content, name);
  if (!parsed) {
    const auto line = parsed.error().source().begin.line;
    return fail(ErrorKind::internal, "toml-unreadable",
                std::string(name) + " line " + std::to_string(line) + ": " + std::string(parsed.error().description()));
  }
  Texts texts;
  if (auto added = add_table(texts, parsed.table(), ""); !added) return fail(std::move(added));
  return texts;
}

}  // namespace sas::html
