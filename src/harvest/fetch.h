#pragma once
#include <optional>
#include <string>
#include <vector>

#include "harvest/listing.h"
#include "http/client.h"

/// Getting what a catalogue points at, from hosts that its origin names and from no other.
namespace sas::harvest {

/// The form that the gate can read best: csv, geojson, xlsx, gpkg, shp (zipped), parquet; none when there is none of
/// these.
[[nodiscard]] std::optional<Form> best_form(const std::vector<Form>& forms);
/// How a file of that form is called, for who reads it: "zip" for "shp", otherwise the same.
[[nodiscard]] std::string ending_of(const std::string& format);

/// Thread-safe.
class Fetcher {
 public:
  /// `client` must outlive it.
  Fetcher(const http::Client& client, std::vector<std::string> hosts) : client_(client), hosts_(std::move(hosts)) {}

  /// The body of a GET; redirects are followed to the same hosts only. Errors: `harvest-host` (not one of the hosts),
  /// `harvest-not-secret` (no https), `harvest-status` (the detail is the number), and those of the client.
  [[nodiscard]] Result<std::string> get(const std::string& url, const std::string& accept,
                                        std::size_t most_bytes) const;

  /// Writes the file of `form` to `path`. Features come page by page and become one file. Errors as get(), those of the
  /// disk (`harvest-disk`), and `harvest-pages` (pages that do not end, or are no features).
  [[nodiscard]] Result<Done> save(const Form& form, Kind kind, const std::string& path) const;

 private:
  [[nodiscard]] Result<Done> save_features(const std::string& url, const std::string& path) const;

  const http::Client& client_;
  const std::vector<std::string> hosts_;
};

}  // namespace sas::harvest
