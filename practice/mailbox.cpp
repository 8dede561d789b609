#include "practice/mailbox.h"

#include <fstream>

#include "base/text.h"
#include "practice/practice_page.h"

namespace sas::practice {
namespace {

using html::el;
using html::Html;

}  // namespace

Mailbox::Mailbox(const Clock& clock, std::string folder) : clock_(clock), file_(folder.empty() ? "" : folder + "/mail.jsonl") { load(); }

void Mailbox::keep(Mail mail) {
  last_ = std::max(last_, mail.number);
  mails_.push_front(std::move(mail));
  if (mails_.size() > kept) mails_.pop_back();
}

void Mailbox::load() {
  if (file_.empty()) return;
  std::ifstream in(file_);
  for (std::string line; std::getline(in, line);) {
    const auto value = json::parse(line);
    if (!value || !value->is_object()) continue;
    const json::Object& mail = value->get_object();
    keep({json::int_at(mail, "number"), json::text_at(mail, "at"), json::text_at(mail, "to"), json::text_at(mail, "subject"), json::text_at(mail, "text")});
  }
}

http::Response Mailbox::take(const http::Request& request) {
  const auto value = json::parse(request.body);
  if (!value || !value->is_object()) return http::json_response(R"({"error":"no JSON object"})", 400);
  const json::Object& from = value->get_object();
  const std::lock_guard lock(mutex_);
  Mail mail{last_ + 1, format_iso_instant(clock_.now()), json::text_at(from, "to"), json::text_at(from, "subject"), json::text_at(from, "text")};
  if (mail.to.empty() || mail.subject.empty()) return http::json_response(R"({"error":"to and subject are needed"})", 400);
  if (!file_.empty()) {
    std::ofstream out(file_, std::ios::app);
    out << json::write(json::Object{{"number", mail.number}, {"at", mail.at}, {"to", mail.to}, {"subject", mail.subject}, {"text", mail.text}}) << '\n';
  }
  const std::string number = std::to_string(mail.number);
  keep(std::move(mail));
  return http::json_response("{\"number\":" + number + "}", 201);
}

http::Response Mailbox::list() {
  const std::lock_guard lock(mutex_);
  if (mails_.empty()) return page("Postbus", el("p", {}, {Html("Er is nog geen post.")}));
  Html rows;
  for (const Mail& mail : mails_)
    rows += el("tr", {}, {el("td", {}, {Html(mail.at)}), el("td", {}, {Html(mail.to)}),
                          el("td", {}, {el("a", {{"href", "/mail/" + std::to_string(mail.number)}}, {Html(mail.subject)})})});
  const Html head = el("tr", {}, {el("th", {{"scope", "col"}}, {Html("Wanneer")}), el("th", {{"scope", "col"}}, {Html("Aan")}), el("th", {{"scope", "col"}}, {Html("Onderwerp")})});
  return page("Postbus", el("table", {}, {el("thead", {}, {head}), el("tbody", {}, {rows})}));
}

http::Response Mailbox::one(const std::string& number) {
  const auto wanted = parse_int(number);
  const std::lock_guard lock(mutex_);
  for (const Mail& mail : mails_) {
    if (!wanted || mail.number != *wanted) continue;
    // The text only: what a mail program would show of the HTML is not worth trusting it.
    return page(mail.subject, el("p", {}, {Html("Aan: " + mail.to + ", " + mail.at)}) + el("pre", {}, {Html(mail.text)}) + el("p", {}, {el("a", {{"href", "/mail"}}, {Html("Terug naar de postbus")})}));
  }
  return page("Niet gevonden", el("p", {}, {Html("Dit bericht is er niet meer.")}), 404);
}

http::Response Mailbox::all_json() {
  json::Array all;
  const std::lock_guard lock(mutex_);
  for (const Mail& mail : mails_)
    all.emplace_back(json::Object{{"number", mail.number}, {"at", mail.at}, {"to", mail.to}, {"subject", mail.subject}, {"text", mail.text}});
  return http::json_response(json::write(all));
}

void Mailbox::add_routes(http::Router& router) {
  using http::Audience;
  using http::Method;
  using http::Request;
  add(router, Method::post, "/mail", Audience::api, [this](const Request& r) { return take(r); });
  add(router, Method::get, "/mail", Audience::page, [this](const Request&) { return list(); });
  add(router, Method::get, "/mail/{number}", Audience::page, [this](const Request& r) { return one(r.param("number")); });
  add(router, Method::get, "/mail.json", Audience::api, [this](const Request&) { return all_json(); });
}

}  // namespace sas::practice
