#include "opendata/desk_parts.h"

#include "opendata/cells.h"
#include "privacy/judge.h"

namespace sas::opendata {
namespace {

using html::Html;
using people::Visit;

Html outcome_badge(const Visit& visit, const std::optional<LastJudgement>& judgement) {
  if (!judgement) return html::badge(visit.say("opendata.desk.never"), html::Tone::neutral);
  if (judgement->outcome == "refused") return html::badge(visit.say("opendata.desk.refused"), html::Tone::error);
  if (judgement->outcome == "passes") return html::badge(visit.say("opendata.desk.passes"), html::Tone::ok);
  if (judgement->outcome == "unchanged") return html::badge(visit.say("opendata.desk.unchanged"), html::Tone::info);
  return html::badge(visit.say("opendata.desk.released"), html::Tone::ok);
}

std::string set_url(const Visit& visit, const std::string& slug) {
  return visit.url("/balie/open-data/" + slug);
}

Html test_part(const Visit& visit, const LastJudgement& judgement, privacy::LegalTest test) {
  std::vector<Html> items;
  for (const privacy::Finding& finding : judgement.findings)
    if (privacy::test_of(finding.rule) == test) items.emplace_back(privacy::explain(finding).in(visit.language()));
  const Html found = items.empty() ? html::paragraph(visit.say("opendata.desk.test-passed")) : html::bullet_list(items);
  return html::heading(3, privacy::name_of(test).in(visit.language())) + found;
}

std::string flaw_text(const Visit& visit, const Flaw& flaw) {
  return visit.say("opendata.flaw." + flaw.code, {{"column", flaw.column}, {"n", std::to_string(flaw.count)}});
}

Html post_button(const Visit& visit, const std::string& url, std::string_view key, html::ButtonKind kind) {
  return html::form({url, visit.csrf_token}, html::button(visit.say(key), kind));
}

Html lost_list(const Visit& visit, const ProposedChanges& changes) {
  std::vector<Html> items;
  for (const Bilingual& line : changes.lost) items.emplace_back(line.in(visit.language()));
  return html::bullet_list(items);
}

Html take_back_form(const Visit& visit, const releases::Release& release, const std::vector<html::Choice>& reasons) {
  html::Field field;
  field.name = "reden";
  field.label = visit.say("opendata.desk.reason");
  return html::form({set_url(visit, release.dataset) + "/intrekken", visit.csrf_token},
                    html::hidden("uitgave", std::to_string(release.number)) +
                        html::select_field(visit.say, field, reasons, reasons.front().value) +
                        html::button(visit.say("opendata.desk.withdraw"), html::ButtonKind::danger));
}

}  // namespace

html::Page desk_page(const Visit& visit, const std::string& title) {
  html::Page page;
  page.title = title;
  page.index = html::Page::Index::forbid;
  page.face = html::Page::Face::workplace;
  page.width = html::Page::Width::wide;
  page.breadcrumbs = {{visit.say("opendata.desk.home"), visit.url("/balie")}};
  page.body = html::heading(1, title);
  return page;
}

Html set_table(const Visit& visit, const std::vector<SetRow>& rows) {
  html::Table table;
  table.caption = visit.say("opendata.desk.sets");
  for (const char* column : {"set", "state", "judged", "release", "rows"})
    table.columns.push_back({visit.say("opendata.desk.column." + std::string(column)), html::Column::Align::start});
  table.empty_text = visit.say("opendata.desk.no-sets");
  const Language language = visit.language();
  for (const SetRow& row : rows)
    table.rows.push_back(
        {html::link(row.declaration->words.title.in(language), set_url(visit, row.declaration->slug)),
         outcome_badge(visit, row.judgement),
         Html(row.judgement ? html::short_moment(row.judgement->at, language) : "—"),
         Html(row.standing ? std::to_string(row.standing->release.number) : "—"),
         Html(row.standing ? html::number(static_cast<std::int64_t>(row.standing->release.rows), language) : "—")});
  return html::table(table);
}

Html problem_list(const Visit& visit, const config::Problems& problems) {
  std::vector<Html> items;
  for (const config::Problem& problem : problems)
    items.emplace_back(problem.file + ": " + problem.field + ": " + problem.remedy);
  return html::alert(visit.say, html::AlertKind::error, visit.say("opendata.desk.problems"), html::bullet_list(items));
}

Html held_notice(const Visit& visit, const SetState& state) {
  if (!state.is_held) return {};
  return html::alert(visit.say, html::AlertKind::warning, visit.say("opendata.desk.held-title"),
                     html::paragraph(visit.say("opendata.desk.held")));
}

Html judgement_part(const Visit& visit, const LastJudgement& judgement) {
  const Language language = visit.language();
  std::vector<html::Term> facts{
      {visit.say("opendata.desk.column.state"), outcome_badge(visit, judgement)},
      {visit.say("opendata.desk.column.judged"), Html(html::short_moment(judgement.at, language))},
      {visit.say("opendata.desk.rules"), Html(judgement.rule_set)},
      {visit.say("opendata.desk.cells"), Html(html::number(judgement.cells, language))}};
  Html body = html::data_list(facts);
  using enum privacy::LegalTest;
  for (const privacy::LegalTest test : {singling_out, linking, inference}) body += test_part(visit, judgement, test);
  if (!judgement.flaws.empty()) {
    std::vector<Html> items;
    for (const Flaw& flaw : judgement.flaws) items.emplace_back(flaw_text(visit, flaw));
    body += html::heading(3, visit.say("opendata.desk.flaws")) + html::bullet_list(items);
  }
  return body;
}

Html judgement_section(const Visit& visit, const std::optional<LastJudgement>& judgement) {
  return html::section(
      "oordeel", visit.say("opendata.desk.judgement"),
      judgement ? judgement_part(visit, *judgement) : html::paragraph(visit.say("opendata.desk.never")));
}

Html changes_section(const Visit& visit, const std::string& slug, const SetState& state) {
  const std::string url = set_url(visit, slug);
  Html body;
  if (state.confirmed)
    body += html::paragraph(visit.say("opendata.desk.changes-done")) + lost_list(visit, *state.confirmed) +
            post_button(visit, url + "/zonder-wijzigingen", "opendata.desk.drop-changes", html::ButtonKind::secondary);
  if (state.proposal)
    body += html::paragraph(visit.say("opendata.desk.proposal")) + lost_list(visit, *state.proposal) +
            post_button(visit, url + "/bevestigen", "opendata.desk.confirm", html::ButtonKind::primary);
  else if (state.judgement && state.judgement->outcome == "refused")
    body += html::paragraph(visit.say("opendata.desk.no-proposal")) +
            post_button(visit, url + "/voorstel", "opendata.desk.propose", html::ButtonKind::primary);
  if (body.empty()) return body;
  return html::section("wijzigingen", visit.say("opendata.desk.changes"), body);
}

Html releases_section(const Visit& visit, const releases::DataSetHistory* history,
                      const std::vector<html::Choice>& reasons) {
  html::Table table;
  table.caption = visit.say("opendata.desk.releases");
  for (const char* column : {"release", "date", "rows", "withdraw"})
    table.columns.push_back({visit.say("opendata.desk.column." + std::string(column)), html::Column::Align::start});
  table.empty_text = visit.say("opendata.desk.no-releases");
  const Language language = visit.language();
  if (history != nullptr)
    for (const auto& published : history->releases) {
      const releases::Release& release = published->release;
      const Html last = published->tombstone ? Html(published->tombstone->reason.in(language))
                                             : take_back_form(visit, release, reasons);
      table.rows.push_back({Html(std::to_string(release.number)), Html(html::short_moment(release.at, language)),
                            Html(html::number(static_cast<std::int64_t>(release.rows), language)), last});
    }
  return html::section("uitgaven", visit.say("opendata.desk.releases"), html::table(table));
}

Html bring_form(const Visit& visit, const std::string& action, std::string_view button, std::uint64_t most) {
  html::Field field;
  field.name = "bestand";
  field.label = visit.say("opendata.desk.file");
  html::FileInput input;
  input.accept = ".csv,.xlsx,.geojson,.gpkg,.zip";
  input.kinds = "csv, xlsx, geojson, gpkg, zip (Shapefile)";
  input.max_bytes = most;
  html::FormSpec spec{action, visit.csrf_token, html::FormSpec::Encoding::files};
  return html::form(spec, html::file_field(visit.say, field, input) + html::button(visit.say(button)));
}

Html proposal_section(const Visit& visit, const FileProposal& proposal, const std::string& draft) {
  html::Table table;
  table.caption = visit.say("opendata.desk.types");
  table.columns = {{visit.say("opendata.desk.column.name"), html::Column::Align::start},
                   {visit.say("opendata.desk.column.type"), html::Column::Align::start}};
  for (const releases::Column& column : proposal.columns)
    table.rows.push_back({Html(column.name), Html(visit.say("opendata.type." + std::string(word_of(column.type))))});
  std::vector<Html> remarks;
  for (const FileProposal::Remark& remark : proposal.remarks)
    remarks.emplace_back(visit.say("opendata.remark." + remark.code, {{"column", remark.column}}));
  Html body = html::paragraph(visit.say("opendata.desk.proposed"));
  if (!remarks.empty()) body += html::bullet_list(remarks);
  html::Field field;
  field.name = "beschrijving";
  field.label = visit.say("opendata.desk.draft");
  html::TextArea area;
  area.value = draft;
  area.rows = 24;
  body += html::table(table) + html::textarea_field(visit.say, field, area);
  return html::section("voorstel", visit.say("opendata.desk.seen"), body);
}

}  // namespace sas::opendata
