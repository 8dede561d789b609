#include "people/namens_pages.h"

#include "html/components.h"
#include "people/local_path.h"
#include "people/representation.h"

namespace sas::people {
namespace {

std::string kind_text(const html::Say& say, const Represented& one) {
  const std::string key = "people.namens.kind." + one.kind;
  const std::string kind = say.texts.has(key) ? say(key) : std::string();
  if (one.ground.empty()) return kind;
  return kind.empty() ? one.ground : kind + " (" + one.ground + ")";
}

class NamensPages {
 public:
  explicit NamensPages(const LoginParts& parts) : parts_(parts) {}

  Result<http::Response> choose(const Visit& visit) const {
    const Date today = local_date(parts_.clock.now());
    const auto all = parts_.store.read([&](store::ReadTx& tx) -> Result<std::vector<Represented>> {
      return may_act_for(tx, visit.viewer.acting, today);
    });
    if (!all) return fail(Error(all.error()));
    return page(visit, *all, {});
  }

  Result<http::Response> send(const Visit& visit) const {
    const auto form = http::read_form(visit.request);
    if (!form) return fail(Error(form.error()));
    const std::string person = form->fields.get("person");
    if (person.empty()) return again(visit);
    const auto changed = change(visit, [&](store::WriteTx& tx, const Session& session) {
      if (person == "mij") return act_for_oneself(tx, parts_.ledger, parts_.sessions, session);
      return act_for(tx, parts_.ledger, parts_.sessions, session, PersonId(person), local_date(parts_.clock.now()));
    });
    if (!changed) return fail(Error(changed.error()));
    return http::see_other(visit.url("/mijn"));
  }

  Result<http::Response> stop(const Visit& visit) const {
    const auto changed = change(visit, [&](store::WriteTx& tx, const Session& session) {
      return act_for_oneself(tx, parts_.ledger, parts_.sessions, session);
    });
    if (!changed) return fail(Error(changed.error()));
    return http::see_other(visit.url("/mijn"));
  }

 private:
  template <typename F>
  Result<Done> change(const Visit& visit, F&& work) const {
    const std::string token = visit.request.cookie(session_cookie);
    return parts_.store.write([&](store::WriteTx& tx) -> Result<Done> {
      const auto session = parts_.sessions.find(tx, token);
      if (!session || session->viewer.kind != ViewerKind::resident)
        return fail(ErrorKind::unauthenticated, "session-ended");
      return work(tx, *session);
    });
  }

  Result<http::Response> again(const Visit& visit) const {
    const Date today = local_date(parts_.clock.now());
    const auto all = parts_.store.read([&](store::ReadTx& tx) -> Result<std::vector<Represented>> {
      return may_act_for(tx, visit.viewer.acting, today);
    });
    if (!all) return fail(Error(all.error()));
    return page(visit, *all, visit.say("people.namens.none-chosen"));
  }

  [[nodiscard]] html::Html now_for(const Visit& visit) const {
    const html::Say& say = visit.say;
    const html::Html who = html::paragraph(say("people.namens.now", {{"name", visit.concerned_name}}));
    const auto session = parts_.gate.session_of(visit.request);
    const bool fixed = session && *session && (*session)->means == "eherkenning";
    if (fixed)
      return html::alert(say, html::AlertKind::info, {},
                         html::stack({who, html::paragraph(say("people.namens.fixed"))}));
    const html::Html end = html::form({visit.url("/namens/stoppen"), visit.csrf_token},
                                      html::button(say("people.namens.stop"), html::ButtonKind::secondary));
    return html::alert(say, html::AlertKind::info, {}, html::stack({who, end}));
  }

  [[nodiscard]] html::Html choice_form(const Visit& visit, const std::vector<Represented>& all,
                                       const std::string& error) const {
    const html::Say& say = visit.say;
    std::vector<html::Choice> choices{{"mij", say("people.namens.self", {{"name", visit.name}})}};
    for (const Represented& one : all) {
      html::Choice choice{one.id.text(), one.name};
      choice.description = kind_text(say, one);
      choices.push_back(std::move(choice));
    }
    html::Field field;
    field.name = "person";
    field.label = say("people.namens.question");
    field.error = error;
    const std::string selected =
        visit.viewer.concerned == visit.viewer.acting ? std::string() : visit.viewer.concerned.text();
    return html::form({visit.url("/namens"), visit.csrf_token},
                      html::radio_group(say, field, choices, selected) + html::button(say("people.namens.button")));
  }

  [[nodiscard]] http::Response page(const Visit& visit, const std::vector<Represented>& all,
                                    const std::string& error) const {
    const html::Say& say = visit.say;
    std::vector<html::Html> body;
    if (!error.empty()) body.push_back(html::error_summary(say, {{"person", error}}));
    body.push_back(html::heading(1, say("people.namens.title")));
    if (!visit.concerned_name.empty()) body.push_back(now_for(visit));
    if (all.empty()) {
      body.push_back(html::paragraph(say("people.namens.nobody")));
    } else {
      body.push_back(choice_form(visit, all, error));
    }
    body.push_back(
        html::section("hoe", say("people.namens.how.title"),
                      html::stack({html::paragraph(say("people.namens.how.voluntary")),
                                   html::paragraph(say("people.namens.how.legal")),
                                   html::paragraph(say("people.namens.how.help", {{"phone", parts_.theme.phone}}))})));
    html::Page page;
    page.title = say("people.namens.title");
    page.body = html::stack(body);
    page.index = html::Page::Index::forbid;
    if (!error.empty()) page.state = html::Page::State::has_errors;
    return parts_.gate.show(visit, std::move(page), error.empty() ? 200 : 400);
  }

  LoginParts parts_;
};

}  // namespace

void add_namens_pages(http::Router& router, const LoginParts& parts) {
  const auto pages = std::make_shared<const NamensPages>(parts);
  const auto add = [&](http::Method method, std::string pattern, std::string summary, auto member) {
    http::Route route;
    route.method = method;
    route.pattern = std::move(pattern);
    route.summary = std::move(summary);
    route.handler = parts.gate.resident([pages, member](const Visit& visit) { return ((*pages).*member)(visit); });
    router.add(std::move(route));
  };
  add(http::Method::get, "/namens", "For whom do you act", &NamensPages::choose);
  add(http::Method::post, "/namens", "Choose for whom to act", &NamensPages::send);
  add(http::Method::post, "/namens/stoppen", "Act for yourself again", &NamensPages::stop);
}

}  // namespace sas::people
