#include <algorithm>

#include "base/text.h"
#include "cases/queries.h"
#include "desk/days_left.h"
#include "desk/records.h"
#include "desk/routes.h"
#include "html/components.h"

namespace sas::desk {
namespace {

using html::Html;
using http::Response;
using people::Visit;

constexpr int page_size = 50;

// What the employee chose: in the address, except the text, which may be a name and is therefore posted.
struct Chosen {
  std::string whose;
  std::string about;  ///< "product:grofvuil" or "team:Team Parkeren"
  std::string text;
  int page = 1;
};

class ListPages {
 public:
  explicit ListPages(const DeskParts& parts) : parts_(parts) {}

  Result<Response> show(const Visit& visit) const {
    if (!has_any(visit.viewer, case_workers())) return http::see_other(visit.url("/balie/beheer"));
    Chosen chosen = chosen_from(visit.request.query);
    chosen.text.clear();
    return page(visit, chosen);
  }

  Result<Response> filter(const Visit& visit) const {
    const auto form = http::read_form(visit.request);
    if (!form) return fail(Error(form.error()));
    const Chosen chosen = chosen_from(form->fields);
    if (chosen.text.empty()) return http::see_other(url_of(visit, chosen, 1));
    return page(visit, chosen);
  }

 private:
  static Chosen chosen_from(const http::Fields& fields) {
    Chosen chosen{fields.get("wie"), fields.get("over"), std::string(trim(fields.get("tekst").substr(0, 100))), 1};
    if (const auto number = parse_int(fields.get("pagina")))
      chosen.page = static_cast<int>(std::clamp<std::int64_t>(*number, 1, 10'000));
    return chosen;
  }

  WorkFilter filter_of(const Chosen& chosen) const {
    WorkFilter filter;
    if (chosen.whose == "mij") filter.whose = WorkFilter::Whose::mine;
    if (chosen.whose == "niemand") filter.whose = WorkFilter::Whose::nobody;
    for (const catalogue::Product& p : parts_.catalogue.products)
      if (chosen.about == "product:" + p.id.text() || chosen.about == "team:" + p.case_type.team.nl)
        filter.products.push_back(p.id);
    filter.text = chosen.text;
    return filter;
  }

  static std::string url_of(const Visit& visit, const Chosen& chosen, int page) {
    std::string url = visit.url("/balie") + "?wie=" + url_encode(chosen.whose) + "&over=" + url_encode(chosen.about);
    return page > 1 ? url + "&pagina=" + std::to_string(page) : url;
  }

  Html counts(const Visit& visit, const cases::OpenCounts& counts) const {
    const Language l = visit.language();
    using html::Tone;
    return html::figures(
        {{html::number(counts.open, l), visit.say("desk.count.open")},
         {html::number(counts.overdue, l), visit.say("desk.count.overdue"), "",
          counts.overdue > 0 ? Tone::error : Tone::neutral},
         {html::number(counts.due_soon, l), visit.say("desk.count.soon"), "",
          counts.due_soon > 0 ? Tone::warning : Tone::neutral},
         {html::number(counts.nobody, l), visit.say("desk.count.nobody"), visit.url("/balie") + "?wie=niemand"}});
  }

  std::vector<html::Choice> topics(const Visit& visit) const {
    std::vector<html::Choice> out{{"", visit.say("desk.filter.everything"), ""}};
    std::vector<std::string> teams;
    for (const catalogue::Product& p : parts_.catalogue.products) {
      const Bilingual& team = p.case_type.team;
      if (std::find(teams.begin(), teams.end(), team.nl) != teams.end()) continue;
      teams.push_back(team.nl);
      out.push_back({"team:" + team.nl, team.in(visit.language()), ""});
    }
    for (const catalogue::Product& p : parts_.catalogue.products)
      out.push_back({"product:" + p.id.text(), p.name.in(visit.language()), ""});
    return out;
  }

  Html filters(const Visit& visit, const Chosen& chosen) const {
    html::Field whose, about, text;
    whose.name = "wie";
    whose.label = visit.say("desk.filter.whose");
    about.name = "over";
    about.label = visit.say("desk.filter.about");
    text.name = "tekst";
    text.label = visit.say("desk.filter.text");
    text.need = html::Field::Need::optional;
    const std::vector<html::Choice> all{{"", visit.say("desk.filter.all"), ""},
                                        {"mij", visit.say("desk.filter.mine"), ""},
                                        {"niemand", visit.say("desk.filter.nobody"), ""}};
    Html content = html::select_field(visit.say, whose, all, chosen.whose) +
                   html::select_field(visit.say, about, topics(visit), chosen.about);
    content += html::text_field(visit.say, text, {chosen.text, html::InputKind::text, html::InputWidth::half, "off"}) +
               html::button(visit.say("desk.filter.button"), html::ButtonKind::secondary);
    return html::form({visit.url("/balie"), visit.csrf_token}, content);
  }

  Html due(const Visit& visit, const cases::Case& c, Date today) const {
    const DaysLeft left = days_left(c, today, parts_.catalogue.closing_days);
    Html cell = html::badge(in_words(visit.say, left), tone_of(left)) + Html(" ") +
                html::time_element(format_iso_date(c.promised_day), html::short_date(c.promised_day, visit.language()));
    const auto ready = parts_.ready_by ? parts_.ready_by(c) : std::nullopt;
    if (ready)
      cell += html::paragraph(visit.say(*ready > c.promised_day ? "desk.list.ready-late" : "desk.list.ready",
                                        {{"date", html::short_date(*ready, visit.language())}}));
    if (legal_day_matters(c, today))
      cell += html::paragraph(legal_in_words(visit.say, c, today));
    return cell;
  }

  std::vector<Html> row(const Visit& visit, const cases::Case& c, const StaffNames& names, Date today) const {
    const Language l = visit.language();
    const catalogue::Product* product = parts_.catalogue.find(c.product);
    const auto* status = product == nullptr ? nullptr : product->status(c.status_code);
    const auto handler = names.find(c.handler.text());
    return {html::link(c.number, visit.url("/balie/zaken/" + c.id.text())),
            Html(product == nullptr ? c.product.text() : product->name.in(l)),
            Html(c.contact.name.empty() ? visit.say("desk.list.unknown") : c.contact.name),
            due(visit, c, today),
            Html(status == nullptr ? c.status_code : status->name.in(l)),
            Html(c.handler.empty()        ? visit.say("desk.list.nobody")
                 : handler == names.end() ? visit.say("desk.who.employee")
                                          : handler->second)};
  }

  // With a text the pages are buttons of a form, because the text may not be in an address.
  Html pages(const Visit& visit, const Chosen& chosen, std::int64_t total) const {
    const int count = static_cast<int>((total + page_size - 1) / page_size);
    if (count <= 1) return {};
    if (chosen.text.empty())
      return html::pagination(visit.say,
                              {chosen.page, count, [&visit, chosen](int page) { return url_of(visit, chosen, page); }});
    std::vector<Html> buttons;
    if (chosen.page > 1)
      buttons.push_back(html::button(visit.say("desk.list.previous"), html::ButtonKind::secondary, "pagina",
                                     std::to_string(chosen.page - 1)));
    if (chosen.page < count)
      buttons.push_back(html::button(visit.say("desk.list.next"), html::ButtonKind::secondary, "pagina",
                                     std::to_string(chosen.page + 1)));
    return html::form({visit.url("/balie"), visit.csrf_token},
                      html::hidden("wie", chosen.whose) + html::hidden("over", chosen.about) +
                          html::hidden("tekst", chosen.text) + html::button_group(buttons));
  }

  Result<Response> page(const Visit& visit, const Chosen& chosen) const {
    const Date today = local_date(parts_.clock.now());
    struct Read {
      cases::OpenCounts counts;
      WorkPage work;
      StaffNames names;
    };
    const auto read = parts_.store.read([&](store::ReadTx& tx) -> Result<Read> {
      const std::int64_t offset = std::int64_t{chosen.page - 1} * page_size;
      return Read{cases::count_open(tx, today, visit.viewer),
                  work(tx, filter_of(chosen), visit.viewer, page_size, offset), staff_names(tx)};
    });
    if (!read) return fail(Error(read.error()));
    html::Page page = desk_page(visit, visit.say("desk.list.title"));
    page.breadcrumbs.clear();
    page.body += counts(visit, read->counts);
    page.body += html::details(visit.say("desk.filter.title"), filters(visit, chosen));
    html::Table table;
    table.caption = visit.say("desk.list.caption", {{"n", html::number(read->work.total, visit.language())}});
    for (const char* column : {"number", "product", "name", "due", "status", "handler"})
      table.columns.push_back({visit.say("desk.list." + std::string(column)), html::Column::Align::start});
    table.empty_text = visit.say("desk.list.empty");
    for (const cases::Case& c : read->work.cases) table.rows.push_back(row(visit, c, read->names, today));
    page.body += html::el("div", {{"data-sas-keys", visit.say("desk.list.keys")}}, {html::table(table)}) +
                 pages(visit, chosen, read->work.total);
    return parts_.gate.show(visit, std::move(page));
  }

  DeskParts parts_;
};

}  // namespace

void add_list_pages(http::Router& router, const DeskParts& parts) {
  const auto pages = std::make_shared<ListPages>(parts);
  // Every employee comes in here; who handles no cases goes on to what is theirs.
  add_page(router, parts, pages, {}, http::Method::get, "/balie", "Work list by days left to the promise",
           &ListPages::show);
  add_page(router, parts, pages, case_workers(), http::Method::post, "/balie", "Work list with a filter",
           &ListPages::filter);
}

}  // namespace sas::desk
