#include "practice/fill_service.h"

#include <algorithm>
#include <cmath>

#include "calendar/holidays.h"
#include "practice/fill_random.h"

namespace sas::practice {
namespace {

using promises::ServiceEvent;
using std::chrono::days;

// A day of a town in which 20,000 cases come in over two years.
constexpr double given_up = 5, letters = 3, calls = 14, visits = 8, messages = 4, searches = 6, source_documents = 0.2, births = 0.8, reminders = 3;
constexpr double usual_cases = 20'000;

class ServicePlanner {
 public:
  ServicePlanner(std::span<const Date> closing_days, const PlanSettings& settings)
      : closing_days_(closing_days), settings_(settings), random_(settings.seed * 0xD1B54A32D192ED03ULL + 29),
        scale_(static_cast<double>(settings.cases) / usual_cases) {}

  std::vector<ServiceEvent> make() {
    const Date from = settings_.until - days{days_of_history};
    for (Date day = from; day < settings_.until; day += days{1}) {
      if (!calendar::is_working_day(day, closing_days_)) continue;
      // The service got better over the two years.
      const double grown = static_cast<double>((day - from).count()) / days_of_history;
      times(calls, [&] { call(day, grown); });
      times(visits, [&] { visit(day); });
      times(messages, [&] { message(day); });
      times(searches, [&] { search(day, grown); });
      times(source_documents, [&] { source_document(day); });
      times(births, [&] { birth(day); });
      times(reminders, [&] { remind(day); });
      times(given_up, [&] { give_up(day, grown); });
      times(letters, [&] { letter(day, grown); });
    }
    std::erase_if(events_, [&](const ServiceEvent& e) { return e.at >= start_of_day(settings_.until); });
    std::stable_sort(events_.begin(), events_.end(), [](const ServiceEvent& a, const ServiceEvent& b) { return a.at < b.at; });
    return std::move(events_);
  }

 private:
  template <typename Work>
  void times(double a_day, Work work) {
    const double wanted = a_day * scale_ * (0.7 + 0.6 * random_.unit());
    const int count = static_cast<int>(wanted) + (happens(random_, wanted - std::floor(wanted)) ? 1 : 0);
    for (int i = 0; i < count; ++i) work();
  }
  Instant at_work(Date day) { return local_time(day, 540 + static_cast<int>(random_.below(470))) + std::chrono::milliseconds(random_.below(60'000)); }
  Date later(Date day, int working_days) const { return calendar::add_working_days(day, working_days, closing_days_); }
  std::string subject(const char* topic) { return std::string(topic) + ":practice-" + std::to_string(++made_); }
  void add(const char* kind, std::string subject, Instant at, json::Object facts) { events_.push_back({kind, std::move(subject), at, std::move(facts)}); }

  void call(Date day, double grown) {
    const auto waited = static_cast<std::int64_t>(log_normal(random_, 28 - 7 * grown, 0.85));
    add("phone.call", subject("phone"), at_work(day), {{"waited_s", waited}, {"answered", happens(random_, 0.94 + 0.02 * grown)}});
  }
  void visit(Date day) {
    const bool appointment = happens(random_, 0.6);
    const auto waited = static_cast<std::int64_t>(appointment ? log_normal(random_, 100, 0.8) : log_normal(random_, 420, 0.7));
    add("desk.visit", subject("desk"), at_work(day), {{"waited_s", waited}, {"appointment", appointment}});
  }
  void message(Date day) {
    const double drawn = random_.unit();
    const char* channel = drawn < 0.65 ? "mail" : drawn < 0.88 ? "digital" : "post";
    const std::string name = subject("message");
    const Instant at = at_work(day);
    add("message.received", name, at, {{"message", name}, {"channel", channel}});
    const double slow = drawn < 0.88 ? 0.9 : 2.6;
    const int took = static_cast<int>(exponential(random_, slow));
    const Instant answered = took == 0 ? at + std::chrono::minutes(15 + random_.below(180)) : at_work(later(day, took));
    if (!happens(random_, 0.01)) add("message.answered", name, answered, {{"message", name}});
  }
  void search(Date day, double grown) {
    static constexpr const char* products[] = {"paspoort", "identiteitskaart", "rijbewijs", "geboorteaangifte", "naturalisatie"};
    const bool found = happens(random_, 0.965 + 0.02 * grown);
    json::Object facts{{"product", products[random_.below(5)]}, {"location", "stadskantoor"}, {"offered", found ? static_cast<std::int64_t>(1 + random_.below(40)) : 0}};
    if (found) facts["first_free_days"] = static_cast<std::int64_t>(log_normal(random_, 2.4 - 0.6 * grown, 0.6));
    add("appointment.searched", subject("search"), at_work(day), std::move(facts));
  }
  void source_document(Date day) {
    const std::string name = subject("source_document");
    add("source_document.received", name, at_work(day), {{"reference", name}});
    const int took = static_cast<int>(log_normal(random_, 12, 0.45));
    add("source_document.answered", name, at_work(later(day + days{took}, 1)), {{"reference", name}});
  }
  void birth(Date day) {
    const std::string name = subject("birth");
    const Instant at = at_work(day);
    add("birth.certified", name, at, {{"reference", name}});
    add("birth.registered", name, happens(random_, 0.985) ? at + std::chrono::minutes{3} : at_work(later(day, 1)), {{"reference", name}});
  }
  // The longer a form, the later people stop; over the two years fewer do.
  void give_up(Date day, double grown) {
    static constexpr std::pair<const char*, const char*> places[] = {{"parkeervergunning", "kenteken"},      {"parkeervergunning", "controle"},
                                                                     {"melding-openbare-ruimte", "foto"},    {"verhuizing", "contact"},
                                                                     {"evenementenvergunning", "controle"}, {"schuldhulp", "contact"}};
    if (happens(random_, 0.4 * grown)) return;
    const auto& [product, step] = places[random_.below(std::size(places))];
    add("form.abandoned", std::string("form:") + product, at_work(day), {{"product", product}, {"step", step}});
  }
  void letter(Date day, double grown) {
    static constexpr const char* products[] = {"woz-bezwaar", "bezwaar", "gehandicaptenparkeerkaart", "uittreksel-brp", "klacht"};
    if (happens(random_, 0.5 * grown)) return;
    add("letter.needed", subject("letter"), at_work(day),
        {{"product", products[random_.below(5)]}, {"template", "decided"}, {"reason", happens(random_, 0.6) ? "no-address" : "came-by-letter"}});
  }
  void remind(Date day) {
    const auto before = static_cast<std::int64_t>(happens(random_, 0.012) ? 10 + random_.below(18) : 30 + random_.below(20));
    add("document.reminded", subject("document"), at_work(day), {{"days_before", before}});
  }

  std::span<const Date> closing_days_;
  PlanSettings settings_;
  SeededRandom random_;
  double scale_;
  int made_ = 0;
  std::vector<ServiceEvent> events_;
};

}  // namespace

std::vector<ServiceEvent> plan_service(std::span<const Date> closing_days, const PlanSettings& settings) {
  return ServicePlanner(closing_days, settings).make();
}

}  // namespace sas::practice
