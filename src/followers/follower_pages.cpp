#include "followers/follower_pages.h"

#include <memory>

#include "base/identifiers.h"
#include "embedded/followers_texts.h"
#include "followers/set_pages.h"
#include "html/components.h"
#include "people/rate_limit.h"

namespace sas::followers {
namespace {

using html::Html;
using http::Response;
using people::Visit;

// A form that sends mail to any address: few of them, from one place and from all together.
constexpr people::Rate everybody{60, 30};
constexpr people::Rate one_client{10, 2};

class FollowerPages {
 public:
  FollowerPages(const people::Gate& gate, FollowerParts parts)
      : gate_(gate), parts_(std::move(parts)), limit_(parts_.clock, parts_.random, everybody, one_client) {}

  Result<Response> form(const Visit& visit) { return form_page(visit, "", "", 200); }

  Result<Response> ask(const Visit& visit) {
    const auto form = http::read_form(visit.request);
    if (!form) return fail(Error(form.error()));
    const std::string mail = form->fields.get("mail");
    const bool sends_mail = parse_email(mail).has_value();
    if (sends_mail && !limit_.allow("followers.ask", visit.request.client))
      return fail(ErrorKind::too_many, "too-many-requests");
    const auto asked = followers::ask(parts_, visit.request.param("set"), mail, visit.language());
    if (!asked && asked.error().code == "email-invalid")
      return form_page(visit, mail, visit.say("followers.wrong-mail"), 422);
    if (!asked) return fail(Error(asked.error()));
    return said(visit, "followers.asked", "followers.asked-text");
  }

  Result<Response> confirm_page(const Visit& visit) { return button_page(visit, "followers.confirm", "bevestigen"); }
  Result<Response> stop_page(const Visit& visit) { return button_page(visit, "followers.stop", "stoppen"); }

  Result<Response> confirm(const Visit& visit) {
    const auto done = followers::confirm(parts_, code_of(visit));
    if (!done && done.error().code != "code-unknown") return fail(Error(done.error()));
    return done ? said(visit, "followers.confirmed", "followers.confirmed-text") : unknown(visit);
  }
  Result<Response> stop(const Visit& visit) {
    if (auto done = followers::stop(parts_, code_of(visit)); !done) return fail(std::move(done));
    return said(visit, "followers.stopped", "followers.stopped-text");
  }

 private:
  static std::string code_of(const Visit& visit) {
    const auto form = http::read_form(visit.request);
    return form ? form->fields.get("code") : std::string();
  }

  Result<Response> form_page(const Visit& visit, const std::string& mail, const std::string& error, int status) {
    auto about = set_page(visit, parts_.reader, "followers.title");
    if (!about) return fail(std::move(about));
    html::Page page = with_error(visit, std::move(about->page), "mail", error);
    html::Field field;
    field.name = "mail";
    field.label = visit.say("followers.mail");
    field.error = error;
    page.body += html::lead(visit.say("followers.lead"));
    page.body += html::form({visit.url("/data/" + about->dataset + "/volgen"), visit.csrf_token},
                            html::email_field(visit.say, field, mail) + html::button(visit.say("followers.ask")));
    page.body += html::paragraph(visit.say("followers.privacy"));
    page.body += html::paragraph(
        html::link(visit.say("followers.hook.link"), visit.url("/data/" + about->dataset + "/webhook")));
    return gate_.show(visit, std::move(page), status);
  }

  Result<Response> button_page(const Visit& visit, const std::string& key, const std::string& action) {
    const std::string code = visit.request.query.get("code");
    const auto known = find(parts_, code);
    if (!known) return fail(Error(known.error()));
    if (!*known) return unknown(visit);
    html::Page page = follow_page(visit, visit.say(key));
    page.body += html::lead(visit.say(key + "-text"));
    page.body += html::form({visit.url("/data/volgen/" + action), visit.csrf_token},
                            html::hidden("code", code) + html::button(visit.say(key + "-button")));
    return private_page(visit, std::move(page));
  }

  Result<Response> said(const Visit& visit, const std::string& title, const std::string& text) {
    html::Page page = follow_page(visit, visit.say(title));
    page.body += html::lead(visit.say(text));
    return private_page(visit, std::move(page));
  }
  Result<Response> unknown(const Visit& visit) { return said(visit, "followers.unknown", "followers.unknown-text"); }

  // The code stands in the address: no other site may learn it, and no cache keep it.
  Result<Response> private_page(const Visit& visit, html::Page page) {
    return gate_.show(visit, std::move(page)).with("Cache-Control", "no-store");
  }

  const people::Gate& gate_;
  const FollowerParts parts_;
  people::RateLimit limit_;
};

}  // namespace

std::span<const embedded::File> texts() {
  return embedded::followers_texts();
}

void add_follower_pages(http::Router& router, const people::Gate& gate, const FollowerParts& parts) {
  const auto pages = std::make_shared<FollowerPages>(gate, parts);
  const auto add = [&](http::Method method, std::string pattern, std::string summary,
                       Result<Response> (FollowerPages::*page)(const Visit&)) {
    http::Route route;
    route.method = method;
    route.pattern = std::move(pattern);
    route.summary = std::move(summary);
    route.handler = gate.anyone([pages, page](const Visit& visit) { return ((*pages).*page)(visit); });
    router.add(std::move(route));
  };
  using enum http::Method;
  add(get, "/data/{set}/volgen", "Ask for mail about a data set", &FollowerPages::form);
  add(post, "/data/{set}/volgen", "Ask for mail about a data set", &FollowerPages::ask);
  add(get, "/data/volgen/bevestigen", "Say yes to mail", &FollowerPages::confirm_page);
  add(post, "/data/volgen/bevestigen", "Say yes to mail", &FollowerPages::confirm);
  add(get, "/data/volgen/stoppen", "No more mail", &FollowerPages::stop_page);
  add(post, "/data/volgen/stoppen", "No more mail", &FollowerPages::stop);
}

}  // namespace sas::followers
