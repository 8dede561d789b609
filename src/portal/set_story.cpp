#include "portal/set_story.h"

#include <algorithm>

#include "base/text.h"
#include "html/components.h"
#include "portal/codes.h"

namespace sas::portal {
namespace {

using html::Html;
using releases::Column;
using releases::Release;

constexpr std::size_t words_told = 8;

std::string type_name(const Look& look, releases::Type type) {
  switch (type) {
    case releases::Type::text:
      return look.say("portal.type.text");
    case releases::Type::integer:
      return look.say("portal.type.integer");
    case releases::Type::decimal:
      return look.say("portal.type.decimal");
    case releases::Type::date:
      return look.say("portal.type.date");
    case releases::Type::moment:
      return look.say("portal.type.moment");
    case releases::Type::truth:
      return look.say("portal.type.truth");
    case releases::Type::shape:
      return look.say("portal.type.shape");
  }
  return {};
}

const lake::ColumnFigures* find_figures(const lake::FileFigures* figures, const std::string& name) {
  if (figures == nullptr) return nullptr;
  const auto found = std::find_if(figures->columns.begin(), figures->columns.end(),
                                  [&](const lake::ColumnFigures& one) { return one.name == name; });
  return found == figures->columns.end() ? nullptr : &*found;
}

double share(std::uint64_t part, std::uint64_t whole) {
  return whole == 0 ? 0 : static_cast<double>(part) / static_cast<double>(whole);
}

std::string values_text(const Look& look, const Column& column, const lake::ColumnFigures* figures) {
  if (!column.vocabulary.empty()) {
    std::string out;
    for (std::size_t i = 0; i < std::min(words_told, column.vocabulary.size()); ++i)
      out += (i == 0 ? "" : ", ") + column.vocabulary[i];
    if (column.vocabulary.size() > words_told)
      out += look.say("portal.columns.more", {{"count", std::to_string(column.vocabulary.size() - words_told)}});
    return out;
  }
  if (figures == nullptr || !figures->least || !figures->most) return "–";
  if (column.type == releases::Type::text || column.type == releases::Type::shape)
    return look.say("portal.columns.distinct",
                    {{"count", html::number(static_cast<std::int64_t>(figures->distinct), look.language())}});
  return look.say("portal.columns.range", {{"least", *figures->least}, {"most", *figures->most}});
}

// A test without a finding is a "no"; a release with one is never published.
html::Term test_term(const Look& look, const std::string& name, const std::vector<std::string>& findings) {
  const std::string answer = look.say("portal.privacy." + name + (findings.empty() ? ".no" : ".yes"));
  return {look.say("portal.privacy." + name), findings.empty() ? Html(answer) : html::strong(answer)};
}

}  // namespace

Html columns_section(const Look& look, Library& library, const ShownSet& set) {
  const Release& release = set.release();
  const Language l = look.language();
  const auto figures = library.figures(release);
  html::Table table;
  table.caption = look.say("portal.columns.caption");
  table.columns = {{look.say("portal.columns.name")},
                   {look.say("portal.columns.meaning")},
                   {look.say("portal.columns.type")},
                   {look.say("portal.columns.filled"), html::Column::Align::end},
                   {look.say("portal.columns.values")}};
  for (const Column& column : release.columns) {
    const lake::ColumnFigures* measured = find_figures(figures ? figures->get() : nullptr, column.name);
    std::string type = type_name(look, column.type);
    if (!column.unit.empty()) type += " (" + column.unit + ")";
    table.rows.push_back({Html(column.name), Html(column.meaning.in(l)), Html(type),
                          Html(measured == nullptr ? "–" : html::percent(share(measured->filled, (*figures)->rows), l)),
                          Html(values_text(look, column, measured))});
  }
  table.foot = html::link(look.say("portal.columns.schema"), set_path(release.dataset) + "/schema.json");
  return html::section("kolommen", look.say("portal.columns.title"), html::table(table));
}

Html quality_section(const Look& look, Library& library, const ShownSet& set, Instant now) {
  const Release& release = set.release();
  const Language l = look.language();
  const Freshness fresh = freshness_of(*set.history, now);
  const Frequency* frequency = find_frequency(release.description.refresh);
  std::vector<html::Term> terms{
      {look.say("portal.quality.now"), fresh_badge(look, fresh.state)},
      {look.say("portal.quality.last"),
       html::time_element(format_iso_instant(release.at), html::long_moment(release.at, l))},
      {look.say("portal.quality.promised"),
       Html(frequency == nullptr ? look.say("portal.quality.unsaid") : frequency->code.name(l))}};
  if (fresh.due > 0)
    terms.push_back({look.say("portal.quality.kept"),
                     look.say("portal.quality.kept-text",
                              {{"kept", std::to_string(fresh.kept)}, {"due", std::to_string(fresh.due)}})});
  if (const auto figures = library.figures(release); figures && (*figures)->rows > 0) {
    std::uint64_t filled = 0;
    for (const lake::ColumnFigures& column : (*figures)->columns) filled += column.filled;
    terms.push_back({look.say("portal.quality.filled"),
                     html::percent(share(filled, (*figures)->rows * (*figures)->columns.size()), l)});
    terms.push_back({look.say("portal.quality.rows"), html::number(static_cast<std::int64_t>((*figures)->rows), l)});
  }
  return html::section("kwaliteit", look.say("portal.quality.title"),
                       html::paragraph(look.say("portal.quality.text")) + html::data_list(terms));
}

Html privacy_section(const Look& look, const ShownSet& set) {
  const Release& release = set.release();
  const releases::Scan& scan = release.scan;
  const Language l = look.language();
  Html out = html::data_list({test_term(look, "single", scan.singling_out), test_term(look, "link", scan.linking),
                              test_term(look, "infer", scan.inference)});
  out += html::paragraph(
      look.say("portal.privacy.scan", {{"date", html::short_date(local_date(scan.at), l)},
                                       {"rows", html::number(static_cast<std::int64_t>(scan.rows), l)},
                                       {"cells", html::number(static_cast<std::int64_t>(scan.cells), l)},
                                       {"rules", scan.rule_set}}));
  if (!release.lost.empty()) {
    std::vector<Html> lines;
    for (const Bilingual& line : release.lost) lines.emplace_back(line.in(l));
    out += html::heading(3, look.say("portal.privacy.lost")) + html::bullet_list(lines);
  }
  out += html::paragraph(html::link(look.say("portal.privacy.record"), set_path(release.dataset) + "/verklaring.json"));
  return html::section("privacy", look.say("portal.privacy.title"), out);
}

Html source_section(const Look& look, const ShownSet& set) {
  const Release& release = set.release();
  const releases::Description& words = release.description;
  const Language l = look.language();
  std::vector<html::Term> terms{{look.say("portal.source.from"), words.source.in(l)},
                                {look.say("portal.source.owner"), words.owner}};
  if (!words.contact.empty())
    terms.push_back({look.say("portal.source.contact"), html::link(words.contact, "mailto:" + words.contact)});
  if (const Code* licence = find_code(licences(), words.licence))
    terms.push_back({look.say("portal.source.licence"), html::link(licence->name(l), licence->iri)});
  if (words.from || words.until)
    terms.push_back(
        {look.say("portal.source.period"),
         look.say("portal.source.period-text", {{"from", words.from ? html::short_date(*words.from, l) : "…"},
                                                {"until", words.until ? html::short_date(*words.until, l) : "…"}})});
  for (const std::string& theme : words.themes)
    terms.push_back({look.say("portal.source.theme"),
                     html::link(choice_name(look, Facet::theme, theme), look.url("/data?thema=" + url_encode(theme)))});
  if (!words.high_value.empty())
    terms.push_back({look.say("portal.source.high-value"), choice_name(look, Facet::high_value, words.high_value)});
  const std::string path = set_path(release.dataset);
  terms.push_back({"DCAT-AP-NL", html::link("Turtle", path + "/dcat.ttl") + Html(" · ") +
                                     html::link("JSON-LD", path + "/dcat.jsonld") + Html(" · ") +
                                     html::link("RDF/XML", path + "/dcat.rdf")});
  return html::section("herkomst", look.say("portal.source.title"), html::data_list(terms));
}

Html versions_list(const Look& look, const releases::DataSetHistory& history, std::size_t most) {
  const Language l = look.language();
  std::vector<html::TimelineEntry> entries;
  for (const auto& published : history.releases) {
    if (entries.size() == most) break;
    const Release& release = published->release;
    html::TimelineEntry entry;
    entry.title = look.say("portal.versions.number", {{"number", std::to_string(release.number)}});
    entry.when = html::short_moment(release.at, l);
    entry.when_iso = format_iso_instant(release.at);
    if (published->tombstone) {
      entry.state = html::TimelineEntry::State::attention;
      entry.body = html::paragraph(look.say("portal.versions.withdrawn",
                                            {{"date", html::short_date(local_date(published->tombstone->at), l)}})) +
                   html::paragraph(published->tombstone->reason.in(l));
    } else {
      const std::string changed = release.changed.in(l);
      entry.body = html::paragraph(changed.empty() ? look.say("portal.versions.first") : changed) +
                   html::paragraph(html::link_about(
                       look.say("portal.versions.open"), entry.title,
                       look.url(set_path(release.dataset) + "/versies/" + std::to_string(release.number))));
    }
    entries.push_back(std::move(entry));
  }
  return html::timeline(look.say, entries);
}

Html showcase_section(const Look& look, const ShownSet& set) {
  std::vector<Html> lines;
  for (const Reuse& reuse : look.frame.showcase(set.release().dataset))
    lines.push_back(html::link(reuse.title, reuse.url) +
                    Html((reuse.by.empty() ? "" : ", " + reuse.by) + ". " + reuse.summary.in(look.language())));
  const Html ask = html::paragraph(
      html::link(look.say("portal.showcase.ask"), look.frame.reuse_url(set.release().dataset, look.language())));
  return html::section(
      "gemaakt", look.say("portal.showcase.title"),
      (lines.empty() ? html::paragraph(look.say("portal.showcase.none")) : html::bullet_list(lines)) + ask);
}

Html questions_section(const Look& look, const ShownSet& set) {
  const std::string path = set_path(set.release().dataset);
  Html out = html::paragraph(look.say("portal.questions.text", {{"owner", set.words().owner}}));
  if (const int days = look.frame.answer_days(); days > 0)
    out += html::paragraph(html::strong(look.say(
        "portal.questions.promise", {{"days", html::duration(days, html::Unit::working_day, look.language())}})));
  out += html::button_group({html::link_button(look.say("portal.questions.button"),
                                               look.frame.question_url(set.release().dataset, look.language()),
                                               html::ButtonKind::secondary)});
  if (const std::string mail = look.frame.follow_url(set.release().dataset, look.language()); !mail.empty())
    out += html::paragraph(html::link(look.say("portal.questions.mail"), mail));
  out += html::paragraph(html::link(look.say("portal.questions.follow"), path + "/feed.atom") + Html(" · ") +
                         html::link("RSS", path + "/feed.rss"));
  return html::section("vragen", look.say("portal.questions.title"), out);
}

}  // namespace sas::portal
