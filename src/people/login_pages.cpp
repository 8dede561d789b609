#include "people/login_pages.h"

#include <algorithm>

#include "html/components.h"
#include "people/local_path.h"
#include "people/namens_pages.h"
#include "people/oidc.h"

namespace sas::people {
namespace {

constexpr std::string_view staff_means = "staff";

std::string start_url(const Visit& visit, const std::string& means, const std::string& back) {
  return visit.url("/inloggen/" + means) + "?terug=" + url_encode(back);
}

/// Phone and desk: there is always a person to turn to (Awb 2:1).
html::Html by_phone(const html::Say& say, const html::Theme& theme) {
  std::vector<html::Html> lines{html::Html(say("people.help.phone")) + " " + html::link(theme.phone, theme.phone_link)};
  if (!theme.desk_address.empty())
    lines.push_back(html::Html(say("people.help.desk", {{"address", theme.desk_address}})));
  return html::stack({html::paragraph(say("people.help.text")), html::bullet_list(lines)});
}

class LoginPages {
 public:
  explicit LoginPages(const LoginParts& parts) : parts_(parts) {}

  Result<http::Response> choose(const Visit& visit) const {
    if (visit.viewer.kind == ViewerKind::resident && !visit.request.query.has("opnieuw"))
      return http::see_other(back_of(visit, "/mijn"));
    const html::Say& say = visit.say;
    const std::string back = back_of(visit, "/mijn");
    std::vector<html::Html> body{html::heading(1, say("people.login.title"))};
    if (visit.request.query.has("verlopen"))
      body.push_back(html::alert(say, html::AlertKind::info, {}, html::paragraph(say("people.login.ended"))));
    body.push_back(html::lead(say("people.login.lead")));
    for (const LoginMethod* method : parts_.methods)
      if (method->id() != staff_means) body.push_back(means_section(visit, method->id(), back));
    body.push_back(html::section("namens", say("people.login.other.title"), other_section(visit)));
    body.push_back(html::section("hulp", say("people.login.help.title"), by_phone(say, parts_.theme)));
    return page(visit, say("people.login.title"), body);
  }

  Result<http::Response> choose_staff(const Visit& visit) const {
    const html::Say& say = visit.say;
    const std::string back = back_of(visit, "/balie");
    if (visit.viewer.kind == ViewerKind::staff) return http::see_other(back);
    std::vector<html::Html> body{html::heading(1, say("people.staff.title"))};
    if (visit.request.query.has("verlopen"))
      body.push_back(html::alert(say, html::AlertKind::info, {}, html::paragraph(say("people.login.ended"))));
    body.push_back(html::lead(say("people.staff.lead")));
    body.push_back(html::link_button(say("people.staff.button"), start_url(visit, std::string(staff_means), back)));
    return page(visit, say("people.staff.title"), body);
  }

  Result<http::Response> start(const Visit& visit) const {
    const LoginMethod* method = method_of(visit.request.param("provider"));
    if (method == nullptr) return fail(ErrorKind::not_found, "not-found");
    if (!parts_.limit.allow("login", visit.request.client)) return fail(ErrorKind::too_many, "login-too-often");
    const std::string back = back_of(visit, method->id() == staff_means ? "/balie" : "/mijn");
    auto started = parts_.store.write(
        [&](store::WriteTx& tx) -> Result<StartedAttempt> { return parts_.attempts.start(tx, method->id(), back); });
    if (!started) return fail(std::move(started));
    started->attempt.redirect_uri = redirect_uri(method->id());
    const auto url = method->start(started->attempt, visit.request.deadline);
    if (!url) return refuse(visit, url.error());
    return http::see_other(*url).with(
        "Set-Cookie", http::set_cookie(attempt_cookie(started->attempt.state), started->browser, attempt_options()));
  }

  Result<http::Response> answer(const Visit& visit) const {
    const LoginMethod* method = method_of(visit.request.param("provider"));
    if (method == nullptr) return fail(ErrorKind::not_found, "not-found");
    const std::string state = visit.request.query.get("state");
    const std::string cookie = attempt_cookie(state);
    if (cookie.empty()) return refuse(visit, {ErrorKind::gone, "login-expired", "state", {}});
    auto taken = parts_.store.write([&](store::WriteTx& tx) -> Result<TakenAttempt> {
      return parts_.attempts.take(tx, state, method->id(), visit.request.cookie(cookie));
    });
    if (!taken) return refuse(visit, taken.error());
    taken->attempt.redirect_uri = redirect_uri(method->id());
    const auto who = method->finish(taken->attempt, visit.request.query, visit.request.deadline);
    if (!who) return refuse(in_language_of(visit, taken->return_to), who.error());
    return sign_in(visit, *who, *taken);
  }

  Result<http::Response> log_out(const Visit& visit) const {
    const std::string token = visit.request.cookie(session_cookie);
    auto ended = parts_.store.write([&](store::WriteTx& tx) -> Result<Done> {
      parts_.sessions.end(tx, token);
      return Done{};
    });
    if (!ended) return fail(std::move(ended));
    const bool staff = visit.viewer.kind == ViewerKind::staff;
    return http::see_other(visit.url(staff ? "/balie/inloggen" : "/uitgelogd"))
        .with("Set-Cookie", session_cookie_of({}, parts_.cookies));
  }

  Result<http::Response> logged_out(const Visit& visit) const {
    const html::Say& say = visit.say;
    return page(
        visit, say("people.out.title"),
        {html::heading(1, say("people.out.title")), html::lead(say("people.out.text")),
         html::paragraph(html::link(say("people.error.to-home"), visit.language() == Language::en ? "/en" : "/"))});
  }

 private:
  [[nodiscard]] const LoginMethod* method_of(const std::string& id) const {
    for (const LoginMethod* method : parts_.methods)
      if (method->id() == id) return method;
    return nullptr;
  }

  [[nodiscard]] std::string redirect_uri(const std::string& means) const {
    return parts_.public_url + "/inloggen/" + means + "/antwoord";
  }

  [[nodiscard]] http::CookieOptions attempt_options() const {
    http::CookieOptions options;
    options.path = "/inloggen";
    options.max_age = std::chrono::minutes{10};
    options.secure = parts_.cookies == Cookies::secure;
    return options;
  }

  /// Residents come back to the site, employees to the workplace; never the other way round.
  [[nodiscard]] static std::string back_of(const Visit& visit, std::string_view home) {
    const std::string otherwise = visit.url(home);
    std::string back = local_path(visit.request.query.get("terug"), otherwise);
    return is_workplace(back) == is_workplace(home) ? back : otherwise;
  }

  [[nodiscard]] static Visit in_language_of(const Visit& visit, const std::string& path) {
    Visit other = visit;
    if (path == "/en" || path.starts_with("/en/") || path.starts_with("/en?")) other.say.language = Language::en;
    return other;
  }

  [[nodiscard]] http::Response page(const Visit& visit, std::string title, const std::vector<html::Html>& body) const {
    html::Page page;
    page.title = std::move(title);
    page.body = html::stack(body);
    page.index = html::Page::Index::forbid;
    return parts_.gate.show(visit, std::move(page));
  }

  [[nodiscard]] html::Html means_section(const Visit& visit, const std::string& means, const std::string& back) const {
    const html::Say& say = visit.say;
    const std::string key = "people.login." + means;
    return html::section(means, say(key + ".title"),
                         html::stack({html::paragraph(say(key + ".text")),
                                      html::link_button(say(key + ".button"), start_url(visit, means, back))}));
  }

  [[nodiscard]] html::Html other_section(const Visit& visit) const {
    const html::Say& say = visit.say;
    return html::stack(
        {html::paragraph(say("people.login.other.text")),
         html::paragraph(html::link(say("people.login.other.link"), start_url(visit, "digid", visit.url("/namens"))))});
  }

  /// A login that did not succeed: what happened, what still works, and whom to turn to.
  [[nodiscard]] http::Response refuse(const Visit& visit, const Error& error) const {
    const html::Say& say = visit.say;
    parts_.logger.info("login-failed",
                       {{"code", error.code}, {"detail", error.detail}, {"trace", visit.request.trace_id}});
    const bool known = say.texts.has("error.title." + error.code) && say.texts.has("error." + error.code);
    if (!known) return parts_.gate.refuse(visit, error);
    const std::string title = say("error.title." + error.code);
    std::vector<html::Html> body{html::heading(1, title), html::lead(say("error." + error.code))};
    if (error.code == "login-unavailable") {
      body.push_back(html::paragraph(say("people.unavailable.works")));
      body.push_back(html::bullet_list({html::Html(say("people.unavailable.read")),
                                        html::Html(say("people.unavailable.without-login")),
                                        html::Html(say("people.unavailable.later"))}));
    }
    const bool staff = visit.request.params.contains("provider") && visit.request.param("provider") == staff_means;
    body.push_back(html::link_button(say("people.login.again"), visit.url(staff ? "/balie/inloggen" : "/inloggen")));
    if (!staff) body.push_back(html::section("hulp", say("people.login.help.title"), by_phone(say, parts_.theme)));
    html::Page page;
    page.title = title;
    page.body = html::stack(body);
    page.index = html::Page::Index::forbid;
    return parts_.gate.show(visit, std::move(page), http::status_of(error.kind));
  }

  [[nodiscard]] Consulted consult(const Identity& who, const http::Deadline& deadline) const {
    Consulted known;
    if (who.bsn && parts_.persons != nullptr) {
      auto person = parts_.persons->find(*who.bsn, deadline);
      if (person)
        known.person = std::move(*person);
      else
        parts_.logger.warn("register-skipped", {{"register", "BRP"}, {"code", person.error().code}});
    }
    if (!who.kvk.empty() && parts_.companies != nullptr) {
      auto company = parts_.companies->find(who.kvk, deadline);
      if (company)
        known.company = std::move(*company);
      else
        parts_.logger.warn("register-skipped", {{"register", "HR"}, {"code", company.error().code}});
    }
    return known;
  }

  [[nodiscard]] Result<http::Response> sign_in(const Visit& visit, const Identity& who,
                                               const TakenAttempt& taken) const {
    const Consulted known = consult(who, visit.request.deadline);
    auto token = parts_.store.write([&](store::WriteTx& tx) -> Result<std::string> {
      return parts_.accounts.sign_in(tx, who, known, visit.request.cookie(session_cookie));
    });
    if (!token) return fail(std::move(token));
    http::CookieOptions gone = attempt_options();
    gone.max_age = std::chrono::seconds{0};
    return http::see_other(taken.return_to)
        .with("Set-Cookie", session_cookie_of(*token, parts_.cookies))
        .with("Set-Cookie", http::set_cookie(attempt_cookie(taken.attempt.state), "", gone) + "; Max-Age=0");
  }

  LoginParts parts_;
};

void add(http::Router& router, http::Method method, std::string pattern, std::string summary, http::Handler handler) {
  http::Route route;
  route.method = method;
  route.pattern = std::move(pattern);
  route.summary = std::move(summary);
  route.handler = std::move(handler);
  router.add(std::move(route));
}

void add_key_set(http::Router& router, const LoginParts& parts) {
  http::Route route;
  route.pattern = std::string(jwks_path);
  route.audience = http::Audience::api;
  route.summary = "Public keys with which this site proves itself to login providers (RFC 7517).";
  route.handler = [body = json::write(parts.client_key.public_set())](const http::Request&) {
    return http::json_response(body).with("Cache-Control", "public, max-age=300");
  };
  router.add(std::move(route));
}

}  // namespace

void add_login_pages(http::Router& router, const LoginParts& parts) {
  const auto pages = std::make_shared<const LoginPages>(parts);
  const auto open = [&](auto member) {
    return parts.gate.anyone([pages, member](const Visit& visit) { return ((*pages).*member)(visit); });
  };
  using http::Method;
  add(router, Method::get, "/inloggen", "Choose how to log in", open(&LoginPages::choose));
  add(router, Method::get, "/balie/inloggen", "Log in as an employee", open(&LoginPages::choose_staff));
  add(router, Method::get, "/inloggen/{provider}", "Go to a login provider", open(&LoginPages::start));
  add(router, Method::get, "/inloggen/{provider}/antwoord", "Come back from a login provider",
      open(&LoginPages::answer));
  add(router, Method::post, "/uitloggen", "Log out", open(&LoginPages::log_out));
  add(router, Method::get, "/uitgelogd", "You have logged out", open(&LoginPages::logged_out));
  add_namens_pages(router, parts);
  add_key_set(router, parts);
}

}  // namespace sas::people
