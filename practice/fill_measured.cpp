#include "practice/fill_measured.h"

#include "lake/moment.h"
#include "practice/measured_town.h"
#include "sensing/declarations.h"
#include "sensing/intake.h"
#include "sensing/registry_credentials.h"

namespace sas::practice {
namespace {

using namespace std::chrono;

constexpr std::size_t values_a_batch = 20'000;
constexpr hours seal_age{48};

// Meter by meter, so that a batch is of few series and in order of time.
class MeasuredFill {
 public:
  MeasuredFill(store::Store& records, lake::Lake& lake, const MeasuredSettings& settings)
      : records_(records), settings_(settings), intake_(sensing::make_intake({lake, records, ledger_, clock_})) {}

  Result<MeasuredFilled> run() {
    auto credential = records_.write([&](store::WriteTx& tx) {
      return sensing::issue_credential(tx, ledger_, clock_, random_, {"oefenstad", std::nullopt, sensing::Right::write, std::nullopt}, "system");
    });
    if (!credential) return tl::unexpected<Error>(std::move(credential).error());
    filled_.token = credential->token;
    for (const Meter& meter : town_meters())
      if (auto done = fill(meter); !done) return fail_with(std::move(done));
    if (auto done = flush(); !done) return fail_with(std::move(done));
    return filled_;
  }

 private:
  static tl::unexpected<Error> fail_with(Result<Done> done) { return tl::unexpected<Error>(std::move(done).error()); }

  Result<Done> fill(const Meter& meter) {
    auto series = records_.write([&](store::WriteTx& tx) { return sensing::ensure_series(tx, ledger_, clock_, meter.series); });
    if (!series) return tl::unexpected<Error>(std::move(series).error());
    if (auto declared = records_.write([&](store::WriteTx& tx) { return sensing::declare_sensor(tx, ledger_, "system", series->thing, declaration_of(meter)); }); !declared)
      return declared;
    ++filled_.series;
    const Instant end = start_of_day(settings_.until);
    for (Instant at = start_of_day(settings_.until - days{settings_.days}); at < end; at += meter.every) {
      auto value = measured(meter, settings_.seed, at);
      if (!value) continue;
      value->series = series->id;
      value->received = value->until.value_or(value->time) + seconds{2};
      waiting_.push_back(std::move(*value));
      if (waiting_.size() < values_a_batch) continue;
      if (auto done = flush(); !done) return done;
    }
    return Done{};
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

  Result<Done> flush() {
    if (waiting_.empty()) return Done{};
    auto taken = intake_->take(std::exchange(waiting_, {}), sensing::Arrival::history);
    if (!taken) return tl::unexpected<Error>(std::move(taken).error());
    for (const sensing::Taken& one : *taken) ++(one.what == sensing::Taken::What::refused ? filled_.refused : filled_.values);
    return Done{};
  }

  store::Store& records_;
  MeasuredSettings settings_;
  SystemClock clock_;
  SystemRandom random_;
  ledger::Ledger ledger_{clock_, random_};
  std::unique_ptr<sensing::Intake> intake_;
  std::vector<lake::Observation> waiting_;
  MeasuredFilled filled_;
};

}  // namespace

Result<MeasuredFilled> fill_measured(store::Store& records, const MeasuredSettings& settings) {
  lake::LakeOptions options;
  options.folder = settings.folder;
  const SystemClock clock;
  auto lake = lake::open(options, clock);
  if (!lake) return tl::unexpected<Error>(std::move(lake).error());
  auto filled = MeasuredFill(records, **lake, settings).run();
  if (!filled) return filled;
  if (auto sealed = (*lake)->seal(lake::moment_of(start_of_day(settings.until)), seal_age); !sealed) return tl::unexpected<Error>(std::move(sealed).error());
  return filled;
}

}  // namespace sas::practice
