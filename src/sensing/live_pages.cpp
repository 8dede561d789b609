#include "sensing/live_pages.h"

#include <fmt/format.h>

#include <array>
#include <memory>

#include "base/text.h"
#include "lake/moment.h"

namespace sas::sensing {
namespace {

using http::Request;
using http::Response;
using http::ServerEvent;

constexpr std::size_t longest_choice = 500;    // series named in one address
constexpr std::size_t values_an_event = 5000;  // more wait for the next event

struct Box {
  double west = 0, south = 0, east = 0, north = 0;
  [[nodiscard]] bool holds(const SeriesCard& card) const {
    return card.longitude && *card.longitude >= west && *card.longitude <= east && *card.latitude >= south &&
           *card.latitude <= north;
  }
};

tl::unexpected<Error> bad(std::string field, std::string detail) {
  return fail(Error{ErrorKind::invalid, "stream-choice", std::move(detail), {{std::move(field), "stream-choice"}}});
}

Result<Box> read_box(const std::string& text) {
  std::array<double, 4> n{};
  std::size_t i = 0;
  for (const std::string& part : split(text, ',')) {
    const auto number = parse_double(part);
    if (!number || i == n.size()) return bad("area", "area is west,south,east,north in degrees");
    n[i++] = *number;
  }
  if (i != n.size() || n[0] > n[2] || n[1] > n[3]) return bad("area", "area is west,south,east,north in degrees");
  return Box{n[0], n[1], n[2], n[3]};
}

Result<SeriesSet> read_series(const std::string& text) {
  SeriesSet out;
  for (const std::string& part : split(text, ',')) {
    const auto number = parse_int(part);
    if (!number) return bad("series", "series is a list of numbers with commas");
    if (out.size() >= longest_choice) return bad("series", "no more than 500 series in one stream");
    out.insert(lake::SeriesId{*number});
  }
  return out;
}

// The open series that the address asks for: the one place that decides what leaves by this door.
Result<SeriesSet> chosen(store::Store& records, const Request& request) {
  std::optional<SeriesSet> named;
  std::optional<Box> box;
  if (request.query.has("series")) {
    auto read = read_series(request.query.get("series"));
    if (!read) return fail(std::move(read));
    named = std::move(*read);
  }
  if (request.query.has("area")) {
    const auto read = read_box(request.query.get("area"));
    if (!read) return fail(Error(read.error()));
    box = *read;
  }
  const std::string property = request.query.get("property");
  return records.read([&](store::ReadTx& tx) -> Result<SeriesSet> {
    SeriesSet out;
    for (const SeriesCard& card : open_cards(tx)) {
      if (named && !named->contains(card.series.id)) continue;
      if (box && !box->holds(card)) continue;
      if (!property.empty() && card.property_definition != property) continue;
      out.insert(card.series.id);
    }
    return out;
  });
}

std::string as_json(const std::vector<lake::Observation>& values) {
  json::Array out;
  for (const lake::Observation& value : values) {
    if ((value.quality & lake::quality::suppressed) != 0) continue;
    json::Object one{{"series", static_cast<std::int64_t>(value.series)}, {"time", lake::format_moment(value.time)}};
    if (value.until) one["until"] = lake::format_moment(*value.until);
    if (value.value) one["value"] = *value.value;
    if (!value.text.empty()) one["text"] = value.text;
    one["quality"] = value.quality;
    out.push_back(std::move(one));
  }
  return out.empty() ? std::string() : json::write(json::Value(std::move(out)));
}

// One reader's place in the stream. Used by one connection, one call at a time.
class Reader {
 public:
  Reader(const LiveStream& live, SeriesSet wanted, std::int64_t cursor, EventText text)
      : live_(live), wanted_(std::move(wanted)), text_(std::move(text)), cursor_(cursor) {}

  ServerEvent next() {
    if (!begun_) {
      begun_ = true;
      // Says at once that the stream stands, and from where.
      return {std::to_string(cursor_), "open", fmt::format("{{\"series\":{}}}", wanted_.size())};
    }
    LiveStream::Slice slice = live_.after(cursor_, wanted_, values_an_event);
    cursor_ = slice.upto;
    if (slice.missed) return {std::to_string(cursor_), "missed", "{}"};
    std::string data = slice.values.empty() ? std::string() : text_(slice.values);
    if (data.empty()) return {};
    return {std::to_string(cursor_), "values", std::move(data)};
  }

 private:
  const LiveStream& live_;
  const SeriesSet wanted_;
  const EventText text_;
  std::int64_t cursor_;
  bool begun_ = false;
};

Response stream(const LivePartsOpen& parts, const Request& request) {
  auto wanted = chosen(parts.records, request);
  if (!wanted) return http::problem(wanted.error(), request);
  return live_response(parts.live, std::move(*wanted), request);
}

}  // namespace

Response live_response(const LiveStream& live, SeriesSet wanted, const Request& request) {
  return live_response(live, std::move(wanted), request, as_json);
}

Response live_response(const LiveStream& live, SeriesSet wanted, const Request& request, EventText text) {
  const std::string last = request.header("Last-Event-ID");
  const auto resumed = parse_int(last.empty() ? request.query.get("after") : last);
  const auto reader =
      std::make_shared<Reader>(live, std::move(wanted), resumed ? *resumed : live.newest(), std::move(text));
  Response response;
  response.with("Content-Type", "text/event-stream; charset=utf-8").with("Cache-Control", "no-store");
  response.events = [reader](const http::Deadline&) -> std::optional<ServerEvent> { return reader->next(); };
  return response;
}

void add_live_routes(http::Router& router, const LivePartsOpen& parts) {
  using enum http::FieldType;
  router.add({http::Method::get,
              "/stad/stroom",
              http::Audience::api,
              [parts](const Request& request) { return stream(parts, request); },
              "Measurements of open series as they come in (Server-Sent Events)",
              1024,
              "text/event-stream",
              {},
              {{"series", text, "numbers of series with commas", http::Field::Value::may_be_absent},
               {"area", text, "west,south,east,north in degrees (WGS84)", http::Field::Value::may_be_absent},
               {"property", text, "URI of what is measured", http::Field::Value::may_be_absent},
               {"after", text, "number of the event after which to begin", http::Field::Value::may_be_absent}}});
}

}  // namespace sas::sensing
