#pragma once
#include <memory>

#include "http/router.h"
#include "portal/cache_sweep.h"
#include "portal/door_limit.h"
#include "portal/library.h"
#include "portal/packed.h"
#include "portal/portal.h"
#include "portal/shelf.h"

/// What the routes of this room share; for the files of this room only.
namespace sas::portal {

/// Thread-safe.
struct Counter {
  Counter(const Counter&) = delete;
  Counter& operator=(const Counter&) = delete;
  explicit Counter(const PortalParts& parts)
      : frame(parts.frame),
        clock(parts.clock),
        reader(parts.reader),
        shelves(parts.reader,
                [this, folder = parts.cache_folder](const auto& catalogue) {
                  sweep_cache(folder, catalogue);
                  library.prepare(catalogue);
                }),
        library({parts.reader, parts.files, parts.cache_folder}),
        packed(parts.cache_folder),
        ended(parts.ended_keys, parts.clock),
        limit(parts.clock, parts.keys, ended),
        random(parts.random) {}

  const Frame& frame;
  const Clock& clock;
  releases::PublicReader& reader;
  Shelves shelves;
  Library library;
  Packed packed;
  EndedKeys ended;
  DoorLimit limit;
  Random& random;
};
using SharedCounter = std::shared_ptr<Counter>;

void add_list_pages(http::Router& router, const SharedCounter& counter);
void add_set_pages(http::Router& router, const SharedCounter& counter);
void add_version_pages(http::Router& router, const SharedCounter& counter);
void add_developer_pages(http::Router& router, const SharedCounter& counter);
void add_key_pages(http::Router& router, const SharedCounter& counter);
void add_downloads(http::Router& router, const SharedCounter& counter);
void add_feeds(http::Router& router, const SharedCounter& counter);
void add_catalogue(http::Router& router, const SharedCounter& counter);
void add_ckan(http::Router& router, const SharedCounter& counter);
void add_features(http::Router& router, const SharedCounter& counter);
void add_records(http::Router& router, const SharedCounter& counter);
void add_tiles(http::Router& router, const SharedCounter& counter);

/// Anybody's website may read it (Fetch, CORS protocol): it is open data and there are no cookies.
[[nodiscard]] http::Response open_to_all(http::Response response);
/// The same, with a tag, to be kept if it is asked for again each time.
[[nodiscard]] http::Response open_document(std::string body, std::string_view media_type);
/// `dataset-unknown`.
[[nodiscard]] Error unknown_set();

/// A GET route whose answer is for programs: no language in its address.
[[nodiscard]] http::Route bare_route(std::string pattern, std::string summary, http::Handler handler,
                                     std::string media_type);
/// The answer to who asks too often: `too-many-requests`, in both languages, with what to do instead.
[[nodiscard]] Error asked_too_often(const Frame& frame, const Allowance& allowance);
/// The same as a bare route, with a limit to how often one client may ask (DoorLimit), told in every answer.
[[nodiscard]] http::Route open_route(const SharedCounter& counter, std::string pattern, std::string summary,
                                     http::Handler handler, std::string media_type);

}  // namespace sas::portal
