#include "practice/fill_measured.h"

#include "lake/moment.h"
#include "practice/measured_town.h"
#include "practice/town_areas.h"
#include "sensing/declarations.h"
#include "sensing/quality.h"
#include "sensing/registry_credentials.h"

namespace sas::practice {
namespace {

using namespace std::chrono;

constexpr std::size_t values_at_once = 50'000;

// Meter by meter and in order of time, judged by the rules that every door has.
class MeasuredFill {
 public:
  MeasuredFill(store::Store& records, lake::Lake& lake, const MeasuredSettings& settings) : records_(records), lake_(lake), settings_(settings), day_(start_of_day(settings.until - days{settings.days})) {}

  Result<MeasuredFilled> run() {
    auto credential = records_.write([&](store::WriteTx& tx) {
      return sensing::issue_credential(tx, ledger_, clock_, random_, {"oefenstad", std::nullopt, sensing::Right::write, std::nullopt}, "system");
    });
    if (!credential) return tl::unexpected<Error>(std::move(credential).error());
    filled_.token = credential->token;
    auto divided = records_.write([&](store::WriteTx& tx) -> Result<Done> {
      for (const sensing::AreaList& list : town_areas()) sensing::save_areas(tx, ledger_, list, "system");
      return Done{};
    });
    if (!divided) return tl::unexpected<Error>(std::move(divided).error());
    std::vector<Told> told;
    for (Meter& meter : town_meters()) {
      auto series = announce(meter);
      if (!series) return tl::unexpected<Error>(std::move(series).error());
      told.push_back({std::move(meter), std::move(*series), {}, day_});
    }
    auto stored = lake_.backfill_columns([&] { return next(told); });
    if (!stored) return tl::unexpected<Error>(std::move(stored).error());
    filled_.values = *stored;
    return filled_;
  }

 private:
  // A meter with what was said of it so far.
  struct Told {
    Meter meter;
    sensing::Series series;
    sensing::SeriesMemory memory;
    Instant next;
  };

  Result<sensing::Series> announce(const Meter& meter) {
    auto series = records_.write([&](store::WriteTx& tx) { return sensing::ensure_series(tx, ledger_, clock_, meter.series); });
    if (!series) return series;
    if (auto declared = records_.write([&](store::WriteTx& tx) { return sensing::declare_sensor(tx, ledger_, "system", series->thing, declaration_of(meter)); }); !declared)
      return tl::unexpected<Error>(std::move(declared).error());
    ++filled_.series;
    return series;
  }

  // Day after day and not meter after meter: the lake finds the rows of a day side by side.
  lake::ValueColumns next(std::vector<Told>& told) {
    lake::ValueColumns out;
    const Instant end = std::min<Instant>(start_of_day(settings_.until), last_ended_);
    for (; day_ < end && out.size() < values_at_once; day_ += days{1})
      for (Told& one : told) tell_until(std::min(day_ + days{1}, end), one, out);
    return out;
  }

  void tell_until(Instant day_end, Told& one, lake::ValueColumns& out) const {
    for (; one.next < day_end; one.next += one.meter.every) {
      auto value = measured(one.meter, settings_.seed, one.next);
      if (!value) continue;
      value->series = one.series.id;
      const lake::Moment received = value->until.value_or(value->time) + seconds{2};
      out.series.push_back(one.series.id);
      out.time.push_back(value->time);
      out.until.push_back(value->until);
      out.received.push_back(received);
      out.value.push_back(*value->value);
      out.quality.push_back(sensing::judge(one.series, one.memory, *value, received, sensing::Arrival::history));
      one.memory = sensing::after(one.memory, *value);
    }
  }

  sensing::Declaration declaration_of(const Meter& meter) const {
    using Signal = Meter::Signal;
    sensing::Declaration d;
    d.contact = "sensoren@oefenstad.example";
    d.legal_basis = "Publieke taak van de gemeente (AVG artikel 6 lid 1 e)";
    d.purpose = meter.signal == Signal::parking    ? "Laten zien waar plaats is om te parkeren"
                : meter.signal == Signal::footfall ? "Weten hoe druk het is in de binnenstad"
                : meter.signal == Signal::rain || meter.signal == Signal::canal || meter.signal == Signal::groundwater ? "Droge voeten houden en verdroging zien"
                                                                                                                       : "Hitte en vuile lucht zien en er iets aan doen";
    d.leaves_device = meter.signal == Signal::footfall ? "Alleen een aantal per kwartier, geen beeld" : "Alleen de gemeten waarde";
    d.starts = settings_.until - days{settings_.days};
    d.ends = d.starts + days{10 * 365};
    return d;
  }

  store::Store& records_;
  lake::Lake& lake_;
  MeasuredSettings settings_;
  SystemClock clock_;
  SystemRandom random_;
  ledger::Ledger ledger_{clock_, random_};
  Instant day_;  ///< that is being told
  // History takes days of UTC that have ended, and just after midnight here the newest one has not.
  const Instant last_ended_ = std::chrono::floor<days>(clock_.now());
  MeasuredFilled filled_;
};

}  // namespace

Result<MeasuredFilled> fill_measured(store::Store& records, const MeasuredSettings& settings) {
  lake::LakeOptions options;
  options.folder = settings.folder;
  const SystemClock clock;
  auto lake = lake::open(options, clock);
  if (!lake) return tl::unexpected<Error>(std::move(lake).error());
  return MeasuredFill(records, **lake, settings).run();
}

}  // namespace sas::practice
