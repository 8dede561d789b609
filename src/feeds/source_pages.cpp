#include "feeds/source_pages.h"

#include <memory>

#include "feeds/source_rows.h"
#include "html/components.h"
#include "http/data_route.h"
#include "lake/moment.h"

namespace sas::feeds {
namespace {

using html::Html;
using http::Response;
using people::Visit;

Html state_badge(const Visit& visit, SourceRow::State state) {
  switch (state) {
    case SourceRow::State::working:
      return html::badge(visit.say("feeds.source.working"), html::Tone::ok);
    case SourceRow::State::failing:
      return html::badge(visit.say("feeds.source.failing"), html::Tone::error);
    case SourceRow::State::still:
      return html::badge(visit.say("feeds.source.still"), html::Tone::warning);
  }
  return {};
}

Html moment_or(const Visit& visit, const std::optional<Instant>& at, const char* otherwise) {
  if (!at) return visit.say(otherwise);
  return html::time_element(format_iso_instant(*at), html::short_moment(*at, visit.language()));
}

std::string lag_text(const Visit& visit, const std::optional<std::chrono::seconds>& lag) {
  using namespace std::chrono;
  if (!lag) return visit.say("feeds.source.no-value");
  const Language l = visit.language();
  if (*lag < hours{2}) return html::duration(duration_cast<minutes>(*lag).count(), html::Unit::minute, l);
  if (*lag < hours{48}) return html::duration(duration_cast<hours>(*lag).count(), html::Unit::hour, l);
  return html::duration(duration_cast<days>(*lag).count(), html::Unit::day, l);
}

class SourcePages {
 public:
  explicit SourcePages(const SourceParts& parts) : parts_(parts) {}

  Result<Response> list(const Visit& visit) const {
    const auto rows = read();
    if (!rows) return fail(Error(rows.error()));
    html::Page page;
    page.title = visit.say("feeds.sources.title");
    page.description = visit.say("feeds.sources.lead");
    page.width = html::Page::Width::wide;
    page.breadcrumbs = {{visit.say("feeds.home"), visit.url("/")}, {visit.say("feeds.city"), visit.url("/stad")}};
    page.body = html::heading(1, page.title) + html::lead(page.description) + table_of(visit, *rows);
    page.body += data_section(visit, "/stad/bronnen");
    return parts_.gate.show(visit, std::move(page));
  }

  Result<Response> one(const Visit& visit) const {
    const auto row = named(visit.request.param("source"));
    if (!row) return fail(Error(row.error()));
    const auto cards = parts_.records.read(
        [&](store::ReadTx& tx) -> Result<std::vector<sensing::SeriesCard>> { return cards_of(tx, row->source); });
    if (!cards) return fail(Error(cards.error()));
    html::Page page;
    page.title = visit.say("feeds.one.title", {{"source", row->source}});
    page.breadcrumbs = {{visit.say("feeds.home"), visit.url("/")},
                        {visit.say("feeds.city"), visit.url("/stad")},
                        {visit.say("feeds.sources.title"), visit.url("/stad/bronnen")}};
    page.body = html::heading(1, page.title) + html::paragraph(state_badge(visit, row->state)) + figures(visit, *row);
    page.body += series_section(visit, *cards) + data_section(visit, "/stad/bronnen/" + row->slug);
    return parts_.gate.show(visit, std::move(page));
  }

  Response all_json(const http::Request& request) const {
    const auto rows = read();
    return rows ? http::json_response(sources_json(*rows, parts_.clock.now())) : http::problem(rows.error(), request);
  }
  Response all_csv(const http::Request& request) const {
    const auto rows = read();
    return rows ? http::csv_response(sources_csv(*rows, parts_.clock.now()), "bronnen.csv")
                : http::problem(rows.error(), request);
  }
  Response one_json(const http::Request& request) const {
    const auto row = named(request.param("source"));
    return row ? http::json_response(sources_json({*row}, parts_.clock.now())) : http::problem(row.error(), request);
  }
  Response one_csv(const http::Request& request) const {
    const auto row = named(request.param("source"));
    return row ? http::csv_response(sources_csv({*row}, parts_.clock.now()), row->slug + ".csv")
               : http::problem(row.error(), request);
  }

 private:
  Result<std::vector<SourceRow>> read() const { return source_rows(parts_.records, parts_.lake, parts_.clock.now()); }

  Result<SourceRow> named(const std::string& slug) const {
    auto rows = read();
    if (!rows) return fail(std::move(rows));
    for (SourceRow& row : *rows)
      if (row.slug == slug) return std::move(row);
    return fail(ErrorKind::not_found, "source-unknown", "there is no source of that name; /stad/bronnen lists them");
  }

  Html table_of(const Visit& visit, const std::vector<SourceRow>& rows) const {
    html::Table out;
    out.caption = visit.say("feeds.sources.caption");
    for (const char* column : {"source", "state", "success", "lag"})
      out.columns.push_back({visit.say("feeds.column." + std::string(column))});
    for (const char* column : {"series", "rows", "rejected"})
      out.columns.push_back({visit.say("feeds.column." + std::string(column)), html::Column::Align::end});
    out.empty_text = visit.say("feeds.sources.none");
    const Language l = visit.language();
    for (const SourceRow& row : rows) {
      const auto counted = [&](std::int64_t FeedStatus::*field) {
        return Html(row.status ? html::number((*row.status).*field, l) : visit.say("feeds.source.not-counted"));
      };
      out.rows.push_back({html::link(row.source, visit.url("/stad/bronnen/" + row.slug)), state_badge(visit, row.state),
                          row.status ? moment_or(visit, row.status->last_success, "feeds.source.never")
                                     : Html(visit.say("feeds.source.by-itself")),
                          lag_text(visit, row.lag(parts_.clock.now())), html::number(row.series, l),
                          counted(&FeedStatus::rows), counted(&FeedStatus::rejected)});
    }
    return html::section("lijst", visit.say("feeds.sources.list"), html::table(out));
  }

  Html figures(const Visit& visit, const SourceRow& row) const {
    const Language l = visit.language();
    std::vector<html::Term> terms{
        {visit.say("feeds.column.lag"), lag_text(visit, row.lag(parts_.clock.now()))},
        {visit.say("feeds.term.newest"), moment_or(visit, row.newest, "feeds.source.no-value")}};
    if (row.status) {
      const FeedStatus& s = *row.status;
      terms.push_back({visit.say("feeds.column.success"), moment_or(visit, s.last_success, "feeds.source.never")});
      terms.push_back({visit.say("feeds.term.try"), moment_or(visit, s.last_try, "feeds.source.never")});
      if (!s.last_error.empty())
        terms.push_back(
            {visit.say("feeds.term.error"),
             Html(visit.say("feeds.term.error-text", {{"code", s.last_error}, {"n", html::number(s.failures, l)}}))});
      terms.push_back({visit.say("feeds.column.rows"), html::number(s.rows, l)});
      terms.push_back({visit.say("feeds.column.rejected"), html::number(s.rejected, l)});
    } else {
      terms.push_back({visit.say("feeds.column.success"), visit.say("feeds.source.by-itself")});
    }
    terms.push_back({visit.say("feeds.term.live"), html::number(row.live, l)});
    terms.push_back({visit.say("feeds.term.late"), html::number(row.late, l)});
    terms.push_back({visit.say("feeds.term.dead"), html::number(row.dead, l)});
    terms.push_back({visit.say("feeds.term.silent"), html::number(row.silent, l)});
    return html::section("stand", visit.say("feeds.one.state"), html::data_list(terms));
  }

  Html series_section(const Visit& visit, const std::vector<sensing::SeriesCard>& cards) const {
    html::Table out;
    out.caption = visit.say("feeds.one.caption");
    for (const char* column : {"place", "measures", "newest"})
      out.columns.push_back({visit.say("feeds.column." + std::string(column))});
    out.empty_text = visit.say("feeds.one.none");
    for (const sensing::SeriesCard& card : cards) {
      const auto latest = parts_.lake.latest(card.series.id);
      std::optional<Instant> newest;
      if (latest) newest = lake::instant_of(latest->time);
      out.rows.push_back(
          {html::link(card.thing_name,
                      visit.url("/stad/sensoren/" + std::to_string(static_cast<std::int64_t>(card.series.id)))),
           card.series.name, moment_or(visit, newest, "feeds.source.no-value")});
    }
    return html::section("reeksen", visit.say("feeds.one.series"), html::table(out));
  }

  static Html data_section(const Visit& visit, const std::string& address) {
    return html::section(
        "data", visit.say("feeds.data"),
        html::paragraph(html::link("JSON", address + ".json") + Html(" · ") + html::link("CSV", address + ".csv")));
  }

  SourceParts parts_;
};

}  // namespace

void add_source_pages(http::Router& router, const SourceParts& parts) {
  const auto pages = std::make_shared<SourcePages>(parts);
  router.add(http::data_route("/stad/bronnen", "Where measurements come from, and how that goes",
                              parts.gate.anyone([pages](const Visit& v) { return pages->list(v); })));
  router.add(http::data_route("/stad/bronnen/{source}", "One source of measurements",
                              parts.gate.anyone([pages](const Visit& v) { return pages->one(v); })));
  router.add(http::data_route(
      "/stad/bronnen.json", "The sources of measurements as data",
      [pages](const http::Request& r) { return pages->all_json(r); }, source_fields()));
  router.add(http::data_route(
      "/stad/bronnen.csv", "The same as CSV", [pages](const http::Request& r) { return pages->all_csv(r); },
      source_fields()));
  router.add(http::data_route(
      "/stad/bronnen/{source}.json", "One source of measurements as data",
      [pages](const http::Request& r) { return pages->one_json(r); }, source_fields()));
  router.add(http::data_route(
      "/stad/bronnen/{source}.csv", "The same as CSV", [pages](const http::Request& r) { return pages->one_csv(r); },
      source_fields()));
}

}  // namespace sas::feeds
