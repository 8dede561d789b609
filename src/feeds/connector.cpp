#include "feeds/connector.h"

#include <fmt/format.h>

#include "base/text.h"
#include "feeds/fields.h"
#include "feeds/luchtmeetnet.h"
#include "feeds/parking.h"
#include "feeds/samen_meten.h"

namespace sas::feeds {
namespace {

using Then = Progress::Then;

constexpr std::int64_t features_in_a_page = 1000;  // the default most of ArcGIS

/// "https://host:port" of an address.
std::string_view origin_of(std::string_view url) {
  const std::size_t host = url.find("://");
  if (host == std::string_view::npos) return {};
  return url.substr(0, std::min(url.find_first_of("/?#", host + 3), url.size()));
}

/// "2026-01-31/3": a day and a page of it.
struct DayPage {
  Date day;
  std::int64_t page = 1;
};

DayPage day_page(const std::string& cursor, Date first) {
  const std::size_t cut = cursor.find('/');
  if (cut == std::string::npos) return {first, 1};
  const auto day = parse_iso_date(std::string_view(cursor).substr(0, cut));
  const auto page = whole(std::string_view(cursor).substr(cut + 1));
  if (!day || !page) return {first, 1};
  return {*day, *page};
}

std::string to_text(const DayPage& at) {
  return fmt::format("{}/{}", format_iso_date(at.day), at.page);
}

/// Days of this source are UTC, so that no hour is asked for twice or never.
Date today(Instant now) {
  return Date{std::chrono::floor<std::chrono::days>(now).time_since_epoch()};
}

}  // namespace

Connector npr_connector(std::string url) {
  Connector out;
  out.feed = "npr";
  out.every = std::chrono::minutes{5};
  out.next = [url = std::move(url)](const std::string&, Instant) { return Step{url}; };
  out.read = [](const std::string&, Instant, std::string_view body, Sink& sink) -> Result<Progress> {
    if (auto read = read_parking_state(body, sink); !read) return fail(std::move(read));
    return Progress{};
  };
  return out;
}

Connector luchtmeetnet_connector(std::string base, Date first) {
  Connector out;
  out.feed = "luchtmeetnet";
  out.every = std::chrono::minutes{20};
  out.brings = Connector::Brings::history;
  out.next = [base = std::move(base), first](const std::string& cursor, Instant) {
    const DayPage at = day_page(cursor, first);
    const std::string day = format_iso_date(at.day), next = format_iso_date(at.day + std::chrono::days{1});
    return Step{fmt::format("{}/measurements?start={}T00:00:00Z&end={}T00:00:00Z&page={}", base, day, next, at.page)};
  };
  out.read = [first](const std::string& cursor, Instant now, std::string_view body, Sink& sink) -> Result<Progress> {
    if (auto read = read_luchtmeetnet(body, sink); !read) return fail(std::move(read));
    DayPage at = day_page(cursor, first);
    if (at.page < luchtmeetnet_pages(body)) {
      ++at.page;
      return Progress{to_text(at), Then::go_on};
    }
    at.page = 1;
    if (at.day < today(now)) {
      at.day += std::chrono::days{1};
      return Progress{to_text(at), Then::go_on};
    }
    // Caught up: the next round begins a day back, for what came late.
    at.day = std::max(first, today(now) - std::chrono::days{1});
    return Progress{to_text(at), Then::rest};
  };
  return out;
}

Connector samen_meten_connector(std::string url) {
  Connector out;
  out.feed = "samen-meten";
  out.every = std::chrono::hours{1};
  out.brings = Connector::Brings::history;
  out.next = [url](const std::string& cursor, Instant) { return Step{cursor.empty() ? url : cursor}; };
  out.read = [url](const std::string&, Instant, std::string_view body, Sink& sink) -> Result<Progress> {
    if (auto read = read_samen_meten(body, sink); !read) return fail(std::move(read));
    const std::string next = samen_meten_next(body);
    if (next.empty()) return Progress{};
    // A link to another place is not followed: it would let a source make us call anybody.
    if (origin_of(next) != origin_of(url))
      return fail(ErrorKind::invalid, "feed-link", "the next link leads elsewhere");
    return Progress{next, Then::go_on};
  };
  return out;
}

Connector feature_server_connector(std::string layer, Mapping mapping, std::chrono::seconds every) {
  Connector out;
  out.feed = mapping.name;
  out.every = every;
  out.brings = Connector::Brings::history;
  const std::string order = url_encode(mapping.time_column);
  out.next = [layer = std::move(layer), order](const std::string& cursor, Instant) {
    return Step{
        fmt::format("{}/query?where=1%3D1&outFields=%2A&returnGeometry=true&f=json&orderByFields={}&resultOffset={}&"
                    "resultRecordCount={}",
                    layer, order, whole(cursor).value_or(0), features_in_a_page)};
  };
  out.read = [mapping = std::move(mapping)](const std::string& cursor, Instant, std::string_view body,
                                            Sink& sink) -> Result<Progress> {
    if (auto read = read_mapped_json(mapping, body, sink); !read) return fail(std::move(read));
    if (!has_more_features(body)) return Progress{};
    return Progress{std::to_string(whole(cursor).value_or(0) + features_in_a_page), Then::go_on};
  };
  return out;
}

}  // namespace sas::feeds
