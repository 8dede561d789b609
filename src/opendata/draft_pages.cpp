#include "opendata/draft_pages.h"

#include "base/text.h"
#include "html/components.h"
#include "opendata/column_form.h"
#include "opendata/desk_parts.h"
#include "opendata/desk_routes.h"
#include "opendata/draft_asks.h"
#include "opendata/draft_parts.h"

namespace sas::opendata {
namespace {

using html::Html;
using http::Response;
using people::Visit;

const Error kNothingWrong;
// Of a form with texts.
constexpr std::size_t kMostText = 256 * 1024;

class Pages {
 public:
  explicit Pages(const DraftPages& parts) : parts_(parts) {}

  Result<Response> list(const Visit& visit) const { return begin_page(visit, "", kNothingWrong, 200); }

  Result<Response> begin(const Visit& visit) const {
    const auto form = http::read_form(visit.request);
    if (!form) return fail(Error(form.error()));
    const std::string name(trim(form->fields.get("naam")));
    if (!has_file(*form))
      return begin_page(visit, name, Error{ErrorKind::invalid, "draft-file", "", {{"bestand", "draft-file"}}}, 422);
    const auto done = parts_.drafts.begin(name, form->uploads[0], visit.viewer.acting_text());
    if (done) return http::see_other(draft_url(visit, name));
    if (done.error().kind == ErrorKind::unavailable || done.error().kind == ErrorKind::internal)
      return fail(Error(done.error()));
    return begin_page(visit, name, told(done.error()), 422);
  }

  Result<Response> one(const Visit& visit) const {
    const auto draft = of(visit);
    if (!draft) return fail(Error(draft.error()));
    html::Page page = draft_page(visit, *draft, visit.say("opendata.draft.set", {{"set", draft->dataset}}));
    if (draft->state == Draft::State::submitted)
      page.body += words_section(visit, *draft);
    else
      page.body += html::lead(visit.say("opendata.draft.lead")) + tasks_section(visit, *draft);
    page.body += columns_section(visit, *draft) + check_section(visit, *draft) + agreement_section(visit, *draft);
    if (draft->state != Draft::State::submitted)
      page.body += html::section("ander-bestand", visit.say("opendata.draft.replace-title"),
                                 bring_form(visit, draft_url(visit, draft->dataset) + "/bestand",
                                            "opendata.draft.replace", parts_.spool->settings().largest));
    page.body += html::form({draft_url(visit, draft->dataset) + "/weggooien", visit.csrf_token},
                            html::button(visit.say("opendata.draft.drop"), html::ButtonKind::danger));
    return parts_.gate.show(visit, std::move(page));
  }

  Result<Response> words(const Visit& visit) const { return ask(visit, DraftPart::words, kNothingWrong, nullptr); }
  Result<Response> structure(const Visit& visit) const {
    return ask(visit, DraftPart::structure, kNothingWrong, nullptr);
  }
  Result<Response> say_words(const Visit& visit) const { return say(visit, DraftPart::words); }
  Result<Response> say_structure(const Visit& visit) const { return say(visit, DraftPart::structure); }

  Result<Response> column(const Visit& visit) const {
    const auto draft = of(visit);
    if (!draft) return fail(Error(draft.error()));
    const auto place = place_of(visit, *draft);
    if (!place) return fail(Error(place.error()));
    return column_page(visit, *draft, *place, columns_of(draft->content)[*place], kNothingWrong);
  }

  Result<Response> confirm(const Visit& visit) const {
    const auto draft = of(visit);
    if (!draft) return fail(Error(draft.error()));
    const auto place = place_of(visit, *draft);
    if (!place) return fail(Error(place.error()));
    const auto form = http::read_form(visit.request);
    if (!form) return fail(Error(form.error()));
    const json::Object said = answered(columns_of(draft->content)[*place], column_asks(), form->fields);
    Error wrong{ErrorKind::invalid, "draft-wrong", "", wrong_column(said)};
    if (form->fields.get("bevestigd") != "ja") wrong.fields.push_back({"bevestigd", "draft-unconfirmed"});
    if (!wrong.fields.empty()) return column_page(visit, *draft, *place, said, wrong);
    const auto done = parts_.drafts.confirm(draft->dataset, *place, said, visit.viewer.acting_text());
    if (!done) return fail(Error(done.error()));
    return http::see_other(draft_url(visit, draft->dataset) + next_column(*draft, *place));
  }

  Result<Response> replace_file(const Visit& visit) const {
    const auto form = http::read_form(visit.request);
    if (!form) return fail(Error(form.error()));
    if (!has_file(*form)) return fail(Error{ErrorKind::invalid, "draft-file", "", {{"bestand", "draft-file"}}});
    const std::string& dataset = visit.request.param("slug");
    const auto done = parts_.drafts.replace_file(dataset, form->uploads[0], visit.viewer.acting_text());
    return to(visit, done, draft_url(visit, dataset));
  }
  Result<Response> check(const Visit& visit) const { return act(visit, &Drafts::ask_check); }
  Result<Response> agree(const Visit& visit) const { return act(visit, &Drafts::agree); }
  Result<Response> disagree(const Visit& visit) const { return act(visit, &Drafts::disagree); }
  Result<Response> submit(const Visit& visit) const { return act(visit, &Drafts::submit); }
  Result<Response> send_back(const Visit& visit) const { return act(visit, &Drafts::send_back); }
  Result<Response> reopen(const Visit& visit) const { return act(visit, &Drafts::reopen); }

  Result<Response> approve(const Visit& visit) const {
    const std::string& dataset = visit.request.param("slug");
    const auto done = parts_.drafts.approve(dataset, visit.viewer.acting_text());
    return to(visit, done, visit.url("/balie/open-data/" + dataset));
  }
  Result<Response> drop(const Visit& visit) const {
    const auto done = parts_.drafts.drop(visit.request.param("slug"), visit.viewer.acting_text());
    return to(visit, done, visit.url("/balie/open-data"));
  }

 private:
  static bool has_file(const http::Form& form) {
    return !form.uploads.empty() && form.uploads[0].file && form.uploads[0].file->size() > 0;
  }

  // What is wrong with a file is told at the field of the file.
  static Error told(const Error& error) {
    if (!error.fields.empty()) return error;
    Error out = error;
    out.fields = {{"bestand", error.code}};
    return out;
  }

  [[nodiscard]] Result<Draft> of(const Visit& visit) const {
    auto found = parts_.drafts.find(visit.request.param("slug"));
    if (!found) return fail(std::move(found));
    if (!*found) return fail(ErrorKind::not_found, "draft-missing");
    return std::move(**found);
  }

  static Result<std::size_t> place_of(const Visit& visit, const Draft& draft) {
    const auto number = parse_int(visit.request.param("kolom"));
    const auto count = static_cast<std::int64_t>(column_names(draft.content).size());
    if (!number || *number < 1 || *number > count) return fail(ErrorKind::not_found, "column-unknown");
    return static_cast<std::size_t>(*number - 1);
  }

  // The next one that nobody confirmed; the draft itself when there is none.
  static std::string next_column(const Draft& draft, std::size_t place) {
    const std::vector<std::string> names = column_names(draft.content);
    for (std::size_t i = place + 1; i < names.size(); ++i)
      if (!draft.confirmed.contains(names[i])) return "/kolom/" + std::to_string(i + 1);
    return "";
  }

  static html::Page inside(const Visit& visit, const std::string& title) {
    html::Page page = desk_page(visit, title);
    page.breadcrumbs.push_back({visit.say("opendata.desk.title"), visit.url("/balie/open-data")});
    return page;
  }
  static html::Page draft_page(const Visit& visit, const Draft& draft, const std::string& title) {
    html::Page page = inside(visit, title);
    if (visit.request.path.find(draft.dataset + "/") != std::string::npos)
      page.breadcrumbs.push_back(
          {visit.say("opendata.draft.set", {{"set", draft.dataset}}), draft_url(visit, draft.dataset)});
    return page;
  }

  static void show_errors(const Visit& visit, html::Page& page, const Error& error) {
    if (error.fields.empty()) return;
    page.state = html::Page::State::has_errors;
    page.body = html::error_summary(visit.say, html::messages_of(visit.say, error)) + page.body;
  }

  Result<Response> begin_page(const Visit& visit, const std::string& name, const Error& error, int status) const {
    const auto drafts = parts_.drafts.all();
    if (!drafts) return fail(Error(drafts.error()));
    html::Page page = inside(visit, visit.say("opendata.draft.title"));
    show_errors(visit, page, error);
    page.body += html::lead(visit.say("opendata.draft.title-lead")) +
                 begin_form(visit, name, error, parts_.spool->settings().largest) + drafts_table(visit, *drafts);
    return parts_.gate.show(visit, std::move(page), status);
  }

  static std::vector<Ask> asks_of(DraftPart part, const Draft& draft) {
    return part == DraftPart::words ? word_asks() : structure_asks(column_names(draft.content));
  }

  // The questions of a part with what the draft holds, or with what somebody filled in just now.
  Result<Response> ask(const Visit& visit, DraftPart part, const Error& error, const json::Object* filled) const {
    const auto draft = of(visit);
    if (!draft) return fail(Error(draft.error()));
    const std::string word = part == DraftPart::words ? "over" : "opbouw";
    const std::string title = visit.say("opendata.draft." + word + "-of", {{"set", draft->dataset}});
    html::Page page = draft_page(visit, *draft, title);
    show_errors(visit, page, error);
    page.body += html::lead(visit.say("opendata.draft." + word + "-lead"));
    const Html fields = ask_fields(visit, asks_of(part, *draft), filled != nullptr ? *filled : draft->content, error) +
                        html::button(visit.say("opendata.draft.save"));
    page.body += html::form({draft_url(visit, draft->dataset) + "/" + word, visit.csrf_token}, fields);
    return parts_.gate.show(visit, std::move(page), error.fields.empty() ? 200 : 422);
  }

  Result<Response> say(const Visit& visit, DraftPart part) const {
    const auto draft = of(visit);
    if (!draft) return fail(Error(draft.error()));
    const auto form = http::read_form(visit.request);
    if (!form) return fail(Error(form.error()));
    const json::Object said = answered(draft->content, asks_of(part, *draft), form->fields);
    const Error wrong{ErrorKind::invalid, "draft-wrong", "",
                      part == DraftPart::words ? wrong_words(said) : wrong_structure(said)};
    if (!wrong.fields.empty()) return ask(visit, part, wrong, &said);
    const auto done = parts_.drafts.say(draft->dataset, part, said, visit.viewer.acting_text());
    return to(visit, done, draft_url(visit, draft->dataset));
  }

  Result<Response> column_page(const Visit& visit, const Draft& draft, std::size_t place, const json::Object& column,
                               const Error& error) const {
    const std::vector<std::string> names = column_names(draft.content);
    html::Page page = draft_page(
        visit, draft, visit.say("opendata.draft.column-of", {{"column", names[place]}, {"set", draft.dataset}}));
    show_errors(visit, page, error);
    const bool is_confirmed = draft.confirmed.contains(names[place]);
    page.body += html::lead(visit.say(is_confirmed ? "opendata.draft.column-said" : "opendata.draft.column-lead"));
    html::Field box;
    box.name = "bevestigd";
    box.label = visit.say("opendata.draft.confirm");
    box.error = html::message_for(visit.say, error, "bevestigd");
    const Html fields = column_fields(visit, column, error) + html::checkbox(visit.say, box, html::Ticked::no) +
                        html::button(visit.say("opendata.draft.save"));
    page.body +=
        html::form({draft_url(visit, draft.dataset) + "/kolom/" + std::to_string(place + 1), visit.csrf_token}, fields);
    return parts_.gate.show(visit, std::move(page), error.fields.empty() ? 200 : 422);
  }

  Result<Response> act(const Visit& visit,
                       Result<Done> (Drafts::*verb)(const std::string&, const std::string&) const) const {
    const std::string& dataset = visit.request.param("slug");
    return to(visit, (parts_.drafts.*verb)(dataset, visit.viewer.acting_text()), draft_url(visit, dataset));
  }

  Result<Response> to(const Visit&, const Result<Done>& done, const std::string& url) const {
    if (!done) return fail(Error(done.error()));
    parts_.wake_jobs();
    return http::see_other(url);
  }

  const DraftPages parts_;
};

}  // namespace

void add_draft_pages(http::Router& router, const DraftPages& parts) {
  const auto pages = std::make_shared<Pages>(parts);
  const DeskRoutes routes(router, parts.gate, parts.spool, kMostText);
  using enum http::Method;
  routes.add(get, "/balie/open-data/concept", "Bring a file for a new data set", page_of(pages, &Pages::list));
  routes.add_upload("/balie/open-data/concept", "Begin a declaration with a file", page_of(pages, &Pages::begin));
  routes.add(get, "/balie/open-data/concept/{slug}", "A declaration that is being made", page_of(pages, &Pages::one));
  routes.add(get, "/balie/open-data/concept/{slug}/over", "What is said of the set", page_of(pages, &Pages::words));
  routes.add(post, "/balie/open-data/concept/{slug}/over", "Say what the set is", page_of(pages, &Pages::say_words));
  routes.add(get, "/balie/open-data/concept/{slug}/opbouw", "How the rows are made up",
             page_of(pages, &Pages::structure));
  routes.add(post, "/balie/open-data/concept/{slug}/opbouw", "Say how the rows are made up",
             page_of(pages, &Pages::say_structure));
  routes.add(get, "/balie/open-data/concept/{slug}/kolom/{kolom}", "What is proposed for a column",
             page_of(pages, &Pages::column));
  routes.add(post, "/balie/open-data/concept/{slug}/kolom/{kolom}", "Confirm a column",
             page_of(pages, &Pages::confirm));
  routes.add_upload("/balie/open-data/concept/{slug}/bestand", "Another file under the same draft",
                    page_of(pages, &Pages::replace_file));
  routes.add(post, "/balie/open-data/concept/{slug}/controleren", "Have every row judged",
             page_of(pages, &Pages::check));
  routes.add(post, "/balie/open-data/concept/{slug}/wijzigingen", "Agree to the proposed changes",
             page_of(pages, &Pages::agree));
  routes.add(post, "/balie/open-data/concept/{slug}/zonder-wijzigingen", "Judge the rows as they are",
             page_of(pages, &Pages::disagree));
  routes.add(post, "/balie/open-data/concept/{slug}/voorleggen", "Lay the draft before a second person",
             page_of(pages, &Pages::submit));
  routes.add(post, "/balie/open-data/concept/{slug}/terug", "Back to whoever makes it",
             page_of(pages, &Pages::send_back));
  routes.add(post, "/balie/open-data/concept/{slug}/akkoord", "A second person agrees",
             page_of(pages, &Pages::approve));
  routes.add(post, "/balie/open-data/concept/{slug}/weggooien", "Throw the draft away", page_of(pages, &Pages::drop));
  routes.add(post, "/balie/open-data/{slug}/aanpassen", "Change what is said of a set", page_of(pages, &Pages::reopen));
}

}  // namespace sas::opendata
