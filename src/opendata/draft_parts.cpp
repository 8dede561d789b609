#include "opendata/draft_parts.h"

#include "crypto/hash.h"
#include "opendata/desk_parts.h"
#include "opendata/draft_asks.h"

namespace sas::opendata {
namespace {

using html::Html;
using people::Visit;

std::string title_of(const Draft& draft, Language language) {
  const json::Value* title = draft.content.if_contains("title");
  std::string out;
  if (title != nullptr && title->is_object())
    out = json::text_at(title->get_object(), language == Language::nl ? "nl" : "en");
  return out.empty() ? draft.dataset : out;
}

Html state_badge(const Visit& visit, const Draft& draft) {
  if (draft.state == Draft::State::submitted)
    return html::badge(visit.say("opendata.draft.state.submitted"), html::Tone::warning);
  if (draft.state == Draft::State::checking)
    return html::badge(visit.say("opendata.draft.state.checking"), html::Tone::info);
  return html::badge(visit.say("opendata.draft.state.open"), html::Tone::neutral);
}

Html post_button(const Visit& visit, const std::string& url, std::string_view key, html::ButtonKind kind) {
  return html::form({url, visit.csrf_token}, html::button(visit.say(key), kind));
}

Html lost_list(const Visit& visit, const ProposedChanges& changes) {
  std::vector<Html> items;
  for (const Bilingual& line : changes.lost) items.emplace_back(line.in(visit.language()));
  return html::bullet_list(items);
}

html::Task part_task(const Visit& visit, const Draft& draft, DraftPart part, std::string_view word) {
  html::Task out;
  out.title = visit.say("opendata.draft." + std::string(word));
  out.url = draft_url(visit, draft.dataset) + "/" + std::string(word);
  out.state = draft.is_done(part) ? html::Task::State::done : html::Task::State::to_do;
  return out;
}

Html trouble_alert(const Visit& visit, const Trial& trial) {
  const std::string key = "error." + trial.trouble;
  const std::string text = visit.say(visit.say.texts.has(key) ? key : "opendata.draft.trouble");
  return html::alert(visit.say, html::AlertKind::error, visit.say("opendata.draft.not-checked"), html::paragraph(text));
}

Html proposal_part(const Visit& visit, const Draft& draft) {
  const std::string url = draft_url(visit, draft.dataset);
  if (draft.agreed)
    return html::paragraph(visit.say("opendata.desk.changes-done")) + lost_list(visit, *draft.agreed) +
           post_button(visit, url + "/zonder-wijzigingen", "opendata.desk.drop-changes", html::ButtonKind::secondary);
  if (!draft.trial || draft.trial->passes() || !draft.trial->trouble.empty()) return {};
  if (!draft.trial->proposal) return html::paragraph(visit.say("opendata.draft.no-change-helps"));
  return html::paragraph(visit.say("opendata.desk.proposal")) + lost_list(visit, *draft.trial->proposal) +
         post_button(visit, url + "/wijzigingen", "opendata.draft.agree-changes", html::ButtonKind::primary);
}

}  // namespace

std::string draft_url(const Visit& visit, const std::string& dataset) {
  return visit.url("/balie/open-data/concept/" + dataset);
}

Html drafts_table(const Visit& visit, const std::vector<Draft>& drafts) {
  if (drafts.empty()) return {};
  html::Table table;
  table.caption = visit.say("opendata.draft.all");
  for (const char* column : {"set", "state", "changed"})
    table.columns.push_back({visit.say("opendata.draft.column." + std::string(column)), html::Column::Align::start});
  for (const Draft& draft : drafts)
    table.rows.push_back({html::link(title_of(draft, visit.language()), draft_url(visit, draft.dataset)),
                          state_badge(visit, draft), Html(html::short_moment(draft.changed_at, visit.language()))});
  return html::table(table);
}

Html begin_form(const Visit& visit, const std::string& name, const Error& error, std::uint64_t most) {
  html::Field named;
  named.name = "naam";
  named.label = visit.say("opendata.draft.name");
  named.description = visit.say("opendata.draft.name-hint");
  named.error = html::message_for(visit.say, error, "naam");
  html::TextInput line;
  line.value = name;
  line.autocomplete = "off";
  html::Field field;
  field.name = "bestand";
  field.label = visit.say("opendata.desk.file");
  field.error = html::message_for(visit.say, error, "bestand");
  html::FileInput input;
  input.accept = ".csv,.xlsx,.geojson,.gpkg,.zip,.parquet";
  input.kinds = "csv, xlsx, geojson, gpkg, zip (Shapefile), parquet";
  input.max_bytes = most;
  html::FormSpec spec{visit.url("/balie/open-data/concept"), visit.csrf_token, html::FormSpec::Encoding::files};
  return html::form(spec, html::text_field(visit.say, named, line) + html::file_field(visit.say, field, input) +
                              html::button(visit.say("opendata.draft.begin")));
}

Html tasks_section(const Visit& visit, const Draft& draft) {
  std::vector<html::Task> tasks{part_task(visit, draft, DraftPart::words, "over"),
                                part_task(visit, draft, DraftPart::structure, "opbouw")};
  const std::vector<std::string> names = column_names(draft.content);
  for (std::size_t i = 0; i < names.size(); ++i) {
    html::Task task;
    task.title = visit.say("opendata.draft.column", {{"column", names[i]}});
    task.url = draft_url(visit, draft.dataset) + "/kolom/" + std::to_string(i + 1);
    task.state = draft.confirmed.contains(names[i]) ? html::Task::State::done : html::Task::State::to_do;
    tasks.push_back(std::move(task));
  }
  const std::string count =
      visit.say("opendata.draft.confirmed-count",
                {{"done", std::to_string(draft.confirmed.size())}, {"all", std::to_string(names.size())}});
  return html::section("vragen", visit.say("opendata.draft.questions"),
                       html::paragraph(count) + html::task_list(visit.say, tasks));
}

Html check_section(const Visit& visit, const Draft& draft) {
  const std::string url = draft_url(visit, draft.dataset);
  if (draft.state == Draft::State::checking)
    return html::section("controle", visit.say("opendata.draft.check"),
                         html::alert(visit.say, html::AlertKind::info, "",
                                     html::paragraph(visit.say("opendata.draft.checking")) +
                                         html::paragraph(html::link(visit.say("opendata.draft.look-again"), url)),
                                     3));
  if (!draft.is_whole())
    return html::section("controle", visit.say("opendata.draft.check"),
                         html::paragraph(visit.say("opendata.draft.first-answer")));
  Html body;
  if (draft.trial && !draft.trial->trouble.empty()) body += trouble_alert(visit, *draft.trial);
  if (draft.trial && draft.trial->trouble.empty()) body += judgement_part(visit, draft.trial->judgement);
  body += proposal_part(visit, draft);
  if (draft.state == Draft::State::open)
    body += post_button(visit, url + "/controleren", "opendata.draft.ask-check",
                        draft.trial ? html::ButtonKind::secondary : html::ButtonKind::primary);
  return html::section("controle", visit.say("opendata.draft.check"), body);
}

Html words_section(const Visit& visit, const Draft& draft) {
  std::vector<html::Term> terms;
  std::vector<Ask> asks = word_asks();
  const std::vector<Ask> more = structure_asks(column_names(draft.content));
  asks.insert(asks.end(), more.begin(), more.end());
  for (const Ask& ask : asks)
    terms.push_back({visit.say("opendata.ask." + ask.field), Html(answer_text(visit, ask, draft.content))});
  return html::section("woorden", visit.say("opendata.draft.said"), html::data_list(terms));
}

// Everything that was answered, because a second person agrees to all of it.
Html columns_section(const Visit& visit, const Draft& draft) {
  Html body;
  for (const json::Object& column : columns_of(draft.content)) {
    std::vector<html::Term> terms;
    for (const Ask& ask : column_asks())
      if (std::string text = answer_text(visit, ask, column); text != "—")
        terms.push_back({visit.say("opendata.ask." + ask.field), Html(text)});
    body += html::heading(3, visit.say("opendata.draft.column", {{"column", json::text_at(column, "name")}})) +
            html::data_list(terms);
  }
  return html::section("kolommen", visit.say("opendata.draft.columns"), body);
}

Html agreement_section(const Visit& visit, const Draft& draft) {
  const std::string url = draft_url(visit, draft.dataset);
  const std::string title = visit.say("opendata.draft.agreement");
  Html body;
  if (draft.state == Draft::State::submitted) {
    const bool is_maker = draft.hands.contains(visit.viewer.acting_text());
    body += html::paragraph(visit.say(is_maker ? "opendata.draft.waits" : "opendata.draft.your-turn"));
    if (!is_maker) body += post_button(visit, url + "/akkoord", "opendata.draft.approve", html::ButtonKind::primary);
    body += post_button(visit, url + "/terug", "opendata.draft.send-back", html::ButtonKind::secondary);
  } else if (draft.trial && draft.trial->passes()) {
    body += html::paragraph(visit.say("opendata.draft.may-submit")) +
            post_button(visit, url + "/voorleggen", "opendata.draft.submit", html::ButtonKind::primary);
  } else {
    body += html::paragraph(visit.say("opendata.draft.first-check"));
  }
  return html::section("akkoord", title, body);
}

Html versions_section(const Visit& visit, const std::string& dataset, const std::vector<KeptDeclaration>& versions) {
  if (versions.empty()) return {};
  html::Table table;
  table.caption = visit.say("opendata.draft.versions");
  for (const char* column : {"version", "made", "approved", "hash"})
    table.columns.push_back({visit.say("opendata.draft.column." + std::string(column)), html::Column::Align::start});
  const Language language = visit.language();
  for (const KeptDeclaration& version : versions)
    table.rows.push_back({Html(std::to_string(version.version)), Html(html::short_moment(version.made_at, language)),
                          Html(html::short_moment(version.approved_at, language)),
                          Html(hex(crypto::sha256(json::write_canonical(version.content))).substr(0, 12))});
  const std::string url = visit.url("/balie/open-data/" + dataset);
  return html::section("beschrijving", visit.say("opendata.draft.declaration"),
                       html::table(table) + post_button(visit, url + "/aanpassen", "opendata.draft.reopen",
                                                        html::ButtonKind::secondary));
}

}  // namespace sas::opendata
