#include <algorithm>

#include "forms/form_context.h"
#include "html/components.h"

namespace sas::forms {
namespace {

using html::Html;
using http::Response;
using people::Visit;

std::string cookie_name(const std::string& draft_id) {
  return "form_" + draft_id.substr(draft_id.size() - std::min<std::size_t>(draft_id.size(), 12));
}

class EndPages {
 public:
  explicit EndPages(const FormParts& parts) : parts_(parts) {}

  Result<Response> check(const Visit& visit) const {
    auto open = open_form(parts_, visit);
    if (!open) return fail(std::move(open));
    if (open->sent()) return http::see_other(open->url(visit, "ontvangst"));
    if (const Question* first = first_open(*open->definition, open->draft.answers))
      return http::see_other(open->url(visit, first->id));
    return check_page(visit, *open, nullptr, 200);
  }

  Result<Response> send(const Visit& visit) const {
    auto open = open_form(parts_, visit);
    if (!open) return fail(std::move(open));
    const auto sent = parts_.store.write([&](store::WriteTx& tx) -> Result<Drafts::Sent> {
      auto done = parts_.drafts.send(tx, open->draft.id, key_of(visit), *open->definition, parts_.cases);
      if (!done || done->turn == Drafts::Sent::Turn::again) return done;
      if (auto booked = book(tx, *open, *done, visit); !booked) return fail(std::move(booked));
      return done;
    });
    if (!sent && sent.error().code == "form-incomplete") return http::see_other(open->url(visit, "controle"));
    if (!sent && sent.error().code == "slot-taken")
      return http::see_other(open->url(visit, appointment_question(*open)));
    if (!sent) return fail(Error(sent.error()));
    parts_.wake_jobs();
    return http::see_other(open->url(visit, "ontvangst"));
  }

  Result<Response> receipt(const Visit& visit) const {
    auto open = open_form(parts_, visit);
    if (!open) return fail(std::move(open));
    if (!open->sent()) return http::see_other(open->url(visit, "controle"));
    struct Read {
      cases::Case c;
      std::vector<contact::Appointment> appointments;
    };
    const auto read = parts_.store.read([&](store::ReadTx& tx) -> Result<Read> {
      auto c = cases::find_case(tx, open->draft.case_id, people::system_viewer());
      if (!c) return fail(std::move(c));
      return Read{std::move(*c), parts_.appointments.of_case(tx, open->draft.case_id)};
    });
    if (!read) return fail(Error(read.error()));
    return receipt_page(visit, *open, read->c, read->appointments);
  }

  Result<Response> keep(const Visit& visit) const {
    auto open = open_form(parts_, visit);
    if (!open) return fail(std::move(open));
    if (open->sent()) return http::see_other(open->url(visit, "ontvangst"));
    html::Page page = form_page(visit, *open, visit.say("forms.keep.title"));
    page.body += html::heading(1, visit.say("forms.keep.title"));
    const std::string until = html::long_date(local_date(open->draft.expires_at), visit.language());
    if (!open->draft.person.empty()) {
      page.body += html::paragraph(visit.say("forms.keep.mine", {{"date", until}}));
    } else {
      const auto code = parts_.store.write(
          [&](store::WriteTx& tx) { return parts_.drafts.new_code(tx, open->draft.id, key_of(visit)); });
      if (!code) return fail(Error(code.error()));
      page.body += html::paragraph(visit.say("forms.keep.how", {{"date", until}})) +
                   html::reference_box(visit.say, visit.say("forms.keep.code"), *code);
      page.body += html::paragraph(visit.say("forms.keep.by-phone"));
    }
    const Question* next = first_open(*open->definition, open->draft.answers);
    page.body +=
        html::link_button(visit.say("forms.keep.go-on"), open->url(visit, next == nullptr ? "controle" : next->id),
                          html::ButtonKind::secondary);
    return parts_.gate.show(visit, std::move(page));
  }

  Result<Response> resume_page(const Visit& visit, const Error* error, int status) const {
    html::Page page;
    page.title = visit.say("forms.resume.title");
    page.index = html::Page::Index::forbid;
    page.breadcrumbs = {{visit.say("forms.home"), visit.url("/")}};
    if (error != nullptr) page.state = html::Page::State::has_errors;
    if (error != nullptr) page.body += html::error_summary(visit.say, html::messages_of(visit.say, *error));
    html::Field field;
    field.name = "code";
    field.label = visit.say("forms.resume.code");
    field.description = visit.say("forms.resume.hint");
    if (error != nullptr) field.error = html::message_for(visit.say, *error, "code");
    page.body += html::heading(1, visit.say("forms.resume.title"));
    page.body +=
        html::form({visit.url("/verder"), visit.csrf_token},
                   html::text_field(visit.say, field, {"", html::InputKind::code, html::InputWidth::short_text}) +
                       html::button(visit.say("forms.resume.button")));
    page.body += html::paragraph(visit.say("forms.resume.logged-in"));
    return parts_.gate.show(visit, std::move(page), status);
  }

  Result<Response> resume(const Visit& visit) const {
    const auto form = http::read_form(visit.request);
    if (!form) return fail(Error(form.error()));
    if (!parts_.may_try_code(visit.request)) return fail(ErrorKind::too_many, "too-many-tries");
    struct Found {
      Started started;
      Draft draft;
    };
    const auto found = parts_.store.write([&](store::WriteTx& tx) -> Result<Found> {
      auto started = parts_.drafts.resume(tx, form->fields.get("code"));
      if (!started) return fail(std::move(started));
      auto draft = parts_.drafts.find(tx, started->id, Key{started->token, {}});
      if (!draft) return fail(std::move(draft));
      return Found{std::move(*started), std::move(*draft)};
    });
    if (!found) {
      const Error shown{ErrorKind::invalid, "form-invalid", "", {{"code", "code-unknown"}}};
      return resume_page(visit, &shown, 422);
    }
    const Definition* definition = definition_of(parts_, found->draft.product);
    if (definition == nullptr) return fail(ErrorKind::gone, "form-unknown");
    const Question* next = first_open(*definition, found->draft.answers);
    Response response = http::see_other(visit.url("/formulier/" + found->draft.id.text() + "/" +
                                                  (next == nullptr ? std::string("controle") : next->id)));
    return response.with("Set-Cookie", draft_cookie(parts_, found->started));
  }

  Result<Response> remove(const Visit& visit) const {
    const auto removed = parts_.store.write([&](store::WriteTx& tx) {
      return parts_.drafts.remove(tx, DraftId(visit.request.param("id")), key_of(visit));
    });
    if (!removed) return fail(Error(removed.error()));
    return http::see_other(visit.url(visit.viewer.kind == people::ViewerKind::resident ? "/mijn" : "/"));
  }

 private:
  static std::string appointment_question(const OpenForm& open) {
    for (const Question& q : open.definition->questions)
      if (q.kind == Kind::appointment) return q.id;
    return "controle";
  }

  // A form with an appointment takes the place it held; when the ten minutes are over it is asked for again, if it is
  // still free.
  Result<Done> book(store::WriteTx& tx, const OpenForm& open, const Drafts::Sent& sent, const Visit& visit) const {
    const Draft& draft = open.draft;
    for (const Question* q : asked(*open.definition, sent.answers)) {
      const json::Value* answer = sent.answers.if_contains(q->id);
      if (q->kind != Kind::appointment || answer == nullptr || !answer->is_object()) continue;
      auto booked = parts_.visits.book_held(tx, draft.id, sent.case_id, draft.person,
                                            {json::text_at(answer->get_object(), "code"), draft.channel}, visit.viewer);
      if (booked) return booked;
      const auto again =
          parts_.appointments.hold(tx, q->purpose, from_millis(json::int_at(answer->get_object(), "start")), draft.id);
      if (!again) return fail(ErrorKind::conflict, "slot-taken");
      return parts_.visits.book_held(tx, draft.id, sent.case_id, draft.person, {again->code, draft.channel},
                                     visit.viewer);
    }
    return Done{};
  }

  Result<Response> check_page(const Visit& visit, const OpenForm& open, const Error* error, int status) const {
    html::Page page = form_page(visit, open, visit.say("forms.check.title"));
    if (error != nullptr) page.body += html::error_summary(visit.say, html::messages_of(visit.say, *error));
    const auto all = asked(*open.definition, open.draft.answers);
    page.body += html::step_indicator(visit.say, static_cast<int>(all.size()) + 1, static_cast<int>(all.size()) + 1,
                                      visit.say("forms.check.step"));
    page.body += html::heading(1, visit.say("forms.check.title"));
    std::vector<html::Answer> rows;
    for (const Question* q : all)
      rows.push_back({q->short_name.in(visit.language()), shown(*q, open.draft.answers.at(q->id), visit.language()),
                      open.url(visit, q->id) + "?terug=controle"});
    page.body += html::summary_list(visit.say, rows);
    page.body += promise(visit, *open.product);
    page.body += html::paragraph(visit.say("forms.check.sending"));
    page.body +=
        html::form({open.url(visit, "verzenden"), visit.csrf_token}, html::button(visit.say("forms.check.send")));
    page.body += html::link_list({{visit.say("forms.save"), open.url(visit, "bewaren")}});
    return parts_.gate.show(visit, std::move(page), status);
  }

  Html promise(const Visit& visit, const catalogue::Product& product) const {
    const catalogue::Promise* promise = product.promise_on(local_date(parts_.clock.now()));
    if (promise == nullptr) return {};
    return html::promise_box(visit.say, {promise->text.in(visit.language()), std::nullopt, visit.url("/beloften")});
  }

  // The one moment at which the code is shown: only its hash is kept with the appointment.
  static Html code_of(const Visit& visit, const OpenForm& open) {
    for (const auto& item : open.draft.answers)
      if (item.value().is_object())
        if (const std::string code = json::text_at(item.value().get_object(), "code"); !code.empty())
          return html::paragraph(visit.say("forms.receipt.appointment-code", {{"code", code}}));
    return {};
  }

  Result<Response> receipt_page(const Visit& visit, const OpenForm& open, const cases::Case& c,
                                const std::vector<contact::Appointment>& appointments) const {
    const Language l = visit.language();
    html::Page page = form_page(visit, open, visit.say("forms.receipt.title"));
    page.body +=
        html::alert(visit.say, html::AlertKind::ok, visit.say("forms.receipt.title"),
                    html::paragraph(visit.say("forms.receipt.got", {{"product", open.product->name.in(l)},
                                                                    {"moment", html::long_moment(c.received_at, l)}})),
                    1);
    page.body += html::reference_box(visit.say, visit.say("forms.receipt.number"), c.number);
    for (const contact::Appointment& a : appointments)
      page.body += html::section("afspraak", visit.say("forms.receipt.appointment"),
                                 html::paragraph(html::strong(html::long_moment(a.start, l))) + code_of(visit, open) +
                                     html::link(visit.say("forms.receipt.appointment-change"), visit.url("/afspraak")));
    Html what = html::paragraph(visit.say("forms.receipt.when", {{"date", html::long_date(c.promised_day, l)},
                                                                 {"team", open.product->case_type.team.in(l)}}));
    const std::string ready = parts_.ready_case ? parts_.ready_case(visit.say, c) : std::string();
    if (!ready.empty()) what += html::paragraph(ready);
    what += html::details(visit.say("forms.receipt.why"), html::paragraph(c.promised_why(l) + "."));
    what += html::paragraph(visit.say(c.contact.email.empty() ? "forms.receipt.no-mail" : "forms.receipt.mail"));
    page.body += html::section("hierna", visit.say("forms.receipt.next"), what);
    Html change = html::paragraph(visit.say("forms.receipt.add", {{"number", c.number}}));
    if (!c.person.empty())
      change += html::link_button(visit.say("forms.receipt.follow"), visit.url("/mijn/zaken/" + c.id.text()));
    page.body += html::section("aanvullen", visit.say("forms.receipt.change"), change);
    return parts_.gate.show(visit, std::move(page));
  }

  FormParts parts_;
};

}  // namespace

const Definition* definition_of(const FormParts& parts, const ProductId& product) {
  const auto at = std::find_if(parts.definitions.begin(), parts.definitions.end(),
                               [&](const Definition& d) { return d.product == product; });
  return at == parts.definitions.end() ? nullptr : &*at;
}

Key key_of(const Visit& visit) {
  return Key{visit.request.cookie(cookie_name(visit.request.param("id"))), visit.viewer};
}

Result<OpenForm> open_form(const FormParts& parts, const Visit& visit) {
  const DraftId id(visit.request.param("id"));
  if (!is_uuid(id.text())) return fail(ErrorKind::not_found, "draft-not-found");
  auto draft = parts.store.read([&](store::ReadTx& tx) { return parts.drafts.find(tx, id, key_of(visit)); });
  if (!draft) return fail(std::move(draft));
  const Definition* definition = definition_of(parts, draft->product);
  const catalogue::Product* product = parts.catalogue.find(draft->product);
  if (definition == nullptr || product == nullptr) return fail(ErrorKind::gone, "form-unknown");
  return OpenForm{std::move(*draft), definition, product};
}

std::string draft_cookie(const FormParts& parts, const Started& started) {
  return http::set_cookie(cookie_name(started.id.text()), started.token,
                          {std::chrono::hours{24 * 30}, "/", parts.cookies == FormParts::Cookies::secure});
}

html::Page form_page(const Visit& visit, const OpenForm& open, const std::string& title) {
  html::Page page;
  page.title = title;
  page.index = html::Page::Index::forbid;
  page.breadcrumbs = {{visit.say("forms.home"), visit.url("/")},
                      {open.product->name.in(visit.language()), visit.url("/producten/" + open.product->id.text())}};
  if (visit.viewer.kind == people::ViewerKind::staff) page.face = html::Page::Face::workplace;
  return page;
}

void add_form_end_pages(http::Router& router, const FormParts& parts) {
  using enum http::Method;
  const auto pages = std::make_shared<EndPages>(parts);
  const people::Gate& gate = parts.gate;
  const auto add = [&](http::Method method, const char* pattern, const char* summary, http::Handler handler) {
    http::Route route;
    route.method = method;
    route.pattern = pattern;
    route.summary = summary;
    route.handler = std::move(handler);
    router.add(std::move(route));
  };
  add(get, "/formulier/{id}/controle", "Check what was answered",
      gate.anyone([pages](const Visit& v) { return pages->check(v); }));
  add(post, "/formulier/{id}/verzenden", "Send a form, exactly once",
      gate.anyone([pages](const Visit& v) { return pages->send(v); }));
  add(get, "/formulier/{id}/ontvangst", "Receipt", gate.anyone([pages](const Visit& v) { return pages->receipt(v); }));
  add(get, "/formulier/{id}/bewaren", "Keep a form for later",
      gate.anyone([pages](const Visit& v) { return pages->keep(v); }));
  add(post, "/formulier/{id}/weggooien", "Throw a form away",
      gate.anyone([pages](const Visit& v) { return pages->remove(v); }));
  add(get, "/verder", "Go on with a kept form",
      gate.anyone([pages](const Visit& v) { return pages->resume_page(v, nullptr, 200); }));
  add(post, "/verder", "Go on with a kept form", gate.anyone([pages](const Visit& v) { return pages->resume(v); }));
}

}  // namespace sas::forms
