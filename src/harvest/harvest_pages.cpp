#include "harvest/harvest_pages.h"

#include "embedded/harvest_texts.h"
#include "html/components.h"
#include "opendata/gate.h"

namespace sas::harvest {
namespace {

using html::Html;
using http::Response;
using people::Visit;
using State = HarvestedSet::State;

constexpr std::string_view home = "/balie/open-data/oogst";

/// How a set stands, with what the gate said of it.
struct Standing {
  HarvestedSet set;
  bool is_declared = false;
  std::optional<opendata::LastJudgement> judgement;
};

struct OriginView {
  const Origin* origin = nullptr;
  OriginState state;
  std::vector<Standing> sets;
};

html::Page desk_page(const Visit& visit, const std::string& title) {
  html::Page page;
  page.title = title;
  page.index = html::Page::Index::forbid;
  page.face = html::Page::Face::workplace;
  page.width = html::Page::Width::wide;
  page.breadcrumbs = {{visit.say("harvest.desk"), visit.url("/balie")},
                      {visit.say("harvest.open-data"), visit.url("/balie/open-data")}};
  page.body = html::heading(1, title);
  return page;
}

Html moment_or_never(const Visit& visit, const std::optional<Instant>& at) {
  if (!at) return visit.say("harvest.never");
  return html::time_element(format_iso_instant(*at), html::short_moment(*at, visit.language()));
}

std::string reason_text(const Visit& visit, const std::string& code) {
  return visit.say("harvest.reason." + code);
}

Html set_badge(const Visit& visit, const Standing& one) {
  using html::Tone;
  switch (one.set.state) {
    case State::listed:
      return html::badge(visit.say("harvest.state.listed"), Tone::neutral);
    case State::blocked:
      return html::badge(visit.say("harvest.state.blocked"), Tone::error);
    case State::gone:
      return html::badge(visit.say("harvest.state.gone"), Tone::neutral);
    case State::here:
      break;
  }
  if (!one.is_declared) return html::badge(visit.say("harvest.state.undeclared"), Tone::warning);
  if (!one.judgement) return html::badge(visit.say("harvest.state.unjudged"), Tone::info);
  return one.judgement->outcome == "refused" ? html::badge(visit.say("harvest.state.refused"), Tone::error)
                                             : html::badge(visit.say("harvest.state.open"), Tone::ok);
}

Html origin_badge(const Visit& visit, const OriginState& state) {
  if (state.failures > 0) return html::badge(visit.say("harvest.origin.failing"), html::Tone::error);
  if (!state.last_success) return html::badge(visit.say("harvest.origin.first"), html::Tone::info);
  return html::badge(visit.say("harvest.origin.working"), html::Tone::ok);
}

std::int64_t count_of(const std::vector<Standing>& sets, State state) {
  std::int64_t out = 0;
  for (const Standing& one : sets) out += one.set.state == state ? 1 : 0;
  return out;
}

Html facts_of(const Visit& visit, const OriginView& view) {
  const Language l = visit.language();
  std::vector<html::Term> terms{{visit.say("harvest.term.state"), origin_badge(visit, view.state)},
                                {visit.say("harvest.term.success"), moment_or_never(visit, view.state.last_success)},
                                {visit.say("harvest.term.try"), moment_or_never(visit, view.state.last_try)}};
  if (!view.state.last_error.empty())
    terms.push_back({visit.say("harvest.term.error"), Html(reason_text(visit, view.state.last_error))});
  if (view.state.pages > 0) terms.push_back({visit.say("harvest.term.pages"), Html(html::number(view.state.pages, l))});
  const auto found = static_cast<std::int64_t>(view.sets.size());
  terms.push_back({visit.say("harvest.term.found"), Html(html::number(found, l))});
  terms.push_back({visit.say("harvest.term.taken"), Html(html::number(count_of(view.sets, State::here), l))});
  terms.push_back({visit.say("harvest.term.blocked"), Html(html::number(count_of(view.sets, State::blocked), l))});
  terms.push_back({visit.say("harvest.term.gone"), Html(html::number(count_of(view.sets, State::gone), l))});
  terms.push_back({visit.say("harvest.term.passed-over"), Html(html::number(view.state.passed_over, l))});
  terms.push_back({visit.say("harvest.term.owner"), Html(view.origin->owner)});
  return html::data_list(terms);
}

Html table_of(const Visit& visit, const OriginView& view) {
  html::Table table;
  table.caption = visit.say("harvest.sets-of", {{"origin", view.origin->title.in(visit.language())}});
  for (const char* column : {"set", "state", "reason", "licence", "fetched"})
    table.columns.push_back({visit.say("harvest.column." + std::string(column))});
  table.empty_text = visit.say("harvest.no-sets");
  for (const Standing& one : view.sets)
    table.rows.push_back({html::link(one.set.listed.title, visit.url(std::string(home) + "/" + one.set.dataset)),
                          set_badge(visit, one),
                          Html(one.set.reason.empty() ? std::string("—") : reason_text(visit, one.set.reason)),
                          Html(one.set.listed.licence.empty() ? view.origin->licence : one.set.listed.licence),
                          moment_or_never(visit, one.set.fetched_at)});
  return html::table(table);
}

class HarvestPages {
 public:
  HarvestPages(const people::Gate& gate, HarvestParts parts) : gate_(gate), parts_(std::move(parts)) {}

  Result<Response> list(const Visit& visit) const {
    html::Page page = desk_page(visit, visit.say("harvest.title"));
    page.body += html::lead(visit.say("harvest.lead"));
    for (const Origin& origin : parts_.origins.all) {
      const auto view = view_of(origin);
      if (!view) return fail(Error(view.error()));
      page.body += html::section(origin.name, origin.title.in(visit.language()),
                                 facts_of(visit, *view) + table_of(visit, *view));
    }
    if (parts_.origins.all.empty()) page.body += html::paragraph(visit.say("harvest.no-origins"));
    if (!parts_.origins.problems.empty())
      page.body += html::section("fouten", visit.say("harvest.problems"),
                                 html::paragraph(config::to_text(parts_.origins.problems)));
    return gate_.show(visit, std::move(page));
  }

  Result<Response> one(const Visit& visit) const {
    const auto found = find(visit.request.param("set"));
    if (!found) return fail(Error(found.error()));
    const HarvestedSet& set = found->set;
    const Origin* origin = parts_.origins.find(set.origin);
    html::Page page = desk_page(visit, set.listed.title);
    page.breadcrumbs.push_back({visit.say("harvest.title"), visit.url(home)});
    if (!set.listed.summary.empty()) page.body += html::lead(set.listed.summary);
    page.body += set_facts(visit, *found);
    if (found->is_declared)
      page.body +=
          html::paragraph(html::link(visit.say("harvest.to-set"), visit.url("/balie/open-data/" + set.dataset)));
    else if (set.state == State::here && origin != nullptr)
      page.body += draft_section(visit, *origin, set);
    return gate_.show(visit, std::move(page));
  }

 private:
  static Html set_facts(const Visit& visit, const Standing& one) {
    const HarvestedSet& set = one.set;
    std::vector<html::Term> terms{{visit.say("harvest.term.state"), set_badge(visit, one)}};
    if (!set.reason.empty())
      terms.push_back({visit.say("harvest.column.reason"), Html(reason_text(visit, set.reason))});
    terms.push_back({visit.say("harvest.term.name"), Html(set.dataset)});
    if (const std::string from = derived_from(set); !from.empty())
      terms.push_back({visit.say("harvest.term.from"), html::link(from, from)});
    terms.push_back({visit.say("harvest.term.publisher"), Html(set.listed.publisher)});
    terms.push_back({visit.say("harvest.column.licence"), Html(set.listed.licence)});
    terms.push_back({visit.say("harvest.column.fetched"), moment_or_never(visit, set.fetched_at)});
    terms.push_back({visit.say("harvest.term.size"),
                     Html(html::file_size(static_cast<std::uint64_t>(set.bytes), visit.language()))});
    return html::data_list(terms);
  }

  Html draft_section(const Visit& visit, const Origin& origin, const HarvestedSet& set) const {
    const auto draft = draft_of(origin, set, file_of(parts_.folder, set.dataset));
    const std::string title = visit.say("harvest.declare");
    if (!draft) return html::section("beschrijven", title, html::paragraph(visit.say("harvest.unreadable")));
    html::Field field;
    field.name = "beschrijving";
    field.label = visit.say("harvest.draft", {{"file", "catalogue/datasets/" + set.dataset + ".toml"}});
    html::TextArea area;
    area.value = *draft;
    area.rows = 20;
    return html::section(
        "beschrijven", title,
        html::paragraph(visit.say("harvest.declare-how")) + html::textarea_field(visit.say, field, area));
  }

  [[nodiscard]] Standing standing_of(store::ReadTx& tx, HarvestedSet set) const {
    Standing out{std::move(set), false, std::nullopt};
    out.is_declared = parts_.declarations.find(tx, out.set.dataset).has_value();
    out.judgement = opendata::last_judgement(tx, out.set.dataset);
    return out;
  }

  [[nodiscard]] Result<OriginView> view_of(const Origin& origin) const {
    return parts_.recall.records.read([&](store::ReadTx& tx) -> Result<OriginView> {
      OriginView out{&origin, state_of(tx, origin.name), {}};
      for (HarvestedSet& set : sets_of(tx, origin.name)) out.sets.push_back(standing_of(tx, std::move(set)));
      return out;
    });
  }

  [[nodiscard]] Result<Standing> find(const std::string& dataset) const {
    return parts_.recall.records.read([&](store::ReadTx& tx) -> Result<Standing> {
      auto set = find_set(tx, dataset);
      if (!set) return fail(ErrorKind::not_found, "dataset-unknown");
      return standing_of(tx, std::move(*set));
    });
  }

  const people::Gate& gate_;
  const HarvestParts parts_;
};

}  // namespace

std::span<const embedded::File> texts() {
  return embedded::harvest_texts();
}

void add_harvest_pages(http::Router& router, const people::Gate& gate, const HarvestParts& parts) {
  const auto pages = std::make_shared<HarvestPages>(gate, parts);
  const auto add = [&](std::string pattern, std::string summary,
                       Result<Response> (HarvestPages::*page)(const Visit&) const) {
    http::Route route;
    route.pattern = std::move(pattern);
    route.summary = std::move(summary);
    route.handler = gate.staff({people::Role::editor, people::Role::administrator},
                               [pages, page](const Visit& visit) { return ((*pages).*page)(visit); });
    router.add(std::move(route));
  };
  add(std::string(home), "Catalogues of others, and what waits", &HarvestPages::list);
  add(std::string(home) + "/{set}", "A set of another catalogue", &HarvestPages::one);
}

}  // namespace sas::harvest
