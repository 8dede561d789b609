#include "sensing/alarm_pages.h"

#include <fmt/format.h>

#include <array>
#include <memory>

#include "base/text.h"
#include "html/components.h"
#include "lake/moment.h"
#include "sensing/cards.h"
#include "sensing/typed_fields.h"

namespace sas::sensing {
namespace {

using html::Html;
using http::Response;
using people::Visit;
using std::chrono::minutes;

constexpr std::size_t rings_shown = 5;

/// When an alarm rang and when it ended.
struct Ring {
  Instant from;
  std::optional<Instant> until;
};

std::optional<Instant> measured_at(const ledger::Event& event) {
  const auto micros = json::int_at(event.facts, "time");
  if (micros == 0) return std::nullopt;
  return lake::instant_of(lake::Moment{std::chrono::microseconds{micros}});
}

// From the ledger, newest first: nothing else remembers them.
std::vector<Ring> rings_of(const std::vector<ledger::Event>& events) {
  std::vector<Ring> out;
  for (const ledger::Event& event : events) {
    const auto at = measured_at(event);
    if (!at) continue;
    if (event.kind == "alarm.raised") out.insert(out.begin(), {*at, std::nullopt});
    if (event.kind == "alarm.cleared" && !out.empty() && !out.front().until) out.front().until = *at;
  }
  if (out.size() > rings_shown) out.resize(rings_shown);
  return out;
}

std::optional<minutes> read_minutes(std::string_view typed) {
  const std::string_view text = trim(typed);
  if (text.empty()) return minutes{0};
  const auto value = parse_int(text);
  if (!value || *value < 0 || *value > 60 * 24 * 31) return std::nullopt;
  return minutes{*value};
}

// Fields of a rule as the form names them.
constexpr std::array<std::pair<std::string_view, std::string_view>, 6> form_names{{{"name", "naam"},
                                                                                   {"notify", "bericht"},
                                                                                   {"raise_at", "grens"},
                                                                                   {"clear_at", "einde"},
                                                                                   {"hold", "aanhouden"},
                                                                                   {"quiet", "stilte"}}};

Error for_form(Error error) {
  for (FieldError& field : error.fields)
    for (const auto& [name, form] : form_names)
      if (field.field == name) field.field = form;
  return error;
}

Result<AlarmRule> rule_of(const http::Fields& typed) {
  AlarmRule out;
  Error error{ErrorKind::invalid, "alarm-invalid", {}, {}};
  const auto series = parse_int(typed.get("reeks"));
  const auto raise = typed_number(typed.get("grens")), clear = typed_number(typed.get("einde"));
  const auto hold = read_minutes(typed.get("aanhouden")), quiet = read_minutes(typed.get("stilte"));
  const std::string side = typed.get("kant");
  if (!series) error.fields.push_back({"reeks", "alarm-series"});
  if (side != "boven" && side != "onder") error.fields.push_back({"kant", "alarm-side"});
  if (!raise) error.fields.push_back({"grens", "alarm-number"});
  if (!clear) error.fields.push_back({"einde", "alarm-number"});
  if (!hold) error.fields.push_back({"aanhouden", "alarm-time"});
  if (!quiet) error.fields.push_back({"stilte", "alarm-time"});
  if (!error.fields.empty()) return fail(std::move(error));
  out.series = lake::SeriesId{*series};
  out.name = trim(typed.get("naam"));
  out.side = side == "boven" ? AlarmRule::Side::above : AlarmRule::Side::below;
  out.raise_at = *raise;
  out.clear_at = *clear;
  out.hold = *hold;
  out.quiet = *quiet;
  out.notify = trim(typed.get("bericht"));
  return out;
}

std::string plain(double value) {
  return fmt::format("{}", value);
}

http::Fields form_fields(const AlarmRule& rule) {
  const auto in_minutes = [](std::chrono::seconds time) {
    return std::to_string(std::chrono::duration_cast<minutes>(time).count());
  };
  return http::Fields({{"reeks", std::to_string(static_cast<std::int64_t>(rule.series))},
                       {"naam", rule.name},
                       {"kant", rule.side == AlarmRule::Side::above ? "boven" : "onder"},
                       {"grens", plain(rule.raise_at)},
                       {"einde", plain(rule.clear_at)},
                       {"aanhouden", in_minutes(rule.hold)},
                       {"stilte", in_minutes(rule.quiet)},
                       {"bericht", rule.notify}});
}

class AlarmPages {
 public:
  explicit AlarmPages(const AlarmPageParts& parts) : parts_(parts) {}

  Result<Response> list(const Visit& visit) const {
    struct Row {
      AlarmRule rule;
      std::optional<lake::Moment> since;
      std::vector<Ring> rings;
    };
    struct Read {
      std::vector<Row> rows;
      std::vector<SeriesCard> cards;
    };
    const auto read = parts_.records.read([&](store::ReadTx& tx) -> Result<Read> {
      Read out;
      out.cards = all_cards(tx);
      const auto standing = standing_alarms(tx);
      for (AlarmRule& rule : alarm_rules(tx)) {
        Row row{std::move(rule), {}, {}};
        for (const StandingAlarm& one : standing)
          if (one.rule.id == row.rule.id) row.since = one.since;
        row.rings = rings_of(parts_.ledger.events_of(tx, "alarm:" + std::to_string(row.rule.id)));
        out.rows.push_back(std::move(row));
      }
      return out;
    });
    if (!read) return fail(Error(read.error()));
    const Language l = visit.language();
    html::Table table;
    table.caption = visit.say("sensing.alarms.caption");
    for (const char* column : {"name", "measures", "rule", "now", "rang"})
      table.columns.push_back({visit.say("sensing.alarms." + std::string(column))});
    table.empty_text = visit.say("sensing.alarms.none");
    std::int64_t standing = 0;
    for (const Row& row : read->rows) {
      standing += row.since ? 1 : 0;
      std::vector<Html> rang;
      for (const Ring& ring : row.rings) rang.push_back(ring_text(visit, ring));
      table.rows.push_back(
          {html::link(row.rule.name, visit.url("/balie/alarmen/" + std::to_string(row.rule.id))),
           name_of(read->cards, row.rule.series), rule_text(visit, row.rule),
           row.since ? html::badge(visit.say("sensing.alarms.since",
                                             {{"time", html::short_moment(lake::instant_of(*row.since), l)}}),
                                   html::Tone::error)
                     : html::badge(visit.say("sensing.alarms.quiet"), html::Tone::ok),
           rang.empty() ? Html(visit.say("sensing.alarms.never")) : html::bullet_list(rang)});
    }
    html::Page page = desk_page(visit.say("sensing.alarms.title"));
    page.body =
        html::heading(1, page.title) +
        html::figures(
            {{html::number(standing, l), visit.say("sensing.alarms.standing"), "",
              standing > 0 ? html::Tone::error : html::Tone::ok},
             {html::number(static_cast<std::int64_t>(read->rows.size()), l), visit.say("sensing.alarms.rules")}}) +
        html::table(table) + html::link_button(visit.say("sensing.alarms.new"), visit.url("/balie/alarmen/nieuw"));
    return parts_.gate.show(visit, std::move(page));
  }

  Result<Response> blank(const Visit& visit) const { return form_page(visit, {}, nullptr); }

  Result<Response> one(const Visit& visit) const {
    const auto rule = named(visit);
    if (!rule) return fail(Error(rule.error()));
    return form_page(visit, form_fields(*rule), nullptr);
  }

  Result<Response> add(const Visit& visit) const {
    return settle(visit, [&](store::WriteTx& tx, const AlarmRule& rule) -> Result<std::int64_t> {
      return add_alarm_rule(tx, parts_.clock.now(), rule);
    });
  }
  Result<Response> change(const Visit& visit) const {
    const auto old = named(visit);
    if (!old) return fail(Error(old.error()));
    return settle(visit, [&](store::WriteTx& tx, AlarmRule rule) -> Result<std::int64_t> {
      rule.id = old->id;
      if (auto done = change_alarm_rule(tx, parts_.clock.now(), rule); !done) return fail(std::move(done));
      return rule.id;
    });
  }

  Result<Response> end(const Visit& visit) const {
    const auto rule = named(visit);
    if (!rule) return fail(Error(rule.error()));
    const auto ended = parts_.records.write([&](store::WriteTx& tx) -> Result<Done> {
      if (auto removed = remove_alarm_rule(tx, rule->id); !removed) return removed;
      note(tx, visit, "alarm.rule-ended", rule->id);
      return Done{};
    });
    return back(visit, ended);
  }

 private:
  static html::Page desk_page(const std::string& title) {
    html::Page page;
    page.title = title;
    page.face = html::Page::Face::workplace;
    page.index = html::Page::Index::forbid;
    page.width = html::Page::Width::wide;
    return page;
  }

  static std::string name_of(const std::vector<SeriesCard>& cards, lake::SeriesId id) {
    for (const SeriesCard& card : cards)
      if (card.series.id == id) return card.thing_name + ": " + card.series.name;
    return "—";
  }

  static Html ring_text(const Visit& visit, const Ring& ring) {
    const Language l = visit.language();
    if (!ring.until) return visit.say("sensing.alarms.ring-on", {{"from", html::short_moment(ring.from, l)}});
    return visit.say("sensing.alarms.ring",
                     {{"from", html::short_moment(ring.from, l)}, {"until", html::short_moment(*ring.until, l)}});
  }

  static std::string rule_text(const Visit& visit, const AlarmRule& rule) {
    return visit.say(rule.side == AlarmRule::Side::above ? "sensing.alarms.above" : "sensing.alarms.below",
                     {{"raise", plain(rule.raise_at)}, {"clear", plain(rule.clear_at)}});
  }

  Result<AlarmRule> named(const Visit& visit) const {
    const auto id = parse_int(visit.request.param("rule"));
    return parts_.records.read([&](store::ReadTx& tx) -> Result<AlarmRule> {
      for (AlarmRule& rule : alarm_rules(tx))
        if (id && rule.id == *id) return std::move(rule);
      return fail(ErrorKind::not_found, "alarm-unknown");
    });
  }

  void note(store::WriteTx& tx, const Visit& visit, const char* kind, std::int64_t rule) const {
    ledger::NewEvent event;
    event.kind = kind;
    event.subject = "alarm:" + std::to_string(rule);
    event.acting = visit.viewer.acting_text();
    parts_.ledger.append(tx, event);
  }

  template <typename Work>
  Result<Response> settle(const Visit& visit, Work work) const {
    const auto form = http::read_form(visit.request);
    if (!form) return fail(Error(form.error()));
    const auto rule = rule_of(form->fields);
    if (!rule) return form_page(visit, form->fields, &rule.error());
    const Result<Done> done = parts_.records.write([&](store::WriteTx& tx) -> Result<Done> {
      if (!series_by_id(tx, rule->series))
        return fail(Error{ErrorKind::invalid, "alarm-invalid", {}, {{"reeks", "alarm-series"}}});
      const Result<std::int64_t> id = work(tx, *rule);
      if (!id) return fail(for_form(id.error()));
      note(tx, visit, "alarm.rule-set", *id);
      return Done{};
    });
    if (!done && done.error().kind == ErrorKind::invalid) return form_page(visit, form->fields, &done.error());
    return back(visit, done);
  }

  Result<Response> back(const Visit& visit, const Result<Done>& done) const {
    if (!done) return fail(Error(done.error()));
    if (auto loaded = parts_.alarms.reload(); !loaded) return fail(Error(loaded.error()));
    return http::see_other(visit.url("/balie/alarmen"));
  }

  Result<Response> form_page(const Visit& visit, const http::Fields& typed, const Error* error) const {
    const auto cards =
        parts_.records.read([](store::ReadTx& tx) -> Result<std::vector<SeriesCard>> { return all_cards(tx); });
    if (!cards) return fail(Error(cards.error()));
    html::Page page = desk_page(visit.say("sensing.alarm.title"));
    page.breadcrumbs = {{visit.say("sensing.alarms.title"), visit.url("/balie/alarmen")}};
    if (error != nullptr) {
      page.state = html::Page::State::has_errors;
      page.body = html::error_summary(visit.say, html::messages_of(visit.say, *error));
    }
    // The address of the form is that of the page: a new rule or the one that is looked at.
    const std::string address = visit.request.params.contains("rule") ? "/balie/alarmen/" + visit.request.param("rule")
                                                                      : "/balie/alarmen/nieuw";
    page.body += html::heading(1, page.title) + html::lead(visit.say("sensing.alarm.lead"));
    page.body += html::form({visit.url(address), visit.csrf_token},
                            fields(visit, *cards, typed, error) + html::button(visit.say("sensing.alarm.save")));
    if (visit.request.params.contains("rule"))
      page.body += html::form({visit.url(address + "/beeindigen"), visit.csrf_token},
                              html::button(visit.say("sensing.alarm.end"), html::ButtonKind::danger));
    return parts_.gate.show(visit, std::move(page), error == nullptr ? 200 : 422);
  }

  static html::Field field(const Visit& visit, const Error* error, const std::string& name) {
    html::Field out;
    out.name = name;
    out.label = visit.say("sensing.alarm." + name);
    out.description = visit.say("sensing.alarm.about." + name);
    if (error != nullptr) out.error = html::message_for(visit.say, *error, name);
    return out;
  }

  static Html fields(const Visit& visit, const std::vector<SeriesCard>& cards, const http::Fields& typed,
                     const Error* error) {
    std::vector<html::Choice> series;
    for (const SeriesCard& card : cards) {
      if (card.series.is_multi) continue;
      series.push_back(
          {std::to_string(static_cast<std::int64_t>(card.series.id)), card.thing_name + ": " + card.series.name, ""});
    }
    const std::vector<html::Choice> sides{{"boven", visit.say("sensing.alarm.kant.boven"), ""},
                                          {"onder", visit.say("sensing.alarm.kant.onder"), ""}};
    const auto line = [&](const char* name, html::InputKind kind) {
      return html::text_field(visit.say, field(visit, error, name),
                              {typed.get(name), kind, html::InputWidth::half, "off"});
    };
    return html::select_field(visit.say, field(visit, error, "reeks"), series, typed.get("reeks")) +
           line("naam", html::InputKind::text) +
           html::radio_group(visit.say, field(visit, error, "kant"), sides, typed.get("kant")) +
           line("grens", html::InputKind::text) + line("einde", html::InputKind::text) +
           line("aanhouden", html::InputKind::whole_number) + line("stilte", html::InputKind::whole_number) +
           line("bericht", html::InputKind::email);
  }

  AlarmPageParts parts_;
};

}  // namespace

void add_alarm_pages(http::Router& router, const AlarmPageParts& parts) {
  const auto pages = std::make_shared<AlarmPages>(parts);
  const auto add = [&](http::Method method, std::string pattern, std::string summary,
                       Result<Response> (AlarmPages::*page)(const Visit&) const) {
    http::Route route;
    route.method = method;
    route.pattern = std::move(pattern);
    route.summary = std::move(summary);
    route.handler = parts.gate.staff({people::Role::manager, people::Role::administrator},
                                     [pages, page](const Visit& visit) { return ((*pages).*page)(visit); });
    router.add(std::move(route));
  };
  using enum http::Method;
  add(get, "/balie/alarmen", "Alarms: what stands now, the rules, the last times they rang", &AlarmPages::list);
  add(get, "/balie/alarmen/nieuw", "A new rule for an alarm", &AlarmPages::blank);
  add(post, "/balie/alarmen/nieuw", "Make a rule for an alarm", &AlarmPages::add);
  add(get, "/balie/alarmen/{rule}", "A rule for an alarm", &AlarmPages::one);
  add(post, "/balie/alarmen/{rule}", "Change a rule for an alarm", &AlarmPages::change);
  add(post, "/balie/alarmen/{rule}/beeindigen", "End a rule for an alarm", &AlarmPages::end);
}

}  // namespace sas::sensing
