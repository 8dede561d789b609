#include "opendata/desk_pages.h"

#include <array>

#include "embedded/opendata_texts.h"
#include "opendata/brought_file.h"
#include "opendata/desk_parts.h"
#include "opendata/desk_routes.h"
#include "opendata/draft_parts.h"

namespace sas::opendata {
namespace {

using html::Html;
using http::Response;
using people::Visit;

constexpr std::string_view kRole = "gegevensbeheerder";
// Of a form with buttons and a few fields.
constexpr std::size_t kMostText = 64 * 1024;

// Reasons are chosen, never typed: a text that somebody types can hold the very thing that is taken back.
struct Reason {
  std::string_view code;
  Bilingual text;
};
const std::array<Reason, 3>& reasons() {
  static const std::array<Reason, 3> known{
      {{"personal",
        {"In deze versie stonden gegevens die niet openbaar mogen zijn. Gebruik deze versie niet meer.",
         "This version held data that may not be public. Do not use it any more."}},
       {"wrong", {"De gegevens in deze versie klopten niet.", "The data in this version were wrong."}},
       {"ended", {"Wij bieden deze gegevens niet meer aan.", "We no longer offer these data."}}}};
  return known;
}

class DeskPages {
 public:
  explicit DeskPages(const DeskParts& parts) : parts_(parts) {}

  Result<Response> list(const Visit& visit) const {
    html::Page page = desk_page(visit, visit.say("opendata.desk.title"));
    page.body += html::lead(visit.say("opendata.desk.lead"));
    const auto catalogue = parts_.recall.reader.catalogue();
    const auto declarations = parts_.declarations.all();
    if (!declarations) return fail(Error(declarations.error()));
    std::vector<SetRow> rows;
    for (const Declaration& declaration : *declarations) {
      auto state = state_of(declaration.slug);
      if (!state) return fail(std::move(state));
      const auto* history = catalogue->find(declaration.slug);
      rows.push_back({&declaration, std::move(state->judgement), history ? history->current() : nullptr});
    }
    page.body += set_table(visit, rows);
    const auto drafts = parts_.drafts.all();
    if (!drafts) return fail(Error(drafts.error()));
    page.body += drafts_table(visit, *drafts);
    page.body += html::paragraph(html::link(visit.say("opendata.draft.add"), visit.url("/balie/open-data/concept")));
    page.body += html::paragraph(html::link(visit.say("opendata.desk.new"), visit.url("/balie/open-data/nieuw")));
    // Pages of rooms above this one, which bring sets in.
    page.body +=
        html::bullet_list({html::link(visit.say("opendata.desk.others"), visit.url("/balie/open-data/oogst")),
                           html::link(visit.say("opendata.desk.programs"), visit.url("/balie/open-data/sleutels")),
                           html::link(visit.say("opendata.desk.made"), visit.url("/balie/open-data/gemaakt"))});
    if (!parts_.declarations.problems().empty()) page.body += problem_list(visit, parts_.declarations.problems());
    return parts_.gate.show(visit, std::move(page));
  }

  Result<Response> one(const Visit& visit) const {
    const auto found = parts_.declarations.find(visit.request.param("slug"));
    if (!found) return fail(Error(found.error()));
    if (!*found) return fail(ErrorKind::not_found, "dataset-unknown");
    const std::optional<Declaration>& declaration = *found;
    const auto state = state_of(declaration->slug);
    if (!state) return fail(Error(state.error()));
    html::Page page =
        desk_page(visit, visit.say("opendata.desk.manage", {{"set", declaration->words.title.in(visit.language())}}));
    page.breadcrumbs.push_back({visit.say("opendata.desk.title"), visit.url("/balie/open-data")});
    page.body += html::lead(declaration->words.summary.in(visit.language()));
    page.body += held_notice(visit, *state);
    page.body += judgement_section(visit, state->judgement);
    page.body += changes_section(visit, declaration->slug, *state);
    if (declaration->source == "file") page.body += file_section(visit);
    page.body += html::form({action(visit, "aanbieden"), visit.csrf_token},
                            html::button(visit.say("opendata.desk.offer"), html::ButtonKind::secondary));
    const auto versions = parts_.drafts.versions(declaration->slug);
    if (!versions) return fail(Error(versions.error()));
    page.body += versions_section(visit, declaration->slug, *versions);
    const auto catalogue = parts_.recall.reader.catalogue();
    page.body += releases_section(visit, catalogue->find(declaration->slug), choices(visit.language()));
    return parts_.gate.show(visit, std::move(page));
  }

  Result<Response> bring(const Visit& visit) const {
    html::Page page = bring_page(visit);
    page.body += look_form(visit);
    return parts_.gate.show(visit, std::move(page));
  }

  // What was brought is looked at and not kept: nobody said yet whose it is and what it holds.
  Result<Response> look(const Visit& visit) const {
    const auto file = file_in(visit);
    if (!file) return fail(Error(file.error()));
    const auto proposal = look_at_file(file->file->path());
    if (!proposal) return fail(Error(proposal.error()));
    html::Page page = bring_page(visit);
    page.body += proposal_section(visit, *proposal, declaration_draft(*proposal, "nieuw")) + look_form(visit);
    return parts_.gate.show(visit, std::move(page));
  }

  // The file takes the place of the one before, and the gate judges it. What is public stays until it passes.
  Result<Response> bring_for_set(const Visit& visit) const {
    const auto declaration = parts_.declarations.find(visit.request.param("slug"));
    if (!declaration) return fail(Error(declaration.error()));
    if (!*declaration || (*declaration)->source != "file") return fail(ErrorKind::not_found, "dataset-unknown");
    const auto file = file_in(visit);
    if (!file) return fail(Error(file.error()));
    auto kept = keep_brought(parts_.files, (*declaration)->slug, kind_of_file(file->filename), *file);
    if (!kept) return fail(std::move(kept));
    const auto done = parts_.recall.records.write([&](store::WriteTx& tx) -> Result<Done> {
      note(tx, visit, "opendata.file-brought");
      parts_.recall.outbox.enqueue(tx, job(visit, "opendata.offer"));
      return Done{};
    });
    return back(visit, done);
  }

  Result<Response> offer(const Visit& visit) const { return enqueue(visit, "opendata.offer"); }
  Result<Response> propose(const Visit& visit) const { return enqueue(visit, "opendata.propose"); }

  Result<Response> confirm(const Visit& visit) const {
    const auto done = parts_.recall.records.write([&](store::WriteTx& tx) -> Result<Done> {
      const std::string& slug = visit.request.param("slug");
      auto confirmed = confirm_changes(tx, slug, visit.viewer.acting_text(), parts_.recall.clock.now());
      if (!confirmed) return confirmed;
      note(tx, visit, "opendata.changes-confirmed");
      parts_.recall.outbox.enqueue(tx, job(visit, "opendata.offer"));
      return Done{};
    });
    return back(visit, done);
  }

  Result<Response> drop(const Visit& visit) const {
    const auto done = parts_.recall.records.write([&](store::WriteTx& tx) -> Result<Done> {
      drop_changes(tx, visit.request.param("slug"));
      note(tx, visit, "opendata.changes-dropped");
      return Done{};
    });
    return back(visit, done);
  }

  Result<Response> take_back(const Visit& visit) const {
    const auto form = http::read_form(visit.request);
    if (!form) return fail(Error(form.error()));
    const std::string code = form->fields.get("reden");
    const auto number = parse_int(form->fields.get("uitgave"));
    for (const Reason& reason : reasons()) {
      if (reason.code != code || !number || *number < 1) continue;
      const auto done = withdraw(parts_.recall, {visit.request.param("slug"), *number, reason.text, std::string(kRole),
                                                 visit.viewer.acting_text()});
      if (!done) return fail(Error(done.error()));
      parts_.wake_jobs();
      return http::see_other(visit.url("/balie/open-data/" + visit.request.param("slug")));
    }
    return fail(Error{ErrorKind::invalid, "withdrawal-reason", "choose why", {{"reden", "withdrawal-reason"}}});
  }

 private:
  [[nodiscard]] Result<SetState> state_of(const std::string& slug) const {
    return parts_.recall.records.read([&](store::ReadTx& tx) -> Result<SetState> {
      return SetState{last_judgement(tx, slug), proposal_of(tx, slug), confirmed_changes(tx, slug), is_held(tx, slug)};
    });
  }

  static html::Page bring_page(const Visit& visit) {
    html::Page page = desk_page(visit, visit.say("opendata.desk.new"));
    page.breadcrumbs.push_back({visit.say("opendata.desk.title"), visit.url("/balie/open-data")});
    page.body += html::lead(visit.say("opendata.desk.new-lead"));
    return page;
  }

  static Result<http::Upload> file_in(const Visit& visit) {
    auto form = http::read_form(visit.request);
    if (!form) return fail(std::move(form));
    if (form->uploads.empty() || !form->uploads.front().file)
      return fail(Error{ErrorKind::invalid, "file-empty", "", {{"bestand", "file-empty"}}});
    return std::move(form->uploads.front());
  }

  [[nodiscard]] html::Html look_form(const Visit& visit) const {
    return bring_form(visit, visit.url("/balie/open-data/nieuw"), "opendata.desk.look",
                      parts_.spool->settings().largest);
  }

  [[nodiscard]] html::Html file_section(const Visit& visit) const {
    return html::section("bestand-brengen", visit.say("opendata.desk.bring"),
                         html::paragraph(visit.say("opendata.desk.bring-lead")) +
                             bring_form(visit, action(visit, "bestand"), "opendata.desk.bring-button",
                                        parts_.spool->settings().largest));
  }

  static std::string action(const Visit& visit, std::string_view verb) {
    return visit.url("/balie/open-data/" + visit.request.param("slug") + "/" + std::string(verb));
  }

  static std::vector<html::Choice> choices(Language language) {
    std::vector<html::Choice> out;
    for (const Reason& reason : reasons()) out.push_back({std::string(reason.code), reason.text.in(language)});
    return out;
  }

  static jobs::NewJob job(const Visit& visit, const std::string& kind) {
    const std::string& slug = visit.request.param("slug");
    return {kind, {{"dataset", slug}, {"role", kRole}, {"acting", visit.viewer.acting_text()}}, {}, kind + ":" + slug};
  }

  void note(store::WriteTx& tx, const Visit& visit, const std::string& kind) const {
    ledger::NewEvent event;
    event.kind = kind;
    event.subject = "dataset:" + visit.request.param("slug");
    event.acting = visit.viewer.acting_text();
    parts_.recall.ledger.append(tx, event);
  }

  Result<Response> enqueue(const Visit& visit, const std::string& kind) const {
    const auto found = parts_.declarations.find(visit.request.param("slug"));
    if (!found) return fail(Error(found.error()));
    if (!*found) return fail(ErrorKind::not_found, "dataset-unknown");
    const auto done = parts_.recall.records.write([&](store::WriteTx& tx) -> Result<Done> {
      parts_.recall.outbox.enqueue(tx, job(visit, kind));
      return Done{};
    });
    return back(visit, done);
  }

  Result<Response> back(const Visit& visit, const Result<Done>& done) const {
    if (!done) return fail(Error(done.error()));
    parts_.wake_jobs();
    return http::see_other(visit.url("/balie/open-data/" + visit.request.param("slug")));
  }

  DeskParts parts_;
};

}  // namespace

std::span<const embedded::File> texts() {
  return embedded::opendata_texts();
}

void add_open_data_desk_pages(http::Router& router, const DeskParts& parts) {
  const auto pages = std::make_shared<DeskPages>(parts);
  const DeskRoutes routes(router, parts.gate, parts.spool, kMostText);
  using enum http::Method;
  routes.add(get, "/balie/open-data", "Data sets and how they stand", page_of(pages, &DeskPages::list));
  routes.add(get, "/balie/open-data/nieuw", "Bring a file", page_of(pages, &DeskPages::bring));
  routes.add_upload("/balie/open-data/nieuw", "See what a file seems to be", page_of(pages, &DeskPages::look));
  routes.add(get, "/balie/open-data/{slug}", "One data set with its last judgement", page_of(pages, &DeskPages::one));
  routes.add_upload("/balie/open-data/{slug}/bestand", "Bring the file of a data set",
                    page_of(pages, &DeskPages::bring_for_set));
  routes.add(post, "/balie/open-data/{slug}/aanbieden", "Offer the rows of now to the gate",
             page_of(pages, &DeskPages::offer));
  routes.add(post, "/balie/open-data/{slug}/voorstel", "Look for the smallest change that passes",
             page_of(pages, &DeskPages::propose));
  routes.add(post, "/balie/open-data/{slug}/bevestigen", "Agree to the proposed changes",
             page_of(pages, &DeskPages::confirm));
  routes.add(post, "/balie/open-data/{slug}/zonder-wijzigingen", "Offer the rows as they are again",
             page_of(pages, &DeskPages::drop));
  routes.add(post, "/balie/open-data/{slug}/intrekken", "Take a release back", page_of(pages, &DeskPages::take_back));
}

}  // namespace sas::opendata
