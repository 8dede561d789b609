#include "html/markdown.h"
#include "people/person.h"
#include "site/routes.h"
#include "site/site.h"
#include "site/wording.h"

namespace sas::site {
namespace {

using html::Html;
using http::Response;
using people::Visit;

struct Overview {
  std::vector<cases::Case> open, closed;
  std::vector<forms::Draft> drafts;
  std::vector<messages::Message> messages;
  std::vector<contact::Appointment> appointments;
};

class OwnPages {
 public:
  explicit OwnPages(const SiteParts& parts) : parts_(parts) {}

  Result<Response> overview(const Visit& visit) const {
    const PersonId person = visit.viewer.concerned;
    const auto read = parts_.store.read([&](store::ReadTx& tx) -> Result<Overview> {
      cases::Filter open, closed;
      closed.which = cases::Which::closed;
      closed.limit = 10;
      return Overview{cases::list_cases(tx, open, visit.viewer), cases::list_cases(tx, closed, visit.viewer),
                      parts_.drafts.of_person(tx, person), parts_.messages.of_person(tx, person, 10),
                      parts_.appointments.of_person(tx, person)};
    });
    if (!read) return fail(Error(read.error()));
    html::Page page = own_page(visit, visit.say("site.mine.title", {{"municipality", parts_.municipality}}));
    page.body = html::heading(1, visit.say("site.mine.title", {{"municipality", parts_.municipality}}));
    page.body +=
        html::lead(visit.concerned_name.empty() ? visit.say("site.mine.hello", {{"name", visit.name}})
                                                : visit.say("site.mine.for", {{"name", visit.concerned_name}}));
    page.body += html::section("zaken", visit.say("site.mine.cases"),
                               read->open.empty() ? html::paragraph(visit.say("site.mine.no-cases"))
                                                  : html::case_cards(cards(visit, read->open), 3));
    if (!read->drafts.empty())
      page.body += html::section("formulieren", visit.say("site.mine.drafts"), drafts(visit, read->drafts));
    if (!read->appointments.empty())
      page.body +=
          html::section("afspraken", visit.say("site.mine.appointments"), appointments(visit, read->appointments));
    page.body += html::section("berichten", visit.say("site.mine.messages"), messages(visit, read->messages));
    if (!read->closed.empty())
      page.body +=
          html::section("afgerond", visit.say("site.mine.closed"), html::case_cards(cards(visit, read->closed), 3));
    page.body += html::section("gegevens", visit.say("site.mine.data"),
                               html::link_list({{visit.say("site.mine.looked-up"), visit.url("/mijn/gegevens")},
                                                {visit.say("site.mine.act-for"), visit.url("/namens")},
                                                {visit.say("site.mine.new"), visit.url("/producten")}}));
    return parts_.gate.show(visit, std::move(page));
  }

  Result<Response> message(const Visit& visit) const {
    const std::string id = visit.request.param("id");
    const auto read =
        parts_.store.read([&](store::ReadTx& tx) { return parts_.messages.find(tx, id, visit.viewer.concerned); });
    if (!read) return fail(Error(read.error()));
    if (!read->read) {
      const auto done = parts_.store.write(
          [&](store::WriteTx& tx) { return parts_.messages.mark_read(tx, id, visit.viewer.concerned); });
      (void)done;  // a message that stays "new" for a while harms nobody
    }
    html::Page page = own_page(visit, read->subject);
    page.breadcrumbs.push_back({visit.say("site.mine.short"), visit.url("/mijn")});
    page.body = html::heading(1, read->subject) +
                html::paragraph(html::long_moment(read->created_at, visit.language())) + html::markdown(read->body);
    if (!read->case_id.empty())
      page.body += html::link_button(visit.say("site.mine.to-case"), visit.url("/mijn/zaken/" + read->case_id.text()),
                                     html::ButtonKind::secondary);
    return parts_.gate.show(visit, std::move(page));
  }

  // What the municipality looked up about me and why, and who acted for me: straight from the ledger.
  Result<Response> data(const Visit& visit) const {
    const auto read = parts_.store.read([&](store::ReadTx& tx) -> Result<std::vector<ledger::Event>> {
      return parts_.ledger.events_about(tx, people::concerned_text(visit.viewer.concerned), 200);
    });
    if (!read) return fail(Error(read.error()));
    html::Page page = own_page(visit, visit.say("site.data.title"));
    page.breadcrumbs.push_back({visit.say("site.mine.short"), visit.url("/mijn")});
    page.body = html::heading(1, visit.say("site.data.title")) + html::lead(visit.say("site.data.lead"));
    html::Table table;
    table.caption = visit.say("site.data.caption");
    table.columns = {{visit.say("site.data.when")},
                     {visit.say("site.data.what")},
                     {visit.say("site.data.who")},
                     {visit.say("site.data.proof")}};
    table.empty_text = visit.say("site.data.none");
    for (const ledger::Event& event : *read) {
      const std::string what = sentence_of(visit.say, event);
      if (!what.empty())
        table.rows.push_back(
            {html::short_moment(event.at, visit.language()), what, who(visit, event), std::to_string(event.seq)});
    }
    page.body += html::table(table) + html::paragraph(visit.say("site.data.proof-how"));
    return parts_.gate.show(visit, std::move(page));
  }

 private:
  html::Page own_page(const Visit& visit, const std::string& title) const {
    html::Page page;
    page.title = title;
    page.index = html::Page::Index::forbid;
    page.breadcrumbs = {{visit.say("site.home.short"), visit.url("/")}};
    return page;
  }

  static std::string who(const Visit& visit, const ledger::Event& event) {
    if (event.acting == "person:" + visit.viewer.acting.text()) return visit.say("site.data.you");
    if (event.acting.starts_with("person:")) return visit.say("site.data.for-you");
    return visit.say(event.acting == "system" ? "site.data.automatic" : "site.data.employee");
  }

  std::vector<html::CaseCard> cards(const Visit& visit, const std::vector<cases::Case>& list) const {
    std::vector<html::CaseCard> out;
    for (const cases::Case& c : list) {
      const catalogue::Product* p = parts_.catalogue.find(c.product);
      if (p == nullptr) continue;
      html::CaseCard card{p->name.in(visit.language()), visit.url("/mijn/zaken/" + c.id.text()), c.number,
                          status_sentence(visit.say, c, *p, local_date(parts_.clock.now()))};
      if (c.waits_for_applicant()) card.action_needed = visit.say("site.case.we-wait");
      out.push_back(std::move(card));
    }
    return out;
  }

  Html drafts(const Visit& visit, const std::vector<forms::Draft>& list) const {
    std::vector<html::Link> links;
    for (const forms::Draft& draft : list)
      if (const catalogue::Product* p = parts_.catalogue.find(draft.product))
        links.push_back(
            {visit.say("site.mine.draft", {{"product", p->name.in(visit.language())},
                                           {"date", html::short_date(local_date(draft.expires_at), visit.language())}}),
             visit.url("/formulier/" + draft.id.text() + "/controle")});
    return html::link_list(links);
  }

  Html appointments(const Visit& visit, const std::vector<contact::Appointment>& list) const {
    std::vector<Html> items;
    for (const contact::Appointment& a : list) {
      const contact::Purpose* purpose = parts_.agenda.find(a.purpose);
      if (purpose == nullptr) continue;
      items.push_back(html::strong(html::long_moment(a.start, visit.language())) +
                      Html(": " + purpose->name.in(visit.language()) + ", " + purpose->place.in(visit.language())));
    }
    return html::bullet_list(items);
  }

  static Html messages(const Visit& visit, const std::vector<messages::Message>& list) {
    if (list.empty()) return html::paragraph(visit.say("site.mine.no-messages"));
    std::vector<html::Link> links;
    for (const messages::Message& m : list)
      links.push_back({(m.read ? "" : visit.say("site.mine.unread") + " ") + m.subject + " (" +
                           html::short_date(local_date(m.created_at), visit.language()) + ")",
                       visit.url("/mijn/berichten/" + m.id)});
    return html::link_list(links);
  }

  SiteParts parts_;
};

}  // namespace

void add_own_pages(http::Router& router, const SiteParts& parts) {
  const auto pages = std::make_shared<OwnPages>(parts);
  using enum http::Method;
  add_route(router, get, "/mijn", "Own overview",
            parts.gate.resident([pages](const Visit& v) { return pages->overview(v); }));
  add_route(router, get, "/mijn/berichten/{id}", "One message",
            parts.gate.resident([pages](const Visit& v) { return pages->message(v); }));
  add_route(router, get, "/mijn/gegevens", "What was looked up about me",
            parts.gate.resident([pages](const Visit& v) { return pages->data(v); }));
}

}  // namespace sas::site
