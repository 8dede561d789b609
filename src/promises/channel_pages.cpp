#include "promises/channel_pages.h"

#include <algorithm>
#include <memory>

#include "html/components.h"
#include "promises/marks.h"
#include "promises/routes.h"
#include "promises/shapes.h"
#include "promises/rows.h"

namespace sas::promises {
namespace {

using html::Html;
using http::Response;
using people::Visit;

// Who looks: an employee sees small groups and costs.
enum class Reader { manager, everybody };

std::int64_t sum(const std::map<std::string, std::int64_t>& counts) {
  std::int64_t out = 0;
  for (const auto& [name, count] : counts) out += count;
  return out;
}

// The figure when its group may be seen, else none.
template <typename T>
std::optional<T> shown(std::optional<T> value, std::int64_t group, Reader reader) {
  if (reader == Reader::everybody && group < smallest_group) return std::nullopt;
  return value;
}

class ChannelPages {
 public:
  explicit ChannelPages(const ChannelParts& parts) : parts_(parts) {}

  Result<Response> show(const Visit& visit, Reader reader) const {
    const auto counts = counts_for(reader);
    if (!counts) return fail(Error(counts.error()));
    const Language l = visit.language();
    const Period period = parts_.figures.period();
    const bool manager = reader == Reader::manager;
    html::Page page;
    page.title = visit.say("promises.channels.title");
    page.description = visit.say("promises.channels.lead");
    page.width = html::Page::Width::wide;
    if (manager) page.face = html::Page::Face::workplace;
    if (manager) page.index = html::Page::Index::forbid;
    page.breadcrumbs = manager ? std::vector<html::Link>{{visit.say("promises.danger.desk"), visit.url("/balie")}}
                               : std::vector<html::Link>{{visit.say("promises.home"), visit.url("/")}, {visit.say("promises.title"), visit.url("/beloften")}};
    page.body = html::heading(1, page.title) + html::lead(sentence(visit, counts->back(), reader));
    page.body += picture(visit, *counts, reader) + table(visit, *counts, reader);
    page.body += html::paragraph(visit.say("promises.channels.foot", {{"from", html::short_date(period.from, l)},
                                                                      {"until", html::short_date(period.until - std::chrono::days{1}, l)}}));
    page.body += efforts(visit, counts->back());
    if (manager) {
      page.body += steps(visit, *counts) + letters(visit, *counts) + costs(visit);
      const auto found = themes();
      if (!found) return fail(Error(found.error()));
      page.body += theme_table(visit, *found);
    }
    const std::string path = manager ? "/balie/kanalen" : "/beloften/kanalen";
    page.body += html::section("zelf-narekenen", visit.say("promises.data.title"),
                               html::paragraph(html::link("JSON", path + ".json") + Html(" · ") + html::link("CSV", path + ".csv")));
    return parts_.gate.show(visit, std::move(page));
  }

  Result<std::vector<DataRow>> rows(Reader reader) const {
    const auto counts = counts_for(reader);
    if (!counts) return fail(Error(counts.error()));
    std::vector<DataRow> out;
    for (const ChannelCounts& c : *counts) out.push_back(row(c, reader));
    return out;
  }

 private:
  Result<std::vector<ChannelCounts>> counts_for(Reader reader) const {
    auto counts = parts_.figures.current();
    if (counts && reader == Reader::everybody) return publishable(*counts);
    return counts;
  }

  std::string name_of(const ChannelCounts& c, const Visit& visit) const {
    if (!c.product) return visit.say("promises.channel.all");
    const catalogue::Product* product = parts_.catalogue.find(*c.product);
    return product == nullptr ? c.product->text() : product->name.in(visit.language());
  }

  DataRow row(const ChannelCounts& c, Reader reader) const {
    const auto number = [](const auto& value) { return value ? Cell(*value) : Cell(nullptr); };
    const std::int64_t forms = c.received[0] + sum(c.stopped);
    DataRow out{{"product", c.product ? c.product->text() : std::string("all")}};
    // Counts of channels together would tell small ones that are left out, so either all four are there or none.
    const bool whole = reader == Reader::manager || std::all_of(c.received.begin(), c.received.end(), [](std::int64_t n) { return n == 0 || n >= smallest_group; });
    for (std::size_t i = 0; i < all_channels.size(); ++i) out.emplace_back(catalogue::to_text(all_channels[i]), whole ? Cell(c.received[i]) : Cell(nullptr));
    out.emplace_back("digital_share", number(shown(c.take_up(), c.all(), reader)));
    out.emplace_back("completed_share", number(shown(c.completion(), forms, reader)));
    out.emplace_back("appointment_searches", number(shown(std::optional(c.searches), c.searches, reader)));
    out.emplace_back("failed_search_share", number(shown(c.failed_share(), c.searches, reader)));
    out.emplace_back("first_free_days", number(shown(c.lead_days(), c.searches, reader)));
    if (reader == Reader::everybody) return out;
    out.emplace_back("letters", sum(c.letters));
    const auto cost = c.cost(parts_.costs);
    out.emplace_back("cost_cents", cost ? Cell(cost->count()) : Cell(nullptr));
    return out;
  }

  static std::string sentence(const Visit& visit, const ChannelCounts& all, Reader reader) {
    const Language l = visit.language();
    const auto take_up = shown(all.take_up(), all.all(), reader);
    if (!take_up) return visit.say("promises.forecast.none");
    return visit.say("promises.channels.sentence", {{"share", html::percent(*take_up, l)}, {"all", html::number(all.all(), l)}});
  }

  Html picture(const Visit& visit, const std::vector<ChannelCounts>& counts, Reader reader) const {
    html::ShareChart chart;
    chart.id = "digitaal";
    chart.title = visit.say("promises.channels.chart");
    chart.description = visit.say("promises.channels.chart-text");
    for (const ChannelCounts& c : counts) {
      const auto take_up = shown(c.take_up(), c.all(), reader);
      if (!take_up) continue;
      const Interval interval = wilson(c.received[0], c.all());
      chart.bars.push_back({name_of(c, visit), *take_up, interval.low, interval.high, std::nullopt});
    }
    if (chart.bars.empty()) return {};
    return html::section("in-beeld", chart.title, html::share_chart(chart, visit.language()));
  }

  Html table(const Visit& visit, const std::vector<ChannelCounts>& counts, Reader reader) const {
    const Language l = visit.language();
    html::Table out;
    out.caption = visit.say("promises.channels.caption");
    out.columns = {{visit.say("promises.table.product"), html::Column::Align::start}};
    for (const char* column : {"cases", "take-up", "completed", "failed", "first-free"})
      out.columns.push_back({visit.say("promises.channels." + std::string(column)), html::Column::Align::end});
    if (reader == Reader::manager) out.columns.push_back({visit.say("promises.channels.cost"), html::Column::Align::end});
    out.empty_text = visit.say("promises.forecast.none");
    for (const ChannelCounts& c : counts) {
      const auto share = [&](const std::optional<double>& value, std::int64_t group) {
        const auto seen = shown(value, group, reader);
        return seen ? Html(html::percent(*seen, l)) : Html("–");
      };
      const auto lead = shown(c.lead_days(), c.searches, reader);
      std::vector<Html> cells{name_of(c, visit), reader == Reader::manager || c.all() >= smallest_group ? Html(html::number(c.all(), l)) : Html(visit.say("promises.forecast.too-few")),
                              share(c.take_up(), c.all()), share(c.completion(), c.received[0] + sum(c.stopped)), share(c.failed_share(), c.searches),
                              lead ? Html(html::decimal(*lead, 1, l)) : Html("–")};
      if (reader == Reader::manager) {
        const auto cost = c.cost(parts_.costs);
        cells.push_back(cost ? Html(format_money(*cost, l)) : Html("–"));
      }
      out.rows.push_back(std::move(cells));
    }
    return html::section("cijfers", visit.say("promises.channels.table"), html::table(out));
  }

  static Html efforts(const Visit& visit, const ChannelCounts& all) {
    const Language l = visit.language();
    html::Table out;
    out.caption = visit.say("promises.channels.effort-caption");
    out.columns = {{visit.say("promises.desk.channel")}, {visit.say("promises.channels.effort-mean"), html::Column::Align::end},
                   {visit.say("promises.marks.answers"), html::Column::Align::end}};
    out.empty_text = visit.say("promises.marks.none");
    for (std::size_t i = 0; i < all_channels.size(); ++i) {
      const ChannelCounts::Effort& effort = all.effort[i];
      if (effort.answers < smallest_group) continue;
      const double mean = static_cast<double>(effort.sum) / static_cast<double>(effort.answers);
      // As with marks: decimals only where there are answers enough to mean something.
      const bool enough = effort.answers >= fewest_marks;
      out.rows.push_back({visit.say("promises.channel." + std::string(catalogue::to_text(all_channels[i]))),
                          enough ? Html(html::decimal(mean, 1, l)) : Html(visit.say("promises.marks.too-few")), html::number(effort.answers, l)});
    }
    return html::section("moeite", visit.say("promises.opinion.effort"), html::table(out));
  }

  // A table of product, what, and how often, the most often first.
  Html list(const Visit& visit, const std::vector<ChannelCounts>& counts, const std::string& id, std::map<std::string, std::int64_t> ChannelCounts::*part) const {
    const std::string key = "promises.channels." + id;
    html::Table out;
    out.caption = visit.say(key + "-caption");
    out.columns = {{visit.say("promises.table.product"), html::Column::Align::start}, {visit.say(key + "-what"), html::Column::Align::start},
                   {visit.say("promises.channels.count"), html::Column::Align::end}};
    out.empty_text = visit.say("promises.channels.nothing");
    for (const ChannelCounts& c : counts) {
      if (!c.product) continue;
      std::vector<std::pair<std::string, std::int64_t>> sorted((c.*part).begin(), (c.*part).end());
      std::stable_sort(sorted.begin(), sorted.end(), [](const auto& a, const auto& b) { return a.second > b.second; });
      for (const auto& [what, count] : sorted) {
        const bool reason = part == &ChannelCounts::letters;
        out.rows.push_back({name_of(c, visit), Html(reason ? visit.say("promises.channels.letter-" + what) : what), Html(html::number(count, visit.language()))});
      }
    }
    return html::section(id, visit.say(key + "-title"), html::table(out));
  }
  Html steps(const Visit& visit, const std::vector<ChannelCounts>& counts) const { return list(visit, counts, "steps", &ChannelCounts::stopped); }
  Html letters(const Visit& visit, const std::vector<ChannelCounts>& counts) const { return list(visit, counts, "letters", &ChannelCounts::letters); }

  Html costs(const Visit& visit) const {
    html::Table out;
    out.caption = visit.say("promises.channels.costs-caption");
    out.columns = {{visit.say("promises.desk.channel")}, {visit.say("promises.channels.cost"), html::Column::Align::end}, {visit.say("promises.channels.source")}};
    for (const UnitCost& cost : parts_.costs)
      out.rows.push_back({visit.say("promises.channel." + std::string(catalogue::to_text(cost.channel))), format_money(cost.amount, visit.language()),
                          cost.source.in(visit.language())});
    return html::section("kosten", visit.say("promises.channels.costs-title"), html::table(out) + html::paragraph(visit.say("promises.channels.costs-formula")));
  }

  // Comments are personal, so they are read where they are kept and only counted here.
  Result<std::map<std::string, std::int64_t>> themes() const {
    return parts_.store.read([&](store::ReadTx& tx) -> Result<std::map<std::string, std::int64_t>> {
      std::map<std::string, std::int64_t> out;
      for (const store::Row& row : tx.query("SELECT text FROM feedback WHERE text <> '' AND answered_at >= $1", {to_millis(start_of_day(parts_.figures.period().from))}))
        for (const ThemeFound& found : themes_in(row.text(0), parts_.themes)) ++out[found.theme->id];
      return out;
    });
  }

  Html theme_table(const Visit& visit, const std::map<std::string, std::int64_t>& counts) const {
    html::Table out;
    out.caption = visit.say("promises.channels.themes-caption");
    out.columns = {{visit.say("promises.channels.theme")}, {visit.say("promises.channels.count"), html::Column::Align::end}, {visit.say("promises.channels.theme-words")}};
    for (const CommentTheme& theme : parts_.themes) {
      const auto at = counts.find(theme.id);
      std::string words;
      for (const std::string& word : theme.words) words += (words.empty() ? "" : ", ") + word;
      out.rows.push_back({theme.name.in(visit.language()), html::number(at == counts.end() ? 0 : at->second, visit.language()), words});
    }
    return html::section("themas", visit.say("promises.channels.themes-title"), html::table(out));
  }

  ChannelParts parts_;
};

}  // namespace

Period ChannelFigures::period() const {
  const Date today = local_date(clock_.now());
  return {today - std::chrono::days{365}, today};
}

Result<std::vector<ChannelCounts>> ChannelFigures::current() const {
  const std::lock_guard lock(mutex_);
  const auto restart = [this] { counter_ = ChannelCounter(); };
  if (auto done = follower_.follow(store_, restart, [this](const LedgerLine& line) { counter_.take(line); }); !done) return fail(std::move(done));
  return counter_.counts(period());
}

void add_channel_pages(http::Router& router, const ChannelParts& parts) {
  const auto pages = std::make_shared<ChannelPages>(parts);
  using enum http::Method;
  const std::vector<people::Role> roles{people::Role::manager};
  const auto json = [pages](Reader reader) -> Result<Response> {
    const auto rows = pages->rows(reader);
    if (!rows) return fail(Error(rows.error()));
    return http::json_response(to_json(*rows));
  };
  const auto csv = [pages](Reader reader) -> Result<Response> {
    const auto rows = pages->rows(reader);
    if (!rows) return fail(Error(rows.error()));
    return http::csv_response(to_csv(*rows), "kanalen.csv");
  };
  add_route(router, get, "/balie/kanalen", "Channels, forms, costs and letters", parts.gate.staff(roles, [pages](const Visit& v) { return pages->show(v, Reader::manager); }));
  add_route(router, get, "/balie/kanalen.json", "Channels, as JSON", parts.gate.staff(roles, [json](const Visit&) { return json(Reader::manager); }));
  add_route(router, get, "/balie/kanalen.csv", "Channels, as CSV", parts.gate.staff(roles, [csv](const Visit&) { return csv(Reader::manager); }));
  add_route(router, get, "/beloften/kanalen", "How people reach us", parts.gate.anyone([pages](const Visit& v) { return pages->show(v, Reader::everybody); }));
  add_route(router, get, "/beloften/kanalen.json", "How people reach us, as JSON", parts.gate.anyone([json](const Visit&) { return json(Reader::everybody); }), shapes::channels());
  add_route(router, get, "/beloften/kanalen.csv", "How people reach us, as CSV", parts.gate.anyone([csv](const Visit&) { return csv(Reader::everybody); }));
}

}  // namespace sas::promises
