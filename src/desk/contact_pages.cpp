#include <algorithm>

#include "base/text.h"
#include "cases/queries.h"
#include "desk/looked.h"
#include "desk/moment_form.h"
#include "desk/routes.h"
#include "forms/prefill.h"
#include "html/components.h"

namespace sas::desk {
namespace {

using html::Html;
using http::Response;
using people::Visit;

std::optional<catalogue::ChannelKind> caller_channel(std::string_view text) {
  if (text == "phone") return catalogue::ChannelKind::phone;
  if (text == "desk") return catalogue::ChannelKind::desk;
  return std::nullopt;
}

std::string step_url(const Visit& visit, const DraftId& draft, const forms::Question* next) {
  return visit.url("/formulier/" + draft.text() + "/" + (next == nullptr ? std::string("controle") : next->id));
}

class ContactPages {
 public:
  explicit ContactPages(const DeskParts& parts) : parts_(parts) {}

  Result<Response> show(const Visit& visit) const { return page(visit, nullptr, 200); }

  Result<Response> add(const Visit& visit) const {
    const auto form = http::read_form(visit.request);
    if (!form) return fail(Error(form.error()));
    const auto done = parts_.store.write([&](store::WriteTx& tx) -> Result<Done> {
      auto fresh = read_moment(form->fields);
      if (!fresh) return fail(std::move(fresh));
      if (auto about = set_subject(tx, form->fields, visit, *fresh); !about) return about;
      if (auto added = parts_.moments.add(tx, *fresh, visit.viewer); !added) return fail(std::move(added));
      return Done{};
    });
    if (done) return http::see_other(visit.url("/balie/contact") + "?gedaan=contact");
    return again(visit, form->fields, done.error());
  }

  Result<Response> called(const Visit& visit) const {
    const auto done = parts_.store.write([&](store::WriteTx& tx) {
      return parts_.moments.mark_called_back(tx, visit.request.param("id"), visit.viewer);
    });
    if (!done && done.error().code != "called-back-already") return fail(Error(done.error()));
    return http::see_other(visit.url("/balie/contact") + "?gedaan=called");
  }

  Result<Response> start(const Visit& visit) const {
    const auto form = http::read_form(visit.request);
    if (!form) return fail(Error(form.error()));
    const auto channel = caller_channel(form->fields.get("kanaal"));
    const ProductId product(form->fields.get("formulier"));
    const forms::Definition* definition = definition_of(product);
    if (!channel || definition == nullptr)
      return again(visit, form->fields,
                   Error{ErrorKind::invalid,
                         "form-invalid",
                         "",
                         {{definition == nullptr ? "formulier" : "kanaal", "choose-one"}}});
    const PersonId person(form->fields.get("persoon"));
    const auto started = parts_.store.write([&](store::WriteTx& tx) {
      return person.empty() ? parts_.drafts.start(tx, product, visit.language(), *channel, visit.viewer, {})
                            : start_for(tx, visit, person, *definition, *channel);
    });
    if (!started && started.error().code == "reason-missing")
      return http::see_other(visit.url("/balie/personen/" + person.text()));
    if (!started) return fail(Error(started.error()));
    return http::see_other(step_url(visit, started->id, forms::first_open(*definition, {})));
  }

  Result<Response> resume(const Visit& visit) const {
    const auto form = http::read_form(visit.request);
    if (!form) return fail(Error(form.error()));
    const auto channel = caller_channel(form->fields.get("kanaal-code"));
    if (!channel)
      return again(visit, form->fields, Error{ErrorKind::invalid, "form-invalid", "", {{"kanaal-code", "choose-one"}}});
    if (!parts_.may_try_code(visit.request)) return fail(ErrorKind::too_many, "too-many-tries");
    const auto draft = parts_.store.write([&](store::WriteTx& tx) {
      return parts_.drafts.resume_for(tx, form->fields.get("code"), visit.viewer, *channel);
    });
    if (!draft && draft.error().code == "code-unknown")
      return again(visit, form->fields, Error{ErrorKind::invalid, "form-invalid", "", {{"code", "code-unknown"}}});
    if (!draft) return fail(Error(draft.error()));
    const forms::Definition* definition = definition_of(draft->product);
    if (definition == nullptr) return fail(ErrorKind::gone, "form-unknown");
    return http::see_other(step_url(visit, draft->id, forms::first_open(*definition, draft->answers)));
  }

 private:
  const forms::Definition* definition_of(const ProductId& product) const {
    const auto at = std::find_if(parts_.definitions.begin(), parts_.definitions.end(),
                                 [&](const forms::Definition& d) { return d.product == product; });
    return at == parts_.definitions.end() ? nullptr : &*at;
  }

  // What we know of the person is filled in, so the employee must have said why they look.
  Result<forms::Started> start_for(store::WriteTx& tx, const Visit& visit, const PersonId& id,
                                   const forms::Definition& definition, catalogue::ChannelKind channel) const {
    const auto person = people::find_person(tx, id);
    if (!person) return fail(Error(person.error()));
    if (!gave_reason(parts_, tx, id, visit.viewer)) return fail(ErrorKind::forbidden, "reason-missing");
    auto started = parts_.drafts.start(tx, definition.product, visit.language(), channel, visit.viewer,
                                       forms::prefilled(definition, *person));
    if (!started) return started;
    if (auto tied = parts_.drafts.attach(tx, started->id, visit.viewer, id); !tied) return fail(std::move(tied));
    return started;
  }

  // A case number ties the moment to that case, its product and its person.
  Result<Done> set_subject(store::ReadTx& tx, const http::Fields& fields, const Visit& visit,
                           contact::NewMoment& fresh) const {
    const ProductId product(fields.get("product"));
    if (parts_.catalogue.find(product) != nullptr) fresh.product = product;
    const std::string number(trim(fields.get("zaaknummer")));
    if (number.empty()) return Done{};
    const auto c = cases::find_case_by_number(tx, number, visit.viewer);
    if (!c) return fail(Error{ErrorKind::invalid, "form-invalid", "", {{"zaaknummer", "case-number-unknown"}}});
    fresh.case_id = c->id;
    fresh.product = c->product;
    fresh.person = c->person;
    return Done{};
  }

  Result<Response> again(const Visit& visit, const http::Fields& fields, const Error& error) const {
    if (error.kind != ErrorKind::invalid) return fail(Error(error));
    const Attempt attempt{fields, error.fields};
    return page(visit, &attempt, 422);
  }

  Html calls(const Visit& visit, const std::vector<contact::Moment>& waiting) const {
    const Date today = local_date(parts_.clock.now());
    html::Table table;
    table.caption = visit.say("desk.calls.title");
    for (const char* column : {"by", "question", "case", "done"})
      table.columns.push_back({visit.say("desk.calls." + std::string(column)), html::Column::Align::start});
    table.empty_text = visit.say("desk.calls.none");
    for (const contact::Moment& m : waiting) {
      const html::Tone tone = *m.call_back_by < today    ? html::Tone::error
                              : *m.call_back_by == today ? html::Tone::warning
                                                         : html::Tone::neutral;
      Html about;
      if (!m.case_id.empty())
        about += html::link(visit.say("desk.calls.to-case"), visit.url("/balie/zaken/" + m.case_id.text()));
      if (!m.person.empty())
        about +=
            Html(" ") + html::link(visit.say("desk.calls.to-person"), visit.url("/balie/personen/" + m.person.text()));
      table.rows.push_back({html::badge(html::short_date(*m.call_back_by, visit.language()), tone), Html(m.question),
                            about,
                            html::form({visit.url("/balie/contact/gebeld/" + m.id), visit.csrf_token},
                                       html::button(visit.say("desk.calls.button"), html::ButtonKind::secondary))});
    }
    return html::section("terugbellen", visit.say("desk.calls.title"), html::table(table));
  }

  Html register_form(const Visit& visit, const Attempt* attempt) const {
    std::vector<html::Choice> products{{"", visit.say("desk.contact.other"), ""}};
    for (const catalogue::Product& p : parts_.catalogue.products)
      products.push_back({p.id.text(), p.name.in(visit.language()), ""});
    html::Field number = field_of(visit.say, attempt, "zaaknummer", "case-number");
    number.need = html::Field::Need::optional;
    Html content = html::select_field(visit.say, field_of(visit.say, attempt, "product", "product"), products,
                                      typed(attempt, "product"));
    content += html::text_field(
        visit.say, number, {typed(attempt, "zaaknummer"), html::InputKind::text, html::InputWidth::short_text, "off"});
    content += moment_fields(visit.say, attempt) + html::button(visit.say("desk.contact.button"));
    return html::section("vastleggen", visit.say("desk.contact.title"),
                         html::form({visit.url("/balie/contact"), visit.csrf_token}, content));
  }

  static std::vector<html::Choice> channels(const Visit& visit) {
    return {{"phone", visit.say("desk.channel.phone"), ""}, {"desk", visit.say("desk.channel.desk"), ""}};
  }

  Html caller_forms(const Visit& visit, const Attempt* attempt) const {
    std::vector<html::Choice> all;
    for (const forms::Definition& d : parts_.definitions)
      if (const auto* p = parts_.catalogue.find(d.product))
        all.push_back({p->id.text(), p->name.in(visit.language()), ""});
    Html begin = html::select_field(visit.say, field_of(visit.say, attempt, "formulier", "form"), all,
                                    typed(attempt, "formulier"));
    begin += html::radio_group(visit.say, field_of(visit.say, attempt, "kanaal", "caller"), channels(visit),
                               typed(attempt, "kanaal", "phone")) +
             html::button(visit.say("desk.caller.start"));
    Html finish = html::text_field(visit.say, field_of(visit.say, attempt, "code", "code"),
                                   {"", html::InputKind::code, html::InputWidth::short_text});
    finish += html::radio_group(visit.say, field_of(visit.say, attempt, "kanaal-code", "caller"), channels(visit),
                                typed(attempt, "kanaal-code", "phone")) +
              html::button(visit.say("desk.caller.resume"));
    return html::section(
               "formulier-beginnen", visit.say("desk.caller.title"),
               html::paragraph(visit.say("desk.caller.find-first")) +
                   html::link_list({{visit.say("desk.search.title"), visit.url("/balie/zoeken")},
                                    {visit.say("desk.visit.new-unknown"), visit.url("/balie/afspraken/nieuw")}}) +
                   html::form({visit.url("/balie/contact/formulier"), visit.csrf_token}, begin)) +
           html::section("formulier-afmaken", visit.say("desk.caller.resume-title"),
                         html::paragraph(visit.say("desk.caller.resume-how")) +
                             html::form({visit.url("/balie/contact/verder"), visit.csrf_token}, finish));
  }

  Result<Response> page(const Visit& visit, const Attempt* attempt, int status) const {
    const auto waiting = parts_.store.read([&](store::ReadTx& tx) -> Result<std::vector<contact::Moment>> {
      return parts_.moments.to_call_back(tx, visit.viewer, 100);
    });
    if (!waiting) return fail(Error(waiting.error()));
    html::Page page = desk_page(visit, visit.say("desk.contact.page"));
    if (attempt != nullptr) {
      page.state = html::Page::State::has_errors;
      page.body = faults_of(visit.say, attempt) + page.body;
    }
    const std::string done = "desk.done." + visit.request.query.get("gedaan");
    if (visit.request.query.has("gedaan") && visit.say.texts.has(done))
      page.body += html::alert(visit.say, html::AlertKind::ok, "", html::paragraph(visit.say(done)));
    page.body += calls(visit, *waiting) + register_form(visit, attempt) + caller_forms(visit, attempt);
    return parts_.gate.show(visit, std::move(page), status);
  }

  DeskParts parts_;
};

}  // namespace

void add_contact_pages(http::Router& router, const DeskParts& parts) {
  using enum http::Method;
  const auto pages = std::make_shared<ContactPages>(parts);
  add_page(router, parts, pages, case_workers(), get, "/balie/contact", "Contact moments and calls to make",
           &ContactPages::show);
  add_page(router, parts, pages, case_workers(), post, "/balie/contact", "Register a contact moment",
           &ContactPages::add);
  add_page(router, parts, pages, case_workers(), post, "/balie/contact/gebeld/{id}", "Somebody was called back",
           &ContactPages::called);
  add_page(router, parts, pages, case_workers(), post, "/balie/contact/formulier", "Begin a form with a caller",
           &ContactPages::start);
  add_page(router, parts, pages, case_workers(), post, "/balie/contact/verder", "Go on with the form of a caller",
           &ContactPages::resume);
}

}  // namespace sas::desk
