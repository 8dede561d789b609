#include "followers/hook_pages.h"

#include <memory>

#include "followers/hook_message.h"
#include "followers/set_pages.h"
#include "html/components.h"
#include "people/rate_limit.h"

namespace sas::followers {
namespace {

using html::Html;
using http::Response;
using people::Visit;

// A form that makes this program call any address on the internet: few of them, from one place and from all together.
constexpr people::Rate everybody{60, 20};
constexpr people::Rate one_client{5, 0.5};

class HookPages {
 public:
  HookPages(const people::Gate& gate, HookParts parts)
      : gate_(gate), parts_(std::move(parts)), limit_(parts_.clock, parts_.random, everybody, one_client) {}

  Result<Response> form(const Visit& visit) { return form_page(visit, "", "", 200); }

  Result<Response> add(const Visit& visit) {
    const auto form = http::read_form(visit.request);
    if (!form) return fail(Error(form.error()));
    const std::string url = form->fields.get("adres");
    if (!checked_hook_url(url)) return form_page(visit, url, visit.say("followers.hook.wrong"), 422);
    if (!limit_.allow("followers.hook", visit.request.client)) return fail(ErrorKind::too_many, "too-many-requests");
    const auto hook = add_hook(parts_, visit.request.param("set"), url);
    if (!hook && hook.error().code == "hook-known")
      return form_page(visit, url, visit.say("followers.hook.known"), 422);
    if (!hook) return fail(Error(hook.error()));
    return made_page(visit, *hook);
  }

  Result<Response> stop_page(const Visit& visit) {
    const std::string code = visit.request.query.get("code");
    const auto known = find_hook(parts_, code);
    if (!known) return fail(Error(known.error()));
    html::Page page = follow_page(visit, visit.say(*known ? "followers.hook.stop" : "followers.hook.unknown"));
    if (*known)
      page.body += html::form({visit.url("/data/webhook/stoppen"), visit.csrf_token},
                              html::hidden("code", code) + html::button(visit.say("followers.hook.stop-button")));
    return private_page(visit, std::move(page));
  }

  Result<Response> stop(const Visit& visit) {
    const auto form = http::read_form(visit.request);
    if (!form) return fail(Error(form.error()));
    if (auto done = stop_hook(parts_, form->fields.get("code")); !done) return fail(std::move(done));
    return private_page(visit, follow_page(visit, visit.say("followers.hook.stopped")));
  }

 private:
  Result<Response> form_page(const Visit& visit, const std::string& url, const std::string& error, int status) {
    auto about = set_page(visit, parts_.reader, "followers.hook.title");
    if (!about) return fail(std::move(about));
    html::Page page = with_error(visit, std::move(about->page), "adres", error);
    html::Field field{.name = "adres",
                      .label = visit.say("followers.hook.address"),
                      .description = visit.say("followers.hook.address-hint"),
                      .error = error};
    page.body += html::lead(visit.say("followers.hook.lead")) + rules(visit);
    page.body += html::form({visit.url("/data/" + about->dataset + "/webhook"), visit.csrf_token},
                            html::text_field(visit.say, field, {.value = url, .autocomplete = "off"}) +
                                html::button(visit.say("followers.hook.button")));
    return gate_.show(visit, std::move(page), status);
  }

  static Html rules(const Visit& visit) {
    std::vector<Html> lines;
    for (const char* key : {"question", "messages", "signed", "again", "end"})
      lines.emplace_back(
          visit.say("followers.hook.rule." + std::string(key),
                    {{"attempts", std::to_string(most_attempts)}, {"missed", std::to_string(most_given_up)}}));
    return html::bullet_list(lines);
  }

  Result<Response> made_page(const Visit& visit, const Hook& hook) {
    html::Page page = follow_page(visit, visit.say("followers.hook.made"));
    page.body += html::lead(visit.say("followers.hook.made-text"));
    page.body += html::reference_box(visit.say, visit.say("followers.hook.secret"), shown_secret(hook.secret));
    page.body += html::reference_box(visit.say, visit.say("followers.hook.stop-address"),
                                     parts_.public_url + visit.url("/data/webhook/stoppen?code=" + hook.code));
    return private_page(visit, std::move(page));
  }

  // A code or a secret stands on it: no cache keeps it.
  Result<Response> private_page(const Visit& visit, html::Page page) {
    return gate_.show(visit, std::move(page)).with("Cache-Control", "no-store");
  }

  const people::Gate& gate_;
  const HookParts parts_;
  people::RateLimit limit_;
};

}  // namespace

void add_hook_pages(http::Router& router, const people::Gate& gate, const HookParts& parts) {
  const auto pages = std::make_shared<HookPages>(gate, parts);
  const auto add = [&](http::Method method, std::string pattern, std::string summary,
                       Result<Response> (HookPages::*page)(const Visit&)) {
    http::Route route;
    route.method = method;
    route.pattern = std::move(pattern);
    route.summary = std::move(summary);
    route.handler = gate.anyone([pages, page](const Visit& visit) { return ((*pages).*page)(visit); });
    router.add(std::move(route));
  };
  using enum http::Method;
  add(get, "/data/{set}/webhook", "Have a program told about a data set", &HookPages::form);
  add(post, "/data/{set}/webhook", "Have a program told about a data set", &HookPages::add);
  add(get, "/data/webhook/stoppen", "Tell a program no more", &HookPages::stop_page);
  add(post, "/data/webhook/stoppen", "Tell a program no more", &HookPages::stop);
}

}  // namespace sas::followers
