#include "suppliers/package_words.h"

#include "base/text.h"

namespace sas::suppliers {
namespace {

using portal::CkanArguments;
using portal::wrong_argument;

constexpr std::size_t longest_name = 80;

// CKAN's own identifiers of the two licences (licenses.opendefinition.org), and ours.
std::optional<std::string> open_licence(std::string_view said) {
  const std::string word = fold(said);
  if (word == "cc-zero" || word == "cc0-1.0") return "CC0-1.0";
  if (word == "cc-by" || word == "cc-by-4.0") return "CC-BY-4.0";
  return std::nullopt;
}

Result<std::vector<std::string>> tags_of(const CkanArguments& arguments) {
  const auto value = arguments.value("tags");
  if (!value) return fail(Error(value.error()));
  std::vector<std::string> out;
  if (const json::Array* list = value->if_array())
    for (const json::Value& one : *list) {
      const json::Object* tag = one.if_object();
      std::string name = tag != nullptr ? json::text_at(*tag, "name") : std::string();
      if (name.empty()) return fail(wrong_argument("tags", "Must be a list of {\"name\": \"…\"}"));
      out.push_back(std::move(name));
    }
  else
    return fail(wrong_argument("tags", "Must be a list of {\"name\": \"…\"}"));
  return out;
}

}  // namespace

bool is_dataset_name(std::string_view name) {
  return name.size() >= 2 && name.size() <= longest_name && name[0] >= 'a' && name[0] <= 'z' &&
         name.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789-") == std::string_view::npos;
}

Result<SuppliedSet> with_words(SuppliedSet set, const CkanArguments& arguments) {
  for (const auto& [field, place] : {std::pair{"title", &set.title}, std::pair{"notes", &set.notes}}) {
    if (!arguments.has(field)) continue;
    *place = arguments.text(field);
    if (!is_utf8(*place)) return fail(wrong_argument(field, "Must be text in UTF-8"));
  }
  if (arguments.has("license_id")) {
    const auto licence = open_licence(arguments.text("license_id"));
    if (!licence) return fail(wrong_argument("license_id", "Must be cc-zero or cc-by: open data has an open licence"));
    set.licence = *licence;
  }
  if (arguments.has("tags")) {
    auto tags = tags_of(arguments);
    if (!tags) return fail(std::move(tags));
    set.tags = std::move(*tags);
  }
  return set;
}

Result<ResourceName> read_resource_id(const CkanArguments& arguments, std::string_view field) {
  const auto id = arguments.required(field);
  if (!id) return fail(Error(id.error()));
  const std::size_t dash = id->rfind('-');
  if (dash == std::string::npos) return fail(ErrorKind::not_found, "resource-unknown", "Not found");
  return ResourceName{id->substr(0, dash), id->substr(dash + 1)};
}

}  // namespace sas::suppliers
