#include "desk/days_left.h"
#include "desk/letter.h"
#include "desk/records.h"
#include "desk/routes.h"
#include "html/components.h"

namespace sas::desk {
namespace {

using html::Html;
using http::Response;
using people::Visit;

constexpr std::size_t most_shown = 20;

class SearchPages {
 public:
  explicit SearchPages(const DeskParts& parts) : parts_(parts) {}

  Result<Response> show(const Visit& visit) const {
    html::Page page = start(visit, "", "");
    return parts_.gate.show(visit, std::move(page));
  }

  // Answers the post itself: a search term is personal data and may not come in an address.
  Result<Response> search(const Visit& visit) const {
    const auto form = http::read_form(visit.request);
    if (!form) return fail(Error(form.error()));
    const std::string typed = form->fields.get("zoek").substr(0, 200);
    const auto terms = read_terms(typed);
    if (!terms) return parts_.gate.show(visit, start(visit, typed, visit.say("desk.search.short")), 422);
    struct Found {
      std::vector<cases::Case> cases;
      std::vector<people::Person> people;
    };
    const auto found = parts_.store.read([&](store::ReadTx& tx) -> Result<Found> {
      return Found{find_cases(tx, *terms, visit.viewer, most_shown + 1), find_people(tx, *terms, most_shown + 1)};
    });
    if (!found) return fail(Error(found.error()));
    html::Page page = start(visit, typed, "");
    const bool many = found->cases.size() > most_shown || found->people.size() > most_shown;
    if (many)
      page.body += html::alert(visit.say, html::AlertKind::info, "", html::paragraph(visit.say("desk.search.many")));
    page.body += html::section("zaken", visit.say("desk.search.cases"), cases_table(visit, found->cases));
    page.body += html::section("personen", visit.say("desk.search.people"), people_table(visit, found->people));
    return parts_.gate.show(visit, std::move(page));
  }

 private:
  html::Page start(const Visit& visit, const std::string& typed, const std::string& error) const {
    html::Page page = desk_page(visit, visit.say("desk.search.title"));
    html::Field field;
    field.name = "zoek";
    field.label = visit.say("desk.search.label");
    field.description = visit.say("desk.search.hint");
    field.error = error;
    if (!error.empty()) page.state = html::Page::State::has_errors;
    page.body +=
        html::form({visit.url("/balie/zoeken"), visit.csrf_token},
                   html::text_field(visit.say, field, {typed, html::InputKind::text, html::InputWidth::half, "off"}) +
                       html::button(visit.say("desk.search.button")));
    return page;
  }

  Html cases_table(const Visit& visit, const std::vector<cases::Case>& all) const {
    const Date today = local_date(parts_.clock.now());
    html::Table table;
    table.caption = visit.say("desk.search.cases");
    for (const char* column : {"number", "product", "name", "due"})
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
                            Html(c.contact.name.empty() ? visit.say("desk.list.unknown") : c.contact.name), due});
    }
    return html::table(table);
  }

  static Html people_table(const Visit& visit, const std::vector<people::Person>& all) {
    html::Table table;
    table.caption = visit.say("desk.search.people");
    for (const char* column : {"name", "address"})
      table.columns.push_back({visit.say("desk.person." + std::string(column)), html::Column::Align::start});
    table.empty_text = visit.say("desk.search.no-people");
    for (std::size_t i = 0; i < all.size() && i < most_shown; ++i) {
      std::string address;
      for (const std::string& line : address_lines(all[i].address)) address += (address.empty() ? "" : ", ") + line;
      table.rows.push_back({html::link(all[i].name.empty() ? visit.say("desk.list.unknown") : all[i].name,
                                       visit.url("/balie/personen/" + all[i].id.text())),
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
