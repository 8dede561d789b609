#include "practice/practice_page.h"

namespace sas::practice {
namespace {

using html::el;
using html::empty_el;

constexpr std::string_view style = R"(
:root { color-scheme: light; font-family: sans-serif; }
body { margin: 0; background: #fff8e6; color: #1c1c1c; line-height: 1.5; }
header { background: #7a3b00; color: #fff; padding: 0.75rem 1.5rem; }
main { max-width: 44rem; margin: 0 auto; padding: 1rem 1.5rem 3rem; }
ul { list-style: none; padding: 0; }
li { margin: 0 0 0.5rem; }
a.choice { display: block; padding: 0.75rem 1rem; border: 2px solid #7a3b00; border-radius: 4px; background: #fff; color: #1c1c1c; text-decoration: none; }
a.choice:hover, a.choice:focus { background: #ffe9b8; }
:focus-visible { outline: 3px solid #1c1c1c; outline-offset: 2px; }
a.choice span { display: block; color: #4a4a4a; }
table { border-collapse: collapse; width: 100%; background: #fff; }
th, td { text-align: left; padding: 0.5rem; border-bottom: 1px solid #c9b48a; vertical-align: top; }
pre { white-space: pre-wrap; background: #fff; padding: 1rem; border: 1px solid #c9b48a; }
)";

}  // namespace

http::Response page(std::string_view title, const html::Html& body, int status) {
  const html::Html head = empty_el("meta", {{"charset", "utf-8"}}) + empty_el("meta", {{"name", "viewport"}, {"content", "width=device-width, initial-scale=1"}}) +
                          empty_el("meta", {{"name", "robots"}, {"content", "noindex"}}) + el("title", {}, {html::Html(title), html::Html(" - oefenstad")}) +
                          empty_el("link", {{"rel", "stylesheet"}, {"href", "/practice.css"}});
  const html::Html banner = el("header", {}, {el("strong", {}, {html::Html("Oefenstad: niets is hier echt.")}),
                                              html::Html(" Alle personen, bedrijven en berichten zijn verzonnen. Vul geen echte gegevens in.")});
  const html::Html document =
      el("html", {{"lang", "nl"}},
         {el("head", {}, {head}), el("body", {}, {banner, el("main", {}, {el("h1", {}, {html::Html(title)}), body})})});
  return http::html_response("<!doctype html>\n" + document.markup() + "\n", status);
}

void add(http::Router& router, http::Method method, std::string pattern, http::Audience audience, http::Handler handler) {
  http::Route route;
  route.method = method;
  route.pattern = std::move(pattern);
  route.audience = audience;
  route.handler = std::move(handler);
  route.max_body = 1024 * 1024;
  router.add(std::move(route));
}

void add_style(http::Router& router) {
  add(router, http::Method::get, "/practice.css", http::Audience::asset, [](const http::Request&) {
    http::Response response;
    response.body = std::string(style);
    return response.with("Content-Type", "text/css; charset=utf-8");
  });
}

}  // namespace sas::practice
