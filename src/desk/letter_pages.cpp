#include <algorithm>

#include "base/text.h"
#include "desk/case_page.h"
#include "desk/routes.h"
#include "html/components.h"
#include "http/file_response.h"
#include "messages/letter.h"

namespace sas::desk {
namespace {

using html::Html;
using http::Response;
using people::Visit;

class LetterPages {
 public:
  explicit LetterPages(const DeskParts& parts) : parts_(parts) {}

  // The first step: the letter as it will be, and nothing is stored yet.
  Result<Response> preview(const Visit& visit) const {
    const auto form = http::read_form(visit.request);
    if (!form) return fail(Error(form.error()));
    const auto file = read_case_file(parts_, case_id_of(visit), visit.viewer);
    if (!file) return fail(Error(file.error()));
    if (const auto right = check(*file, form->fields); !right)
      return case_page_after(parts_, visit, form->fields, right.error());
    const Date today = local_date(parts_.clock.now());
    const std::string reasons = without_controls(form->fields.get("motivering"));
    const auto objection = objection_until(*file, today);
    if (!objection) return fail(Error(objection.error()));
    html::Page page = desk_page(visit, visit.say("desk.preview.title"));
    page.breadcrumbs.push_back({file->c.number, case_url(visit)});
    page.body += html::alert(visit.say, html::AlertKind::info, "", html::paragraph(visit.say("desk.preview.not-yet")));
    page.body += letter_of(visit, *file,
                           {parts_.sender, parts_.sender_address, file->person, form->fields.get("resultaat"), reasons,
                            today, until_of(*objection), why_of(*objection, file->c.language), 2});
    const Html carried = html::hidden("version", std::to_string(file->c.version)) +
                         html::hidden("resultaat", form->fields.get("resultaat")) + html::hidden("motivering", reasons);
    page.body += html::form(
        {case_url(visit) + "/besluit", visit.csrf_token},
        carried + html::button_group(
                      {html::button(visit.say("desk.preview.send")),
                       html::button(visit.say("desk.preview.change"), html::ButtonKind::secondary, "wijzigen", "ja")}));
    return parts_.gate.show(visit, std::move(page));
  }

  Result<Response> decide(const Visit& visit) const {
    const auto form = http::read_form(visit.request);
    if (!form) return fail(Error(form.error()));
    if (form->fields.has("wijzigen")) {
      const Attempt again{form->fields, {}};
      return case_page(parts_, visit, &again);
    }
    const cases::NewDecision decision{form->fields.get("resultaat"), without_controls(form->fields.get("motivering"))};
    const auto done = parts_.store.write([&](store::WriteTx& tx) {
      return parts_.cases.decide(tx, case_id_of(visit), version_of(form->fields), decision, visit.viewer);
    });
    if (!done) return case_page_after(parts_, visit, form->fields, done.error());
    parts_.wake_jobs();
    return http::see_other(case_url(visit) + "?gedaan=decided");
  }

  Result<Response> letter(const Visit& visit) const {
    const auto file = read_case_file(parts_, case_id_of(visit), visit.viewer);
    if (!file) return fail(Error(file.error()));
    if (!file->decision) return fail(ErrorKind::not_found, "decision-not-found");
    const cases::Decision& d = *file->decision;
    html::Page page;
    page.title = visit.say("desk.letter.page", {{"number", file->c.number}});
    page.index = html::Page::Index::forbid;
    page.face = html::Page::Face::workplace;
    page.breadcrumbs = {{visit.say("desk.home"), visit.url("/balie")}, {file->c.number, case_url(visit)}};
    page.body =
        letter_of(visit, *file,
                  {parts_.sender, parts_.sender_address, file->person, d.result_code, d.reasons, d.published_day,
                   d.objection_until, file->c.language == Language::nl ? d.objection_why_nl : d.objection_why_en});
    return parts_.gate.show(visit, std::move(page));
  }

  Result<Response> document(const Visit& visit) const {
    struct File {
      cases::Document document;
      std::string content;
    };
    const auto file = parts_.store.read([&](store::ReadTx& tx) -> Result<File> {
      const auto c = cases::find_case(tx, case_id_of(visit), visit.viewer);
      if (!c) return fail(Error(c.error()));
      const auto all = cases::documents_of(tx, *c);
      const auto at = std::find_if(all.begin(), all.end(), [&](const cases::Document& d) {
        return d.id.text() == visit.request.param("document");
      });
      if (at == all.end()) return fail(ErrorKind::not_found, "document-not-found");
      auto content = cases::content_of(tx, *c, at->id);
      if (!content) return fail(std::move(content));
      return File{*at, std::move(*content)};
    });
    if (!file) return fail(Error(file.error()));
    return http::file_response(file->content, file->document.media_type, file->document.filename,
                               visit.request.query.has("opslaan") ? http::FileUse::save : http::FileUse::view);
  }

 private:
  // The same reckoning as the decision itself will have, with the rules of this case.
  Result<std::optional<catalogue::DueDate>> objection_until(const CaseFile& file, Date today) const {
    const auto rules = parts_.catalogue.rules.find(file.clock.rules);
    if (!rules) return fail(Error(rules.error()));
    return catalogue::objection_day(*file.product, today, **rules);
  }
  static std::optional<Date> until_of(const std::optional<catalogue::DueDate>& due) {
    if (!due) return std::nullopt;
    return due->day;
  }
  static std::string why_of(const std::optional<catalogue::DueDate>& due, Language language) {
    return due ? due->why(language) : std::string();
  }

  static Result<Done> check(const CaseFile& file, const http::Fields& fields) {
    if (version_of(fields) != file.c.version) return fail(ErrorKind::conflict, "case-changed");
    if (!file.c.open()) return fail(ErrorKind::conflict, "case-closed");
    Error wrong{ErrorKind::invalid, "form-invalid", "", {}};
    if (file.product->result(fields.get("resultaat")) == nullptr)
      wrong.fields.push_back({"resultaat", "result-unknown"});
    if (trim(fields.get("motivering")).empty()) wrong.fields.push_back({"motivering", "reasons-empty"});
    if (!wrong.fields.empty()) return fail(std::move(wrong));
    return Done{};
  }

  // The letter speaks the language of the applicant, the page around it that of the employee.
  static Html letter_of(const Visit& visit, const CaseFile& file, const messages::DecisionLetter& letter) {
    const html::Say say{visit.say.texts, file.c.language};
    return html::el("div", {{"lang", file.c.language == Language::en ? "en" : "nl"}},
                    {messages::decision_letter(say, file.c, *file.product, letter)});
  }

  DeskParts parts_;
};

}  // namespace

void add_letter_pages(http::Router& router, const DeskParts& parts) {
  using enum http::Method;
  const auto pages = std::make_shared<LetterPages>(parts);
  const std::string one = "/balie/zaken/{id}";
  add_page(router, parts, pages, deciders(), post, one + "/besluit/voorbeeld", "Preview of a decision",
           &LetterPages::preview);
  add_page(router, parts, pages, deciders(), post, one + "/besluit", "Decide a case", &LetterPages::decide);
  add_page(router, parts, pages, case_workers(), get, one + "/brief", "The letter with the decision",
           &LetterPages::letter);
  add_page(router, parts, pages, case_workers(), get, one + "/documenten/{document}", "A document of a case",
           &LetterPages::document);
}

}  // namespace sas::desk
