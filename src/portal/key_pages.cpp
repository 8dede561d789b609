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
constexpr std::string_view end_path = "/data/ontwikkelaars/sleutel/stoppen";
constexpr std::string_view key_field = "leessleutel";

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

// What was typed is a secret of somebody: it is not shown again.
Html end_form(const Look& look, const std::string& error) {
  html::Field field;
  field.name = key_field;
  field.label = look.say("portal.key.stop.label");
  field.description = look.say("portal.key.stop.how");
  field.error = error;
  return html::form({look.url(end_path), look.frame.form_token(look.request)},
                    html::text_field(look.say, field, {.autocomplete = "off"}) +
                        html::button(look.say("portal.key.stop.button"), html::ButtonKind::secondary));
}

Response end_page(const Look& look, const std::string& title, const Html& body, int status) {
  html::Page page = page_of(look, title);
  page.body += body;
  Response response = look.frame.show(look.request, std::move(page));
  response.status = status;
  return response.with("Cache-Control", "no-store");
}

// Whoever has the key may end it: nobody else can have written its signature.
Response end_key(Counter& counter, const Request& request) {
  const Look look(counter.frame, request);
  if (!counter.limit.keys())
    return counter.frame.refuse(request, {ErrorKind::unavailable, "reading-keys-missing", "", {}});
  const auto form = http::read_form(request);
  if (!form) return counter.frame.refuse(request, form.error());
  const Date today = local_date(counter.clock.now());
  const auto number = counter.limit.keys()->number(trim(form->fields.get(key_field)), today);
  if (!number && number.error().code == "read-key-wrong")
    return end_page(look, look.say("portal.key.stop.title"), end_form(look, look.say("portal.key.stop.wrong")), 422);
  if (number)
    if (const auto ended = counter.ended.add(*number); !ended)
      return end_page(
          look, look.say("portal.key.stop.not-here"),
          html::lead(look.say("portal.key.stop.mail", {{"mail", look.frame.publisher().email}, {"number", *number}})),
          503);
  return end_page(look, look.say("portal.key.stop.done"), html::lead(look.say("portal.key.stop.done-text")), 200);
}

// Somebody who loads the address of the answer again is sent to the button.
Response back(const Request& request) {
  return http::see_other(std::string(request.prefix()) + "/data/ontwikkelaars#sleutel");
}

}  // namespace

Html key_section(const Look& look, KeysHere keys) {
  Html out = html::paragraph(look.say("portal.key.text")) + limits_table(look);
  if (keys == KeysHere::yes)
    out += facts(look) +
           html::form({look.url(key_path), look.frame.form_token(look.request)},
                      html::button(look.say("portal.key.button"))) +
           html::heading(3, look.say("portal.key.stop.title")) + end_form(look, "");
  else
    out += html::paragraph(look.say("portal.key.none-here"));
  return html::section("sleutel", look.say("portal.key.title"), out);
}

void add_key_pages(http::Router& router, const SharedCounter& counter) {
  const auto add = [&](std::string_view path, std::string summary, http::Handler handler) {
    http::Route post;
    post.method = http::Method::post;
    post.pattern = std::string(path);
    post.summary = std::move(summary);
    post.handler = std::move(handler);
    router.add(std::move(post));
    http::Route get;
    get.pattern = std::string(path);
    get.summary = "To the buttons for keys";
    get.handler = back;
    router.add(std::move(get));
  };
  add(key_path, "Make a key for reading more often",
      [counter](const Request& request) { return make(*counter, request); });
  add(end_path, "End a key before its day", [counter](const Request& request) { return end_key(*counter, request); });
}

}  // namespace sas::portal
