#include "desk/days_left.h"
#include "desk/looked.h"
#include "desk/records.h"
#include "desk/routes.h"
#include "html/components.h"
#include "messages/letter.h"

namespace sas::desk {
namespace {

using html::Html;
using http::Response;
using people::Visit;

constexpr std::size_t most_shown = 20;
// A whole key finds one household at most; more is no look-up but browsing.
constexpr std::size_t most_people = 8;

class SearchPages {
 public:
  explicit SearchPages(const DeskParts& parts) : parts_(parts) {}

  Result<Response> show(const Visit& visit) const {
    html::Page page = start(visit, {});
    return parts_.gate.show(visit, std::move(page));
  }

  // Answers the post itself: a search term is personal data and may not come in an address. Whoever is shown was looked
  // at, so the reason comes first and stands in the ledger before the answer leaves.
  Result<Response> search(const Visit& visit) const {
    const auto form = http::read_form(visit.request);
    if (!form) return fail(Error(form.error()));
    Typed typed{form->fields.get("zoek").substr(0, 200), form->fields.get("reden"), "", ""};
    const auto terms = read_terms(typed.words);
    if (!terms) typed.words_error = visit.say("desk.search.short");
    if (!is_reason(typed.reason)) typed.reason_error = visit.say("desk.person.reason-choose");
    if (!terms || !is_reason(typed.reason)) return parts_.gate.show(visit, start(visit, typed), 422);
    struct Found {
      std::vector<cases::Case> cases;
      std::vector<people::Person> people;
    };
    const auto found = parts_.store.write([&](store::WriteTx& tx) -> Result<Found> {
      Found f{find_cases(tx, *terms, visit.viewer, most_shown + 1), find_people(tx, *terms, most_people + 1)};
      if (f.people.size() <= most_people)
        for (const people::Person& person : f.people) record_look(parts_, tx, person.id, typed.reason, visit);
      return f;
    });
    if (!found) return fail(Error(found.error()));
    html::Page page = start(visit, typed);
    if (found->cases.size() > most_shown)
      page.body += html::alert(visit.say, html::AlertKind::info, "", html::paragraph(visit.say("desk.search.many")));
    page.body += html::section("zaken", visit.say("desk.search.cases"), cases_table(visit, found->cases));
    page.body +=
        html::section("personen", visit.say("desk.search.people"),
                      found->people.size() > most_people ? html::paragraph(visit.say("desk.search.many-people"))
                                                         : people_table(visit, found->people));
    return parts_.gate.show(visit, std::move(page));
  }

 private:
  struct Typed {
    std::string words, reason;
    std::string words_error, reason_error;
  };

  html::Page start(const Visit& visit, const Typed& typed) const {
    html::Page page = desk_page(visit, visit.say("desk.search.title"));
    html::Field field;
    field.name = "zoek";
    field.label = visit.say("desk.search.label");
    field.description = visit.say("desk.search.hint");
    field.error = typed.words_error;
    std::vector<html::FieldMessage> errors;
    if (!typed.words_error.empty()) errors.push_back({"zoek", typed.words_error});
    if (!typed.reason_error.empty()) errors.push_back({"reden", typed.reason_error});
    if (!errors.empty()) {
      page.state = html::Page::State::has_errors;
      page.body = html::error_summary(visit.say, errors) + page.body;
    }
    page.body += html::paragraph(visit.say("desk.person.reason-lead"));
    page.body += html::form(
        {visit.url("/balie/zoeken"), visit.csrf_token},
        html::text_field(visit.say, field, {typed.words, html::InputKind::text, html::InputWidth::half, "off"}) +
            reason_choice(visit.say, typed.reason, typed.reason_error) + html::button(visit.say("desk.search.button")));
    return page;
  }

  Html cases_table(const Visit& visit, const std::vector<cases::Case>& all) const {
    const Date today = local_date(parts_.clock.now());
    html::Table table;
    table.caption = visit.say("desk.search.cases");
    for (const char* column : {"number", "product", "received", "due"})
      table.columns.push_back({visit.say("desk.list." + std::string(column)), html::Column::Align::start});
    table.empty_text = visit.say("desk.search.no-cases");
    for (std::size_t i = 0; i < all.size() && i < most_shown; ++i) {
      const cases::Case& c = all[i];
      const auto* product = parts_.catalogue.find(c.product);
      Html due = html::badge(visit.say("desk.search.closed"));
      if (c.open()) {
        const DaysLeft left = days_left(c, today, parts_.catalogue.closing_days);
        due = html::badge(in_words(visit.say, left), tone_of(left)) +
              Html(" " + html::short_date(c.promised_day, visit.language()));
      }
      table.rows.push_back({html::link(c.number, visit.url("/balie/zaken/" + c.id.text())),
                            Html(product == nullptr ? c.product.text() : product->name.in(visit.language())),
                            Html(html::short_date(c.received_day, visit.language())), due});
    }
    return html::table(table);
  }

  static Html people_table(const Visit& visit, const std::vector<people::Person>& all) {
    html::Table table;
    table.caption = visit.say("desk.search.people");
    for (const char* column : {"name", "address"})
      table.columns.push_back({visit.say("desk.person." + std::string(column)), html::Column::Align::start});
    table.empty_text = visit.say("desk.search.no-people");
    for (const people::Person& person : all) {
      std::string address;
      for (const std::string& line : messages::address_lines(person.address))
        address += (address.empty() ? "" : ", ") + line;
      table.rows.push_back({html::link(person.name.empty() ? visit.say("desk.list.unknown") : person.name,
                                       visit.url("/balie/personen/" + person.id.text())),
                            Html(address.empty() ? "—" : address)});
    }
    return html::table(table);
  }

  DeskParts parts_;
};

}  // namespace

void add_search_pages(http::Router& router, const DeskParts& parts) {
  const auto pages = std::make_shared<SearchPages>(parts);
  add_page(router, parts, pages, case_workers(), http::Method::get, "/balie/zoeken", "Search cases and people",
           &SearchPages::show);
  add_page(router, parts, pages, case_workers(), http::Method::post, "/balie/zoeken", "Search cases and people",
           &SearchPages::search);
}

}  // namespace sas::desk
