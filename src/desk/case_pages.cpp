#include <array>

#include "base/text.h"
#include "desk/case_forms.h"
#include "desk/case_page.h"
#include "desk/moment_form.h"
#include "desk/routes.h"
#include "forms/answers.h"
#include "html/components.h"

namespace sas::desk {
namespace {

using html::Html;
using http::Response;
using people::Visit;

// Which field of the page an error of the room cases is about.
std::string field_for(std::string_view code) {
  static constexpr std::array<std::pair<std::string_view, std::string_view>, 14> fields{
      {{"question-empty", "vraag"},
       {"answer-by-too-soon", "antwoord_voor"},
       {"slot-unknown", "stukken"},
       {"reason-empty", "reden"},
       {"reasons-empty", "motivering"},
       {"result-unknown", "resultaat"},
       {"note-empty", "notitie"},
       {"partner-unknown", "partner"},
       {"pause-ground", "grond"},
       {"pause-reason-empty", "stil_reden"},
       {"pause-until-needed", "stil_tot"},
       {"pause-until-too-soon", "stil_tot"},
       {"notice-too-early", "ontvangen"},
       {"notice-in-future", "ontvangen"}}};
  for (const auto& [known, field] : fields)
    if (known == code) return std::string(field);
  return {};
}

class CasePages {
 public:
  explicit CasePages(const DeskParts& parts) : parts_(parts) {}

  Result<Response> show(const Visit& visit) const { return case_page(parts_, visit, nullptr); }

  Result<Response> take(const Visit& visit) const {
    return act(visit, "taken", [&](store::WriteTx& tx, const http::Fields& fields) {
      return parts_.cases.take(tx, case_id_of(visit), version_of(fields), visit.viewer);
    });
  }

  Result<Response> ask(const Visit& visit) const {
    return act(visit, "asked", [&](store::WriteTx& tx, const http::Fields& fields) -> Result<Done> {
      const auto day =
          forms::read_date("antwoord_voor", fields.get("antwoord_voor-day"), fields.get("antwoord_voor-month"),
                           fields.get("antwoord_voor-year"), local_date(parts_.clock.now()));
      if (!day) return fail(Error(day.error()));
      const cases::NewRequest request{without_controls(fields.get("vraag")), fields.all("stukken"), *day};
      return parts_.cases.ask_completion(tx, case_id_of(visit), version_of(fields), request, visit.viewer);
    });
  }

  Result<Response> extend(const Visit& visit) const {
    return act(visit, "extended", [&](store::WriteTx& tx, const http::Fields& fields) {
      return parts_.cases.extend(tx, case_id_of(visit), version_of(fields), without_controls(fields.get("reden")),
                                 visit.viewer);
    });
  }

  Result<Response> ask_partner(const Visit& visit) const {
    return act(visit, "partner-asked", [&](store::WriteTx& tx, const http::Fields& fields) {
      return parts_.cases.ask_partner(tx, case_id_of(visit), version_of(fields), fields.get("partner"), visit.viewer);
    });
  }

  Result<Response> partner_answered(const Visit& visit) const {
    return act(visit, "partner-answered", [&](store::WriteTx& tx, const http::Fields& fields) {
      return parts_.cases.partner_answered(tx, case_id_of(visit), version_of(fields), fields.get("gekregen"), visit.viewer);
    });
  }

  Result<Response> note(const Visit& visit) const {
    return act(visit, "noted", [&](store::WriteTx& tx, const http::Fields& fields) {
      return parts_.cases.add_note(tx, case_id_of(visit), without_controls(fields.get("notitie")), visit.viewer);
    });
  }

  Result<Response> contact(const Visit& visit) const {
    return act(visit, "contact", [&](store::WriteTx& tx, const http::Fields& fields) -> Result<Done> {
      const auto c = cases::find_case(tx, case_id_of(visit), visit.viewer);
      if (!c) return fail(Error(c.error()));
      auto fresh = read_moment(fields);
      if (!fresh) return fail(Error(fresh.error()));
      fresh->case_id = c->id;
      fresh->product = c->product;
      fresh->person = c->person;
      if (auto added = parts_.moments.add(tx, *fresh, visit.viewer); !added) return fail(Error(added.error()));
      return Done{};
    });
  }

 private:
  template <typename Work>
  Result<Response> act(const Visit& visit, const std::string& done_key, Work work) const {
    const auto form = http::read_form(visit.request);
    if (!form) return fail(Error(form.error()));
    const Result<Done> done =
        parts_.store.write([&](store::WriteTx& tx) -> Result<Done> { return work(tx, form->fields); });
    if (!done) return case_page_after(parts_, visit, form->fields, done.error());
    parts_.wake_jobs();
    return http::see_other(case_url(visit) + "?gedaan=" + done_key);
  }

  DeskParts parts_;
};

Html done_alert(const Visit& visit) {
  const std::string key = "desk.done." + visit.request.query.get("gedaan");
  if (!visit.request.query.has("gedaan") || !visit.say.texts.has(key)) return {};
  return html::alert(visit.say, html::AlertKind::ok, "", html::paragraph(visit.say(key)));
}

Result<Response> case_page_with(const DeskParts& parts, const Visit& visit, const Attempt* attempt, const Html& alert,
                                int status) {
  const auto file = read_case_file(parts, case_id_of(visit), visit.viewer);
  if (!file) return fail(Error(file.error()));
  html::Page page = desk_page(visit, file->c.number + " " + file->product->name.in(visit.language()));
  if (attempt != nullptr && !attempt->faults.empty()) {
    page.state = html::Page::State::has_errors;
    page.body = faults_of(visit.say, attempt) + page.body;
  }
  page.body += alert + done_alert(visit);
  page.body += html::section("acties", visit.say("desk.case.actions"), case_forms(parts, visit, *file, attempt));
  page.body += case_facts(parts, visit, *file);
  return parts.gate.show(visit, std::move(page), status);
}

}  // namespace

CaseId case_id_of(const Visit& visit) {
  return CaseId(visit.request.param("id"));
}
std::string case_url(const Visit& visit) {
  return visit.url("/balie/zaken/" + visit.request.param("id"));
}
std::int64_t version_of(const http::Fields& fields) {
  return parse_int(fields.get("version")).value_or(0);
}

Result<Response> case_page(const DeskParts& parts, const Visit& visit, const Attempt* attempt) {
  return case_page_with(parts, visit, attempt, {}, attempt != nullptr && !attempt->faults.empty() ? 422 : 200);
}

Result<Response> case_page_after(const DeskParts& parts, const Visit& visit, const http::Fields& fields,
                                 const Error& error) {
  if (error.kind == ErrorKind::conflict) {
    const Attempt attempt{fields, {}};
    const Html alert =
        html::alert(visit.say, html::AlertKind::warning, "", html::paragraph(error_text(visit.say, error.code)));
    return case_page_with(parts, visit, &attempt, alert, 409);
  }
  if (error.kind != ErrorKind::invalid) return fail(Error(error));
  Attempt attempt{fields, error.fields};
  if (const std::string field = field_for(error.code); !field.empty()) attempt.faults = {{field, error.code}};
  // Dates name the part that is wrong; the summary leads to the field as a whole.
  for (FieldError& fault : attempt.faults)
    for (const char* date : {"antwoord_voor", "stil_tot", "ontvangen"})
      if (fault.field.starts_with(std::string(date) + "-")) fault.field = date;
  if (!attempt.faults.empty()) return case_page(parts, visit, &attempt);
  const Html alert =
      html::alert(visit.say, html::AlertKind::error, "", html::paragraph(error_text(visit.say, error.code)));
  return case_page_with(parts, visit, &attempt, alert, 422);
}

void add_case_pages(http::Router& router, const DeskParts& parts) {
  using enum http::Method;
  const auto pages = std::make_shared<CasePages>(parts);
  const std::string one = "/balie/zaken/{id}";
  add_page(router, parts, pages, case_workers(), get, one, "One case", &CasePages::show);
  add_page(router, parts, pages, deciders(), post, one + "/nemen", "Take a case", &CasePages::take);
  add_page(router, parts, pages, deciders(), post, one + "/vragen", "Ask the applicant for more", &CasePages::ask);
  add_page(router, parts, pages, deciders(), post, one + "/verlengen", "Extend the legal term", &CasePages::extend);
  add_page(router, parts, pages, deciders(), post, one + "/partner", "Wait for another organisation", &CasePages::ask_partner);
  add_page(router, parts, pages, deciders(), post, one + "/partner/antwoord", "Another organisation answered",
           &CasePages::partner_answered);
  add_page(router, parts, pages, case_workers(), post, one + "/notitie", "Add a note for colleagues", &CasePages::note);
  add_page(router, parts, pages, case_workers(), post, one + "/contact", "Register a contact moment about a case",
           &CasePages::contact);
}

}  // namespace sas::desk
