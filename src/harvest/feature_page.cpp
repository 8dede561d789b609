#include "harvest/feature_page.h"

#include "base/json.h"
#include "harvest/words.h"

namespace sas::harvest {
namespace {

const json::Array* list_at(const json::Object& object, std::string_view key) {
  const json::Value* found = object.if_contains(key);
  return found == nullptr ? nullptr : found->if_array();
}

bool is_true_at(const json::Object& object, std::string_view key) {
  const json::Value* found = object.if_contains(key);
  return found != nullptr && found->is_bool() && found->get_bool();
}

// ArcGIS says it at the top of its own form, and among the properties of the collection in GeoJSON.
bool has_more(const json::Object& answer) {
  constexpr std::string_view key = "exceededTransferLimit";
  const json::Value* properties = answer.if_contains("properties");
  return is_true_at(answer, key) ||
         (properties != nullptr && properties->is_object() && is_true_at(properties->get_object(), key));
}

// OGC 17-069r4 requirement 28: the link to the next page.
std::string next_link(const json::Object& answer, std::string_view url) {
  const json::Array* links = list_at(answer, "links");
  if (links == nullptr) return {};
  for (const json::Value& one : *links)
    if (const json::Object* link = one.if_object(); link != nullptr && json::text_at(*link, "rel") == "next")
      return absolute_url(json::text_at(*link, "href"), url);
  return {};
}

}  // namespace

Result<FeaturePage> read_feature_page(std::string_view body, std::string_view url, std::uint64_t before) {
  const auto value = json::parse(body);
  const json::Object* answer = value && value->is_object() ? &value->get_object() : nullptr;
  const json::Array* features = answer == nullptr ? nullptr : list_at(*answer, "features");
  if (features == nullptr) return fail(ErrorKind::invalid, "harvest-pages", "the answer has no features");
  FeaturePage out;
  for (const json::Value& feature : *features) out.features.push_back(json::write(feature));
  out.next = next_link(*answer, url);
  if (out.next.empty() && has_more(*answer))
    out.next = with_query(url, "resultOffset", std::to_string(before + features->size()));
  // A server that says "more" and gives nothing would be asked for ever.
  if (features->empty()) out.next.clear();
  return out;
}

}  // namespace sas::harvest
