#include <memory>

#include "html/components.h"
#include "promises/promises.h"
#include "promises/routes.h"

namespace sas::promises {
namespace {

using html::Html;
using http::Response;
using people::Visit;

class OpinionPages {
 public:
  explicit OpinionPages(const PromiseParts& parts) : parts_(parts) {}

  Result<Response> ask(const Visit& visit) const {
    const auto invitation = find(visit);
    if (!invitation) return fail(Error(invitation.error()));
    if (const auto ended = when_ended(visit, *invitation)) return parts_.gate.show(visit, *ended, invitation->answered_at ? 200 : 410);
    return parts_.gate.show(visit, question(visit, *invitation, {}, {}));
  }

  Result<Response> answer(const Visit& visit) const {
    const auto form = http::read_form(visit.request);
    if (!form) return fail(Error(form.error()));
    const auto invitation = find(visit);
    if (!invitation) return fail(Error(invitation.error()));
    if (const auto ended = when_ended(visit, *invitation)) return parts_.gate.show(visit, *ended, 410);
    const std::string& token = visit.request.param("token");
    const auto number = [&](const char* field) { return static_cast<int>(parse_int(form->fields.get(field).substr(0, 3)).value_or(0)); };
    const NewOpinion opinion{number("mark"), form->fields.get("text"), number("effort")};
    const auto done = parts_.store.write([&](store::WriteTx& tx) { return parts_.satisfaction.give(tx, token, opinion); });
    if (!done && done.error().kind == ErrorKind::invalid) return parts_.gate.show(visit, question(visit, *invitation, opinion, done.error()), 422);
    if (!done && done.error().kind != ErrorKind::gone) return fail(Error(done.error()));
    return http::see_other(visit.url("/mening/" + token));  // which says thank you, or that the link has ended
  }

  Result<Response> list(const Visit& visit) const {
    const auto low = parts_.store.read([&](store::ReadTx& tx) -> Result<std::vector<LowMark>> { return parts_.satisfaction.to_follow_up(tx, visit.viewer); });
    if (!low) return fail(Error(low.error()));
    html::Page page;
    page.title = visit.say("promises.low.title");
    page.face = html::Page::Face::workplace;
    page.index = html::Page::Index::forbid;
    page.width = html::Page::Width::wide;
    page.body = html::heading(1, visit.say("promises.low.title")) + html::lead(visit.say("promises.low.lead"));
    html::Table table;
    table.caption = visit.say("promises.low.caption");
    table.columns = {{visit.say("promises.low.case")}, {visit.say("promises.low.product")}, {visit.say("promises.low.mark"), html::Column::Align::end},
                     {visit.say("promises.low.text")}, {visit.say("promises.low.when")},    {visit.say("promises.low.action")}};
    table.empty_text = visit.say("promises.low.none");
    for (const LowMark& one : *low) table.rows.push_back(low_row(visit, one));
    page.body += html::table(table);
    return parts_.gate.show(visit, std::move(page));
  }

  Result<Response> pick_up(const Visit& visit) const {
    const std::string& id = visit.request.param("id");
    const auto done = parts_.store.write([&](store::WriteTx& tx) { return parts_.satisfaction.follow_up(tx, id, visit.viewer); });
    if (!done) return fail(Error(done.error()));
    return http::see_other(visit.url("/balie/meningen"));
  }

 private:
  Result<Invitation> find(const Visit& visit) const {
    return parts_.store.read([&](store::ReadTx& tx) { return parts_.satisfaction.find(tx, visit.request.param("token")); });
  }

  html::Page plain_page(const std::string& title) const {
    html::Page page;
    page.title = title;
    page.index = html::Page::Index::forbid;
    return page;
  }

  // A link that was used or has expired leads to a page that says so, not to an error.
  std::optional<html::Page> when_ended(const Visit& visit, const Invitation& invitation) const {
    const bool used = invitation.answered_at.has_value();
    if (!used && !parts_.satisfaction.expired(invitation)) return std::nullopt;
    const std::string key = used ? "promises.opinion.thanks" : "promises.opinion.expired";
    html::Page page = plain_page(visit.say(key));
    page.body = html::heading(1, visit.say(key)) + html::paragraph(visit.say(key + "-text", {{"municipality", parts_.municipality}}));
    page.body += html::paragraph(html::link(visit.say("promises.opinion.results"), visit.url("/beloften")));
    return page;
  }

  html::Page question(const Visit& visit, const Invitation& invitation, const std::optional<NewOpinion>& given, const std::optional<Error>& error) const {
    const catalogue::Product* product = parts_.catalogue.find(invitation.product);
    const std::string name = product == nullptr ? invitation.product.text() : product->name.in(visit.language());
    const std::string title = visit.say("promises.opinion.title");
    const std::string mark_error = message(visit, error, "mark");
    const std::string text_error = message(visit, error, "text");
    html::Page page = plain_page(title);
    std::vector<html::FieldMessage> messages;
    if (!mark_error.empty()) messages.push_back({"mark", mark_error});
    if (const std::string wrong = message(visit, error, "effort"); !wrong.empty()) messages.push_back({"effort", wrong});
    if (!text_error.empty()) messages.push_back({"text", text_error});
    if (!messages.empty()) page.state = html::Page::State::has_errors;
    std::optional<int> selected;
    if (given && given->mark >= 1 && given->mark <= 10) selected = given->mark;
    html::Field field{"text", visit.say("promises.opinion.why"), visit.say("promises.opinion.why-hint"), text_error, html::Field::Need::optional};
    const Html fields = html::score_scale(visit.say, "mark", visit.say("promises.opinion.question", {{"product", name}}), selected, mark_error) +
                        effort(visit, given ? given->effort : 0, message(visit, error, "effort")) +
                        html::textarea_field(visit.say, field, {given ? given->text : std::string(), 5, Satisfaction::longest}) +
                        html::button(visit.say("promises.opinion.send"));
    page.body = html::error_summary(visit.say, messages) + html::heading(1, title) + html::lead(visit.say("promises.opinion.lead", {{"municipality", parts_.municipality}}));
    page.body += html::form({visit.url("/mening/" + visit.request.param("token")), visit.csrf_token}, fields);
    return page;
  }

  // Customer effort: it tells sooner than a mark where people get stuck. Nobody has to answer it.
  static Html effort(const Visit& visit, int given, const std::string& error) {
    html::Field field{"effort", visit.say("promises.opinion.effort"), "", error, html::Field::Need::optional};
    std::vector<html::Choice> choices;
    for (int i = 1; i <= 5; ++i) choices.push_back({std::to_string(i), visit.say("promises.opinion.effort-" + std::to_string(i)), ""});
    return html::radio_group(visit.say, field, choices, given == 0 ? std::string() : std::to_string(given));
  }

  static std::string message(const Visit& visit, const std::optional<Error>& error, std::string_view field) {
    if (!error) return {};
    for (const FieldError& one : error->fields)
      if (one.field == field) return visit.say("promises.opinion." + one.code, {{"n", std::to_string(Satisfaction::longest)}});
    return {};
  }

  std::vector<Html> low_row(const Visit& visit, const LowMark& one) const {
    const catalogue::Product* product = parts_.catalogue.find(one.product);
    return {html::link(one.number, visit.url("/balie/zaken/" + one.case_id.text())),
            product == nullptr ? one.product.text() : product->name.in(visit.language()),
            std::to_string(one.mark),
            text_with_themes(visit, one.text),
            html::short_moment(one.answered_at, visit.language()),
            html::form({visit.url("/balie/meningen/" + one.id + "/opgepakt"), visit.csrf_token},
                       html::button(visit.say("promises.low.pick-up", {{"number", one.number}}), html::ButtonKind::secondary))};
  }

  Html text_with_themes(const Visit& visit, const std::string& text) const {
    if (text.empty()) return visit.say("promises.low.no-text");
    Html out = text;
    for (const ThemeFound& found : themes_in(text, parts_.themes))
      out += html::paragraph(html::badge(found.theme->name.in(visit.language())) +
                             Html(" " + visit.say("promises.low.theme-rule", {{"word", found.word}})));
    return out;
  }

  PromiseParts parts_;
};

}  // namespace

void add_opinion_pages(http::Router& router, const PromiseParts& parts) {
  const auto pages = std::make_shared<OpinionPages>(parts);
  const std::vector<people::Role> roles{people::Role::desk, people::Role::handler, people::Role::manager};
  using enum http::Method;
  add_route(router, get, "/mening/{token}", "The question after a decision", parts.gate.anyone([pages](const Visit& v) { return pages->ask(v); }));
  add_route(router, post, "/mening/{token}", "Gives a mark", parts.gate.anyone([pages](const Visit& v) { return pages->answer(v); }));
  add_route(router, get, "/balie/meningen", "Low marks to follow up", parts.gate.staff(roles, [pages](const Visit& v) { return pages->list(v); }));
  add_route(router, post, "/balie/meningen/{id}/opgepakt", "Picks up a low mark", parts.gate.staff(roles, [pages](const Visit& v) { return pages->pick_up(v); }));
}

}  // namespace sas::promises
