#include "cases/queries.h"
#include "desk/days_left.h"
#include "desk/looked.h"
#include "desk/moment_form.h"
#include "desk/routes.h"
#include "html/components.h"
#include "messages/letter.h"
#include "people/representation.h"

namespace sas::desk {
namespace {

using html::Html;
using http::Response;
using people::Visit;

class PersonPages {
 public:
  explicit PersonPages(const DeskParts& parts) : parts_(parts) {}

  Result<Response> show(const Visit& visit) const {
    const PersonId id(visit.request.param("id"));
    struct Read {
      bool reason_given = false;
      people::Person person;
      std::vector<cases::Case> cases;
      std::vector<contact::Moment> moments;
      std::vector<contact::Appointment> appointments;
      std::vector<people::Represented> acts_for, acted_by;
    };
    const auto read = parts_.store.read([&](store::ReadTx& tx) -> Result<Read> {
      auto person = people::find_person(tx, id);
      if (!person) return fail(std::move(person));
      Read r;
      r.reason_given = gave_reason(parts_, tx, id, visit.viewer);
      if (!r.reason_given) return r;
      r.person = std::move(*person);
      cases::Filter filter;
      filter.which = cases::Which::all;
      filter.person = id;
      r.cases = cases::list_cases(tx, filter, visit.viewer);
      r.moments = parts_.moments.of_person(tx, id, visit.viewer, 10);
      r.appointments = parts_.appointments.of_person(tx, id);
      const Date today = local_date(parts_.clock.now());
      r.acts_for = people::may_act_for(tx, id, today);
      r.acted_by = people::represented_by(tx, id, today);
      return r;
    });
    if (!read) return fail(Error(read.error()));
    if (!read->reason_given) return reason_page(visit, "", 200);
    html::Page page = desk_page(visit, read->person.name.empty() ? visit.say("desk.list.unknown") : read->person.name);
    page.breadcrumbs.push_back({visit.say("desk.search.title"), visit.url("/balie/zoeken")});
    page.body += html::alert(visit.say, html::AlertKind::info, "", html::paragraph(visit.say("desk.person.logged")));
    page.body += facts(visit, read->person) + cases_section(visit, read->cases) +
                 appointments_section(visit, id, read->appointments) + form_section(visit, id);
    page.body += acting_section(visit, read->acts_for, read->acted_by) + moments_section(visit, read->moments);
    return parts_.gate.show(visit, std::move(page));
  }

  // The event is durable before the page can be seen.
  Result<Response> look(const Visit& visit) const {
    const auto form = http::read_form(visit.request);
    if (!form) return fail(Error(form.error()));
    const std::string reason = form->fields.get("reden");
    if (!is_reason(reason)) return reason_page(visit, visit.say("desk.person.reason-choose"), 422);
    const auto logged = parts_.store.write([&](store::WriteTx& tx) -> Result<Done> {
      const PersonId id(visit.request.param("id"));
      if (const auto person = people::find_person(tx, id); !person) return fail(Error(person.error()));
      record_look(parts_, tx, id, reason, visit);
      return Done{};
    });
    if (!logged) return fail(Error(logged.error()));
    return http::see_other(visit.url("/balie/personen/" + visit.request.param("id")));
  }

 private:
  Result<Response> reason_page(const Visit& visit, const std::string& error, int status) const {
    html::Page page = desk_page(visit, visit.say("desk.person.reason-title"));
    page.breadcrumbs.push_back({visit.say("desk.search.title"), visit.url("/balie/zoeken")});
    if (!error.empty()) {
      page.state = html::Page::State::has_errors;
      page.body = html::error_summary(visit.say, {{"reden", error}}) + page.body;
    }
    page.body += html::paragraph(visit.say("desk.person.reason-lead"));
    page.body += html::form({visit.url("/balie/personen/" + visit.request.param("id")), visit.csrf_token},
                            reason_choice(visit.say, "", error) + html::button(visit.say("desk.person.look")));
    return parts_.gate.show(visit, std::move(page), status);
  }

  static Html facts(const Visit& visit, const people::Person& p) {
    std::vector<html::Term> terms;
    std::string address;
    for (const std::string& line : messages::address_lines(p.address)) address += (address.empty() ? "" : ", ") + line;
    if (p.birth_day)
      terms.push_back({visit.say("desk.person.born"), Html(html::short_date(*p.birth_day, visit.language()))});
    if (!p.kvk.empty()) terms.push_back({visit.say("desk.person.kvk"), Html(p.kvk)});
    terms.push_back({visit.say("desk.person.address"), Html(address.empty() ? "—" : address)});
    terms.push_back({visit.say("desk.case.email"), Html(p.email.empty() ? "—" : p.email)});
    terms.push_back({visit.say("desk.case.phone"), Html(p.phone.empty() ? "—" : p.phone)});
    return html::data_list(terms);
  }

  Html cases_section(const Visit& visit, const std::vector<cases::Case>& all) const {
    const Date today = local_date(parts_.clock.now());
    std::vector<html::CaseCard> cards;
    for (const cases::Case& c : all) {
      const auto* product = parts_.catalogue.find(c.product);
      html::CaseCard card;
      card.title = product == nullptr ? c.product.text() : product->name.in(visit.language());
      card.url = visit.url("/balie/zaken/" + c.id.text());
      card.reference = c.number;
      if (c.open()) {
        const DaysLeft left = days_left(c, today, parts_.catalogue.closing_days);
        card.status_sentence =
            visit.say("desk.person.promised", {{"date", html::long_date(c.promised_day, visit.language())}});
        card.badge_text = in_words(visit.say, left);
        card.tone = tone_of(left);
      } else {
        const auto* result = product == nullptr ? nullptr : product->result(c.result_code);
        card.status_sentence = visit.say(
            "desk.person.closed", {{"date", html::long_date(*c.closed_day, visit.language())},
                                   {"result", result == nullptr ? c.result_code : result->name.in(visit.language())}});
      }
      cards.push_back(std::move(card));
    }
    return html::section(
        "zaken", visit.say("desk.person.cases"),
        cards.empty() ? html::paragraph(visit.say("desk.person.no-cases")) : html::case_cards(cards, 3));
  }

  Html appointments_section(const Visit& visit, const PersonId& person,
                            const std::vector<contact::Appointment>& all) const {
    std::vector<Html> items;
    for (const contact::Appointment& a : all) {
      const auto* purpose = parts_.agenda.find(a.purpose);
      items.push_back(html::link(html::long_moment(a.start, visit.language()) +
                                     (purpose == nullptr ? "" : ": " + purpose->name.in(visit.language())),
                                 visit.url("/balie/afspraken/" + a.id)));
    }
    return html::section("afspraken", visit.say("desk.case.appointments"),
                         (items.empty() ? html::paragraph(visit.say("desk.visit.none")) : html::bullet_list(items)) +
                             html::link_button(visit.say("desk.visit.new"),
                                               visit.url("/balie/afspraken/nieuw") + "?persoon=" + person.text(),
                                               html::ButtonKind::secondary));
  }

  // The form belongs to this person from its first question on.
  Html form_section(const Visit& visit, const PersonId& person) const {
    std::vector<html::Choice> all;
    for (const forms::Definition& d : parts_.definitions)
      if (const auto* p = parts_.catalogue.find(d.product))
        all.push_back({p->id.text(), p->name.in(visit.language()), ""});
    const std::vector<html::Choice> channels{{"phone", visit.say("desk.channel.phone"), ""},
                                             {"desk", visit.say("desk.channel.desk"), ""}};
    const Html content =
        html::hidden("persoon", person.text()) +
        html::select_field(visit.say, field_of(visit.say, nullptr, "formulier", "form"), all, "") +
        html::radio_group(visit.say, field_of(visit.say, nullptr, "kanaal", "caller"), channels, "phone") +
        html::button(visit.say("desk.caller.start"), html::ButtonKind::secondary);
    return html::section("formulier", visit.say("desk.caller.for-person"),
                         html::form({visit.url("/balie/contact/formulier"), visit.csrf_token}, content));
  }

  static Html acting_section(const Visit& visit, const std::vector<people::Represented>& acts_for,
                             const std::vector<people::Represented>& acted_by) {
    std::vector<Html> items;
    for (const auto& r : acts_for) items.emplace_back(visit.say("desk.person.acts-for", {{"name", r.name}}));
    for (const auto& r : acted_by) items.emplace_back(visit.say("desk.person.acted-by", {{"name", r.name}}));
    return items.empty() ? Html()
                         : html::section("namens", visit.say("desk.person.representation"), html::bullet_list(items));
  }

  static Html moments_section(const Visit& visit, const std::vector<contact::Moment>& all) {
    std::vector<Html> items;
    for (const contact::Moment& m : all) items.push_back(moment_summary(visit.say, m));
    return html::section(
        "contact", visit.say("desk.case.contacts"),
        items.empty() ? html::paragraph(visit.say("desk.person.no-contact")) : html::bullet_list(items));
  }

  DeskParts parts_;
};

}  // namespace

void add_person_pages(http::Router& router, const DeskParts& parts) {
  const auto pages = std::make_shared<PersonPages>(parts);
  add_page(router, parts, pages, case_workers(), http::Method::get, "/balie/personen/{id}",
           "A person, once the reason is known", &PersonPages::show);
  add_page(router, parts, pages, case_workers(), http::Method::post, "/balie/personen/{id}",
           "Say why a person is looked at", &PersonPages::look);
}

}  // namespace sas::desk
