#include <map>
#include <memory>

#include "base/text.h"
#include "people/rate_limit.h"
#include "suppliers/under_way.h"
#include "suppliers/write_actions.h"

namespace sas::suppliers {
namespace {

using http::Request;
using http::Response;

constexpr std::size_t largest_call = (std::size_t{20} << 20U) + 64 * 1024;
// A program that brings a row at a time is told to bring more at once.
constexpr people::Rate one_key{60, 120};
constexpr people::Rate all_keys_together{600, 1'200};
constexpr people::Rate wrong_keys{10, 10};
constexpr people::Rate all_wrong_keys{200, 200};
constexpr std::size_t files_at_once = 2;

using Run = Result<json::Object> (WriteActions::*)(const WriteCall&);
struct Action {
  Run run;
  std::string_view summary;
};

const std::map<std::string_view, Action>& actions() {
  static const std::map<std::string_view, Action> table{
      {"package_create", {&WriteActions::package_create, "Make a set. name, title, notes, license_id, tags."}},
      {"package_update", {&WriteActions::package_update, "Describe a set anew. id; what is absent is emptied."}},
      {"package_patch", {&WriteActions::package_patch, "Change some of the words about a set. id."}},
      {"package_delete", {&WriteActions::package_delete, "Take a set back: every release is withdrawn. id."}},
      {"package_gate_show", {&WriteActions::package_gate_show, "What the gate says of a set. id."}},
      {"resource_create",
       {&WriteActions::resource_create, "Bring a file. package_id, then upload (csv, geojson, xlsx)."}},
      {"resource_update", {&WriteActions::resource_update, "Bring a file in the place of another. id, upload."}},
      {"resource_patch", {&WriteActions::resource_update, "The same as resource_update."}},
      {"datastore_create",
       {&WriteActions::datastore_create, "Bring rows. resource {package_id}, fields, records, primary_key."}},
      {"datastore_upsert", {&WriteActions::datastore_upsert, "Change rows. resource_id, records, method."}},
      {"datastore_delete", {&WriteActions::datastore_delete, "Remove rows. resource_id, filters."}}};
  return table;
}

std::string key_text(const Request& request) {
  const std::string header = request.header("authorization");
  return header.empty() ? request.header("x-ckan-api-key") : header;
}

class WriteRoutes {
 public:
  explicit WriteRoutes(const SupplierParts& parts)
      : parts_(parts),
        actions_(parts),
        right_(parts.keys.clock, parts.keys.random, all_keys_together, one_key),
        wrong_(parts.keys.clock, parts.keys.random, all_wrong_keys, wrong_keys) {}

  Response answer(const Request& request, const std::string& name, Run run) {
    const auto key = key_of(request);
    return key ? said(called(request, *key, run), name) : said(fail(Error(key.error())), name);
  }

  // Who may bring a file, and for which set, is known before any of it is kept.
  Response receive(const Request& request, const std::string& name, Run run) {
    auto key = key_of(request);
    if (!key) return said(fail(std::move(key)), name);
    if (!key->has(Scope::rows)) return said(fail(scope_missing(Scope::rows)), name);
    // In the address it is known before the body.
    if (request.query.has("package_id") || request.query.has("id"))
      if (auto refused = unwanted(request, *key, name)) return std::move(*refused);
    auto place = under_way_.begin(key->id);
    if (place == nullptr) return said(too_many_files(), name);
    Response granted;
    granted.before_files = [this, key = *key, name](const Request& begun) { return unwanted(begun, key, name); };
    granted.receive = [this, key = std::move(*key), name, run, place = std::move(place)](const Request& whole) {
      return said(called(whole, key, run), name);
    };
    return granted;
  }

 private:
  [[nodiscard]] Response said(const Result<json::Object>& result, const std::string& name) const {
    const std::string help = parts_.public_url + "/data/ontwikkelaars#schrijven";
    if (result) return plain(portal::ckan_answer(help, json::write(*result)));
    Response refused = plain(portal::ckan_error(help, result.error()));
    if (result.error().kind == ErrorKind::too_many) refused.with("Retry-After", "60");
    if (result.error().code == "key-missing") refused.with("WWW-Authenticate", "Bearer realm=\"" + name + "\"");
    return refused;
  }

  // An answer to one owner is kept by nobody, and read by no other site.
  static Response plain(Response response) {
    std::erase_if(response.headers, [](const auto& header) { return header.first == "Access-Control-Allow-Origin"; });
    return response.with("Cache-Control", "no-store");
  }

  Result<Key> key_of(const Request& request) {
    auto key = parts_.recall.records.read(
        [&](store::ReadTx& tx) -> Result<Key> { return find_key(tx, parts_.keys.clock, key_text(request)); });
    if (!key) {
      if (key.error().kind == ErrorKind::unauthenticated && !wrong_.allow("key", request.client)) return too_many();
      return key;
    }
    if (!right_.allow("write", key->id)) return too_many();
    return key;
  }

  // The answer when the file of this call is not for a set of this owner, as far as its arguments have come.
  [[nodiscard]] std::optional<Response> unwanted(const Request& request, const Key& key,
                                                 const std::string& name) const {
    const auto arguments = portal::CkanArguments::read(request);
    if (!arguments) return said(fail(Error(arguments.error())), name);
    const auto wanted = actions_.may_bring({key, *arguments, request.files});
    if (wanted) return std::nullopt;
    return said(fail(Error(wanted.error())), name);
  }

  Result<json::Object> called(const Request& request, const Key& key, Run run) {
    const auto arguments = portal::CkanArguments::read(request);
    if (!arguments) return fail(Error(arguments.error()));
    return (actions_.*run)({key, *arguments, request.files});
  }

  static tl::unexpected<Error> too_many() {
    return fail(ErrorKind::too_many, "too-many-calls",
                "Too many calls: wait a minute, and bring more rows in one call");
  }

  static tl::unexpected<Error> too_many_files() {
    return fail(ErrorKind::too_many, "too-many-files", "Files are still coming in with this key: wait for one to end");
  }

  const SupplierParts parts_;
  WriteActions actions_;
  UnderWay under_way_{files_at_once};
  people::RateLimit right_, wrong_;
};

}  // namespace

void add_write_routes(http::Router& router, const SupplierParts& parts) {
  const auto routes = std::make_shared<WriteRoutes>(parts);
  for (const auto& [name, action] : actions())
    for (const char* base : {"/api/3/action/", "/api/action/"}) {
      http::Route route;
      route.method = http::Method::post;
      route.pattern = base + std::string(name);
      route.audience = http::Audience::api;
      route.summary = action.summary;
      route.max_body = largest_call;
      const bool brings_file =
          action.run == &WriteActions::resource_create || action.run == &WriteActions::resource_update;
      if (brings_file) route.spool = parts.spool;
      route.handler = [routes, name = std::string(name), run = action.run, brings_file](const Request& request) {
        return brings_file ? routes->receive(request, name, run) : routes->answer(request, name, run);
      };
      router.add(std::move(route));
    }
}

}  // namespace sas::suppliers
