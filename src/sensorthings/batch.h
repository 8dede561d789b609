#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "base/json.h"
#include "sensorthings/service.h"

/// Several requests in one: what the JSON and the multipart form of $batch have in common. Private to this room.
namespace sas::sensorthings {

inline constexpr std::size_t most_batch_requests = 1000;

struct BatchItem {
  std::string id;     ///< "$id" in later requests stands for what this one made
  std::string group;  ///< requests of one group that stand together are done all or none; empty: alone
  http::Method method = http::Method::get;
  std::string url;
  json::Value body;
  BodyKind kind = BodyKind::json;
};

struct BatchOutcome {
  int status = 200;
  std::string location;
  std::string body;  ///< JSON, or empty
};

[[nodiscard]] std::optional<http::Method> batch_method(std::string text);
/// The requests in order; one outcome for each.
[[nodiscard]] std::vector<BatchOutcome> run_batch(Service& service, const Access& access,
                                                  const std::vector<BatchItem>& items);

/// The requests in a body of multipart/mixed (OData 4.01 clause 11.7.1): parts of application/http, and change sets
/// that are multipart/mixed themselves. Errors `body-invalid` with the number of the part, `json-invalid`.
[[nodiscard]] Result<std::vector<BatchItem>> read_mixed(std::string_view content_type, std::string_view body);
/// The answer in the same form: outcomes of a group in a part of their own. `boundary` stands in no outcome.
[[nodiscard]] std::string write_mixed(const std::vector<BatchItem>& items, const std::vector<BatchOutcome>& outcomes,
                                      const std::string& boundary);

}  // namespace sas::sensorthings
