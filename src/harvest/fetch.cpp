#include "harvest/fetch.h"

#include <algorithm>
#include <fstream>

#include "harvest/feature_page.h"
#include "harvest/words.h"

namespace sas::harvest {
namespace {

// What is fetched stands in memory once; a larger file is brought by hand.
constexpr std::size_t most_file = std::size_t{64} << 20U;
constexpr std::size_t most_page = std::size_t{16} << 20U;
constexpr int most_redirects = 3;
constexpr int most_pages = 5'000;
constexpr std::chrono::seconds patience{60};

tl::unexpected<Error> disk() {
  return fail(ErrorKind::unavailable, "harvest-disk", "the file could not be written");
}

bool is_redirect(int status) {
  return status == 301 || status == 302 || status == 303 || status == 307 || status == 308;
}

std::string accept_of(std::string_view format) {
  if (format == "csv") return "text/csv, */*;q=0.5";
  if (format == "geojson") return "application/geo+json, application/json;q=0.8";
  return "*/*";
}

}  // namespace

std::optional<Form> best_form(const std::vector<Form>& forms) {
  // A table of the same set has lost its shapes.
  for (const char* format : {"geojson", "csv", "xlsx", "gpkg", "shp", "parquet"})
    for (const Form& form : forms)
      if (form.format == format) return form;
  return std::nullopt;
}

std::string ending_of(const std::string& format) {
  return format == "shp" ? "zip" : format;
}

Result<std::string> Fetcher::get(const std::string& url, const std::string& accept, std::size_t most_bytes) const {
  std::string at = url;
  for (int hop = 0; hop <= most_redirects; ++hop) {
    if (!is_trusted(at)) return fail(ErrorKind::invalid, "harvest-not-secret", "the address must begin with https://");
    if (std::find(hosts_.begin(), hosts_.end(), host_of(at)) == hosts_.end())
      return fail(ErrorKind::invalid, "harvest-host", host_of(at));
    http::ClientRequest request;
    request.url = at;
    request.headers = {{"Accept", accept}};
    request.timeout = patience;
    request.max_response = most_bytes;
    auto answer = client_.send(request);
    if (!answer) return fail(std::move(answer));
    if (answer->status == 200) return std::move(answer->body);
    if (!is_redirect(answer->status))
      return fail(ErrorKind::unavailable, "harvest-status", std::to_string(answer->status));
    at = absolute_url(answer->header("location"), at);
  }
  return fail(ErrorKind::unavailable, "harvest-status", "too many redirects");
}

Result<Done> Fetcher::save(const Form& form, Kind kind, const std::string& path) const {
  if (kind == Kind::features && form.format == "geojson") return save_features(form.url, path);
  const auto body = get(form.url, accept_of(form.format), most_file);
  if (!body) return fail(Error(body.error()));
  std::ofstream out(path, std::ios::binary | std::ios::trunc);
  out.write(body->data(), static_cast<std::streamsize>(body->size()));
  out.close();
  if (!out) return disk();
  return Done{};
}

Result<Done> Fetcher::save_features(const std::string& url, const std::string& path) const {
  std::ofstream out(path, std::ios::binary | std::ios::trunc);
  out << R"({"type":"FeatureCollection","features":[)";
  std::string at = url;
  std::uint64_t count = 0;
  for (int page = 0; !at.empty(); ++page) {
    if (page == most_pages) return fail(ErrorKind::too_large, "harvest-pages", "the pages do not end");
    const auto body = get(at, accept_of("geojson"), most_page);
    if (!body) return fail(Error(body.error()));
    const auto read = read_feature_page(*body, at, count);
    if (!read) return fail(Error(read.error()));
    for (const std::string& feature : read->features) out << (count++ == 0 ? "" : ",") << feature;
    if (read->next == at) return fail(ErrorKind::invalid, "harvest-pages", "a page leads to itself");
    at = read->next;
  }
  out << "]}";
  out.close();
  if (!out) return disk();
  return Done{};
}

}  // namespace sas::harvest
