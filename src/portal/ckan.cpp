#include <map>

#include "portal/ckan_packages.h"
#include "portal/counter.h"
#include "portal/datastore.h"

/// The CKAN Action API v3: one table of actions, one envelope.
namespace sas::portal {
namespace {

using http::Request;
using http::Response;

constexpr std::size_t largest_call = 256 * 1024;

struct Call {
  const CkanCatalogue& catalogue;
  Datastore& datastore;
  const CkanArguments& arguments;
};
using Run = Result<std::string> (*)(const Call&);

template <auto Member>
Result<std::string> of_catalogue(const Call& call) {
  return (call.catalogue.*Member)(call.arguments);
}
template <auto Member>
Result<std::string> of_datastore(const Call& call) {
  return (call.datastore.*Member)(call.catalogue.shelf, call.arguments);
}

struct Action {
  Run run;
  std::string_view help;
};

Result<std::string> help_show(const Call& call);
Result<std::string> site_read(const Call&) {
  return std::string("true");
}

const std::map<std::string, Action, std::less<>>& actions() {
  static const std::map<std::string, Action, std::less<>> table{
      {"current_package_list_with_resources",
       {of_catalogue<&CkanCatalogue::package_list_with_resources>,
        "All data sets with their resources. limit, offset."}},
      {"datastore_info", {of_datastore<&Datastore::info>, "Columns and number of rows of a resource. id."}},
      {"datastore_search",
       {of_datastore<&Datastore::search>,
        "Rows of a resource. resource_id, filters, q, distinct, limit (100, at most 32000), offset, fields, sort, "
        "include_total, records_format (objects, lists, csv, tsv)."}},
      {"datastore_search_sql",
       {of_datastore<&Datastore::search_sql>,
        "One SELECT over the resources it names between quotes. sql. At most 32000 rows: records_truncated says when "
        "there were more."}},
      {"group_list", {of_catalogue<&CkanCatalogue::group_list>, "Names of the themes in use."}},
      {"group_show", {of_catalogue<&CkanCatalogue::group_show>, "A theme and its data sets. id."}},
      {"help_show", {help_show, "What an action does. name; without it, the names of all actions."}},
      {"license_list", {of_catalogue<&CkanCatalogue::license_list>, "The licences in use."}},
      {"organization_list", {of_catalogue<&CkanCatalogue::organization_list>, "Names of the owners of data sets."}},
      {"organization_show", {of_catalogue<&CkanCatalogue::organization_show>, "An owner and its data sets. id."}},
      {"package_autocomplete", {of_catalogue<&CkanCatalogue::package_autocomplete>, "Data sets by words. q, limit."}},
      {"package_list", {of_catalogue<&CkanCatalogue::package_list>, "Names of all data sets. limit, offset."}},
      {"package_search",
       {of_catalogue<&CkanCatalogue::package_search>,
        "Search in the data sets. q, fq (tags, groups, organization, license_id, res_format, name), rows (10, at most "
        "1000), start, sort, facet.field, ext_bbox."}},
      {"package_show", {of_catalogue<&CkanCatalogue::package_show>, "One data set. id."}},
      {"resource_search",
       {of_catalogue<&CkanCatalogue::resource_search>, "Resources by a field. query, limit, offset."}},
      {"resource_show", {of_catalogue<&CkanCatalogue::resource_show>, "One resource. id."}},
      {"site_read", {site_read, "True: anybody may read."}},
      {"status_show", {of_catalogue<&CkanCatalogue::status_show>, "About this site."}},
      {"tag_list", {of_catalogue<&CkanCatalogue::tag_list>, "The keywords in use. query."}},
  };
  return table;
}

Result<std::string> help_show(const Call& call) {
  const std::string name = call.arguments.text("name");
  if (name.empty()) {
    json::Array names;
    for (const auto& entry : actions()) names.emplace_back(entry.first);
    return json::write(names);
  }
  const auto action = actions().find(name);
  if (action == actions().end()) return fail(ErrorKind::not_found, "action-unknown", "Action not found");
  return json::write(json::Value(action->second.help));
}

std::string help_of(const Counter& counter, const std::string& name) {
  return counter.frame.publisher().public_url + "/api/3/action/help_show?name=" + url_encode(name);
}

Response answer(Counter& counter, Datastore& datastore, const Request& request) {
  const std::string& name = request.param("action");
  const std::string help = help_of(counter, name);
  const auto action = actions().find(name);
  if (action == actions().end()) {
    Response response = ckan_error(help, {ErrorKind::not_found, "action-unknown", "Action name not known", {}});
    response.status = 400;  // what CKAN answers, unlike for a set that is not there
    return response;
  }
  const Result<CkanArguments> arguments = CkanArguments::read(request);
  if (!arguments) return ckan_error(help, arguments.error());
  const auto shelf = counter.shelves.now();
  const CkanCatalogue catalogue{counter.frame.publisher(), *shelf, counter.clock.now()};
  const Result<std::string> result = action->second.run({catalogue, datastore, *arguments});
  return result ? ckan_answer(help, *result) : ckan_error(help, result.error());
}

Response within_limits(Counter& counter, Datastore& datastore, const Request& request) {
  const Allowance allowance = counter.limit.take(request);
  if (!allowance.wait) return with_limits(answer(counter, datastore, request), allowance);
  const std::string help = help_of(counter, request.param("action"));
  return with_limits(ckan_error(help, asked_too_often(counter.frame, allowance)), allowance);
}

// Browsers ask first when another site posts JSON or brings a key (Fetch, CORS preflight).
Response preflight(const Request&) {
  Response response;
  response.status = 204;
  response.with("Access-Control-Allow-Methods", "GET, POST, OPTIONS")
      .with("Access-Control-Allow-Headers", "Authorization, Content-Type, X-CKAN-API-Key");
  return open_to_all(response.with("Access-Control-Max-Age", "86400"));
}

}  // namespace

void add_ckan(http::Router& router, const SharedCounter& counter) {
  const auto datastore = std::make_shared<Datastore>(counter->library, counter->frame.publisher().public_url);
  const auto run = [counter, datastore](const Request& request) {
    return within_limits(*counter, *datastore, request);
  };
  for (const std::string path : {"/api/3/action/{action}", "/api/action/{action}"}) {
    router.add(bare_route(path, "CKAN Action API v3: see help_show", run, "application/json"));
    http::Route post = bare_route(path, "The same with a JSON object", run, "application/json");
    post.method = http::Method::post;
    post.max_body = largest_call;
    router.add(std::move(post));
    http::Route options = bare_route(path, "May another site ask?", preflight, "");
    options.method = http::Method::options;
    router.add(std::move(options));
  }
}

}  // namespace sas::portal
