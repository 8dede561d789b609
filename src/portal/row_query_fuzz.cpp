#include <cstdint>
#include <cstdlib>

#include "http/path.h"
#include "portal/cell_json.h"
#include "portal/ckan_packages.h"
#include "portal/datastore_query.h"
#include "portal/features_query.h"
#include "portal/search_params.h"

using namespace sas;
using namespace sas::portal;

namespace {

releases::Release table() {
  releases::Release out;
  out.dataset = "x";
  out.columns = {{"a", {}, releases::Type::integer, "", {}},
                 {"b c", {}, releases::Type::text, "", {}},
                 {"d", {}, releases::Type::moment, "", {}}};
  out.description.longitude_column = out.description.latitude_column = "a";
  out.description.time_column = "d";
  return out;
}

bool is_column(const releases::Release& release, const std::string& name) {
  for (const releases::Column& column : release.columns)
    if (column.name == name) return true;
  return false;
}

/// Whatever was asked: only columns of the table come through.
void check(const releases::Release& release, const lake::FileQuestion& question) {
  for (const std::string& name : question.columns)
    if (!is_column(release, name)) std::abort();
  for (const auto& filter : question.filters)
    if (!is_column(release, filter.column)) std::abort();
  for (const auto& sort : question.sort)
    if (!is_column(release, sort.column)) std::abort();
  if (question.limit > 32'000) std::abort();
}

}  // namespace

/// The first byte says which door: the query of an address, or a JSON body.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const releases::Release release = table();
  static const Projector projector;
  if (size == 0) return 0;
  const std::string text(reinterpret_cast<const char*>(data) + 1, size - 1);
  if (data[0] % 2 == 0) {
    http::Request request;
    request.method = http::Method::post;
    request.body = text;
    if (const auto arguments = CkanArguments::read(request))
      if (const auto query = read_datastore_query(*arguments, release)) check(release, query->question);
    std::string cell;
    append_cell(cell, text, releases::Type::decimal);
    if (is_utf8(text) && !json::parse(cell)) std::abort();
    return 0;
  }
  const auto target = http::parse_target("/x?" + text);
  if (!target) return 0;
  if (const auto query = read_features_query(target->query, release, projector)) check(release, query->question);
  const SearchQuery search = read_search(target->query);
  const auto again = http::parse_target("/x" + write_search(search, page_of(target->query)));
  if (!again || write_search(read_search(again->query)) != write_search(search)) std::abort();
  (void)read_filter_query(text);
  return 0;
}
