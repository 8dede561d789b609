#include "html/markdown.h"
#include "site/routes.h"
#include "site/site.h"

namespace sas::site {
namespace {

using people::Visit;

// Pages that are one text each: key site.<name>.title and site.<name>.body (Markdown).
http::Handler text_page(const SiteParts& parts, std::string name) {
  return parts.gate.anyone([&gate = parts.gate, municipality = parts.municipality,
                            name = std::move(name)](const Visit& visit) -> Result<http::Response> {
    html::Page page;
    page.title = visit.say("site." + name + ".title");
    page.breadcrumbs = {{visit.say("site.home.short"), visit.url("/")}};
    page.body = html::heading(1, page.title) +
                html::markdown(visit.say("site." + name + ".body", {{"municipality", municipality}}));
    return gate.show(visit, std::move(page));
  });
}

}  // namespace

void add_info_pages(http::Router& router, const SiteParts& parts) {
  add_route(router, http::Method::get, "/contact", "How to reach people", text_page(parts, "contact"));
  add_route(router, http::Method::get, "/toegankelijkheid", "Accessibility statement",
            text_page(parts, "accessibility"));
  add_route(router, http::Method::get, "/privacy", "What we do with personal data", text_page(parts, "privacy"));
}

}  // namespace sas::site
