#include <algorithm>
#include <map>

#include "base/identifiers.h"
#include "base/text.h"
#include "cases/queries.h"
#include "desk/attempt.h"
#include "desk/looked.h"
#include "desk/routes.h"
#include "html/components.h"
#include "people/person.h"

namespace sas::desk {
namespace {

using html::Html;
using http::Response;
using people::Visit;

constexpr int days_shown = 14;
constexpr int days_ahead = 182;

std::optional<catalogue::ChannelKind> caller_channel(std::string_view text) {
  if (text == "phone") return catalogue::ChannelKind::phone;
  if (text == "desk") return catalogue::ChannelKind::desk;
  return std::nullopt;
}

Error wrong(const std::string& field, const std::string& code) {
  return Error{ErrorKind::invalid, "form-invalid", "", {{field, code}}};
}

// For whom a visit is booked: a case, a person who was looked at with a reason, or a caller we know no more of.
struct ForWhom {
  std::optional<cases::Case> c;
  PersonId person;
};

class VisitPages {
 public:
  explicit VisitPages(const DeskParts& parts) : parts_(parts) {}

  Result<Response> list(const Visit& visit) const { return list_page(visit, nullptr, 200); }

  Result<Response> find(const Visit& visit) const {
    const auto form = http::read_form(visit.request);
    if (!form) return fail(Error(form.error()));
    if (!parts_.may_try_code(visit.request)) return fail(ErrorKind::too_many, "too-many-tries");
    const auto found = parts_.store.read(
        [&](store::ReadTx& tx) { return parts_.appointments.by_code(tx, trim(form->fields.get("code"))); });
    if (found) return http::see_other(url(visit, found->id));
    if (found.error().kind != ErrorKind::not_found) return fail(Error(found.error()));
    const Attempt attempt{form->fields, {{"code", "code-unknown"}}};
    return list_page(visit, &attempt, 422);
  }

  Result<Response> fresh(const Visit& visit) const { return book_page(visit, visit.request.query, nullptr, 200); }

  Result<Response> book(const Visit& visit) const {
    const auto form = http::read_form(visit.request);
    if (!form) return fail(Error(form.error()));
    const auto done = parts_.store.write([&](store::WriteTx& tx) -> Result<contact::Held> {
      auto whom = for_whom(tx, visit, form->fields);
      if (!whom) return fail(std::move(whom));
      auto asked = read_visit(form->fields, *whom, visit.language());
      if (!asked) return fail(std::move(asked));
      return parts_.visits.book(tx, *asked, visit.viewer);
    });
    if (done) {
      parts_.wake_jobs();
      return booked_page(visit, *done);
    }
    return again(visit, form->fields, done.error());
  }

  Result<Response> show(const Visit& visit) const { return one_page(visit, nullptr, 200); }

  Result<Response> move(const Visit& visit) const {
    const auto form = http::read_form(visit.request);
    if (!form) return fail(Error(form.error()));
    const auto start = parse_int(form->fields.get("slot"));
    const auto channel = caller_channel(form->fields.get("kanaal"));
    const auto done = parts_.store.write([&](store::WriteTx& tx) -> Result<Done> {
      const auto found = allowed(tx, visit);
      if (!found) return fail(Error(found.error()));
      if (!start) return fail(wrong("slot", "slot-choose"));
      if (!channel) return fail(wrong("kanaal", "choose-one"));
      return parts_.visits.move(tx, *found, from_millis(*start), *channel, visit.viewer);
    });
    return after(visit, form->fields, done, "?gedaan=visit-moved");
  }

  Result<Response> cancel(const Visit& visit) const {
    const auto form = http::read_form(visit.request);
    if (!form) return fail(Error(form.error()));
    const auto channel = caller_channel(form->fields.get("kanaal-af"));
    const auto done = parts_.store.write([&](store::WriteTx& tx) -> Result<Done> {
      const auto found = allowed(tx, visit);
      if (!found) return fail(Error(found.error()));
      if (!channel) return fail(wrong("kanaal-af", "choose-one"));
      return parts_.visits.cancel(tx, *found, *channel, visit.viewer);
    });
    if (!done) return after(visit, form->fields, done, "");
    parts_.wake_jobs();
    return http::see_other(visit.url("/balie/afspraken") + "?gedaan=visit-cancelled");
  }

 private:
  static std::string url(const Visit& visit, const std::string& id) { return visit.url("/balie/afspraken/" + id); }
  [[nodiscard]] Date today() const { return local_date(parts_.clock.now()); }
  [[nodiscard]] Date day_of(const std::string& text) const {
    const auto day = parse_iso_date(text);
    return day ? std::clamp(*day, today(), today() + std::chrono::days{days_ahead}) : today();
  }

  // A case is seen by who may see it; a person by who said why.
  Result<ForWhom> for_whom(store::ReadTx& tx, const Visit& visit, const http::Fields& fields) const {
    ForWhom whom;
    if (const std::string id = fields.get("zaak"); !id.empty()) {
      auto c = cases::find_case(tx, CaseId(id), visit.viewer);
      if (!c) return fail(std::move(c));
      whom.person = c->person;
      whom.c = std::move(*c);
      return whom;
    }
    whom.person = PersonId(fields.get("persoon"));
    if (whom.person.empty()) return whom;
    if (const auto person = people::find_person(tx, whom.person); !person) return fail(Error(person.error()));
    if (!gave_reason(parts_, tx, whom.person, visit.viewer)) return fail(ErrorKind::forbidden, "reason-missing");
    return whom;
  }

  Result<contact::Appointment> allowed(store::ReadTx& tx, const Visit& visit) const {
    auto found = parts_.appointments.by_id(tx, visit.request.param("id"));
    if (!found) return found;
    if (!found->case_id.empty()) {
      if (const auto c = cases::find_case(tx, found->case_id, visit.viewer); !c) return fail(Error(c.error()));
    } else if (!found->person.empty() && !gave_reason(parts_, tx, found->person, visit.viewer)) {
      return fail(Error{ErrorKind::forbidden, "reason-missing", found->person.text()});
    }
    return found;
  }

  Result<contact::NewVisit> read_visit(const http::Fields& fields, const ForWhom& whom, Language language) const {
    contact::NewVisit asked;
    Error error{ErrorKind::invalid, "form-invalid", "", {}};
    asked.purpose = fields.get("doel");
    if (parts_.agenda.find(asked.purpose) == nullptr) error.fields.push_back({"doel", "choose-one"});
    const auto channel = caller_channel(fields.get("kanaal"));
    if (!channel) error.fields.push_back({"kanaal", "choose-one"});
    asked.channel = channel.value_or(catalogue::ChannelKind::phone);
    asked.language = fields.get("taal") == "en" ? Language::en : fields.get("taal") == "nl" ? Language::nl : language;
    if (whom.c) asked.case_id = whom.c->id;
    asked.person = whom.person;
    if (!whom.c && whom.person.empty()) read_caller(fields, asked.contact, error);
    const auto start = parse_int(fields.get("slot"));
    if (!start) error.fields.push_back({"slot", "slot-choose"});
    if (!error.fields.empty()) return fail(std::move(error));
    asked.start = from_millis(*start);
    return asked;
  }

  static void read_caller(const http::Fields& fields, cases::ContactDetails& contact, Error& error) {
    contact.name = std::string(trim(without_controls(fields.get("naam"))));
    if (contact.name.empty()) error.fields.push_back({"naam", "required"});
    if (utf8_length(contact.name) > 200) error.fields.push_back({"naam", "too-long"});
    const auto phone = parse_phone(fields.get("telefoon"));
    if (phone)
      contact.phone = *phone;
    else
      error.fields.push_back({"telefoon", phone.error().code});
    const std::string typed_email(trim(fields.get("email")));
    if (typed_email.empty()) return;
    const auto email = parse_email(typed_email);
    if (email)
      contact.email = *email;
    else
      error.fields.push_back({"email", email.error().code});
  }

  Result<Response> again(const Visit& visit, const http::Fields& fields, const Error& error) const {
    if (error.code == "reason-missing") return http::see_other(visit.url("/balie/personen/" + fields.get("persoon")));
    if (error.code == "slot-taken" || error.code == "slot-unknown" || error.code == "store-conflict") {
      const Attempt attempt{fields, {{"slot", error.code == "slot-unknown" ? "slot-unknown" : "slot-taken"}}};
      return book_page(visit, fields, &attempt, 409);
    }
    if (error.kind != ErrorKind::invalid) return fail(Error(error));
    const Attempt attempt{fields, error.fields};
    return book_page(visit, fields, &attempt, 422);
  }

  Result<Response> after(const Visit& visit, const http::Fields& fields, const Result<Done>& done,
                         const std::string& query) const {
    if (done) {
      parts_.wake_jobs();
      return http::see_other(url(visit, visit.request.param("id")) + query);
    }
    const Error& error = done.error();
    if (error.code == "reason-missing") return http::see_other(visit.url("/balie/personen/" + error.detail));
    if (error.code == "slot-taken" || error.code == "slot-unknown" || error.code == "store-conflict") {
      const Attempt attempt{fields, {{"slot", error.code == "slot-unknown" ? "slot-unknown" : "slot-taken"}}};
      return one_page(visit, &attempt, 409);
    }
    if (error.kind != ErrorKind::invalid) return fail(Error(error));
    const Attempt attempt{fields, error.fields};
    return one_page(visit, &attempt, 422);
  }

  Html done_alert(const Visit& visit) const {
    const std::string key = "desk.done." + visit.request.query.get("gedaan");
    if (!visit.request.query.has("gedaan") || !visit.say.texts.has(key)) return {};
    return html::alert(visit.say, html::AlertKind::ok, "", html::paragraph(visit.say(key)));
  }

  std::string purpose_name(const contact::Appointment& a, Language l) const {
    const auto* purpose = parts_.agenda.find(a.purpose);
    return purpose == nullptr ? a.purpose : purpose->name.in(l);
  }

  static Html channel_choice(const Visit& visit, const Attempt* attempt, const std::string& name) {
    return html::radio_group(
        visit.say, field_of(visit.say, attempt, name, "caller"),
        {{"phone", visit.say("desk.channel.phone"), ""}, {"desk", visit.say("desk.channel.desk"), ""}},
        typed(attempt, name, "phone"));
  }

  // The free times of two weeks; the links to other weeks keep what the page is about in `query`.
  Result<Html> slots(const Visit& visit, const std::string& purpose, Date from, const std::string& base,
                     const Attempt* attempt) const {
    const auto free =
        parts_.store.read([&](store::ReadTx& tx) { return parts_.appointments.free(tx, purpose, from, days_shown); });
    if (!free) return fail(Error(free.error()));
    html::SlotPicker picker;
    picker.question = visit.say("desk.visit.pick");
    if (attempt != nullptr && !attempt->code_of("slot").empty())
      picker.error = error_text(visit.say, attempt->code_of("slot"));
    std::map<Date, html::SlotDay> days;
    for (const Instant start : *free) {
      html::SlotDay& day = days[local_date(start)];
      day.day = local_date(start);
      day.slots.push_back({std::to_string(to_millis(start)), local_minute_of_day(start), ""});
    }
    for (auto& [date, day] : days) picker.days.push_back(std::move(day));
    picker.selected = typed(attempt, "slot");
    const std::chrono::days step{days_shown};
    if (from > today()) picker.earlier_url = base + "vanaf=" + format_iso_date(std::max(today(), from - step));
    if (from + step <= today() + std::chrono::days{days_ahead})
      picker.later_url = base + "vanaf=" + format_iso_date(from + step);
    return (picker.days.empty() ? html::paragraph(visit.say("desk.visit.none-free")) : Html()) +
           html::hidden("vanaf", format_iso_date(from)) + html::slot_picker(visit.say, picker);
  }

  Result<Response> list_page(const Visit& visit, const Attempt* attempt, int status) const {
    const auto asked = parse_iso_date(visit.request.query.get("dag"));
    const Date day = asked ? *asked : today();
    const auto all = parts_.store.read([&](store::ReadTx& tx) -> Result<std::vector<contact::Appointment>> {
      return parts_.appointments.of_day(tx, day);
    });
    if (!all) return fail(Error(all.error()));
    html::Page page = desk_page(visit, visit.say("desk.visit.title"));
    if (attempt != nullptr) {
      page.state = html::Page::State::has_errors;
      page.body = faults_of(visit.say, attempt) + page.body;
    }
    page.body += done_alert(visit);
    html::Table table;
    table.caption = visit.say("desk.visit.on", {{"date", html::long_date(day, visit.language())}});
    for (const char* column : {"when", "what", "open"})
      table.columns.push_back({visit.say("desk.visit.column." + std::string(column)), html::Column::Align::start});
    table.empty_text = visit.say("desk.visit.none");
    for (const contact::Appointment& a : *all)
      table.rows.push_back({Html(html::short_moment(a.start, visit.language())),
                            Html(purpose_name(a, visit.language())),
                            html::link(visit.say("desk.visit.open"), url(visit, a.id))});
    page.body += html::table(table);
    const auto on = [&](Date other) { return visit.url("/balie/afspraken") + "?dag=" + format_iso_date(other); };
    page.body += html::link_list({{visit.say("desk.visit.day-before"), on(day - std::chrono::days{1})},
                                  {visit.say("desk.visit.day-after"), on(day + std::chrono::days{1})},
                                  {visit.say("desk.visit.new-unknown"), visit.url("/balie/afspraken/nieuw")}});
    page.body += html::section("op-code", visit.say("desk.visit.by-code"),
                               html::form({visit.url("/balie/afspraken"), visit.csrf_token},
                                          html::text_field(visit.say, field_of(visit.say, attempt, "code", "code"),
                                                           {"", html::InputKind::code, html::InputWidth::short_text}) +
                                              html::button(visit.say("desk.visit.open"), html::ButtonKind::secondary)));
    return parts_.gate.show(visit, std::move(page), status);
  }

  Html caller_fields(const Visit& visit, const Attempt* attempt) const {
    html::Field email = field_of(visit.say, attempt, "email", "caller-email");
    email.need = html::Field::Need::optional;
    return html::text_field(visit.say, field_of(visit.say, attempt, "naam", "caller-name"),
                            {typed(attempt, "naam"), html::InputKind::text, html::InputWidth::half, "off"}) +
           html::text_field(visit.say, field_of(visit.say, attempt, "telefoon", "caller-phone"),
                            {typed(attempt, "telefoon"), html::InputKind::phone, html::InputWidth::half, "off"}) +
           html::text_field(visit.say, email,
                            {typed(attempt, "email"), html::InputKind::email, html::InputWidth::half, "off"}) +
           html::radio_group(visit.say, field_of(visit.say, attempt, "taal", "caller-language"),
                             {{"nl", visit.say("desk.case.dutch"), ""}, {"en", visit.say("desk.case.english"), ""}},
                             typed(attempt, "taal", "nl"));
  }

  // The purpose of the product's own form, so that the employee need not know it.
  std::string purpose_of(const http::Fields& fields, const ForWhom& whom) const {
    if (parts_.agenda.find(fields.get("doel")) != nullptr) return fields.get("doel");
    if (!whom.c) return {};
    for (const forms::Definition& d : parts_.definitions)
      for (const forms::Question& q : d.questions)
        if (d.product == whom.c->product && q.kind == forms::Kind::appointment) return q.purpose;
    return {};
  }

  // First what it is for, then when: without scripts a choice of times needs a page of its own.
  Result<Response> book_page(const Visit& visit, const http::Fields& fields, const Attempt* attempt, int status) const {
    const auto whom = parts_.store.read([&](store::ReadTx& tx) { return for_whom(tx, visit, fields); });
    if (!whom && whom.error().code == "reason-missing")
      return http::see_other(visit.url("/balie/personen/" + fields.get("persoon")));
    if (!whom) return fail(Error(whom.error()));
    html::Page page = desk_page(visit, visit.say("desk.visit.new"));
    page.breadcrumbs.push_back({visit.say("desk.visit.title"), visit.url("/balie/afspraken")});
    if (attempt != nullptr) {
      page.state = html::Page::State::has_errors;
      page.body = faults_of(visit.say, attempt) + page.body;
    }
    page.body += html::paragraph(whom->c ? visit.say("desk.visit.for-case", {{"number", whom->c->number}})
                                 : !whom->person.empty() ? visit.say("desk.visit.for-person")
                                                         : visit.say("desk.visit.for-unknown"));
    const Html carried = html::hidden("zaak", fields.get("zaak")) + html::hidden("persoon", fields.get("persoon"));
    const std::string purpose = purpose_of(fields, *whom);
    if (purpose.empty()) {
      std::vector<html::Choice> purposes;
      for (const contact::Purpose& p : parts_.agenda.purposes)
        purposes.push_back({p.id, p.name.in(visit.language()), p.place.in(visit.language())});
      page.body += html::query_form(
          visit.url("/balie/afspraken/nieuw"),
          carried + html::radio_group(visit.say, field_of(visit.say, attempt, "doel", "purpose"), purposes, "") +
              html::button(visit.say("desk.visit.choose-time")));
      return parts_.gate.show(visit, std::move(page), status);
    }
    const std::string base = visit.url("/balie/afspraken/nieuw") + "?zaak=" + url_encode(fields.get("zaak")) +
                             "&persoon=" + url_encode(fields.get("persoon")) + "&doel=" + purpose + "&";
    auto times = slots(visit, purpose, day_of(fields.get("vanaf")), base, attempt);
    if (!times) return fail(std::move(times));
    Html content = carried + html::hidden("doel", purpose) + *times;
    if (!whom->c && whom->person.empty()) content += caller_fields(visit, attempt);
    content += channel_choice(visit, attempt, "kanaal") + html::button(visit.say("desk.visit.book"));
    page.body += html::form({visit.url("/balie/afspraken/nieuw"), visit.csrf_token}, content);
    return parts_.gate.show(visit, std::move(page), status);
  }

  // Answers the post itself: the code is read aloud to the caller and is in no address.
  Result<Response> booked_page(const Visit& visit, const contact::Held& held) const {
    const auto a = parts_.store.read([&](store::ReadTx& tx) { return parts_.appointments.by_id(tx, held.id); });
    if (!a) return fail(Error(a.error()));
    html::Page page = desk_page(visit, visit.say("desk.visit.booked"));
    page.breadcrumbs.push_back({visit.say("desk.visit.title"), visit.url("/balie/afspraken")});
    page.body += html::alert(visit.say, html::AlertKind::ok, "",
                             html::paragraph(html::strong(html::long_moment(a->start, visit.language()))));
    page.body += html::reference_box(visit.say, visit.say("desk.visit.code"), held.code);
    page.body += html::paragraph(visit.say("desk.visit.code-how"));
    std::vector<html::Link> links{{visit.say("desk.visit.open"), url(visit, a->id)}};
    if (!a->case_id.empty())
      links.push_back({visit.say("desk.calls.to-case"), visit.url("/balie/zaken/" + a->case_id.text())});
    if (!a->person.empty())
      links.push_back({visit.say("desk.calls.to-person"), visit.url("/balie/personen/" + a->person.text())});
    page.body += html::link_list(links);
    return parts_.gate.show(visit, std::move(page));
  }

  Html facts(const Visit& visit, const contact::Appointment& a) const {
    const Language l = visit.language();
    std::vector<html::Term> terms{{visit.say("desk.visit.column.when"), html::strong(html::long_moment(a.start, l))},
                                  {visit.say("desk.visit.column.what"), Html(purpose_name(a, l))}};
    if (!a.case_id.empty())
      terms.push_back({visit.say("desk.field.case-number"),
                       html::link(visit.say("desk.calls.to-case"), visit.url("/balie/zaken/" + a.case_id.text()))});
    if (!a.person.empty())
      terms.push_back({visit.say("desk.case.person"),
                       html::link(visit.say("desk.calls.to-person"), visit.url("/balie/personen/" + a.person.text()))});
    if (!a.contact.name.empty()) terms.push_back({visit.say("desk.case.name"), Html(a.contact.name)});
    if (!a.contact.phone.empty()) terms.push_back({visit.say("desk.case.phone"), Html(a.contact.phone)});
    if (!a.contact.email.empty()) terms.push_back({visit.say("desk.case.email"), Html(a.contact.email)});
    return html::data_list(terms);
  }

  Result<Response> one_page(const Visit& visit, const Attempt* attempt, int status) const {
    const auto a = parts_.store.read([&](store::ReadTx& tx) { return allowed(tx, visit); });
    if (!a && a.error().code == "reason-missing")
      return http::see_other(visit.url("/balie/personen/" + a.error().detail));
    if (!a) return fail(Error(a.error()));
    html::Page page = desk_page(visit, visit.say("desk.visit.single"));
    page.breadcrumbs.push_back({visit.say("desk.visit.title"), visit.url("/balie/afspraken")});
    if (attempt != nullptr) {
      page.state = html::Page::State::has_errors;
      page.body = faults_of(visit.say, attempt) + page.body;
    }
    page.body += done_alert(visit) + facts(visit, *a);
    if (a->start <= parts_.clock.now()) {
      page.body += html::paragraph(visit.say("desk.visit.past"));
      return parts_.gate.show(visit, std::move(page), status);
    }
    const Date from = day_of(attempt == nullptr ? visit.request.query.get("vanaf") : attempt->fields.get("vanaf"));
    auto times = slots(visit, a->purpose, from, url(visit, a->id) + "?", attempt);
    if (!times) return fail(std::move(times));
    page.body += html::section(
        "verzetten", visit.say("desk.visit.move"),
        html::form({url(visit, a->id) + "/verzetten", visit.csrf_token},
                   *times + channel_choice(visit, attempt, "kanaal") + html::button(visit.say("desk.visit.move"))));
    page.body += html::section("afzeggen", visit.say("desk.visit.cancel"),
                               html::form({url(visit, a->id) + "/afzeggen", visit.csrf_token},
                                          channel_choice(visit, attempt, "kanaal-af") +
                                              html::button(visit.say("desk.visit.cancel"), html::ButtonKind::danger)));
    return parts_.gate.show(visit, std::move(page), status);
  }

  DeskParts parts_;
};

}  // namespace

void add_visit_pages(http::Router& router, const DeskParts& parts) {
  using enum http::Method;
  const auto pages = std::make_shared<VisitPages>(parts);
  const std::string all = "/balie/afspraken", one = all + "/{id}";
  add_page(router, parts, pages, case_workers(), get, all, "Appointments of a day", &VisitPages::list);
  add_page(router, parts, pages, case_workers(), post, all, "Find an appointment by its code", &VisitPages::find);
  add_page(router, parts, pages, case_workers(), get, all + "/nieuw", "Choose a time with a caller",
           &VisitPages::fresh);
  add_page(router, parts, pages, case_workers(), post, all + "/nieuw", "Book an appointment for a caller",
           &VisitPages::book);
  add_page(router, parts, pages, case_workers(), get, one, "One appointment", &VisitPages::show);
  add_page(router, parts, pages, case_workers(), post, one + "/verzetten", "Move an appointment for a caller",
           &VisitPages::move);
  add_page(router, parts, pages, case_workers(), post, one + "/afzeggen", "Cancel an appointment for a caller",
           &VisitPages::cancel);
}

}  // namespace sas::desk
