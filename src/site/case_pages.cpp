#include "cases/case_clock.h"
#include "cases/documents.h"
#include "cases/queries.h"
#include "html/markdown.h"
#include "http/file_response.h"
#include "messages/letter.h"
#include "people/person.h"
#include "site/routes.h"
#include "site/site.h"
#include "site/wording.h"

namespace sas::site {
namespace {

using html::Html;
using http::Response;
using people::Visit;

struct Dossier {
  cases::Case c;
  const catalogue::Product* product = nullptr;
  std::vector<cases::Document> documents;
  std::vector<cases::CompletionRequest> requests;
  std::optional<cases::Decision> decision;
  cases::CaseClock clock;
  std::optional<cases::PenaltyState> penalty;
  std::vector<messages::Message> messages;
  std::vector<contact::Appointment> appointments;
  std::vector<ledger::Event> events;
  std::optional<people::Person> person;
};

class CasePages {
 public:
  explicit CasePages(const SiteParts& parts) : parts_(parts) {}

  Result<Response> show(const Visit& visit) const { return page(visit, nullptr, 200); }

  Result<Response> answer(const Visit& visit) const {
    auto form = http::read_form(visit.request);
    if (!form) return fail(std::move(form));
    std::vector<cases::NewDocument> documents;
    for (http::Upload& upload : form->uploads) {
      if (upload.filename.empty() && upload.content.empty()) continue;
      auto file = cases::check_upload(upload.filename, std::move(upload.content), {});
      if (!file) return again(visit, upload.field, file.error().code);
      file->slot = upload.field == "bestand" ? "" : upload.field;
      documents.push_back(std::move(*file));
    }
    const auto done = parts_.store.write([&](store::WriteTx& tx) {
      return parts_.cases.answer_request(tx, id_of(visit), form->fields.get("antwoord"), documents, visit.viewer);
    });
    if (!done && done.error().code == "answer-empty") return again(visit, "antwoord", "answer-empty");
    if (!done) return fail(Error(done.error()));
    parts_.wake_jobs();
    return http::see_other(visit.url("/mijn/zaken/" + visit.request.param("id")));
  }

  Result<Response> withdraw(const Visit& visit) const {
    const auto form = http::read_form(visit.request);
    if (!form) return fail(Error(form.error()));
    if (form->fields.get("zeker") != "ja") return again(visit, "zeker", "withdraw-sure");
    const auto done =
        parts_.store.write([&](store::WriteTx& tx) { return parts_.cases.withdraw(tx, id_of(visit), visit.viewer); });
    if (!done) return fail(Error(done.error()));
    parts_.wake_jobs();
    return http::see_other(visit.url("/mijn/zaken/" + visit.request.param("id")));
  }

  Result<Response> say_too_late(const Visit& visit) const {
    const auto form = http::read_form(visit.request);
    if (!form) return fail(Error(form.error()));
    if (form->fields.get("te_laat") != "ja") return again(visit, "te_laat", "late-sure");
    const auto done = parts_.store.write([&](store::WriteTx& tx) {
      const cases::NewDefaultNotice notice{local_date(parts_.clock.now()), catalogue::ChannelKind::digital};
      return parts_.cases.give_default_notice(tx, id_of(visit), notice, visit.viewer);
    });
    if (!done && done.error().kind == ErrorKind::invalid) return again(visit, "te_laat", done.error().code);
    // Twice the same click is one notice.
    if (!done && done.error().code != "notice-twice") return fail(Error(done.error()));
    parts_.wake_jobs();
    return http::see_other(visit.url("/mijn/zaken/" + visit.request.param("id")));
  }

  Result<Response> document(const Visit& visit) const {
    struct File {
      cases::Document document;
      std::string content;
    };
    const auto file = parts_.store.read([&](store::ReadTx& tx) -> Result<File> {
      const auto c = cases::find_case(tx, id_of(visit), visit.viewer);
      if (!c) return fail(Error(c.error()));
      for (cases::Document& d : cases::documents_of(tx, *c)) {
        if (d.id.text() != visit.request.param("document")) continue;
        auto content = cases::content_of(tx, *c, d.id);
        if (!content) return fail(std::move(content));
        return File{std::move(d), std::move(*content)};
      }
      return fail(ErrorKind::not_found, "document-not-found");
    });
    if (!file) return fail(Error(file.error()));
    return http::file_response(file->content, file->document.media_type, file->document.filename,
                               visit.request.query.has("opslaan") ? http::FileUse::save : http::FileUse::view);
  }

  // The decision as a letter: readable on a screen, and on paper when somebody prints it.
  Result<Response> letter(const Visit& visit) const {
    const auto read = dossier(visit);
    if (!read) return fail(Error(read.error()));
    if (!read->decision) return fail(ErrorKind::not_found, "decision-none");
    const Language l = read->c.language;
    const html::Say say{visit.say.texts, l};
    const cases::Decision& d = *read->decision;
    html::Page page = own_page(visit, say("messages.letter.subject", {{"product", read->product->name.in(l)}}));
    page.breadcrumbs.push_back({read->c.number, visit.url("/mijn/zaken/" + read->c.id.text())});
    // The letter speaks the language of the case, the page around it that of the reader.
    page.body = html::el("div", {{"lang", l == Language::en ? "en" : "nl"}},
                         {messages::decision_letter(say, read->c, *read->product,
                                                    {parts_.sender, parts_.sender_address, read->person, d.result_code,
                                                     d.reasons, d.published_day, d.objection_until,
                                                     l == Language::nl ? d.objection_why_nl : d.objection_why_en})});
    return parts_.gate.show(visit, std::move(page));
  }

 private:
  static CaseId id_of(const Visit& visit) { return CaseId(visit.request.param("id")); }

  Result<Response> again(const Visit& visit, const std::string& field, const std::string& code) const {
    const Error error{ErrorKind::invalid, "form-invalid", "", {{field, code}}};
    return page(visit, &error, 422);
  }

  html::Page own_page(const Visit& visit, const std::string& title) const {
    html::Page page;
    page.title = title;
    page.index = html::Page::Index::forbid;
    page.breadcrumbs = {{visit.say("site.home.short"), visit.url("/")},
                        {visit.say("site.mine.short"), visit.url("/mijn")}};
    return page;
  }

  Result<Dossier> dossier(const Visit& visit) const {
    return parts_.store.read([&](store::ReadTx& tx) -> Result<Dossier> {
      auto c = cases::find_case(tx, id_of(visit), visit.viewer);
      if (!c) return fail(std::move(c));
      Dossier d;
      d.product = parts_.catalogue.find(c->product);
      if (d.product == nullptr) return fail(ErrorKind::gone, "product-unknown");
      d.documents = cases::documents_of(tx, *c);
      d.requests = cases::requests_of(tx, *c);
      d.decision = cases::decision_of(tx, *c);
      d.clock = cases::clock_of(tx, *c);
      auto penalty = cases::penalty_of(tx, *c, parts_.catalogue.rules, local_date(parts_.clock.now()));
      if (!penalty) return fail(std::move(penalty));
      d.penalty = std::move(*penalty);
      d.messages = parts_.messages.of_case(tx, *c);
      d.appointments = parts_.appointments.of_case(tx, c->id);
      d.events = parts_.ledger.events_of(tx, c->id.text());
      if (!c->person.empty())
        if (auto person = people::find_person(tx, c->person)) d.person = std::move(*person);
      d.c = std::move(*c);
      return d;
    });
  }

  Result<Response> page(const Visit& visit, const Error* error, int status) const {
    const auto read = dossier(visit);
    if (!read) return fail(Error(read.error()));
    const Language l = visit.language();
    const cases::Case& c = read->c;
    html::Page page = own_page(visit, read->product->name.in(l) + " " + c.number);
    if (error != nullptr) page.state = html::Page::State::has_errors;
    if (error != nullptr) page.body += html::error_summary(visit.say, html::messages_of(visit.say, *error));
    page.body += html::heading(1, read->product->name.in(l)) +
                 html::paragraph(visit.say("site.case.number", {{"number", c.number}}));
    page.body += html::lead(status_sentence(visit.say, c, *read->product, local_date(parts_.clock.now())));
    const std::string ready = parts_.ready_case ? parts_.ready_case(visit.say, c) : std::string();
    if (!ready.empty()) page.body += html::paragraph(ready);
    if (c.open())
      page.body += html::details(
          visit.say("site.case.why"),
          html::paragraph(c.promised_why(l) + ".") +
              html::paragraph(visit.say("site.case.legal", {{"date", html::long_date(c.legal_day, l)}})) +
              (read->clock.legal_why(l).empty() ? Html() : html::paragraph(read->clock.legal_why(l) + ".")));
    page.body += too_late(visit, *read, error);
    page.body += request_form(visit, *read, error);
    page.body += decision(visit, *read);
    page.body += html::section("verloop", visit.say("site.case.timeline"), timeline(visit, *read));
    page.body += html::section("documenten", visit.say("site.case.documents"), files(visit, *read));
    page.body += html::section("gevraagd", visit.say("site.case.answers"), answers(visit, c));
    page.body += messages(visit, *read);
    if (c.open()) page.body += withdraw_form(visit, c, error);
    return parts_.gate.show(visit, std::move(page), status);
  }

  // When the law's time has passed: one click tells us so, and what it then costs us is on the page.
  Html too_late(const Visit& visit, const Dossier& d, const Error* error) const {
    const Language l = visit.language();
    if (d.penalty) {
      const auto& penalty = d.penalty->penalty;
      Html content = html::paragraph(visit.say(penalty.exception ? "site.late.no-penalty" : "site.late.noticed",
                                               {{"received", html::long_date(d.penalty->notice.received, l)},
                                                {"due", html::long_date(penalty.notice_end, l)}}));
      if (penalty.amount.count() > 0)
        content +=
            html::paragraph(html::strong(visit.say("site.late.amount", {{"amount", format_money(penalty.amount, l)}})));
      return html::section(
          "te-laat", visit.say("site.late.title"),
          content + html::details(visit.say("site.late.why"), html::paragraph(d.penalty->why(l) + ".")));
    }
    if (!cases::may_give_notice(d.c, *d.product, local_date(parts_.clock.now()), std::nullopt)) return {};
    html::Field sure;
    sure.name = "te_laat";
    sure.label = visit.say("site.late.sure");
    if (error != nullptr) sure.error = html::message_for(visit.say, *error, "te_laat");
    return html::section("te-laat", visit.say("site.late.title"),
                         html::paragraph(visit.say("site.late.how", {{"date", html::long_date(d.c.legal_day, l)}})) +
                             html::form({visit.url("/mijn/zaken/" + d.c.id.text() + "/te-laat"), visit.csrf_token},
                                        html::checkbox(visit.say, sure, html::Ticked::no) +
                                            html::button(visit.say("site.late.button"), html::ButtonKind::secondary)));
  }

  Html request_form(const Visit& visit, const Dossier& d, const Error* error) const {
    if (!d.c.waits_for_applicant() || d.requests.empty()) return {};
    const cases::CompletionRequest& request = d.requests.back();
    Html content = html::markdown(request.question, html::HeadingStart::third);
    content += html::paragraph(
        visit.say("site.case.request-by", {{"date", html::long_date(request.answer_by, visit.language())}}));
    Html fields;
    for (const std::string& code : request.slots)
      if (const auto* slot = d.product->slot(code))
        fields += file_field(visit, code, slot->name.in(visit.language()), error);
    if (request.slots.empty()) fields += file_field(visit, "bestand", visit.say("site.case.any-file"), error);
    html::Field text;
    text.name = "antwoord";
    text.label = visit.say("site.case.your-answer");
    text.need = html::Field::Need::optional;
    if (error != nullptr) text.error = html::message_for(visit.say, *error, "antwoord");
    fields += html::textarea_field(visit.say, text, {"", 4, 3000}) + html::button(visit.say("site.case.send"));
    content += html::form(
        {visit.url("/mijn/zaken/" + d.c.id.text() + "/antwoord"), visit.csrf_token, html::FormSpec::Encoding::files},
        fields);
    return html::section("nodig", visit.say("site.case.needed"), content);
  }

  static Html file_field(const Visit& visit, const std::string& name, const std::string& label, const Error* error) {
    html::Field field;
    field.name = name;
    field.label = label;
    field.need = html::Field::Need::optional;
    if (error != nullptr) field.error = html::message_for(visit.say, *error, name);
    return html::file_field(visit.say, field, {".pdf,.jpg,.jpeg,.png", "pdf, jpg, png", 10 * 1024 * 1024});
  }

  static Html decision(const Visit& visit, const Dossier& d) {
    if (!d.decision) return {};
    const auto* result = d.product->result(d.decision->result_code);
    Html content =
        html::paragraph(html::strong(result == nullptr ? d.decision->result_code : result->name.in(visit.language()))) +
        html::markdown(d.decision->reasons, html::HeadingStart::third);
    if (d.decision->objection_until)
      content +=
          html::paragraph(visit.say("site.case.objection",
                                    {{"date", html::long_date(*d.decision->objection_until, visit.language())}}) +
                          " ") +
          html::paragraph(html::link(visit.say("site.case.object"), visit.url("/producten/bezwaar")));
    content += html::link_button(visit.say("site.case.letter"), visit.url("/mijn/zaken/" + d.c.id.text() + "/besluit"),
                                 html::ButtonKind::secondary);
    return html::section("besluit", visit.say("site.case.decision"), content);
  }

  Html timeline(const Visit& visit, const Dossier& d) const {
    std::vector<html::TimelineEntry> entries;
    for (const ledger::Event& event : d.events) {
      const std::string what = sentence_of(visit.say, event);
      if (what.empty() || event.kind == "message.sent") continue;
      entries.push_back({what, html::short_moment(event.at, visit.language()), format_iso_instant(event.at)});
    }
    if (d.c.open()) {
      html::TimelineEntry next{
          visit.say(d.c.waits_for_applicant() ? "site.case.next-you" : "site.case.next-we",
                    {{"team", d.product->case_type.team.in(visit.language())}}),
          "",
          "",
          {},
          d.c.waits_for_applicant() ? html::TimelineEntry::State::attention : html::TimelineEntry::State::current};
      entries.push_back(std::move(next));
      entries.push_back({visit.say("site.case.next-answer"),
                         html::long_date(d.c.promised_day, visit.language()),
                         format_iso_date(d.c.promised_day),
                         {},
                         html::TimelineEntry::State::expected});
    }
    return html::timeline(visit.say, entries);
  }

  Html files(const Visit& visit, const Dossier& d) const {
    if (d.documents.empty()) return html::paragraph(visit.say("site.case.no-documents"));
    std::vector<html::FileItem> items;
    for (const cases::Document& document : d.documents) {
      html::FileItem item;
      item.name = document.title;
      item.url = visit.url("/mijn/zaken/" + d.c.id.text() + "/documenten/" + document.id.text());
      item.kind = document.media_type.substr(document.media_type.find('/') + 1);
      if (http::opens_in_browser(document.media_type)) item.save_url = item.url + "?opslaan=ja";
      item.bytes = static_cast<std::uint64_t>(document.size);
      item.when = html::short_date(local_date(document.created_at), visit.language());
      item.from = document.from_resident ? html::FileItem::From::resident : html::FileItem::From::municipality;
      items.push_back(std::move(item));
    }
    return html::file_list(visit.say, items);
  }

  static Html answers(const Visit& visit, const cases::Case& c) {
    std::vector<html::Term> terms;
    for (const json::Value& item : c.answers) {
      const json::Object& answer = item.get_object();
      const bool dutch = visit.language() == Language::nl;
      terms.push_back({json::text_at(answer, dutch ? "label_nl" : "label_en"),
                       json::text_at(answer, dutch ? "shown_nl" : "shown_en")});
    }
    terms.push_back({visit.say("site.case.contact"), c.contact.name +
                                                         (c.contact.email.empty() ? "" : ", " + c.contact.email) +
                                                         (c.contact.phone.empty() ? "" : ", " + c.contact.phone)});
    return html::data_list(terms);
  }

  static Html messages(const Visit& visit, const Dossier& d) {
    std::vector<html::Link> links;
    for (const messages::Message& m : d.messages)
      links.push_back({m.subject + " (" + html::short_date(local_date(m.created_at), visit.language()) + ")",
                       visit.url("/mijn/berichten/" + m.id)});
    return links.empty() ? Html() : html::section("berichten", visit.say("site.mine.messages"), html::link_list(links));
  }

  static Html withdraw_form(const Visit& visit, const cases::Case& c, const Error* error) {
    html::Field sure;
    sure.name = "zeker";
    sure.label = visit.say("site.case.withdraw-sure");
    if (error != nullptr) sure.error = html::message_for(visit.say, *error, "zeker");
    return html::details(visit.say("site.case.withdraw"),
                         html::paragraph(visit.say("site.case.withdraw-means")) +
                             html::form({visit.url("/mijn/zaken/" + c.id.text() + "/intrekken"), visit.csrf_token},
                                        html::checkbox(visit.say, sure, html::Ticked::no) +
                                            html::button(visit.say("site.case.withdraw"), html::ButtonKind::danger)));
  }

  SiteParts parts_;
};

}  // namespace

void add_case_pages(http::Router& router, const SiteParts& parts) {
  const auto pages = std::make_shared<CasePages>(parts);
  using enum http::Method;
  const people::Gate& gate = parts.gate;
  add_route(router, get, "/mijn/zaken/{id}", "One case",
            gate.resident([pages](const Visit& v) { return pages->show(v); }));
  add_route(router, post, "/mijn/zaken/{id}/antwoord", "Answer a question about a case",
            gate.resident([pages](const Visit& v) { return pages->answer(v); }), 32 * 1024 * 1024);
  add_route(router, post, "/mijn/zaken/{id}/intrekken", "Withdraw",
            gate.resident([pages](const Visit& v) { return pages->withdraw(v); }));
  add_route(router, post, "/mijn/zaken/{id}/te-laat", "Tell us that we are late (notice of default)",
            gate.resident([pages](const Visit& v) { return pages->say_too_late(v); }));
  add_route(router, get, "/mijn/zaken/{id}/documenten/{document}", "A document of a case",
            gate.resident([pages](const Visit& v) { return pages->document(v); }));
  add_route(router, get, "/mijn/zaken/{id}/besluit", "The decision as a letter",
            gate.resident([pages](const Visit& v) { return pages->letter(v); }));
}

}  // namespace sas::site
