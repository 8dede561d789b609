#include "sensing/explore_pages.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <map>
#include <memory>
#include <mutex>

#include "base/csv.h"
#include "base/text.h"
#include "html/components.h"
#include "sensing/explore_tables.h"

namespace sas::sensing {
namespace {

using html::Html;
using http::Response;
using people::Visit;
using SteadyClock = std::chrono::steady_clock;

constexpr std::size_t longest_question = 5'000;
constexpr std::size_t rows_shown = 200;
constexpr std::size_t most_at_once = 2;
// The tables are copied for the first question and serve the next ones: so long that copying takes a twentieth of the
// time at most, but what was measured or changed a minute ago is in them.
constexpr int copying_share = 20;
constexpr std::chrono::seconds fresh_at_least{2}, fresh_at_most{60};

constexpr std::string_view example =
    "SELECT s.thing, h.hour, h.mean\nFROM hourly h JOIN series s ON s.series = h.series\nORDER BY h.hour DESC\nLIMIT "
    "100";

std::string cell_text(const lake::Cell& cell) {
  if (const auto* whole = std::get_if<std::int64_t>(&cell)) return std::to_string(*whole);
  if (const auto* real = std::get_if<double>(&cell)) return fmt::format("{}", *real);
  if (const auto* text = std::get_if<std::string>(&cell)) return *text;
  return "";
}

/// Who asks what now, so that it can be stopped; and no more questions at once than the machine can bear.
class Running {
 public:
  using Handle = std::shared_ptr<lake::Cancel>;

  Result<Handle> begin(const std::string& who) {
    const std::lock_guard lock(mutex_);
    if (running_.contains(who)) return fail(ErrorKind::conflict, "explore-running");
    if (running_.size() >= most_at_once) return fail(ErrorKind::too_many, "explore-busy");
    return running_[who] = std::make_shared<lake::Cancel>();
  }
  void end(const std::string& who) {
    const std::lock_guard lock(mutex_);
    running_.erase(who);
  }
  void stop(const std::string& who) {
    const std::lock_guard lock(mutex_);
    if (const auto found = running_.find(who); found != running_.end()) found->second->request();
  }
  [[nodiscard]] bool is_running(const std::string& who) {
    const std::lock_guard lock(mutex_);
    return running_.contains(who);
  }

 private:
  std::mutex mutex_;
  std::map<std::string, Handle> running_;
};

class ExplorePages {
 public:
  explicit ExplorePages(const ExploreParts& parts) : parts_(parts) {}

  // A question may be filled in for somebody; it is asked when they press the button and not before.
  Result<Response> show(const Visit& visit) {
    const std::string given = visit.request.query.get("vraag");
    const bool fits = !given.empty() && given.size() <= longest_question;
    return page(visit, fits ? given : std::string(example), nullptr, nullptr);
  }

  Result<Response> ask(const Visit& visit) {
    const auto form = http::read_form(visit.request);
    if (!form) return fail(Error(form.error()));
    const std::string sql = form->fields.get("vraag");
    const auto answer = answer_of(visit, sql);
    if (!answer) {
      if (answer.error().kind == ErrorKind::unavailable || answer.error().kind == ErrorKind::internal)
        return fail(Error(answer.error()));
      return page(visit, sql, nullptr, &answer.error());
    }
    if (form->fields.get("doe") == "csv") return http::csv_response(csv_of(*answer), "antwoord.csv");
    return page(visit, sql, &*answer, nullptr);
  }

  Result<Response> stop(const Visit& visit) {
    running_.stop(visit.viewer.acting_text());
    return http::see_other(visit.url("/balie/verkennen/vraag"));
  }

 private:
  Result<std::shared_ptr<lake::Sandbox>> sandbox() {
    const std::lock_guard lock(mutex_);
    const auto begin = SteadyClock::now();
    if (sandbox_ && begin < fresh_until_) return sandbox_;
    const auto tables = explore_tables({parts_.records, parts_.lake, parts_.clock, parts_.history});
    if (!tables) return fail(Error(tables.error()));
    std::array<std::byte, 16> veil{};
    parts_.random.fill(veil);
    auto opened = lake::open_sandbox(tables->tables, tables->files, {},
                                     hex({reinterpret_cast<const char*>(veil.data()), veil.size()}));
    if (!opened) return fail(std::move(opened));
    sandbox_ = *std::move(opened);
    const auto end = SteadyClock::now();
    fresh_until_ =
        end + std::clamp<SteadyClock::duration>((end - begin) * copying_share, fresh_at_least, fresh_at_most);
    return sandbox_;
  }

  Result<lake::Table> answer_of(const Visit& visit, const std::string& sql) {
    if (sql.empty() || sql.size() > longest_question) return fail(ErrorKind::invalid, "explore-length");
    const std::string who = visit.viewer.acting_text();
    const auto handle = running_.begin(who);
    if (!handle) return fail(Error(handle.error()));
    const auto engine = sandbox();
    auto answer = engine ? (*engine)->query(sql, **handle) : Result<lake::Table>(fail(Error(engine.error())));
    running_.end(who);
    return answer;
  }

  static std::string csv_of(const lake::Table& table) {
    std::string out = csv::line(table.columns);
    for (const auto& row : table.rows) {
      csv::Row line;
      for (const lake::Cell& cell : row) line.push_back(cell_text(cell));
      out += csv::line(line);
    }
    return out;
  }

  Result<Response> page(const Visit& visit, const std::string& sql, const lake::Table* answer, const Error* error) {
    html::Page page;
    page.title = visit.say("sensing.explore.title");
    page.face = html::Page::Face::workplace;
    page.index = html::Page::Index::forbid;
    page.width = html::Page::Width::wide;
    if (error != nullptr) page.state = html::Page::State::has_errors;
    page.breadcrumbs = {{visit.say("sensing.figures.title"), visit.url("/balie/verkennen")}};
    page.body = html::heading(1, page.title) + html::lead(visit.say("sensing.explore.lead"));
    if (error != nullptr) page.body += error_alert(visit, *error);
    page.body += form(visit, sql) + tables(visit);
    if (answer != nullptr) page.body += answer_section(visit, *answer);
    if (running_.is_running(visit.viewer.acting_text()))
      page.body += html::form({visit.url("/balie/verkennen/vraag/stoppen"), visit.csrf_token},
                              html::button(visit.say("sensing.explore.stop"), html::ButtonKind::danger));
    return parts_.gate.show(visit, std::move(page), error == nullptr ? 200 : 422);
  }

  // The engine speaks of the analyst's own words and of tables that hold nothing secret.
  static Html error_alert(const Visit& visit, const Error& error) {
    Html body = html::paragraph(visit.say("error." + error.code));
    if (!error.detail.empty()) body += html::paragraph(error.detail);
    return html::alert(visit.say, html::AlertKind::error, visit.say("sensing.explore.wrong"), body);
  }

  static Html form(const Visit& visit, const std::string& sql) {
    html::Field field;
    field.name = "vraag";
    field.label = visit.say("sensing.explore.question");
    field.description = visit.say("sensing.explore.limits");
    html::TextArea area;
    area.value = sql;
    area.rows = 8;
    area.max_length = longest_question;
    return html::form(
        {visit.url("/balie/verkennen/vraag"), visit.csrf_token},
        html::textarea_field(visit.say, field, area) +
            html::button_group(
                {html::button(visit.say("sensing.explore.ask"), html::ButtonKind::primary, "doe", "tonen"),
                 html::button(visit.say("sensing.explore.csv"), html::ButtonKind::secondary, "doe", "csv")}));
  }

  static Html tables(const Visit& visit) {
    return html::details(
        visit.say("sensing.explore.tables"),
        html::data_list({{"series", "series, thing, name, property, unit, source, longitude, latitude, area"},
                         {"hourly", "series, hour, count, mean, min, max, sum"},
                         {"areas", "list, area, name, part_of"},
                         {"area_hourly", "list, area, property, unit, hour, count, series, mean, min, max"},
                         {"events", "seq, time, kind, about, product, channel, status, result, promised"}}) +
            html::paragraph(visit.say("sensing.explore.about")));
  }

  static Html answer_section(const Visit& visit, const lake::Table& answer) {
    html::Table out;
    out.caption = visit.say("sensing.explore.answer");
    for (const std::string& name : answer.columns) out.columns.push_back({name});
    out.empty_text = visit.say("sensing.explore.nothing");
    for (std::size_t i = 0; i < std::min(rows_shown, answer.rows.size()); ++i) {
      std::vector<Html> row;
      for (const lake::Cell& cell : answer.rows[i]) row.emplace_back(cell_text(cell));
      out.rows.push_back(std::move(row));
    }
    if (answer.cut || answer.rows.size() > rows_shown)
      out.foot = Html(visit.say("sensing.explore.cut",
                                {{"n", html::number(static_cast<std::int64_t>(rows_shown), visit.language())}}));
    return html::section("antwoord", out.caption, html::table(out));
  }

  ExploreParts parts_;
  Running running_;
  std::mutex mutex_;
  std::shared_ptr<lake::Sandbox> sandbox_;
  SteadyClock::time_point fresh_until_{};
};

}  // namespace

void add_explore_pages(http::Router& router, const ExploreParts& parts) {
  const auto pages = std::make_shared<ExplorePages>(parts);
  const auto add = [&](http::Method method, std::string pattern, std::string summary,
                       Result<Response> (ExplorePages::*page)(const Visit&)) {
    http::Route route;
    route.method = method;
    route.pattern = std::move(pattern);
    route.summary = std::move(summary);
    route.handler = parts.gate.staff({people::Role::manager, people::Role::administrator},
                                     [pages, page](const Visit& visit) { return ((*pages).*page)(visit); });
    router.add(std::move(route));
  };
  add(http::Method::get, "/balie/verkennen/vraag", "Questions of an analyst", &ExplorePages::show);
  add(http::Method::post, "/balie/verkennen/vraag", "Answer a question of an analyst", &ExplorePages::ask);
  add(http::Method::post, "/balie/verkennen/vraag/stoppen", "Stop the question that runs", &ExplorePages::stop);
}

}  // namespace sas::sensing
