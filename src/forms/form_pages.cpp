#include "forms/form_pages.h"

#include <algorithm>

#include "cases/documents.h"
#include "forms/form_context.h"
#include "forms/prefill.h"
#include "forms/question_page.h"
#include "html/components.h"
#include "people/person.h"

namespace sas::forms {
namespace {

using html::Html;
using http::Response;
using people::Visit;

Html form_of(const Visit& visit, const std::string& action, html::FormSpec::Encoding encoding, Html content) {
  return html::form({action, visit.csrf_token, encoding}, std::move(content));
}

// The way in: log in or not, on with a saved form, or another channel.
class StartPages {
 public:
  explicit StartPages(const FormParts& parts) : parts_(parts) {}

  Result<Response> show(const Visit& visit) const {
    const auto product = product_of(visit);
    if (!product) return fail(Error(product.error()));
    const catalogue::Product& p = **product;
    html::Page page;
    page.title = visit.say("forms.start.title", {{"product", p.name.in(visit.language())}});
    page.index = html::Page::Index::forbid;
    page.breadcrumbs = {{visit.say("forms.home"), visit.url("/")},
                        {p.name.in(visit.language()), visit.url("/producten/" + p.id.text())}};
    page.body = html::heading(1, visit.say("forms.start.title", {{"product", p.name.in(visit.language())}}));
    std::vector<Html> needs;
    for (const Bilingual& need : p.needs) needs.emplace_back(need.in(visit.language()));
    page.body += html::section("nodig", visit.say("forms.start.needs"), html::bullet_list(needs));
    page.body += html::paragraph(visit.say("forms.start.pause"));
    page.body += ways_in(visit, p);
    page.body += html::section("anders", visit.say("forms.start.other"), other_channels(visit, p));
    return parts_.gate.show(visit, std::move(page));
  }

  Result<Response> start(const Visit& visit) const {
    const auto product = product_of(visit);
    if (!product) return fail(Error(product.error()));
    const catalogue::Product& p = **product;
    const Definition* definition = definition_of(parts_, p.id);
    if (definition == nullptr) return fail(ErrorKind::not_found, "form-unknown", p.id.text());
    if (needs_login(p) && visit.viewer.kind != people::ViewerKind::resident)
      return http::see_other(visit.url("/inloggen") + "?terug=" + url_encode(begin_path(visit, p)));
    // Wdo: the level belongs to the product. Somebody may be logged in with less.
    if (needs_login(p) && visit.viewer.level < static_cast<int>(p.login.level))
      return fail(ErrorKind::forbidden, "level-too-low", p.id.text());
    if (!p.login.representation && !visit.concerned_name.empty())
      return fail(ErrorKind::forbidden, "only-for-yourself", p.id.text());
    auto started = parts_.store.write([&](store::WriteTx& tx) -> Result<Started> {
      Answers known;
      if (visit.viewer.kind == people::ViewerKind::resident)
        if (const auto person = people::find_person(tx, visit.viewer.concerned))
          known = prefilled(*definition, *person);
      known = with_subject(*definition, std::move(known), subject_of(visit));
      return parts_.drafts.start(tx, p.id, visit.language(), catalogue::ChannelKind::digital, visit.viewer, known);
    });
    if (!started) return fail(std::move(started));
    Response response =
        http::see_other(visit.url("/formulier/" + started->id.text() + "/" + definition->questions.front().id));
    return response.with("Set-Cookie", draft_cookie(parts_, *started));
  }

 private:
  Result<const catalogue::Product*> product_of(const Visit& visit) const {
    const catalogue::Product* product = parts_.catalogue.find(ProductId(visit.request.param("slug")));
    if (product == nullptr) return fail(ErrorKind::not_found, "product-unknown");
    return product;
  }

  static bool needs_login(const catalogue::Product& p) { return !p.login.anonymous; }

  // What the page was about that led here, e.g. a data set; it goes along through the login.
  static std::string subject_of(const Visit& visit) { return visit.request.query.get("over"); }
  static std::string begin_path(const Visit& visit, const catalogue::Product& p) {
    const std::string subject = subject_of(visit);
    return "/producten/" + p.id.text() + "/aanvragen" + (subject.empty() ? "" : "?over=" + url_encode(subject));
  }

  Html start_button(const Visit& visit, const catalogue::Product& p, std::string_view label) const {
    return form_of(visit, visit.url(begin_path(visit, p)), html::FormSpec::Encoding::plain, html::button(label));
  }

  Html ways_in(const Visit& visit, const catalogue::Product& p) const {
    if (visit.viewer.kind == people::ViewerKind::resident) {
      const std::string whom = visit.concerned_name.empty() ? visit.name : visit.concerned_name;
      return html::section("begin", visit.say("forms.start.begin"),
                           html::paragraph(visit.say("forms.start.as", {{"name", whom}})) +
                               start_button(visit, p, visit.say("forms.start.button")));
    }
    const std::string back = "?terug=" + url_encode(begin_path(visit, p));
    std::vector<Html> buttons;
    if (p.login.digid)
      buttons.push_back(html::link_button(visit.say("forms.start.digid"), visit.url("/inloggen/digid") + back));
    if (p.login.eherkenning)
      buttons.push_back(html::link_button(visit.say("forms.start.eherkenning"),
                                          visit.url("/inloggen/eherkenning") + back,
                                          p.login.digid ? html::ButtonKind::secondary : html::ButtonKind::primary));
    Html content = html::paragraph(visit.say(p.login.anonymous ? "forms.start.login-saves" : "forms.start.login-why")) +
                   html::button_group(buttons);
    if (p.login.anonymous)
      content += html::paragraph(visit.say("forms.start.without")) +
                 start_button(visit, p, visit.say("forms.start.without-button"));
    if (p.login.representation)
      content +=
          html::details(visit.say("forms.start.for-other"), html::paragraph(visit.say("forms.start.for-other-how")));
    return html::section("begin", visit.say("forms.start.begin"), content);
  }

  static Html other_channels(const Visit& visit, const catalogue::Product& p) {
    std::vector<Html> ways;
    for (const catalogue::Channel& channel : p.channels)
      if (channel.kind != catalogue::ChannelKind::digital) ways.emplace_back(channel.how.in(visit.language()));
    ways.push_back(html::link(visit.say("forms.start.resume"), visit.url("/verder")));
    return html::bullet_list(ways);
  }

  FormParts parts_;
};

// One question a page.
class QuestionPages {
 public:
  explicit QuestionPages(const FormParts& parts) : parts_(parts) {}

  Result<Response> show(const Visit& visit) const {
    auto open = open_form(parts_, visit);
    if (!open) return fail(std::move(open));
    if (open->sent()) return http::see_other(open->url(visit, "ontvangst"));
    const Question* q = open->definition->find(visit.request.param("vraag"));
    if (q == nullptr || !is_asked(*open->definition, *q, open->draft.answers))
      return fail(ErrorKind::not_found, "question-unknown");
    return page(visit, *open, *q, nullptr, 200);
  }

  Result<Response> answer(const Visit& visit) const {
    auto open = open_form(parts_, visit);
    if (!open) return fail(std::move(open));
    if (open->sent()) return http::see_other(open->url(visit, "ontvangst"));
    const Question* q = open->definition->find(visit.request.param("vraag"));
    if (q == nullptr || !is_asked(*open->definition, *q, open->draft.answers))
      return fail(ErrorKind::not_found, "question-unknown");
    auto form = http::read_form(visit.request);
    if (!form) return fail(std::move(form));
    Attempt attempt{form->fields, {}, {}, Attempt::AddressBy::look_up};
    const auto done = take(visit, *open, *q, *form, attempt);
    if (done) return http::see_other(next_url(visit, *open, *q, form->fields));
    if (done.error().kind != ErrorKind::invalid && done.error().kind != ErrorKind::too_large)
      return fail(Error(done.error()));
    attempt.error = done.error();
    return page(visit, *open, *q, &attempt, 422);
  }

  Result<Response> remove_file(const Visit& visit) const {
    auto open = open_form(parts_, visit);
    if (!open) return fail(std::move(open));
    const Question* q = open->definition->find(visit.request.param("vraag"));
    if (q == nullptr) return fail(ErrorKind::not_found, "question-unknown");
    const auto done = parts_.store.write([&](store::WriteTx& tx) {
      return parts_.drafts.remove_file(tx, open->draft.id, key_of(visit), *q, visit.request.param("bestand"));
    });
    if (!done) return fail(Error(done.error()));
    return http::see_other(open->url(visit, q->id));
  }

 private:
  Result<Done> keep(const Visit& visit, const OpenForm& open, const Question& q, const json::Value& value) const {
    return parts_.store.write(
        [&](store::WriteTx& tx) { return parts_.drafts.answer(tx, open.draft.id, key_of(visit), q.id, value); });
  }

  Result<Done> take(const Visit& visit, const OpenForm& open, const Question& q, const http::Form& form,
                    Attempt& attempt) const {
    if (q.kind == Kind::file) return take_file(visit, open, q, form);
    if (q.kind == Kind::appointment) return take_appointment(visit, open, q, form.fields);
    auto value = read_answer(q, form.fields, local_date(parts_.clock.now()));
    if (!value) return fail(std::move(value));
    if (q.kind == Kind::address && value->is_object()) {
      if (const json::Object* known = same_address(open.draft.answers, q, value->get_object()))
        return keep(visit, open, q, json::Value(*known));
      auto found = complete_address(visit, q, form.fields, value->get_object(), attempt);
      if (!found) return fail(std::move(found));
    }
    return keep(visit, open, q, *value);
  }

  // The address we filled in ourselves, or looked up before, when nothing of it was changed: it is known already.
  static const json::Object* same_address(const Answers& answers, const Question& q, const json::Object& typed) {
    const json::Value* stored = answers.if_contains(q.id);
    const json::Object* known = stored == nullptr ? nullptr : stored->if_object();
    if (known == nullptr || json::text_at(*known, "street").empty() || typed.if_contains("street") != nullptr)
      return nullptr;
    for (const char* part : {"postcode", "letter", "addition"})
      if (fold(json::text_at(*known, part)) != fold(json::text_at(typed, part))) return nullptr;
    return json::int_at(*known, "number") == json::int_at(typed, "number") ? known : nullptr;
  }

  static Error field_error(const std::string& field, const std::string& code) {
    return Error{ErrorKind::invalid, "form-invalid", "", {{field, code}}};
  }

  // Looks the address up; several hits give a choice, none or a silent register lets people type it.
  Result<Done> complete_address(const Visit& visit, const Question& q, const http::Fields& fields,
                                json::Object& address, Attempt& attempt) const {
    if (address.if_contains("street") != nullptr && address.if_contains("city") != nullptr) return Done{};
    const auto found = parts_.addresses.find(
        json::text_at(address, "postcode"), static_cast<int>(json::int_at(address, "number")),
        json::text_at(address, "letter"), json::text_at(address, "addition"), visit.request.deadline);
    if (!found || found->empty()) {
      attempt.address_by = Attempt::AddressBy::hand;
      return fail(field_error(q.id, found ? "address-not-found" : "address-by-hand"));
    }
    const std::string chosen = fields.get(q.id + "-choice");
    const auto is_chosen = [&](const registries::Address& a) { return a.designation_id == chosen; };
    auto at = found->size() == 1 ? found->begin() : std::find_if(found->begin(), found->end(), is_chosen);
    if (at == found->end()) {
      attempt.choices = *found;
      return fail(field_error(q.id + "-choice", "address-choose"));
    }
    address["letter"] = at->letter;
    address["addition"] = at->addition;
    address["street"] = at->street;
    address["city"] = at->city;
    address["designation_id"] = at->designation_id;
    address["area"] = at->area;
    return Done{};
  }

  Result<Done> take_file(const Visit& visit, const OpenForm& open, const Question& q, const http::Form& form) const {
    const auto upload = std::find_if(form.uploads.begin(), form.uploads.end(), [&](const http::Upload& u) {
      return u.field == q.id && !(u.filename.empty() && u.content.empty());
    });
    if (upload == form.uploads.end()) {
      const json::Value* had = open.draft.answers.if_contains(q.id);
      const bool some = had != nullptr && had->is_array() && !had->get_array().empty();
      if (q.required && !some) return fail(field_error(q.id, "file-required"));
      return some ? Result<Done>(Done{}) : keep(visit, open, q, json::Value(nullptr));
    }
    auto file = cases::check_upload(upload->filename, upload->content, {q.accept, q.max_bytes});
    if (!file) return fail(field_error(q.id, file.error().code));
    return parts_.store.write(
        [&](store::WriteTx& tx) { return parts_.drafts.add_file(tx, open.draft.id, key_of(visit), q, *file); });
  }

  Result<Done> take_appointment(const Visit& visit, const OpenForm& open, const Question& q,
                                const http::Fields& fields) const {
    const auto start = parse_int(fields.get(q.id));
    if (!start) return fail(field_error(q.id, "slot-choose"));
    const auto held = parts_.store.write([&](store::WriteTx& tx) -> Result<Done> {
      const auto place = parts_.appointments.hold(tx, q.purpose, from_millis(*start), open.draft.id);
      if (!place) return fail(Error(place.error()));
      return parts_.drafts.answer(tx, open.draft.id, key_of(visit), q.id,
                                  json::Object{{"start", *start}, {"appointment", place->id}, {"code", place->code}});
    });
    if (!held && (held.error().code == "slot-taken" || held.error().code == "slot-unknown"))
      return fail(field_error(q.id, held.error().code));
    return held;
  }

  std::string next_url(const Visit& visit, const OpenForm& before, const Question& q,
                       const http::Fields& fields) const {
    if (fields.has("bewaren")) return before.url(visit, "bewaren");
    const auto open = open_form(parts_, visit);  // with the answer that was just kept
    if (!open) return before.url(visit, q.id);
    if (q.kind == Kind::file && fields.has("toevoegen")) return open->url(visit, q.id);
    const Answers& answers = open->draft.answers;
    // "Wijzig" returns to the check page; only questions that the change brought up are asked.
    const Question* next = fields.get("terug") == "controle" ? first_open(*open->definition, answers)
                                                             : after(*open->definition, q, answers);
    if (next == nullptr) next = first_open(*open->definition, answers);
    return next == nullptr ? open->url(visit, "controle") : open->url(visit, next->id);
  }

  Html files_so_far(const Visit& visit, const OpenForm& open, const Question& q) const {
    const json::Value* answer = open.draft.answers.if_contains(q.id);
    if (q.kind != Kind::file || answer == nullptr || !answer->is_array() || answer->get_array().empty()) return {};
    std::vector<Html> items;
    for (const json::Value& item : answer->get_array()) {
      const std::string name = json::text_at(item.get_object(), "filename"),
                        id = json::text_at(item.get_object(), "id");
      items.push_back(
          Html(name) +
          form_of(visit, open.url(visit, q.id + "/" + id + "/verwijderen"), html::FormSpec::Encoding::plain,
                  html::button(visit.say("forms.file.remove", {{"name", name}}), html::ButtonKind::subtle)));
    }
    return html::section("toegevoegd", visit.say("forms.file.so-far"), html::bullet_list(items));
  }

  Html warning(const Visit& visit, const Question& q, const json::Value& answer, const Attempt* attempt) const {
    if (attempt != nullptr || !warns(q, answer)) return {};
    return html::alert(visit.say, html::AlertKind::warning, "", html::paragraph(q.warn_if->text.in(visit.language())));
  }

  Result<Response> page(const Visit& visit, const OpenForm& open, const Question& q, const Attempt* attempt,
                        int status) const {
    static const json::Value none(nullptr);
    const json::Value* stored = open.draft.answers.if_contains(q.id);
    const json::Value& answer = stored == nullptr ? none : *stored;
    std::vector<Instant> free;
    if (q.kind == Kind::appointment) {
      auto found = parts_.store.read([&](store::ReadTx& tx) {
        return parts_.appointments.free(tx, q.purpose, local_date(parts_.clock.now()), 14);
      });
      if (!found) return fail(std::move(found));
      free = *found;
      // A store that is full must not keep anybody from an appointment: the figure can do without this look.
      (void)parts_.store.write([&](store::WriteTx& tx) -> Result<Done> {
        parts_.appointments.searched(tx, {open.product->id, q.purpose, local_date(parts_.clock.now()), free});
        return Done{};
      });
    }
    const auto all = asked(*open.definition, open.draft.answers);
    const auto at = std::find(all.begin(), all.end(), &q);
    html::Page page = form_page(visit, open, q.label.in(visit.language()));
    if (attempt != nullptr) page.state = html::Page::State::has_errors;
    if (attempt != nullptr) page.body += html::error_summary(visit.say, html::messages_of(visit.say, attempt->error));
    page.body += html::step_indicator(visit.say, static_cast<int>(at - all.begin()) + 1,
                                      static_cast<int>(all.size()) + 1, q.short_name.in(visit.language()));
    page.body += warning(visit, q, answer, attempt);
    Html content = question_fields(visit.say, q, answer, attempt, free);
    if (visit.request.query.get("terug") == "controle") content += html::hidden("terug", "controle");
    std::vector<Html> buttons{html::button(visit.say("forms.next"))};
    if (q.kind == Kind::file && q.max_files > 1)
      buttons.push_back(html::button(visit.say("forms.file.another"), html::ButtonKind::secondary, "toevoegen", "1"));
    content += html::button_group(buttons);
    page.body +=
        form_of(visit, open.url(visit, q.id),
                q.kind == Kind::file ? html::FormSpec::Encoding::files : html::FormSpec::Encoding::plain, content);
    page.body += files_so_far(visit, open, q);
    page.body += steps_around(visit, open, q);
    return parts_.gate.show(visit, std::move(page), status);
  }

  Html steps_around(const Visit& visit, const OpenForm& open, const Question& q) const {
    std::vector<html::Link> links;
    if (const Question* earlier = before(*open.definition, q, open.draft.answers))
      links.push_back({visit.say("forms.back"), open.url(visit, earlier->id)});
    links.push_back({visit.say("forms.save"), open.url(visit, "bewaren")});
    return html::link_list(links);
  }

  FormParts parts_;
};

void add(http::Router& router, http::Method method, std::string pattern, std::string summary, http::Handler handler,
         std::size_t max_body = 256 * 1024) {
  http::Route route;
  route.method = method;
  route.pattern = std::move(pattern);
  route.summary = std::move(summary);
  route.handler = std::move(handler);
  route.max_body = max_body;
  router.add(std::move(route));
}

}  // namespace

void add_form_pages(http::Router& router, const FormParts& parts) {
  using enum http::Method;
  const auto start = std::make_shared<StartPages>(parts);
  const auto questions = std::make_shared<QuestionPages>(parts);
  const people::Gate& gate = parts.gate;
  add(router, get, "/producten/{slug}/aanvragen", "Begin a form",
      gate.anyone([start](const Visit& v) { return start->show(v); }));
  add(router, post, "/producten/{slug}/aanvragen", "Begin a form",
      gate.anyone([start](const Visit& v) { return start->start(v); }));
  add_form_end_pages(router, parts);
  add(router, get, "/formulier/{id}/{vraag}", "One question of a form",
      gate.anyone([questions](const Visit& v) { return questions->show(v); }));
  // A file of 10 MB and the form around it.
  add(router, post, "/formulier/{id}/{vraag}", "Answer one question",
      gate.anyone([questions](const Visit& v) { return questions->answer(v); }), 11 * 1024 * 1024);
  add(router, post, "/formulier/{id}/{vraag}/{bestand}/verwijderen", "Remove a file from a form",
      gate.anyone([questions](const Visit& v) { return questions->remove_file(v); }));
}

}  // namespace sas::forms
