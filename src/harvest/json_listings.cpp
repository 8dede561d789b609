#include <string>

#include "base/json.h"
#include "base/text.h"
#include "harvest/readers.h"
#include "harvest/words.h"

namespace sas::harvest {
namespace {

tl::unexpected<Error> unreadable(std::string where) {
  return fail(ErrorKind::invalid, "listing-unreadable", std::move(where));
}

Result<json::Object> object_of(std::string_view body) {
  auto value = json::parse(body);
  if (!value || !value->is_object()) return unreadable("the answer is no JSON object");
  return std::move(value->get_object());
}

const json::Array* array_at(const json::Object& object, std::string_view key) {
  const auto* found = object.if_contains(key);
  return found ? found->if_array() : nullptr;
}

const json::Object* object_at(const json::Object& object, std::string_view key) {
  const auto* found = object.if_contains(key);
  return found ? found->if_object() : nullptr;
}

template <typename Use>
void each_object(const json::Array* array, Use use) {
  if (array == nullptr) return;
  for (const auto& one : *array)
    if (const auto* object = one.if_object()) use(*object);
}

void add_form(Listed& set, const std::string& format, std::string url) {
  if (url.empty()) return;
  const std::string known = format.empty() ? format_of_url(url) : format_of(format);
  for (const Form& form : set.forms)
    if (form.url == url) return;
  set.forms.push_back({known, std::move(url)});
}

}  // namespace

// https://docs.ckan.org/en/2.11/api/: {"success": true, "result": {"count": N, "results": [{package}]}}
Result<Listing> read_ckan(std::string_view body, std::string_view url) {
  const auto answer = object_of(body);
  if (!answer) return fail(Error(answer.error()));
  const auto* success = answer->if_contains("success");
  if (success == nullptr || !success->is_bool()) return unreadable("`success` is missing");
  const json::Object* result = object_at(*answer, "result");
  if (!success->get_bool() || result == nullptr)
    return fail(ErrorKind::unavailable, "listing-refused", "the catalogue answered `success: false`");
  const json::Array* packages = array_at(*result, "results");
  if (packages == nullptr) return unreadable("`result.results` is no list");
  Listing out;
  each_object(packages, [&](const json::Object& package) {
    Listed set;
    set.id = json::text_at(package, "name");
    set.title = without_markup(json::text_at(package, "title"));
    set.summary = without_markup(json::text_at(package, "notes"));
    set.licence = licence_of(json::text_at(package, "license_id"));
    set.modified = json::text_at(package, "metadata_modified");
    set.page = absolute_url(json::text_at(package, "url"), url);
    if (const json::Object* organisation = object_at(package, "organization"))
      set.publisher = without_markup(json::text_at(*organisation, "title"));
    each_object(array_at(package, "resources"), [&](const json::Object& resource) {
      add_form(set, json::text_at(resource, "format"), absolute_url(json::text_at(resource, "url"), url));
    });
    add(out, std::move(set));
  });
  const std::string start = [&] {
    const std::size_t at = url.find("start=");
    return at == std::string_view::npos ? std::string("0")
                                        : std::string(url.substr(at + 6, url.find('&', at) - at - 6));
  }();
  const std::int64_t reached = parse_int(start).value_or(0) + static_cast<std::int64_t>(packages->size());
  if (!packages->empty() && reached < json::int_at(*result, "count"))
    out.next = with_query(url, "start", std::to_string(reached));
  return out;
}

// https://resources.data.gov/resources/dcat-us/ (1.1)
Result<Listing> read_data_json(std::string_view body, std::string_view url) {
  const auto answer = object_of(body);
  if (!answer) return fail(Error(answer.error()));
  const json::Array* sets = array_at(*answer, "dataset");
  if (sets == nullptr) return unreadable("`dataset` is no list");
  Listing out;
  each_object(sets, [&](const json::Object& one) {
    Listed set;
    set.id = json::text_at(one, "identifier");
    set.title = without_markup(json::text_at(one, "title"));
    set.summary = without_markup(json::text_at(one, "description"));
    set.licence = licence_of(json::text_at(one, "license"));
    set.modified = json::text_at(one, "modified");
    set.page = absolute_url(json::text_at(one, "landingPage"), url);
    if (const json::Object* publisher = object_at(one, "publisher"))
      set.publisher = without_markup(json::text_at(*publisher, "name"));
    each_object(array_at(one, "distribution"), [&](const json::Object& form) {
      const std::string media = json::text_at(form, "mediaType");
      const std::string format = json::text_at(form, "format");
      std::string address = absolute_url(json::text_at(form, "downloadURL"), url);
      if (address.empty()) address = absolute_url(json::text_at(form, "accessURL"), url);
      add_form(set, media.empty() ? format : media, std::move(address));
    });
    add(out, std::move(set));
  });
  return out;
}

namespace {

// OGC 17-069r4 requirement 15: each collection links to its items.
Listing collections_of(const json::Array& collections, const json::Object& answer, std::string_view url) {
  Listing out;
  each_object(&collections, [&](const json::Object& one) {
    Listed set;
    set.id = json::text_at(one, "id");
    set.title = without_markup(json::text_at(one, "title"));
    if (set.title.empty()) set.title = set.id;
    set.summary = without_markup(json::text_at(one, "description"));
    each_object(array_at(one, "links"), [&](const json::Object& link) {
      const std::string relation = json::text_at(link, "rel");
      const std::string type = json::text_at(link, "type");
      if (relation == "items" && (type.empty() || format_of(type) == "geojson" || format_of(type) == "json"))
        add_form(set, "geojson", absolute_url(json::text_at(link, "href"), url));
      if (relation == "license") set.licence = licence_of(json::text_at(link, "href"));
    });
    add(out, std::move(set));
  });
  each_object(array_at(answer, "links"), [&](const json::Object& link) {
    if (json::text_at(link, "rel") == "next") out.next = absolute_url(json::text_at(link, "href"), url);
  });
  return out;
}

// ArcGIS REST: {"serviceDescription": …, "layers": [{"id": 0, "name": …}]}
Listing layers_of(const json::Array& layers, const json::Object& answer, std::string_view url) {
  Listing out;
  const std::string_view service = url.substr(0, url.find('?'));
  each_object(&layers, [&](const json::Object& layer) {
    const std::int64_t number = json::int_at(layer, "id", -1);
    if (number < 0) {
      ++out.passed_over;
      return;
    }
    Listed set;
    set.id = std::string(service) + "/" + std::to_string(number);
    set.title = without_markup(json::text_at(layer, "name"));
    set.summary = without_markup(json::text_at(answer, "serviceDescription"));
    set.publisher = without_markup(json::text_at(answer, "copyrightText"));
    add_form(set, "geojson", absolute_url(set.id + "/query?where=1%3D1&outFields=*&outSR=4326&f=geojson", url));
    add(out, std::move(set));
  });
  return out;
}

}  // namespace

Result<Listing> read_features(std::string_view body, std::string_view url) {
  const auto answer = object_of(body);
  if (!answer) return fail(Error(answer.error()));
  if (const json::Array* collections = array_at(*answer, "collections"))
    return collections_of(*collections, *answer, url);
  if (const json::Array* layers = array_at(*answer, "layers")) return layers_of(*layers, *answer, url);
  // ArcGIS answers 200 with an error inside.
  if (object_at(*answer, "error") != nullptr)
    return fail(ErrorKind::unavailable, "listing-refused", "the service answered with an error");
  return unreadable("neither `collections` nor `layers` is a list");
}

}  // namespace sas::harvest
