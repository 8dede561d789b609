#include "feeds/parking.h"

#include <map>

#include "feeds/fields.h"
#include "feeds/json_cell.h"
#include "feeds/rows.h"
#include "feeds/units.h"

namespace sas::feeds {
namespace {

using sensing::SeriesDescription;
namespace quality = lake::quality;

constexpr std::string_view npr_licence = "https://creativecommons.org/publicdomain/zero/1.0/";

bool is_uuid(std::string_view text) {
  if (text.size() != 36) return false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool dash = i == 8 || i == 13 || i == 18 || i == 23;
    const char c = text[i];
    if (dash ? c != '-' : !((c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'))) return false;
  }
  return true;
}

/// What a car park is, apart from its values.
struct Facility {
  std::string uuid;
  std::string name;
  std::optional<double> capacity;
  std::optional<double> longitude, latitude;
  friend bool operator==(const Facility&, const Facility&) = default;
};

struct FacilitySlots {
  Slot vacant{}, open{}, full{};
};

SeriesDescription describe(const Facility& facility, std::string_view what) {
  SeriesDescription d;
  d.thing_key = "npr/" + facility.uuid;
  d.key = d.thing_key + "/" + std::string(what);
  d.thing_name = facility.name;
  d.thing_description = "Parkeervoorziening in het Nationaal Parkeer Register";
  d.longitude = facility.longitude;
  d.latitude = facility.latitude;
  d.sensor_name = "Telling van de exploitant";
  d.sensor_metadata = "https://opendata.rdw.nl/Parkeren/";
  d.source = "npr";
  d.licence = npr_licence;
  set_unit(d, units::number);
  d.rules.expected_every = parking_every;
  return d;
}

FacilitySlots declare(Sink& sink, const Facility& facility) {
  SeriesDescription vacant = describe(facility, "vacant");
  vacant.name = facility.name + ": vrije plaatsen";
  vacant.property_name = "vacant parking spaces";
  vacant.property_definition = "https://smartdatamodels.org/dataModel.Parking/availableSpotNumber";
  vacant.rules.min = 0;
  vacant.rules.capacity = facility.capacity;
  vacant.rules.frozen_after = parking_frozen_after;
  SeriesDescription open = describe(facility, "open");
  open.name = facility.name + ": open";
  open.property_name = "open";
  open.property_definition = "https://smartdatamodels.org/dataModel.Parking/status";
  open.kind = SeriesDescription::Kind::truth;
  SeriesDescription full = open;
  full.key = full.thing_key + "/full";
  full.name = facility.name + ": vol";
  full.property_name = "full";
  return {sink.declare(vacant), sink.declare(open), sink.declare(full)};
}

/// Declares a facility when it is new or changed.
class Facilities {
 public:
  explicit Facilities(Sink& sink) : sink_(sink) {}
  const FacilitySlots& slots(const Facility& facility) {
    auto [at, added] = known_.try_emplace(facility.uuid);
    if (added || at->second.facility != facility) at->second = {facility, declare(sink_, facility)};
    return at->second.slots;
  }

 private:
  struct Known {
    Facility facility;
    FacilitySlots slots;
  };
  Sink& sink_;
  std::map<std::string, Known, std::less<>> known_;
};

std::optional<double> python_truth(std::string_view text) {
  if (text == "True") return 1;
  if (text == "False") return 0;
  return std::nullopt;
}

constexpr std::string_view history_header = "timestamp,uuid,name,vacant,capacity,open,full,vacant_json_type";

std::optional<Rejection> read_row(const FieldSplitter& f, Facilities& facilities, std::vector<Reading>& out) {
  if (f.size() != 8) return no("", "columns-wrong");
  const auto time = iso_moment(f[0]);
  if (!time) return no("timestamp", "time-invalid");
  if (!is_uuid(f[1])) return no("uuid", "key-invalid");
  const auto vacant = whole(f[3]), capacity = whole(f[4]);
  if (!f[3].empty() && !vacant) return no("vacant", "number-invalid");
  if (!f[4].empty() && !capacity) return no("capacity", "number-invalid");
  const auto open = python_truth(f[5]), full = python_truth(f[6]);
  if (!f[5].empty() && !open) return no("open", "truth-invalid");
  if (!f[6].empty() && !full) return no("full", "truth-invalid");
  if (f[7] != "str" && f[7] != "int" && !(f[7].empty() && f[3].empty()))
    return no("vacant_json_type", "category-unknown");
  Facility facility{std::string(f[1]), std::string(strip(f[2])), std::nullopt, std::nullopt, std::nullopt};
  if (capacity) facility.capacity = static_cast<double>(*capacity);
  const FacilitySlots& slots = facilities.slots(facility);
  const std::uint32_t flags = f[7] == "str" ? quality::repaired : 0;
  if (vacant) out.push_back({slots.vacant, *time, {}, {}, static_cast<double>(*vacant), {}, flags, {}});
  if (open) out.push_back({slots.open, *time, {}, {}, open, {}, 0, {}});
  if (full) out.push_back({slots.full, *time, {}, {}, full, {}, 0, {}});
  return std::nullopt;
}

/// The moment of an epoch in whole seconds; only of this century, so that milliseconds are not taken for seconds.
std::optional<lake::Moment> epoch_seconds(double value) {
  if (value < 946'684'800 || value >= 4'102'444'800) return std::nullopt;
  return lake::Moment{std::chrono::seconds{static_cast<std::int64_t>(value)}};
}

struct StateRow {
  std::optional<Rejection> rejection;
  std::vector<Reading> readings;
};

StateRow refused(std::string column, std::string reason) {
  return {no(std::move(column), std::move(reason)), {}};
}

StateRow read_facility(const json::Object& o, lake::Moment collected, Facilities& facilities) {
  Facility facility{json::text_at(o, "uuid"), json::text_at(o, "name"), {}, {}, {}};
  if (!is_uuid(facility.uuid)) return refused("uuid", "key-invalid");
  const JsonCell capacity = number_cell(o, "capacity"), vacant = number_cell(o, "vacantSpaces");
  const JsonCell open = truth_cell(o, "open"), full = truth_cell(o, "full"), updated = number_cell(o, "lastUpdated");
  const JsonCell longitude = number_cell(o, "longitude"), latitude = number_cell(o, "latitude");
  const std::pair<const char*, const JsonCell*> cells[] = {
      {"capacity", &capacity},   {"vacantSpaces", &vacant}, {"open", &open},        {"full", &full},
      {"lastUpdated", &updated}, {"longitude", &longitude}, {"latitude", &latitude}};
  for (const auto& [name, cell] : cells)
    if (cell->what == JsonCell::What::wrong) return refused(name, "value-invalid");
  using enum JsonCell::What;
  if (capacity.what == good) facility.capacity = capacity.value;
  if (longitude.what == good && latitude.what == good) {
    facility.longitude = longitude.value;
    facility.latitude = latitude.value;
  }
  const FacilitySlots& slots = facilities.slots(facility);
  StateRow row;
  if (vacant.what == missing && open.what == missing && full.what == missing) return row;
  if (updated.what == missing) return refused("lastUpdated", "time-missing");
  const auto measured = epoch_seconds(updated.value);
  if (!measured) return refused("lastUpdated", "time-invalid");
  const std::uint32_t stale = collected - *measured > 3 * parking_every ? quality::stale : 0;
  const auto add = [&](Slot slot, const JsonCell& cell) {
    if (cell.what != good) return;
    const std::uint32_t repaired = cell.repaired || updated.repaired ? quality::repaired : 0;
    row.readings.push_back({slot, *measured, {}, collected, cell.value, {}, stale | repaired, {}});
  };
  add(slots.vacant, vacant);
  add(slots.open, open);
  add(slots.full, full);
  return row;
}

}  // namespace

Result<Done> read_parking_history(Lines& lines, Sink& sink) {
  auto header = lines.next();
  if (!header) return fail(std::move(header));
  if (!*header || strip(**header) != history_header)
    return fail(ErrorKind::invalid, "header-unknown", "the first line must be " + std::string(history_header));
  Facilities facilities(sink);
  return read_rows(lines, ',', sink, [&](const FieldSplitter& fields, std::vector<Reading>& readings) {
    return read_row(fields, facilities, readings);
  });
}

Result<Done> read_parking_state(std::string_view text, Sink& sink) {
  const auto document = json::parse(text);
  if (!document) return fail(document.error());
  const json::Object* root = document->if_object();
  const json::Object* all = root == nullptr ? nullptr : object_at(*root, "facilities");
  const auto collected = root == nullptr ? std::nullopt : iso_moment(json::text_at(*root, "timestamp"));
  if (all == nullptr || !collected)
    return fail(ErrorKind::invalid, "document-unknown", "expected the members timestamp and facilities");
  Facilities facilities(sink);
  std::int64_t number = 0;
  for (const auto& [uuid, value] : *all) {
    ++number;
    StateRow row =
        value.is_object() ? read_facility(value.get_object(), *collected, facilities) : refused("", "object-expected");
    if (row.rejection) {
      row.rejection->line = number;
      sink.reject(*std::move(row.rejection));
    } else if (auto taken = sink.accept(row.readings); !taken) {
      return taken;
    }
  }
  return Done{};
}

}  // namespace sas::feeds
