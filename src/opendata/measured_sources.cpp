#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "opendata/sources.h"
#include "sensing/cards.h"
#include "sensing/declarations.h"

namespace sas::opendata {
namespace {

using Owner = sensing::Declaration::Owner;

constexpr std::int64_t kFewestPeople = 10;
// Left out of every figure: what is not fit, and counts that were kept from outsiders already.
constexpr std::uint32_t kWithout = lake::quality::unfit | lake::quality::suppressed;

struct Register {
  std::vector<sensing::SeriesCard> cards;
  std::map<std::int64_t, sensing::Declaration> declarations;

  [[nodiscard]] bool is_of_resident(const sensing::SeriesCard& card) const {
    const auto declared = declarations.find(card.series.thing);
    return declared != declarations.end() && declared->second.owner == Owner::resident;
  }
};

Result<Register> read_register(store::Store& records) {
  return records.read([](store::ReadTx& tx) -> Result<Register> {
    return Register{sensing::open_cards(tx), sensing::all_declarations(tx)};
  });
}

// A tenth of a metre: where a lamp post stands, and no more digits than anybody measured.
std::string degrees(const std::optional<double>& value) {
  return value ? fmt::format("{:.6f}", *value) : std::string();
}

std::string series_text(const sensing::SeriesCard& card) {
  return fmt::format("{}", static_cast<std::int64_t>(card.series.id));
}

/// Asks the lake for one series after the other, so that memory does not grow with the number of hours.
class HourSource final : public Source {
 public:
  HourSource(lake::Lake& lake, std::vector<sensing::SeriesCard> cards, Measured wanted, Instant from, Instant until)
      : lake_(lake), cards_(std::move(cards)), wanted_(std::move(wanted)), from_(from), until_(until) {}

  [[nodiscard]] std::vector<std::string> header() const override {
    if (wanted_.statistic == Measured::Statistic::people)
      return {"reeks", "meter", "uur", "voorbijgangers", "lengte", "breedte"};
    return {"reeks", "meter", "uur", "waarde", "laagste", "hoogste", "metingen", "lengte", "breedte"};
  }

  [[nodiscard]] Result<Done> rows(const TakeRow& take) override {
    for (const sensing::SeriesCard& card : cards_) {
      lake::BucketQuery query;
      query.series = card.series.id;
      query.from = std::chrono::time_point_cast<std::chrono::microseconds>(from_);
      query.until = std::chrono::time_point_cast<std::chrono::microseconds>(until_);
      query.without = kWithout;
      const auto buckets = lake_.buckets(query);
      if (!buckets) return fail(Error(buckets.error()));
      for (const lake::Bucket& bucket : *buckets)
        if (auto taken = take_hour(card, bucket, take); !taken) return taken;
    }
    return Done{};
  }

 private:
  [[nodiscard]] Result<Done> take_hour(const sensing::SeriesCard& card, const lake::Bucket& bucket,
                                       const TakeRow& take) const {
    if (bucket.count == 0 || !bucket.mean || !bucket.sum) return Done{};
    const std::string series = series_text(card), longitude = degrees(card.longitude),
                      latitude = degrees(card.latitude);
    const auto second = std::chrono::floor<std::chrono::milliseconds>(bucket.from);
    const std::string hour = format_iso_instant(second);
    if (wanted_.statistic == Measured::Statistic::people) {
      const auto people = static_cast<std::int64_t>(*bucket.sum);
      if (people < kFewestPeople) return Done{};
      const std::string count = std::to_string(to_five(people));
      const std::array<std::string_view, 6> cells{series, card.thing_name, hour, count, longitude, latitude};
      return take(cells);
    }
    const double told = wanted_.statistic == Measured::Statistic::sum ? *bucket.sum : *bucket.mean;
    const std::string value = decimal_text(told), low = decimal_text(bucket.min.value_or(told)),
                      high = decimal_text(bucket.max.value_or(told)), count = std::to_string(bucket.count);
    const std::array<std::string_view, 9> cells{series, card.thing_name, hour,      value,   low,
                                                high,   count,           longitude, latitude};
    return take(cells);
  }

  lake::Lake& lake_;
  std::vector<sensing::SeriesCard> cards_;
  Measured wanted_;
  Instant from_, until_;
};

}  // namespace

MadeSource sensor_list(const SourceParts& parts) {
  const auto known = read_register(parts.records);
  if (!known) return fail(Error(known.error()));
  privacy::Table out{{"reeks", "meter", "meet", "eenheid", "eigenaar", "lengte", "breedte"}, {}};
  for (const sensing::SeriesCard& card : known->cards) {
    const auto declared = known->declarations.find(card.series.thing);
    const Owner owner = declared == known->declarations.end() ? Owner::municipality : declared->second.owner;
    const bool is_resident = owner == Owner::resident;
    out.rows.push_back({series_text(card), is_resident ? "meter van een inwoner" : card.thing_name, card.property_name,
                        card.series.unit_symbol,
                        is_resident                    ? "inwoner"
                        : owner == Owner::municipality ? "gemeente"
                                                       : "organisatie",
                        is_resident ? "" : degrees(card.longitude), is_resident ? "" : degrees(card.latitude)});
  }
  return std::make_unique<TableSource>(std::move(out));
}

// Until the start of today, so that a set that is made twice on one day is the same twice.
MadeSource measured_hours(const SourceParts& parts, const Measured& wanted) {
  auto known = read_register(parts.records);
  if (!known) return fail(std::move(known));
  std::vector<sensing::SeriesCard> cards;
  for (sensing::SeriesCard& card : known->cards) {
    const bool is_wanted = std::find(wanted.properties.begin(), wanted.properties.end(), card.property_definition) !=
                           wanted.properties.end();
    if (is_wanted && !card.series.is_multi && !known->is_of_resident(card)) cards.push_back(std::move(card));
  }
  std::sort(cards.begin(), cards.end(), [](const auto& a, const auto& b) { return a.series.id < b.series.id; });
  const Date today = local_date(parts.clock.now());
  return std::make_unique<HourSource>(parts.lake, std::move(cards), wanted,
                                      start_of_day(today - std::chrono::days{wanted.days}), start_of_day(today));
}

}  // namespace sas::opendata
