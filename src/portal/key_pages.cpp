#include <fmt/format.h>

#include "html/components.h"
#include "portal/counter.h"
#include "portal/key_section.h"
#include "portal/wording.h"

/// A key for reading more often: one button, no account, nothing kept.
namespace sas::portal {
namespace {

using html::Html;
using http::Request;
using http::Response;

constexpr std::string_view key_path = "/data/ontwikkelaars/sleutel";

std::string per_time(const Look& look, const Rate& rate) {
  const bool is_slow = rate.per_second < 1;
  const double times = is_slow ? rate.per_second * 3600 : rate.per_second;
  return look.say(is_slow ? "portal.key.per-hour" : "portal.key.per-second",
                  {{"n", html::number(static_cast<std::int64_t>(times + 0.5), look.language())}});
}

Html limits_table(const Look& look) {
  html::Table table;
  table.caption = look.say("portal.key.table");
  table.columns = {{look.say("portal.key.who")},
                   {look.say("portal.key.at-once"), html::Column::Align::end},
                   {look.say("portal.key.after"), html::Column::Align::end}};
  for (const Rate& rate : {address_rate, key_rate, keys_at_address_rate, new_keys_rate})
    table.rows.push_back({Html(look.say("portal.key.rate." + std::string(rate.name))),
                          Html(html::number(rate.burst, look.language())), Html(per_time(look, rate))});
  return html::table(table);
}

Html facts(const Look& look) {
  std::vector<Html> lines;
  for (const char* key : {"send", "headers", "wait", "end", "lost"})
    lines.emplace_back(
        look.say("portal.key." + std::string(key), {{"days", html::number(ReadKeys::days_valid, look.language())}}));
  return html::bullet_list(lines);
}

html::Page page_of(const Look& look, const std::string& title) {
  html::Page page;
  page.title = title;
  page.index = html::Page::Index::forbid;
  page.breadcrumbs = trail(look);
  page.breadcrumbs.push_back({look.say("portal.developers.title"), look.url("/data/ontwikkelaars")});
  page.body = html::heading(1, title);
  return page;
}

Response wait_page(const Look& look, std::chrono::seconds wait) {
  html::Page page = page_of(look, look.say("portal.key.enough.title"));
  const auto minutes = (wait.count() + 59) / 60;
  page.body += html::lead(look.say("portal.key.enough.text", {{"n", std::to_string(minutes)}}));
  Response response = look.frame.show(look.request, std::move(page));
  response.status = 429;
  return response.with("Retry-After", std::to_string(wait.count()));
}

Response key_page(const Look& look, const std::string& key, Date today) {
  html::Page page = page_of(look, look.say("portal.key.made.title"));
  page.body += html::lead(look.say("portal.key.made.text"));
  page.body += html::reference_box(look.say, look.say("portal.key.made.label"), key);
  page.body += html::paragraph(
      look.say("portal.key.made.until", {{"date", html::long_date(ReadKeys::last_day(today), look.language())}}));
  page.body += html::reference_box(look.say, look.say("portal.key.made.use"),
                                   fmt::format("curl -H 'Authorization: Bearer {}' {}/api/3/action/package_list", key,
                                               look.frame.publisher().public_url));
  return look.frame.show(look.request, std::move(page));
}

Response make(Counter& counter, const Request& request) {
  const Look look(counter.frame, request);
  if (!counter.limit.keys())
    return counter.frame.refuse(request, {ErrorKind::unavailable, "reading-keys-missing", "", {}});
  if (const auto wait = counter.limit.take_new_key(request)) return wait_page(look, *wait);
  const Date today = local_date(counter.clock.now());
  // The key stands on this page alone, so no copy of the page may be kept (RFC 9111 clause 5.2.2.5).
  return key_page(look, counter.limit.keys()->make(today, counter.random), today).with("Cache-Control", "no-store");
}

// Somebody who loads the address of the answer again is sent to the button.
Response back(const Request& request) {
  return http::see_other(std::string(request.prefix()) + "/data/ontwikkelaars#sleutel");
}

}  // namespace

Html key_section(const Look& look, KeysHere keys) {
  Html out = html::paragraph(look.say("portal.key.text")) + limits_table(look);
  if (keys == KeysHere::yes)
    out += facts(look) + html::form({look.url(key_path), look.frame.form_token(look.request)},
                                    html::button(look.say("portal.key.button")));
  else
    out += html::paragraph(look.say("portal.key.none-here"));
  return html::section("sleutel", look.say("portal.key.title"), out);
}

void add_key_pages(http::Router& router, const SharedCounter& counter) {
  http::Route post;
  post.method = http::Method::post;
  post.pattern = std::string(key_path);
  post.summary = "Make a key for reading more often";
  post.handler = [counter](const Request& request) { return make(*counter, request); };
  router.add(std::move(post));
  http::Route get;
  get.pattern = std::string(key_path);
  get.summary = "To the button that makes a key";
  get.handler = back;
  router.add(std::move(get));
}

}  // namespace sas::portal
