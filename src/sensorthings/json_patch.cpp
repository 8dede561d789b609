#include "sensorthings/json_patch.h"

#include <vector>

#include "base/text.h"

namespace sas::sensorthings {
namespace {

constexpr std::size_t most_operations = 100;

// RFC 6901 clause 4.
std::optional<std::vector<std::string>> pointer_of(const std::string& text) {
  std::vector<std::string> out;
  if (text.empty()) return out;
  if (text.front() != '/') return std::nullopt;
  for (const std::string& raw : split(std::string_view(text).substr(1), '/')) {
    std::string name;
    for (std::size_t i = 0; i < raw.size(); ++i) {
      if (raw[i] != '~') {
        name += raw[i];
        continue;
      }
      if (++i >= raw.size() || (raw[i] != '0' && raw[i] != '1')) return std::nullopt;
      name += raw[i] == '0' ? '~' : '/';
    }
    out.push_back(std::move(name));
  }
  return out;
}

using Names = std::vector<std::string>;

json::Value* at(json::Value& document, const Names& names, std::size_t count) {
  json::Value* here = &document;
  for (std::size_t i = 0; i < count && here != nullptr; ++i) {
    if (auto* object = here->if_object()) {
      here = object->if_contains(names[i]);
    } else if (auto* array = here->if_array()) {
      const auto place = parse_int(names[i]);
      here = place && static_cast<std::size_t>(*place) < array->size() ? &(*array)[static_cast<std::size_t>(*place)]
                                                                       : nullptr;
    } else {
      here = nullptr;
    }
  }
  return here;
}

bool add(json::Value& document, const Names& names, json::Value value) {
  if (names.empty()) {
    document = std::move(value);
    return true;
  }
  json::Value* parent = at(document, names, names.size() - 1);
  if (parent == nullptr) return false;
  if (auto* object = parent->if_object()) {
    (*object)[names.back()] = std::move(value);
    return true;
  }
  auto* array = parent->if_array();
  if (array == nullptr) return false;
  const auto place = names.back() == "-" ? std::optional<std::int64_t>(static_cast<std::int64_t>(array->size()))
                                         : parse_int(names.back());
  if (!place || static_cast<std::size_t>(*place) > array->size()) return false;
  array->insert(array->begin() + *place, std::move(value));
  return true;
}

bool remove(json::Value& document, const Names& names) {
  if (names.empty() || at(document, names, names.size()) == nullptr) return false;
  json::Value* parent = at(document, names, names.size() - 1);
  if (auto* object = parent->if_object())
    object->erase(names.back());
  else
    parent->get_array().erase(parent->get_array().begin() + *parse_int(names.back()));
  return true;
}

bool apply(json::Value& document, const json::Object& step, const std::string& op, const Names& path) {
  const json::Value* value = step.if_contains("value");
  if (op == "add") return value != nullptr && add(document, path, *value);
  if (op == "remove") return remove(document, path);
  if (op == "replace") {
    json::Value* old = at(document, path, path.size());
    if (value == nullptr || old == nullptr) return false;
    *old = *value;
    return true;
  }
  const auto from = pointer_of(json::text_at(step, "from"));
  if (!from || !step.contains("from") || (op != "move" && op != "copy")) return false;
  const json::Value* source = at(document, *from, from->size());
  if (source == nullptr) return false;
  json::Value copy = *source;
  if (op == "move" && !remove(document, *from)) return false;
  return add(document, path, std::move(copy));
}

}  // namespace

Result<json::Value> patched(json::Value document, const json::Value& patch) {
  const auto* steps = patch.if_array();
  if (steps == nullptr || steps->size() > most_operations)
    return fail(ErrorKind::invalid, "body-invalid", "the patch: expected a list of at most 100 operations (RFC 6902)");
  for (std::size_t i = 0; i < steps->size(); ++i) {
    const auto* step = (*steps)[i].if_object();
    const std::string where = "operation " + std::to_string(i + 1) + ": ";
    const auto path = step == nullptr ? std::nullopt : pointer_of(json::text_at(*step, "path"));
    if (!path || !step->contains("path"))
      return fail(ErrorKind::invalid, "body-invalid", where + "expected an object with op and path");
    const std::string op = json::text_at(*step, "op");
    if (op == "test") {
      const json::Value *value = step->if_contains("value"), *there = at(document, *path, path->size());
      if (value == nullptr || there == nullptr || *value != *there)
        return fail(ErrorKind::conflict, "patch-test-failed", where + "the value is another one");
    } else if (!apply(document, *step, op, *path)) {
      return fail(ErrorKind::invalid, "body-invalid", where + "it leads nowhere, or is no operation of RFC 6902");
    }
  }
  return document;
}

}  // namespace sas::sensorthings
