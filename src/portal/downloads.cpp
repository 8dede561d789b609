#include <fmt/format.h>

#include "base/text.h"
#include "http/compress.h"
#include "portal/counter.h"

/// Files of releases, from the disk to the socket: no row is left out, whatever the size. Content-Length says how many
/// bytes there are and Repr-Digest which (RFC 9530), so a cut-off cannot be taken for the whole.
namespace sas::portal {
namespace {

using http::Request;
using http::Response;
using releases::File;
using releases::Release;

// A copy that was withdrawn must not live on in a cache: who keeps one asks each time (RFC 9111 clause 5.2.2.4).
constexpr std::string_view keep_and_ask = "public, no-cache";

Response with_name(Response response, const Release& release, const File& file) {
  const std::string name = fmt::format("{}-{}.{}", release.dataset, release.number, file.format);
  response.with("Content-Disposition", "attachment; filename*=UTF-8''" + url_encode(name));
  response.with("Cache-Control", std::string(keep_and_ask)).with("Vary", "Accept-Encoding");
  response.with("Sassenpoort-Rows", std::to_string(release.rows));
  response.with("Access-Control-Expose-Headers", "Content-Range, ETag, Repr-Digest, Sassenpoort-Rows");
  return open_to_all(std::move(response));
}

bool wants_packed(const Request& request, const File& file) {
  constexpr std::uint64_t worth_it = 1024;
  return file.bytes >= worth_it && request.header("range").empty() && http::is_compressible(file.media_type) &&
         http::choose_encoding(request.header("accept-encoding")) != http::Encoding::identity;
}

Response send(Counter& counter, const Request& request, const Release& release, const File& file) {
  const auto path = counter.reader.object(file.sha256);
  if (!path) return http::problem(path.error(), request);
  if (wants_packed(request, file))
    if (const auto copy = counter.packed.find(file.sha256, *path))
      if (auto packed = http::OpenFile::open(*copy)) {
        Response response = http::send_file(request, *packed, "\"" + file.sha256 + "-gzip\"", file.media_type);
        response.with("Content-Encoding", "gzip");
        return with_name(std::move(response), release, file);
      }
  auto whole = http::OpenFile::open(*path);
  if (!whole) return http::problem(whole.error(), request);
  Response response = http::send_file(request, *whole, "\"" + file.sha256 + "\"", file.media_type);
  if (const auto digest = from_hex(file.sha256)) response.with("Repr-Digest", "sha-256=:" + base64(*digest) + ":");
  return with_name(std::move(response), release, file);
}

Response no_such_format(const Request& request, const Release& release) {
  std::string have;
  for (const File& file : release.files) have += (have.empty() ? "" : ", ") + file.format;
  return http::problem({ErrorKind::not_found, "format-unknown", "this set is there as " + have, {}}, request);
}

Response current(Counter& counter, const Request& request) {
  const auto shelf = counter.shelves.now();
  const ShownSet* set = shelf->find(request.param("set"));
  if (set == nullptr) return http::problem(unknown_set(), request);
  const File* file = releases::find_file(set->release(), request.param("format"));
  return file == nullptr ? no_such_format(request, set->release()) : send(counter, request, set->release(), *file);
}

Response numbered(Counter& counter, const Request& request) {
  const auto shelf = counter.shelves.now();
  const releases::DataSetHistory* history = shelf->history(request.param("set"));
  const auto number = parse_int(request.param("number"));
  if (history == nullptr || !number) return http::problem(unknown_set(), request);
  for (const auto& published : history->releases) {
    if (published->release.number != *number) continue;
    if (published->tombstone)
      return http::problem({ErrorKind::gone, "release-withdrawn", "this version was withdrawn", {}}, request);
    const File* file = releases::find_file(published->release, request.param("format"));
    return file == nullptr ? no_such_format(request, published->release)
                           : send(counter, request, published->release, *file);
  }
  return http::problem(unknown_set(), request);
}

}  // namespace

void add_downloads(http::Router& router, const SharedCounter& counter) {
  router.add(open_route(
      counter, "/data/{set}/{format}",
      "The current version of a data set as a file: csv, xlsx, json, jsonl, parquet, geojson",
      [counter](const Request& request) { return current(*counter, request); }, "*/*"));
  router.add(open_route(
      counter, "/data/{set}/versies/{number}/{format}", "A version of a data set as a file",
      [counter](const Request& request) { return numbered(*counter, request); }, "*/*"));
}

}  // namespace sas::portal
