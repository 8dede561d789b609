#include "practice/fill_plan.h"

#include <algorithm>
#include <cmath>
#include <map>

#include "calendar/holidays.h"
#include "practice/fill_random.h"

namespace sas::practice {
namespace {

using catalogue::ChannelKind;
using std::chrono::days;

// How often each product is asked for, roughly as in a city of 130,000; others count for one.
double weight_of(const ProductId& id) {
  static const std::map<std::string, double> weights{
      {"melding-openbare-ruimte", 24}, {"verhuizing", 16}, {"paspoort", 10},          {"uittreksel-brp", 10},
      {"rijbewijs", 8},                {"grofvuil", 8},    {"parkeervergunning", 8},  {"identiteitskaart", 6},
      {"geboorteaangifte", 3},         {"woz-bezwaar", 2}, {"evenementenvergunning", 2}, {"gehandicaptenparkeerkaart", 2},
      {"bezwaar", 1.5},                {"klacht", 1.5},    {"schuldhulp", 1.2},       {"naturalisatie", 1},
      {"terrasvergunning", 1},         {"vraag-open-data", 0.6}};
  const auto at = weights.find(id.text());
  return at == weights.end() ? 1 : at->second;
}

// The promise in working days, near enough to plan the work by.
double working_days_of(const catalogue::Promise& promise) {
  const double count = promise.length.count;
  if (promise.counting == calendar::Counting::working_days) return count;
  switch (promise.length.unit) {
    case calendar::Unit::week: return count * 5;
    case calendar::Unit::month: return count * 21;
    case calendar::Unit::year: return count * 250;
    default: return count * 5 / 7;
  }
}

double season(Date day) {
  const std::chrono::year_month_day ymd{day};
  static constexpr double months[] = {1.08, 1.0, 1.05, 1.05, 1.1, 1.08, 0.92, 0.9, 1.08, 1.0, 0.96, 0.78};
  const unsigned weekday = std::chrono::weekday{std::chrono::sys_days{day.time_since_epoch()}}.iso_encoding();
  static constexpr double week[] = {1.35, 1.2, 1.1, 1.1, 0.95, 0.4, 0.4};
  return months[static_cast<unsigned>(ymd.month()) - 1] * week[weekday - 1];
}

class Planner {
 public:
  Planner(const catalogue::Catalogue& catalogue, const Town& town, const PlanSettings& settings)
      : catalogue_(catalogue), town_(town), settings_(settings), random_(settings.seed * 0x9E3779B97F4A7C15ULL + 17) {
    history_.until = settings.until;
    history_.from = settings.until - days{days_of_history};
    end_ = start_of_day(settings.until);
    for (std::size_t i = 0; i < town.inhabitants().size(); ++i)
      if (town.inhabitants()[i].part.empty()) everybody_.push_back(i);
  }

  History make() {
    well_known();
    const std::size_t fixed = history_.cases.size();
    arrivals(settings_.cases > fixed ? settings_.cases - fixed : 0);
    for (auto& [product, waiting] : queues_) work(*catalogue_.find(ProductId(product)), waiting);
    outages();
    std::erase_if(history_.actions, [&](const Action& a) { return a.at >= end_; });
    std::stable_sort(history_.actions.begin(), history_.actions.end(), [](const Action& a, const Action& b) { return a.at < b.at; });
    return std::move(history_);
  }

 private:
  struct Waiting {
    std::size_t planned = 0;
    Instant received;
    double promised = 5;  // working days
  };

  void add(std::size_t planned, Step step, Instant at, std::string code = {}) {
    history_.actions.push_back({at, planned, step, std::move(code), {}, 0});
  }
  [[nodiscard]] bool working(Date day) const { return calendar::is_working_day(day, catalogue_.closing_days); }
  [[nodiscard]] Date later(Date day, int working_days) const {
    while (!working(day)) day += days{1};
    for (; working_days > 0; --working_days) {
      day += days{1};
      while (!working(day)) day += days{1};
    }
    return day;
  }
  Instant at_work(Date day) { return local_time(day, 540 + static_cast<int>(random_.below(450))) + seconds_of(random_); }
  static std::chrono::milliseconds seconds_of(SeededRandom& random) { return std::chrono::milliseconds(random.below(60'000)); }

  // --- what comes in ---

  void arrivals(std::size_t count) {
    std::vector<double> until_day;
    double total = 0;
    for (int i = 0; i < days_of_history; ++i) until_day.push_back(total += season(history_.from + days{i}));
    std::vector<int> chosen;
    for (std::size_t i = 0; i < count; ++i) {
      const double at = random_.unit() * total;
      chosen.push_back(static_cast<int>(std::upper_bound(until_day.begin(), until_day.end(), at) - until_day.begin()));
    }
    std::sort(chosen.begin(), chosen.end());
    for (const int day : chosen) arrive(history_.from + days{std::min(day, days_of_history - 1)});
  }

  const catalogue::Product* product_on(Date day) {
    double total = 0;
    for (const catalogue::Product& p : catalogue_.products)
      if (p.promise_on(day) != nullptr) total += weight_of(p.id);
    double at = random_.unit() * total;
    for (const catalogue::Product& p : catalogue_.products) {
      if (p.promise_on(day) == nullptr) continue;
      at -= weight_of(p.id);
      if (at <= 0) return &p;
    }
    return nullptr;
  }

  // From 60% digital two years ago to 80% now; at the weekend nobody answers the phone.
  ChannelKind channel_on(const catalogue::Product& product, Date day) {
    const auto has = [&](ChannelKind kind) {
      return std::any_of(product.channels.begin(), product.channels.end(), [&](const catalogue::Channel& c) { return c.kind == kind; });
    };
    const double digital = 0.6 + 0.2 * static_cast<double>((day - history_.from).count()) / days_of_history;
    const double drawn = random_.unit();
    if (!working(day) || drawn < digital) return ChannelKind::digital;
    const double rest = (drawn - digital) / (1 - digital);
    if (rest < 0.15 && has(ChannelKind::post)) return ChannelKind::post;
    return rest < 0.6 && has(ChannelKind::phone) ? ChannelKind::phone : ChannelKind::desk;
  }

  void arrive(Date day) {
    const catalogue::Product* product = product_on(day);
    if (product == nullptr) return;
    PlannedCase fresh;
    fresh.product = product;
    fresh.channel = channel_on(*product, day);
    fresh.taste = random_.next();
    fresh.handler = handler_of(*product);
    choose_person(fresh);
    const bool digital = fresh.channel == ChannelKind::digital;
    const int minute = digital ? 420 + static_cast<int>(random_.below(960)) : 540 + static_cast<int>(random_.below(450));
    const Instant at = local_time(day, minute) + seconds_of(random_);
    history_.cases.push_back(fresh);
    const std::size_t planned = history_.cases.size() - 1;
    add(planned, Step::open, at);
    queues_[product->id.text()].push_back({planned, at, working_days_of(*product->promise_on(day))});
  }

  void choose_person(PlannedCase& fresh) {
    const auto& audience = fresh.product->audience;
    const bool business = std::find(audience.begin(), audience.end(), catalogue::Audience::resident) == audience.end();
    if (fresh.product->login.anonymous && happens(random_, 0.35)) return;
    if (business && !town_.companies().empty()) {
      fresh.company = random_.below(town_.companies().size());
      if (!town_.companies()[*fresh.company].part.empty()) fresh.company = town_.companies().size() - 1;
      return;
    }
    // Children do not apply for things themselves.
    for (int tries = 0; tries < 20; ++tries) {
      fresh.inhabitant = everybody_[random_.below(everybody_.size())];
      if (town_.inhabitants()[*fresh.inhabitant].birth + days{18 * 366} < history_.from) return;
    }
  }

  // Each product has two people who know it; the well-known handler helps everywhere.
  std::size_t handler_of(const catalogue::Product& product) {
    std::uint64_t sum = 0;
    for (const char c : product.id.text()) sum = sum * 31 + static_cast<unsigned char>(c);
    const std::uint64_t drawn = random_.below(10);
    if (drawn < 2) return 0;
    return 1 + (sum + (drawn < 6 ? 0 : 3)) % (handler_count - 1);
  }

  // --- how it is handled ---

  // A team takes what came in first, as many a day as it can. In holidays it can do less, and once in the two years a spell of illness
  // makes a backlog: from that comes the waiting, not from a drawn figure.
  void work(const catalogue::Product& product, const std::vector<Waiting>& waiting) {
    const double a_day = static_cast<double>(waiting.size()) / (days_of_history * 5.0 / 7.0);
    // A small team needs relatively more room than a large one to keep waiting short: the rule of the square root.
    const double staffed = a_day + 0.9 * std::sqrt(a_day) + 0.15;
    const Date ill_from = history_.from + days{static_cast<int>(random_.below(days_of_history))};
    const double pace = 0.42 + 0.16 * random_.unit();
    double hands = 0;
    std::size_t next = 0;
    for (Date day = history_.from; day < history_.until && next < waiting.size(); day += days{1}) {
      if (!working(day)) continue;
      const bool ill = day >= ill_from && day < ill_from + days{25};
      hands = std::min(hands + staffed * capacity(day) * (ill ? 0.7 : 1), std::max(2.0, 2 * staffed));
      while (hands >= 1 && next < waiting.size()) {
        const Waiting& one = waiting[next];
        const Instant taken = at_work(day);
        if (one.received >= taken) break;
        handle(product, one, taken, pace);
        hands -= 1;
        ++next;
      }
    }
  }

  double capacity(Date day) {
    const unsigned month = static_cast<unsigned>(std::chrono::year_month_day{day}.month());
    const double holidays = month == 7 || month == 8 ? 0.9 : month == 12 ? 0.85 : 1;
    return holidays * (0.85 + 0.3 * random_.unit());
  }

  void handle(const catalogue::Product& product, const Waiting& one, Instant taken, double pace) {
    const bool digital = history_.cases[one.planned].channel == ChannelKind::digital;
    double share = log_normal(random_, digital ? pace * 0.92 : pace, 0.36);
    if (happens(random_, 0.025)) share *= 2 + 2 * random_.unit();  // the file that waits for advice, or lies under another
    const int work_days = static_cast<int>(one.promised * share);
    if (happens(random_, 0.02) && product.result("withdrawn") != nullptr && history_.cases[one.planned].inhabitant) {
      add(one.planned, Step::withdraw, one.received + std::chrono::hours(2 + random_.below(60)));
      if (history_.actions.back().at > taken) history_.actions.back().at = std::max(one.received + std::chrono::minutes{1}, taken - std::chrono::minutes{1});
      return;
    }
    add(one.planned, Step::take, taken);
    const bool paused = one.promised >= 3 && !product.case_type.slots.empty() && happens(random_, 0.09);
    const Date taken_day = local_date(taken);
    Instant decided = work_days == 0 ? taken + std::chrono::minutes(20 + random_.below(90)) : at_work(later(taken_day, work_days));
    if (paused) decided = pause(one, later(taken_day, work_days / 3 + 1), work_days);
    else if (asks_advice(product) && happens(random_, 0.3)) decided = wait_for_partner(product, one, later(taken_day, work_days / 3 + 1), work_days);
    call(one, decided);
    decide(product, one, decided);
  }

  // Advice from another organisation; returns when the case is decided after it. Some keep us waiting much longer than they say.
  Instant wait_for_partner(const catalogue::Product& product, const Waiting& one, Date asked_day, int work_days) {
    static const std::map<std::string, std::vector<std::string>> usual{
        {"evenementenvergunning", {"police", "fire-service"}}, {"terrasvergunning", {"environment-service", "police"}},
        {"naturalisatie", {"ind", "police"}},                  {"gehandicaptenparkeerkaart", {"adviser"}},
        {"schuldhulp", {"court", "uwv"}},                      {"rijbewijs", {"rdw"}}};
    const auto at = usual.find(product.id.text());
    const std::string partner = at == usual.end() ? "adviser" : at->second[random_.below(at->second.size())];
    const Instant asked = at_work(asked_day);
    add(one.planned, Step::partner_ask, asked, partner);
    const Date answered = later(asked_day + days{1}, 1 + static_cast<int>(exponential(random_, std::max(2.0, one.promised / 2))));
    add(one.planned, Step::partner_answer, at_work(answered), partner);
    return at_work(later(answered + days{1}, work_days / 3));
  }

  static bool asks_advice(const catalogue::Product& product) {
    const std::string& id = product.id.text();
    return id == "evenementenvergunning" || id == "terrasvergunning" || id == "naturalisatie" || id == "gehandicaptenparkeerkaart" ||
           id == "schuldhulp" || id == "woz-bezwaar" || id == "rijbewijs";
  }

  // A few in two years: half an hour to most of a day, on a working day.
  void outages() {
    static constexpr const char* channels[] = {"site", "digid", "brp", "desk", "login", "phone", "bag", "kvk"};
    for (std::size_t i = 0; i < std::size(channels); ++i) {
      const Date day = later(history_.from + days{20 + static_cast<int>(random_.below(days_of_history - 60))}, 0);
      const Instant from = local_time(day, 480 + static_cast<int>(random_.below(300))) + seconds_of(random_);
      history_.outages.push_back({channels[i], from, from + std::chrono::minutes{30 + static_cast<int>(random_.below(540))}});
    }
    std::sort(history_.outages.begin(), history_.outages.end(), [](const PlannedOutage& a, const PlannedOutage& b) { return a.until < b.until; });
  }

  // Asks for what is missing, and returns when the case is decided after the answer, or after the time to answer has passed.
  Instant pause(const Waiting& one, Date asked_day, int work_days) {
    const Instant asked = at_work(asked_day);
    add(one.planned, Step::ask, asked);
    const Date answer_by = asked_day + days{14};
    history_.actions.back().answer_by = answer_by;
    const int took = 1 + static_cast<int>(exponential(random_, 5));
    const Date answered = asked_day + days{took};
    Date resumed = answered;
    if (answered <= answer_by && history_.cases[one.planned].inhabitant) {
      add(one.planned, Step::answer, local_time(answered, 480 + static_cast<int>(random_.below(840))) + seconds_of(random_));
    } else {
      resumed = answer_by + days{1};
      add(one.planned, Step::lapse, local_time(resumed, 15));
    }
    return at_work(later(resumed + days{1}, work_days / 2));
  }

  // People who wait long call to ask where it is.
  void call(const Waiting& one, Instant decided) {
    const auto waited = std::chrono::duration_cast<days>(decided - one.received).count();
    if (waited < 3 || !happens(random_, std::min(0.3, 0.01 * static_cast<double>(waited)))) return;
    const Date day = later(local_date(one.received) + days{static_cast<int>(waited * 2 / 3)}, 0);
    const Instant at = at_work(day);
    if (at > one.received && at < decided) add(one.planned, Step::call, at);
  }

  void decide(const catalogue::Product& product, const Waiting& one, Instant decided) {
    const double drawn = random_.unit();
    const auto kind = drawn < 0.89 ? catalogue::ResultKind::granted : drawn < 0.97 ? catalogue::ResultKind::refused : catalogue::ResultKind::neutral;
    const auto& results = product.case_type.results;
    std::vector<const catalogue::ResultType*> fitting;
    for (const auto& result : results)
      if (result.kind == kind && result.code != "withdrawn") fitting.push_back(&result);
    const catalogue::ResultType& result = fitting.empty() ? results.front() : *fitting[random_.below(fitting.size())];
    add(one.planned, Step::decide, decided, result.code);
    opine(one, decided, result);
  }

  // About a third answers; who waited too long or got no is less satisfied.
  void opine(const Waiting& one, Instant decided, const catalogue::ResultType& result) {
    if (!happens(random_, 0.31)) return;
    static const std::map<ChannelKind, double> usual{{ChannelKind::digital, 7.9}, {ChannelKind::phone, 8.1}, {ChannelKind::desk, 8.4}, {ChannelKind::post, 7.1}};
    const double took = static_cast<double>(std::chrono::duration_cast<days>(decided - one.received).count()) * 5 / 7;
    const double late = std::max(0.0, took - one.promised - 0.5);
    double mark = usual.at(history_.cases[one.planned].channel) + 1.25 * normal(random_);
    if (late > 0) mark -= std::min(3.5, 1.5 + 0.15 * late);
    if (result.kind == catalogue::ResultKind::refused) mark -= 1.3;
    const Instant given = decided + std::chrono::minutes(5 + static_cast<int>(exponential(random_, 2200)));
    if (given >= decided + std::chrono::days{14}) return;
    add(one.planned, Step::mark, given);
    const int rounded = std::clamp(static_cast<int>(std::lround(mark)), 1, 10);
    history_.actions.back().mark = rounded;
    const Date calls = later(local_date(given) + days{1}, static_cast<int>(random_.below(4)));
    if (rounded <= 5 && happens(random_, 0.93)) add(one.planned, Step::pick_up, at_work(calls));
  }

  // --- the people a demonstration logs in as ---

  std::optional<std::size_t> known_case(std::string_view product, std::string_view part, Instant received, ChannelKind channel = ChannelKind::digital) {
    const catalogue::Product* found = catalogue_.find(ProductId(std::string(product)));
    if (found == nullptr || found->promise_on(local_date(received)) == nullptr || received < start_of_day(history_.from)) return std::nullopt;
    PlannedCase fresh;
    fresh.product = found;
    fresh.channel = channel;
    fresh.taste = random_.next();
    fresh.well_known = true;
    for (std::size_t i = 0; i < town_.inhabitants().size(); ++i)
      if (town_.inhabitants()[i].part == part) fresh.inhabitant = i;
    for (std::size_t i = 0; i < town_.companies().size(); ++i)
      if (town_.companies()[i].part == part) fresh.company = i;
    history_.cases.push_back(fresh);
    add(history_.cases.size() - 1, Step::open, received);
    return history_.cases.size() - 1;
  }

  void known_closed(std::string_view product, std::string_view part, int days_ago, int took, int mark) {
    const Date day = settings_.until - days{days_ago};
    const auto planned = known_case(product, part, local_time(day, 20 * 60));
    if (!planned) return;
    const auto& results = history_.cases[*planned].product->case_type.results;
    const auto granted = std::find_if(results.begin(), results.end(), [](const auto& r) { return r.kind == catalogue::ResultKind::granted; });
    if (granted == results.end()) return;
    const Date decided = later(day + days{1}, took);
    add(*planned, Step::take, local_time(later(day + days{1}, 0), 560));
    add(*planned, Step::decide, local_time(decided, 900), granted->code);
    if (mark == 0) return;
    add(*planned, Step::mark, local_time(decided, 1200));
    history_.actions.back().mark = mark;
  }

  void well_known() {
    const auto ago = [&](int n, int minute) { return local_time(settings_.until - days{n}, minute); };
    known_closed("paspoort", "resident", 420, 3, 9);
    known_closed("verhuizing", "resident", 240, 4, 8);
    known_closed("grofvuil", "resident", 75, 3, 0);
    if (const auto asked = known_case("parkeervergunning", "resident", ago(5, 1210))) {
      add(*asked, Step::take, local_time(later(settings_.until - days{4}, 0), 600));
      add(*asked, Step::ask, local_time(later(settings_.until - days{4}, 0), 625));
      history_.actions.back().answer_by = settings_.until + days{10};
    }
    if (const auto taken = known_case("melding-openbare-ruimte", "resident", ago(4, 1130)))
      add(*taken, Step::take, local_time(later(settings_.until - days{4}, 0), 1140));
    (void)known_case("uittreksel-brp", "resident", ago(1, 1275));
    known_closed("uittreksel-brp", "mother", 130, 2, 8);
    (void)known_case("gehandicaptenparkeerkaart", "mother", ago(3, 980), ChannelKind::phone);
    known_closed("terrasvergunning", "entrepreneur", 300, 12, 7);
    if (const auto event = known_case("evenementenvergunning", "entrepreneur", ago(9, 870)))
      add(*event, Step::take, local_time(later(settings_.until - days{7}, 0), 610));
  }

  const catalogue::Catalogue& catalogue_;
  const Town& town_;
  PlanSettings settings_;
  SeededRandom random_;
  Instant end_;
  History history_;
  std::vector<std::size_t> everybody_;
  std::map<std::string, std::vector<Waiting>> queues_;
};

}  // namespace

History plan(const catalogue::Catalogue& catalogue, const Town& town, const PlanSettings& settings) {
  return Planner(catalogue, town, settings).make();
}

}  // namespace sas::practice
