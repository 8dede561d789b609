#include "sensing/meter_pages.h"

#include <algorithm>
#include <map>
#include <memory>

#include "base/text.h"
#include "html/components.h"
#include "lake/moment.h"
#include "sensing/cards.h"
#include "sensing/key_view.h"
#include "sensing/meter_form.h"

namespace sas::sensing {
namespace {

using html::Html;
using http::Response;
using people::Visit;

constexpr std::string_view own_feed = "own";  ///< sensors of residents and organisations: they decide themselves
constexpr const char* home = "/balie/sensoren";

struct Meter {
  SeriesCard card;
  std::optional<Declaration> declaration;
  SeriesTerms terms;
  bool has_terms = false;
};

std::string feed_address(const std::string& feed) {
  return std::string(home) + "/bron?naam=" + url_encode(feed);
}

std::string series_address(lake::SeriesId series) {
  return std::string(home) + "/reeks/" + std::to_string(static_cast<std::int64_t>(series));
}

html::Page desk_page(const Visit& visit, const std::string& title) {
  html::Page page;
  page.title = title;
  page.face = html::Page::Face::workplace;
  page.index = html::Page::Index::forbid;
  page.width = html::Page::Width::wide;
  page.breadcrumbs = {{visit.say("sensing.meters.title"), visit.url(home)}};
  return page;
}

class MeterPages {
 public:
  explicit MeterPages(const MeterPageParts& parts) : parts_(parts) {}

  /// Every feed with how many of its series are open.
  Result<Response> feeds(const Visit& visit) const {
    const auto cards =
        parts_.records.read([](store::ReadTx& tx) -> Result<std::vector<SeriesCard>> { return all_cards(tx); });
    if (!cards) return fail(Error(cards.error()));
    struct Count {
      std::int64_t series = 0, open = 0;
    };
    std::map<std::string, Count> counts;
    for (const SeriesCard& card : *cards) {
      Count& count = counts[card.series.source];
      ++count.series;
      count.open += card.series.exposure == Exposure::open ? 1 : 0;
    }
    html::Table table;
    table.caption = visit.say("sensing.meters.caption");
    for (const char* column : {"feed", "series", "open"})
      table.columns.push_back({visit.say("sensing.meters." + std::string(column))});
    table.empty_text = visit.say("sensing.meters.none");
    for (const auto& [feed, count] : counts)
      table.rows.push_back({feed == own_feed ? Html(visit.say("sensing.meters.own"))
                                             : html::link(name_of(visit, feed), visit.url(feed_address(feed))),
                            html::number(count.series, visit.language()), html::number(count.open, visit.language())});
    html::Page page = desk_page(visit, visit.say("sensing.meters.title"));
    page.breadcrumbs.clear();
    page.body = html::heading(1, page.title) + html::lead(visit.say("sensing.meters.lead")) + html::table(table) +
                html::link_button(visit.say("sensing.keys.title"), visit.url(std::string(home) + "/sleutels"));
    return parts_.gate.show(visit, std::move(page));
  }

  Result<Response> feed(const Visit& visit) const {
    const std::string name = visit.request.query.get("naam");
    const auto found = of_feed(name);
    if (!found) return fail(Error(found.error()));
    return feed_page(visit, name, *found, typed_of(found->front().terms, found->front().declaration), nullptr);
  }

  /// The same for every series of a feed. What each is held to stays as it was.
  Result<Response> change_feed(const Visit& visit) const {
    const auto form = http::read_form(visit.request);
    if (!form) return fail(Error(form.error()));
    const std::string name = form->fields.get("naam");
    const auto found = of_feed(name);
    if (!found) return fail(Error(found.error()));
    const auto typed = read_meter_form(form->fields, MeterScope::feed, local_date(parts_.clock.now()));
    if (!typed) return feed_page(visit, name, *found, form->fields, &typed.error());
    if (auto done = settle(visit, *found, *typed, MeterScope::feed); !done) return fail(std::move(done));
    return http::see_other(visit.url(feed_address(name)));
  }

  Result<Response> series(const Visit& visit) const {
    const auto found = named(visit);
    if (!found) return fail(Error(found.error()));
    return series_page(visit, *found, typed_of(found->terms, found->declaration), nullptr, nullptr);
  }

  Result<Response> change_series(const Visit& visit) const {
    const auto form = http::read_form(visit.request);
    if (!form) return fail(Error(form.error()));
    const auto found = named(visit);
    if (!found) return fail(Error(found.error()));
    const auto typed = read_meter_form(form->fields, MeterScope::series, local_date(parts_.clock.now()));
    if (!typed) return series_page(visit, *found, form->fields, &typed.error(), nullptr);
    if (auto done = settle(visit, {*found}, *typed, MeterScope::series); !done) return fail(std::move(done));
    return http::see_other(visit.url(series_address(found->card.series.id)));
  }

  Result<Response> renew_keys(const Visit& visit) const {
    const auto found = named(visit);
    if (!found) return fail(Error(found.error()));
    if (!is_ours(*found)) return fail(ErrorKind::forbidden, "series-of-another");
    auto keys = parts_.records.write([&](store::WriteTx& tx) {
      return renew_device_keys(tx, parts_.ledger, parts_.clock, parts_.random, parts_.broker_hash,
                               found->card.series.thing, visit.viewer.acting_text());
    });
    if (!keys) return fail(Error(keys.error()));
    parts_.accounts_changed();
    return series_page(visit, *found, typed_of(found->terms, found->declaration), nullptr, &*keys);
  }

 private:
  static std::string name_of(const Visit& visit, const std::string& feed) {
    return feed.empty() ? visit.say("sensing.meters.no-feed") : feed;
  }
  static bool is_ours(const Meter& meter) {
    return !meter.declaration || meter.declaration->owner == Declaration::Owner::municipality;
  }

  Result<std::vector<Meter>> meters(const std::function<bool(const Series&)>& is_wanted) const {
    return parts_.records.read([&](store::ReadTx& tx) -> Result<std::vector<Meter>> {
      std::vector<Meter> out;
      const auto declarations = all_declarations(tx);
      for (SeriesCard& card : all_cards(tx)) {
        if (!is_wanted(card.series)) continue;
        Meter one{std::move(card), {}, {}, false};
        if (const auto known = declarations.find(one.card.series.thing); known != declarations.end())
          one.declaration = known->second;
        one.terms = {one.card.series.exposure, one.card.series.retention, one.card.licence, one.card.series.rules};
        one.has_terms = has_terms(tx, one.card.series.id);
        out.push_back(std::move(one));
      }
      if (out.empty()) return fail(ErrorKind::not_found, "series-unknown");
      return out;
    });
  }
  Result<std::vector<Meter>> of_feed(const std::string& name) const {
    if (name == own_feed) return fail(ErrorKind::forbidden, "series-of-another");
    return meters([&](const Series& series) { return series.source == name; });
  }
  Result<Meter> named(const Visit& visit) const {
    const auto id = parse_int(visit.request.param("series"));
    auto found = meters([&](const Series& series) { return id && series.id == lake::SeriesId{*id}; });
    if (!found) return fail(std::move(found));
    return std::move(found->front());
  }

  Result<Done> settle(const Visit& visit, const std::vector<Meter>& meters, const MeterForm& typed,
                      MeterScope scope) const {
    const std::string acting = visit.viewer.acting_text();
    std::vector<lake::SeriesFacts> facts;
    auto done = parts_.records.write([&](store::WriteTx& tx) -> Result<Done> {
      for (const Meter& meter : meters) {
        // Asked here, in the transaction: a declaration of the municipality over that of an owner would take the sensor
        // from them.
        const auto known = declaration_of(tx, meter.card.series.thing);
        if (known && known->owner != Declaration::Owner::municipality) {
          if (scope == MeterScope::feed) continue;
          return fail(ErrorKind::forbidden, "series-of-another");
        }
        Declaration declaration = typed.declaration;
        if (known) declaration.starts = known->starts;
        if (auto declared = declare_sensor(tx, parts_.ledger, acting, meter.card.series.thing, declaration); !declared)
          return declared;
        SeriesTerms terms = typed.terms;
        if (scope == MeterScope::feed) terms.rules = meter.terms.rules;
        if (auto set = set_series_terms(tx, parts_.ledger, parts_.clock, acting, meter.card.series.id, terms); !set)
          return set;
        facts.push_back({meter.card.series.id, terms.retention});
      }
      return Done{};
    });
    if (!done) return done;
    for (const lake::SeriesFacts& one : facts) parts_.intake.forget(one.series);
    return parts_.lake.declare(facts);
  }

  Html state(const Visit& visit, const Meter& meter) const {
    const auto fresh = freshness(meter.card.series.rules, parts_.lake.latest(meter.card.series.id),
                                 lake::moment_of(parts_.clock.now()));
    return Html(visit.say("sensing.state." + std::string(to_text(fresh.state))));
  }
  static Html exposure(const Visit& visit, const Meter& meter) {
    const bool is_open = meter.card.series.exposure == Exposure::open;
    return html::badge(visit.say(is_open ? "sensing.meters.is-open" : "sensing.meters.is-inside"),
                       is_open ? html::Tone::ok : html::Tone::neutral);
  }

  Result<Response> feed_page(const Visit& visit, const std::string& name, const std::vector<Meter>& found,
                             const http::Fields& typed, const Error* error) const {
    html::Table table;
    table.caption = visit.say("sensing.meters.series-caption");
    for (const char* column : {"meter", "measures", "state", "seen", "register"})
      table.columns.push_back({visit.say("sensing.meters." + std::string(column))});
    for (const Meter& meter : found)
      table.rows.push_back({html::link(meter.card.thing_name, visit.url(series_address(meter.card.series.id))),
                            meter.card.series.name, state(visit, meter), exposure(visit, meter),
                            visit.say(meter.declaration ? "sensing.meters.declared" : "sensing.meters.undeclared")});
    html::Page page = desk_page(visit, name_of(visit, name));
    begin(visit, page, error);
    page.body += html::table(table) + html::heading(2, visit.say("sensing.meter.all")) +
                 html::paragraph(visit.say("sensing.meter.all-lead")) +
                 html::form({visit.url(std::string(home) + "/bron"), visit.csrf_token},
                            html::hidden("naam", name) + meter_fields(visit, typed, MeterScope::feed, error) +
                                html::button(visit.say("sensing.meter.all-save")));
    return parts_.gate.show(visit, std::move(page), error == nullptr ? 200 : 422);
  }

  Result<Response> series_page(const Visit& visit, const Meter& meter, const http::Fields& typed, const Error* error,
                               const DeviceKeys* keys) const {
    const Series& series = meter.card.series;
    const std::string address = series_address(series.id);
    html::Page page = desk_page(visit, meter.card.thing_name + ": " + series.name);
    page.breadcrumbs.push_back({name_of(visit, series.source), visit.url(feed_address(series.source))});
    begin(visit, page, error);
    if (keys != nullptr) page.body += keys_section(visit, *keys, {parts_.public_url, parts_.broker_name}, series.id);
    page.body += html::data_list({{visit.say("sensing.meters.measures"), Html(meter.card.property_name)},
                                  {visit.say("sensing.meters.state"), state(visit, meter)},
                                  {visit.say("sensing.meters.seen"), exposure(visit, meter)}});
    if (!is_ours(meter)) {
      page.body += html::paragraph(visit.say("sensing.meter.of-another"));
      return parts_.gate.show(visit, std::move(page));
    }
    if (!meter.has_terms) page.body += html::paragraph(visit.say("sensing.meter.not-decided"));
    page.body +=
        html::form({visit.url(address), visit.csrf_token}, meter_fields(visit, typed, MeterScope::series, error) +
                                                               html::button(visit.say("sensing.meter.save")));
    if (keys == nullptr)
      page.body +=
          html::section("sleutels", visit.say("sensing.meter.keys"),
                        html::paragraph(visit.say("sensing.meter.keys-lead")) +
                            html::form({visit.url(address + "/sleutels"), visit.csrf_token},
                                       html::button(visit.say("sensing.meter.keys-new"), html::ButtonKind::secondary)));
    return parts_.gate.show(visit, std::move(page), error == nullptr ? 200 : 422);
  }

  static void begin(const Visit& visit, html::Page& page, const Error* error) {
    if (error != nullptr) {
      page.state = html::Page::State::has_errors;
      page.body = html::error_summary(visit.say, html::messages_of(visit.say, *error));
    }
    page.body += html::heading(1, page.title);
  }

  MeterPageParts parts_;
};

}  // namespace

void add_meter_pages(http::Router& router, const MeterPageParts& parts) {
  const auto pages = std::make_shared<MeterPages>(parts);
  const auto add = [&](http::Method method, const std::string& pattern, std::string summary,
                       Result<Response> (MeterPages::*page)(const Visit&) const) {
    http::Route route;
    route.method = method;
    route.pattern = home + pattern;
    route.summary = std::move(summary);
    route.handler = parts.gate.staff({people::Role::administrator},
                                     [pages, page](const Visit& visit) { return ((*pages).*page)(visit); });
    router.add(std::move(route));
  };
  using enum http::Method;
  add(get, "", "Meters of the municipality, by feed", &MeterPages::feeds);
  add(get, "/bron", "Meters of one feed", &MeterPages::feed);
  add(post, "/bron", "Decide about all meters of a feed", &MeterPages::change_feed);
  add(get, "/reeks/{series}", "One meter: who may see it, and what its values are held to", &MeterPages::series);
  add(post, "/reeks/{series}", "Decide about one meter", &MeterPages::change_series);
  add(post, "/reeks/{series}/sleutels", "New keys for a device of the municipality", &MeterPages::renew_keys);
}

}  // namespace sas::sensing
