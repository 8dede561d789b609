#include "sensing/own_pages.h"

#include <algorithm>
#include <memory>

#include "html/components.h"
#include "lake/moment.h"
#include "people/person.h"
#include "sensing/cards.h"
#include "sensing/key_view.h"
#include "sensing/live_pages.h"
#include "sensing/own_sensor.h"
#include "sensing/quality.h"
#include "sensing/report.h"

namespace sas::sensing {
namespace {

using html::Html;
using http::Response;
using people::Visit;

constexpr std::chrono::days days_reported{30};
constexpr std::size_t messages_shown = 20;

struct OwnOne {
  std::int64_t thing = 0;
  SeriesCard card;
  Declaration declaration;
};

class OwnPages {
 public:
  explicit OwnPages(const OwnParts& parts) : parts_(parts) {}

  Result<Response> list(const Visit& visit) const {
    const auto all = own(visit);
    if (!all) return fail(Error(all.error()));
    html::Table table;
    table.caption = visit.say("sensing.own.caption");
    for (const char* column : {"place", "measures", "until", "state"})
      table.columns.push_back({visit.say("sensing.column." + std::string(column))});
    table.empty_text = visit.say("sensing.own.none");
    for (const OwnOne& one : *all) {
      const auto fresh = freshness(one.card.series.rules, parts_.lake.latest(one.card.series.id), now());
      table.rows.push_back({html::link(one.card.thing_name, visit.url("/mijn/sensoren/" + std::to_string(one.thing))),
                            one.card.series.name,
                            Html(one.declaration.ends ? html::short_date(*one.declaration.ends, visit.language())
                                                      : visit.say("sensing.no-end")),
                            Html(visit.say("sensing.state." + std::string(to_text(fresh.state))))});
    }
    html::Page page = own_page(visit, visit.say("sensing.own.title"));
    page.body = html::heading(1, page.title) + html::lead(visit.say("sensing.own.lead")) + html::table(table) +
                html::link_button(visit.say("sensing.own.new"), visit.url("/mijn/sensoren/nieuw"));
    return parts_.gate.show(visit, std::move(page));
  }

  Result<Response> blank(const Visit& visit) const { return form_page(visit, {}, nullptr); }

  Result<Response> make(const Visit& visit) const {
    const auto form = http::read_form(visit.request);
    if (!form) return fail(Error(form.error()));
    const auto owner = owner_of(visit);
    if (!owner) return fail(Error(owner.error()));
    const auto typed = read_own_sensor(form->fields, *owner, local_date(parts_.clock.now()));
    if (!typed) return form_page(visit, form->fields, &typed.error());
    const std::string property = visit.say("sensing.own.meet." + std::string(typed->kind->id));
    const auto made = parts_.records.write([&](store::WriteTx& tx) {
      return make_own_sensor(tx, parts_.ledger, parts_.clock, parts_.random, property, *typed,
                             visit.viewer.acting_text());
    });
    if (!made) return fail(Error(made.error()));
    const lake::SeriesFacts facts{made->id, made->retention};
    if (auto declared = parts_.lake.declare({&facts, 1}); !declared) return fail(Error(declared.error()));
    return with_keys(visit, made->thing);
  }

  Result<Response> one(const Visit& visit) const { return sensor_page(visit, nullptr, {}, {}); }

  /// New keys: the old ones end at once.
  Result<Response> renew(const Visit& visit) const {
    const auto found = named(visit);
    if (!found) return fail(Error(found.error()));
    return with_keys(visit, found->thing);
  }

  Result<Response> try_message(const Visit& visit) const {
    const auto found = named(visit);
    if (!found) return fail(Error(found.error()));
    const auto form = http::read_form(visit.request);
    if (!form) return fail(Error(form.error()));
    const std::string body = form->fields.get("bericht");
    const auto read = parts_.read_message(found->card.series.id, body);
    if (!read) return sensor_page(visit, nullptr, body, tried_badly(visit, read.error()));
    const std::uint32_t flags = judge(found->card.series, {}, *read, now(), Arrival::live);
    return sensor_page(visit, nullptr, body, tried_well(visit, found->card, *read, flags));
  }

  Result<Response> stream(const Visit& visit) const {
    const auto found = named(visit);
    if (!found) return fail(Error(found.error()));
    return live_response(parts_.live, {found->card.series.id}, visit.request);
  }

 private:
  [[nodiscard]] lake::Moment now() const { return lake::moment_of(parts_.clock.now()); }

  static html::Page own_page(const Visit& visit, const std::string& title) {
    html::Page page;
    page.title = title;
    page.index = html::Page::Index::forbid;
    page.breadcrumbs = {{visit.say("sensing.home"), visit.url("/")}, {visit.say("sensing.mine"), visit.url("/mijn")}};
    return page;
  }

  Result<OwnerOfSensor> owner_of(const Visit& visit) const {
    return parts_.records.read([&](store::ReadTx& tx) -> Result<OwnerOfSensor> {
      const auto person = people::find_person(tx, visit.viewer.concerned);
      if (!person) return fail(Error(person.error()));
      if (!person->organisation) return OwnerOfSensor{person->id, Declaration::Owner::resident, {}};
      return OwnerOfSensor{person->id, Declaration::Owner::organisation, person->name};
    });
  }

  // Only what this person, or whom they act for, declared.
  Result<std::vector<OwnOne>> own(const Visit& visit) const {
    return parts_.records.read([&](store::ReadTx& tx) -> Result<std::vector<OwnOne>> {
      std::vector<OwnOne> out;
      const auto things = things_of(tx, visit.viewer.concerned);
      if (things.empty()) return out;
      for (SeriesCard& card : all_cards(tx)) {
        if (std::find(things.begin(), things.end(), card.series.thing) == things.end()) continue;
        const std::int64_t thing = card.series.thing;
        out.push_back({thing, std::move(card), declaration_of(tx, thing).value()});
      }
      return out;
    });
  }

  Result<OwnOne> named(const Visit& visit) const {
    auto all = own(visit);
    if (!all) return fail(std::move(all));
    for (OwnOne& one : *all)
      if (std::to_string(one.thing) == visit.request.param("thing")) return std::move(one);
    return fail(ErrorKind::not_found, "sensor-unknown");
  }

  Result<Response> with_keys(const Visit& visit, std::int64_t thing) const {
    const auto keys = parts_.records.write([&](store::WriteTx& tx) {
      return renew_device_keys(tx, parts_.ledger, parts_.clock, parts_.random, parts_.broker_hash, thing,
                               visit.viewer.acting_text());
    });
    if (!keys) return fail(Error(keys.error()));
    parts_.accounts_changed();
    return sensor_page(visit, &*keys, {}, {}, thing);
  }

  Result<Response> sensor_page(const Visit& visit, const DeviceKeys* keys, const std::string& message,
                               const Html& tried, std::int64_t thing = 0) const {
    Result<OwnOne> found = fail(ErrorKind::not_found, "sensor-unknown");
    if (thing == 0) {
      found = named(visit);
    } else if (const auto all = own(visit); all) {
      for (const OwnOne& one : *all)
        if (one.thing == thing) found = one;
    }
    if (!found) return fail(Error(found.error()));
    html::Page page = own_page(visit, found->card.thing_name);
    page.breadcrumbs.push_back({visit.say("sensing.own.title"), visit.url("/mijn/sensoren")});
    if (keys != nullptr) page.title = visit.say("sensing.own.keys-of", {{"sensor", found->card.thing_name}});
    page.body = html::heading(1, page.title);
    if (keys != nullptr)
      page.body += keys_section(visit, *keys, {parts_.public_url, parts_.broker_name}, found->card.series.id);
    const auto messages = messages_section(visit, *found);
    if (!messages) return fail(Error(messages.error()));
    const auto quality = quality_section(visit, *found);
    if (!quality) return fail(Error(quality.error()));
    page.body += *messages + *quality + test_section(visit, *found, message, tried);
    if (keys == nullptr) page.body += renew_section(visit, *found);
    return parts_.gate.show(visit, std::move(page));
  }

  Result<Html> messages_section(const Visit& visit, const OwnOne& one) const {
    // Before anything is read: what comes in from now on is told by the stream, so that no value is missed in between.
    const std::int64_t since = parts_.live.newest();
    const auto id = static_cast<std::int64_t>(one.card.series.id);
    const lake::Cell params[] = {id};
    const auto table = parts_.lake.query(
        "SELECT epoch_us(time), epoch_us(received), value, quality FROM observation WHERE series_id = $1 ORDER BY "
        "received DESC, time DESC",
        params, messages_shown, {now() - std::chrono::days{7}, lake::Moment::max()});
    if (!table) return fail(Error(table.error()));
    const Language l = visit.language();
    html::Table out;
    out.caption = visit.say("sensing.own.messages.caption");
    for (const char* column : {"measured", "received", "value", "flags"})
      out.columns.push_back({visit.say("sensing.own.messages." + std::string(column))});
    out.empty_text = visit.say("sensing.own.messages.none");
    for (const auto& row : table->rows) {
      const auto moment = [&](std::size_t column) {
        const Instant at =
            lake::instant_of(lake::Moment{std::chrono::microseconds{std::get<std::int64_t>(row[column])}});
        return html::time_element(format_iso_instant(at), html::short_moment(at, l));
      };
      const auto* value = std::get_if<double>(&row[2]);
      out.rows.push_back({moment(0), moment(1),
                          Html(value ? html::decimal(*value, 1, l) + " " + one.card.series.unit_symbol : "—"),
                          Html(flags_text(visit, static_cast<std::uint32_t>(std::get<std::int64_t>(row[3]))))});
    }
    return html::section("berichten", visit.say("sensing.own.messages.title"),
                         newest(visit, one, since) + html::table(out) + again(visit, one));
  }

  // A page that reads itself anew takes away what somebody is reading (WCAG 2.2.1): they say when.
  static Html again(const Visit& visit, const OwnOne& one) {
    return html::paragraph(
        html::link(visit.say("sensing.own.again"), visit.url("/mijn/sensoren/" + std::to_string(one.thing))));
  }

  // Follows by itself where there are scripts. The owner also sees what is flagged.
  Html newest(const Visit& visit, const OwnOne& one, std::int64_t since) const {
    const std::string id = std::to_string(static_cast<std::int64_t>(one.card.series.id));
    const auto latest = parts_.lake.latest(one.card.series.id);
    const std::string value =
        latest && latest->value ? html::decimal(*latest->value, 1, visit.language()) + " " + one.card.series.unit_symbol
                                : visit.say("sensing.state.silent");
    return html::el("div",
                    {{"data-sas-live", "/mijn/sensoren/" + std::to_string(one.thing) + "/stroom"},
                     {"data-sas-live-since", std::to_string(since)},
                     {"data-sas-live-label", visit.say("sensing.own.live")},
                     {"data-sas-live-lost", visit.say("sensing.own.lost")}},
                    {html::paragraph(Html(visit.say("sensing.own.newest") + " ") +
                                     html::el("span",
                                              {{"data-sas-series", id},
                                               html::flag("data-sas-flagged"),
                                               {"data-sas-decimals", "1"},
                                               {"data-sas-unit", " " + one.card.series.unit_symbol}},
                                              {value}))});
  }

  static std::string flags_text(const Visit& visit, std::uint32_t flags) {
    std::string out;
    for (std::uint32_t bit = 1; bit != 0 && bit <= flags; bit <<= 1U)
      if ((flags & bit) != 0) out += (out.empty() ? "" : ", ") + visit.say(flag_key(bit));
    return out.empty() ? visit.say("sensing.own.good") : out;
  }

  Result<Html> quality_section(const Visit& visit, const OwnOne& one) const {
    const auto report = report_of(parts_.lake, one.card.series, now(), days_reported);
    if (!report) return fail(Error(report.error()));
    const Language l = visit.language();
    std::vector<html::Term> terms{{visit.say("sensing.quality.values"), html::number(report->values, l)}};
    if (report->expected) terms.push_back({visit.say("sensing.quality.expected"), html::number(*report->expected, l)});
    if (const auto score = report->score())
      terms.push_back({visit.say("sensing.quality.score"), html::strong(html::percent(*score, l))});
    for (const FlagCount& count : report->flags)
      terms.push_back({visit.say(flag_key(count.flag)), html::number(count.values, l)});
    return html::section("kwaliteit", visit.say("sensing.quality.title"), html::data_list(terms));
  }

  static Html test_section(const Visit& visit, const OwnOne& one, const std::string& message, const Html& tried) {
    html::Field field;
    field.name = "bericht";
    field.label = visit.say("sensing.own.test.message");
    field.description = visit.say("sensing.own.test.about");
    html::TextArea area;
    area.value = message.empty() ? example_body() : message;
    area.rows = 3;
    return html::section(
        "proef", visit.say("sensing.own.test.title"),
        tried + html::form({visit.url("/mijn/sensoren/" + std::to_string(one.thing) + "/proef"), visit.csrf_token},
                           html::textarea_field(visit.say, field, area) +
                               html::button(visit.say("sensing.own.test.button"), html::ButtonKind::secondary)));
  }

  static Html tried_badly(const Visit& visit, const Error& error) {
    return html::alert(visit.say, html::AlertKind::error, visit.say("sensing.own.test.bad"),
                       html::paragraph(error.detail.empty() ? error.code : error.detail), 3);
  }
  static Html tried_well(const Visit& visit, const SeriesCard& card, const lake::Observation& read,
                         std::uint32_t flags) {
    const Language l = visit.language();
    const std::string value = read.value ? html::decimal(*read.value, 1, l) + " " + card.series.unit_symbol : read.text;
    return html::alert(
        visit.say, html::AlertKind::ok, visit.say("sensing.own.test.good"),
        html::paragraph(visit.say("sensing.own.test.read", {{"value", value},
                                                            {"time", html::long_moment(lake::instant_of(read.time), l)},
                                                            {"flags", flags_text(visit, flags)}})),
        3);
  }

  static Html renew_section(const Visit& visit, const OwnOne& one) {
    return html::section(
        "sleutels", visit.say("sensing.own.keys"),
        html::paragraph(visit.say("sensing.own.renew.text")) +
            html::form({visit.url("/mijn/sensoren/" + std::to_string(one.thing) + "/sleutels"), visit.csrf_token},
                       html::button(visit.say("sensing.own.renew"), html::ButtonKind::secondary)));
  }

  Result<Response> form_page(const Visit& visit, const http::Fields& typed, const Error* error) const {
    html::Page page = own_page(visit, visit.say("sensing.own.form.title"));
    page.breadcrumbs.push_back({visit.say("sensing.own.title"), visit.url("/mijn/sensoren")});
    if (error != nullptr) {
      page.state = html::Page::State::has_errors;
      page.body = html::error_summary(visit.say, html::messages_of(visit.say, *error));
    }
    page.body += html::heading(1, page.title) + html::lead(visit.say("sensing.own.form.lead"));
    page.body += html::form({visit.url("/mijn/sensoren/nieuw"), visit.csrf_token},
                            fields(visit, typed, error) + html::button(visit.say("sensing.own.form.button")));
    return parts_.gate.show(visit, std::move(page), error == nullptr ? 200 : 422);
  }

  static html::Field field(const Visit& visit, const Error* error, const std::string& name) {
    html::Field out;
    out.name = name;
    out.label = visit.say("sensing.own.field." + name);
    out.description = visit.say("sensing.own.about." + name);
    if (name == "dpia") out.need = html::Field::Need::optional;
    if (error != nullptr) out.error = html::message_for(visit.say, *error, name);
    return out;
  }

  static Html fields(const Visit& visit, const http::Fields& typed, const Error* error) {
    const auto line = [&](const char* name, html::InputKind kind, html::InputWidth width) {
      return html::text_field(visit.say, field(visit, error, name), {typed.get(name), kind, width, "off"});
    };
    std::vector<html::Choice> kinds;
    for (const OwnKind& one : own_kinds())
      kinds.push_back({std::string(one.id),
                       visit.say("sensing.own.meet." + std::string(one.id)) + " (" + std::string(one.unit_symbol) + ")",
                       ""});
    std::vector<html::Choice> terms;
    for (const char* one : {"P1M", "P1Y", "P2Y", "keep"})
      terms.push_back({one, visit.say("sensing.own.bewaren." + std::string(one)), ""});
    const html::DateInput end{typed.get("einde-day"), typed.get("einde-month"), typed.get("einde-year")};
    using enum html::InputKind;
    constexpr auto full = html::InputWidth::full, brief = html::InputWidth::short_text;
    return line("naam", text, full) +
           html::select_field(visit.say, field(visit, error, "meet"), kinds, typed.get("meet")) +
           line("elke", whole_number, brief) + line("waarvoor", text, full) + line("grond", text, full) +
           line("verlaat", text, full) +
           html::select_field(visit.say, field(visit, error, "bewaren"), terms, typed.get("bewaren")) +
           html::date_field(visit.say, field(visit, error, "einde"), end) + line("dpia", text, full) +
           line("lengte", text, brief) + line("breedte", text, brief) +
           html::yes_no_field(visit.say, field(visit, error, "precies"), typed.get("precies")) +
           html::yes_no_field(visit.say, field(visit, error, "open"), typed.get("open"));
  }

  OwnParts parts_;
};

}  // namespace

void add_own_pages(http::Router& router, const OwnParts& parts) {
  const auto pages = std::make_shared<OwnPages>(parts);
  const auto add = [&](http::Method method, std::string pattern, std::string summary,
                       Result<Response> (OwnPages::*page)(const Visit&) const) {
    http::Route route;
    route.method = method;
    route.pattern = std::move(pattern);
    route.summary = std::move(summary);
    route.handler = parts.gate.resident([pages, page](const Visit& visit) { return ((*pages).*page)(visit); });
    router.add(std::move(route));
  };
  using enum http::Method;
  add(get, "/mijn/sensoren", "Sensors of one's own", &OwnPages::list);
  add(get, "/mijn/sensoren/nieuw", "Register a sensor", &OwnPages::blank);
  add(post, "/mijn/sensoren/nieuw", "Register a sensor and get its keys", &OwnPages::make);
  add(get, "/mijn/sensoren/{thing}", "A sensor of one's own: its messages and how good they are", &OwnPages::one);
  add(get, "/mijn/sensoren/{thing}/stroom", "Messages of a sensor as they come in", &OwnPages::stream);
  add(post, "/mijn/sensoren/{thing}/proef", "Try a message, which is not kept", &OwnPages::try_message);
  add(post, "/mijn/sensoren/{thing}/sleutels", "New keys for a sensor", &OwnPages::renew);
}

}  // namespace sas::sensing
