#pragma once
#include <functional>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "feeds/mapping.h"
#include "feeds/reading.h"

/// Sources on the web that are asked again and again. What to ask and what the answer means is pure; poller.h does it.
namespace sas::feeds {

/// One question.
struct Step {
  std::string url;
  std::size_t max_answer = 16 * 1024 * 1024;  ///< bytes
};

/// Where to go on.
struct Progress {
  std::string cursor;
  enum class Then { rest, go_on } then = Then::rest;  ///< go_on: there is more to fetch at once
};

struct Connector {
  std::string feed;            ///< name in the status and the cursor: "luchtmeetnet"
  std::chrono::seconds every;  ///< between two rounds
  /// `history`: an answer may hold old values without being stale (a back-fill).
  enum class Brings { now, history } brings = Brings::now;
  /// The next question; `cursor` is empty at the very first.
  std::function<Step(const std::string& cursor, Instant now)> next;
  /// Reads an answer and says where to go on. An error leaves the cursor where it was.
  std::function<Result<Progress>(const std::string& cursor, Instant now, std::string_view body, Sink& sink)> read;
};

/// The state of the car parks as one JSON document at `url` (parking.h).
[[nodiscard]] Connector npr_connector(std::string url);
/// Luchtmeetnet at `base` ("https://api.luchtmeetnet.nl/open_api"), day by day and page by page from `first` until now,
/// and from then on the last day again each round: late corrections come in.
[[nodiscard]] Connector luchtmeetnet_connector(std::string base, Date first);
/// Samen Meten: `url` asks for Things with Datastreams and Observations expanded; following parts are fetched by their
/// link, when it points at the same server.
[[nodiscard]] Connector samen_meten_connector(std::string url);
/// A layer of an ArcGIS FeatureServer ("…/FeatureServer/0"), in pages, read through a mapping (its time is epoch_ms).
[[nodiscard]] Connector feature_server_connector(std::string layer, Mapping mapping, std::chrono::seconds every);

}  // namespace sas::feeds
