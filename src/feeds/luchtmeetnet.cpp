#include "feeds/luchtmeetnet.h"

#include <fmt/format.h>

#include "feeds/json_cell.h"
#include "feeds/keys.h"
#include "feeds/rows.h"
#include "feeds/units.h"

namespace sas::feeds {
namespace {

Unit unit_of_formula(std::string_view formula) {
  if (formula == "LKI") return units::number;
  if (formula == "UFP") return units::per_cubic_centimetre;
  return units::microgram_per_cubic_metre;
}

sensing::SeriesDescription describe(const std::string& station, const std::string& formula) {
  sensing::SeriesDescription d;
  d.thing_key = "luchtmeetnet/" + key_part(station);
  d.key = d.thing_key + "/" + key_part(formula);
  d.thing_name = "Luchtmeetnet-station " + station;
  d.thing_description = "Station van Luchtmeetnet";
  d.sensor_name = d.thing_name;
  d.sensor_metadata = "https://api-docs.luchtmeetnet.nl/";
  d.property_name = formula;
  d.property_definition = "https://www.luchtmeetnet.nl/informatie/stoffen#" + key_part(formula);
  d.name = d.thing_name + ": " + formula;
  set_unit(d, unit_of_formula(formula));
  d.source = "luchtmeetnet";
  d.rules.min = 0;
  d.rules.max = formula == "UFP" ? 1'000'000 : 2'000;
  d.rules.expected_every = std::chrono::hours{1};
  return d;
}

}  // namespace

Result<Done> read_luchtmeetnet(std::string_view text, Sink& sink) {
  const auto document = json::parse(text);
  if (!document) return fail(document.error());
  const json::Object* root = document->if_object();
  const json::Array* data = root == nullptr ? nullptr : array_at(*root, "data");
  if (data == nullptr) return fail(ErrorKind::invalid, "document-unknown", "expected the member data");
  return read_items(*data, sink, [&](const json::Object& item, std::vector<Reading>& out) -> std::optional<Rejection> {
    const std::string station = json::text_at(item, "station_number"), formula = json::text_at(item, "formula");
    if (key_part(station).empty()) return no("station_number", "key-invalid");
    if (key_part(formula).empty()) return no("formula", "key-invalid");
    const auto time = iso_moment(json::text_at(item, "timestamp_measured"));
    if (!time) return no("timestamp_measured", "time-invalid");
    const JsonCell value = number_cell(item, "value");
    if (value.what == JsonCell::What::wrong) return no("value", "number-invalid");
    if (value.what == JsonCell::What::missing) return std::nullopt;
    const std::uint32_t flags = value.repaired ? lake::quality::repaired : 0;
    out.push_back({sink.declare(describe(station, formula)), *time, {}, {}, value.value, {}, flags, {}});
    return std::nullopt;
  });
}

std::int64_t luchtmeetnet_pages(std::string_view text) {
  const auto document = json::parse(text);
  const json::Object* root = document ? document->if_object() : nullptr;
  const json::Object* pages = root == nullptr ? nullptr : object_at(*root, "pagination");
  return pages == nullptr ? 1 : std::max<std::int64_t>(1, json::int_at(*pages, "last_page", 1));
}

}  // namespace sas::feeds
