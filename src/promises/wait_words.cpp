#include "promises/wait_words.h"

#include <algorithm>

#include "promises/wait_chart.h"
#include "promises/wording.h"

namespace sas::promises {
namespace {

using html::Html;
using people::Visit;

constexpr double a_day = 86'400'000;

double days_of(std::int64_t ms, std::int64_t cases) { return static_cast<double>(ms) / static_cast<double>(cases) / a_day; }

std::string cause_name(const html::Say& say, Cause cause) { return say("promises.cause." + std::string(to_text(cause))); }

// All versions of a promise of one product in one month together; the medians only when there was one version.
struct MonthWait {
  Period month;
  std::int64_t cases = 0;
  Waited waited{};
  const Score* score = nullptr;
};

std::vector<MonthWait> months_of(const Snapshot& snapshot, const ProductId& product) {
  std::vector<MonthWait> out;
  for (const Period& month : snapshot.months) {
    if (month.from > snapshot.last_month().from) break;
    MonthWait one{month};
    for (const Score& score : snapshot.of(month)) {
      if (!score.whole() || score.product != product || !may_publish(score)) continue;
      one.cases += score.due;
      for (std::size_t i = 0; i < cause_count; ++i) one.waited[i] += score.waited[i];
      one.score = &score;
    }
    out.push_back(one);
  }
  return out;
}

// The largest cause of the last month with figures, and how its mean moved since the three such months before.
std::string conclusion(const html::Say& say, const std::vector<MonthWait>& months) {
  std::vector<const MonthWait*> known;
  for (const MonthWait& one : months)
    if (one.cases > 0) known.push_back(&one);
  if (known.empty()) return say("promises.waits.none");
  const MonthWait& last = *known.back();
  const Cause cause = largest_of(last.waited);
  const std::size_t index = static_cast<std::size_t>(cause);
  std::string out = say("promises.waits.largest", {{"month", html::month_name(last.month.from, say.language)},
                                                   {"cause", cause_name(say, cause)},
                                                   {"days", mean_days(say, last.waited[index], last.cases)},
                                                   {"total", mean_days(say, total_of(last.waited), last.cases)}});
  known.pop_back();
  if (known.empty()) return out;
  std::int64_t cases = 0, ms = 0;
  for (std::size_t i = known.size() - std::min<std::size_t>(3, known.size()); i < known.size(); ++i) {
    cases += known[i]->cases;
    ms += known[i]->waited[index];
  }
  const double before = days_of(ms, cases), now = days_of(last.waited[index], last.cases);
  const char* trend = now > before * 1.1 ? "promises.waits.longer" : now < before * 0.9 ? "promises.waits.shorter" : "promises.waits.same";
  return out + " " + say(trend, {{"days", mean_days(say, ms, cases)}});
}

Html chart(const html::Say& say, const std::vector<MonthWait>& months, const std::string& title) {
  WaitChart out{"wachten", title, say("promises.waits.chart"), {}};
  for (const MonthWait& one : months) {
    WaitBar bar{html::month_name(one.month.from, say.language), std::nullopt};
    if (one.cases > 0) {
      bar.days.emplace();
      for (std::size_t i = 0; i < cause_count; ++i) (*bar.days)[i] = days_of(one.waited[i], one.cases);
    }
    out.bars.push_back(std::move(bar));
  }
  return wait_chart(say, out);
}

// Causes that never occur for this product would only make the table too wide for a phone.
std::vector<Cause> causes_in(const std::vector<MonthWait>& months) {
  std::vector<Cause> out;
  for (const Cause cause : all_causes)
    if (std::any_of(months.begin(), months.end(), [&](const MonthWait& one) { return one.waited[static_cast<std::size_t>(cause)] > 0; }))
      out.push_back(cause);
  return out;
}

Html table(const html::Say& say, const std::vector<MonthWait>& months) {
  const std::vector<Cause> causes = causes_in(months);
  using Align = html::Column::Align;
  html::Table out;
  out.caption = say("promises.waits.caption");
  out.columns = {{say("promises.waits.month")}, {say("promises.waits.cases"), Align::end}};
  for (const Cause cause : causes) out.columns.push_back({cause_name(say, cause), Align::end});
  out.columns.push_back({say("promises.waits.in-law"), Align::end});
  out.columns.push_back({say("promises.waits.felt"), Align::end});
  out.empty_text = say("promises.waits.none");
  for (auto one = months.rbegin(); one != months.rend(); ++one) {
    if (one->cases == 0) continue;
    std::vector<Html> row{html::month_name(one->month.from, say.language), html::number(one->cases, say.language)};
    for (const Cause cause : causes)
      row.push_back(html::decimal(days_of(one->waited[static_cast<std::size_t>(cause)], one->cases), 1, say.language));
    row.push_back(days(say, one->score->median_days));
    row.push_back(days(say, one->score->median_felt));
    out.rows.push_back(std::move(row));
  }
  out.foot = html::paragraph(say("promises.waits.foot"));
  return html::table(out);
}

}  // namespace

std::string mean_days(const html::Say& say, std::int64_t ms, std::int64_t cases) {
  return say("promises.waits.days", {{"n", html::decimal(cases == 0 ? 0 : days_of(ms, cases), 1, say.language)}});
}

CityWait city_wait(const Snapshot& snapshot, const Period& month) {
  CityWait out;
  for (const Score& score : snapshot.of(month)) {
    if (!score.whole() || !may_publish(score)) continue;
    out.cases += score.due;
    for (std::size_t i = 0; i < cause_count; ++i) out.waited[i] += score.waited[i];
  }
  return out;
}

Html needless_section(const Visit& visit, const Snapshot& snapshot) {
  const html::Say& say = visit.say;
  const CityWait city = city_wait(snapshot, snapshot.last_month());
  if (city.cases == 0) return {};
  const std::int64_t queue = city.waited[static_cast<std::size_t>(Cause::queue)];
  const std::int64_t outage = city.waited[static_cast<std::size_t>(Cause::outage)];
  const std::string sentence = say("promises.needless.sentence", {{"month", html::month_name(snapshot.last_month().from, say.language)},
                                                                  {"days", mean_days(say, needless_of(city.waited), city.cases)},
                                                                  {"total", mean_days(say, total_of(city.waited), city.cases)}});
  const std::string parts = say("promises.needless.parts", {{"queue", mean_days(say, queue, city.cases)}, {"outage", mean_days(say, outage, city.cases)}});
  return html::section("onnodig-wachten", say("promises.needless.title"),
                       html::paragraph(html::strong(sentence)) + html::paragraph(parts) +
                           html::paragraph(html::link(say("promises.waits.json"), "/beloften/wachten.json") + Html(" · ") +
                                           html::link(say("promises.waits.csv"), "/beloften/wachten.csv") + Html(" · ") +
                                           html::link(say("outages.list"), visit.url("/storingen"))));
}

Html waits_of_product(const Visit& visit, const Snapshot& snapshot, const ProductId& product) {
  const html::Say& say = visit.say;
  const std::vector<MonthWait> months = months_of(snapshot, product);
  const std::string sentence = conclusion(say, months);
  const bool any = std::any_of(months.begin(), months.end(), [](const MonthWait& one) { return one.cases > 0; });
  if (!any) return html::lead(sentence);
  std::vector<Html> rules;
  for (const Cause cause : all_causes)
    rules.push_back(html::strong(cause_name(say, cause)) + Html(": " + say("promises.cause-is." + std::string(to_text(cause)))));
  return html::lead(sentence) + html::section("in-beeld", say("promises.waits.picture"), chart(say, months, sentence)) +
         html::section("per-maand", say("promises.waits.table"), table(say, months)) +
         html::section("oorzaken", say("promises.waits.rules"), html::bullet_list(rules) + html::paragraph(say("promises.waits.one-cause")));
}

}  // namespace sas::promises
