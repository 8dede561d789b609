#include "html/page.h"

#include "html/content.h"
#include "html/fields.h"
#include "html/service.h"

namespace sas::html {
namespace {

std::string prefix_of(const Say& say) {
  return say.language == Language::en ? "/en" : "";
}
std::string language_code(Language language) {
  return language == Language::nl ? "nl" : "en";
}
Language other_language(Language language) {
  return language == Language::nl ? Language::en : Language::nl;
}

std::string home_of(const Say& say, const Page& page) {
  if (!page.home_url.empty()) return page.home_url;
  return say.language == Language::en ? "/en" : "/";
}

std::string tab_title(const Site& site, const Say& say, const Page& page) {
  const std::string start = page.state == Page::State::has_errors ? say("html.error.prefix") + " " : "";
  return page.title.empty() || page.title == site.theme.site_name ? site.theme.site_name
                                                                  : start + page.title + " - " + site.theme.site_name;
}

Html meta(std::string_view name, std::string_view content) {
  return empty_el("meta", {{"name", std::string(name)}, {"content", std::string(content)}});
}

Html style_link(const std::string& url) {
  return empty_el("link", {{"rel", "stylesheet"}, {"href", url}});
}

Html script(const std::string& url) {
  return el("script", {{"type", "module"}, {"src", url}});
}

Html theme_colour(const std::string& colour, std::string_view scheme) {
  if (colour.empty()) return {};
  return empty_el(
      "meta",
      {{"name", "theme-color"}, {"content", colour}, {"media", "(prefers-color-scheme: " + std::string(scheme) + ")"}});
}

Html document_head(const Site& site, const Say& say, const Page& page) {
  const std::string version = site.asset_version.empty() ? "" : "?v=" + site.asset_version;
  Html head = empty_el("meta", {{"charset", "utf-8"}}) + el("title", {}, {Html(tab_title(site, say, page))}) +
              meta("viewport", "width=device-width, initial-scale=1");
  if (!page.description.empty()) head += meta("description", page.description);
  if (page.index == Page::Index::forbid) head += meta("robots", "noindex, nofollow");
  if (page.refresh_seconds > 0) {
    head += empty_el("meta", {{"http-equiv", "refresh"}, {"content", std::to_string(page.refresh_seconds)}});
  }
  head += theme_colour(site.theme.colour_light, "light") + theme_colour(site.theme.colour_dark, "dark");
  head += style_link("/assets/site.css" + version) + style_link("/theme/tokens.css" + version);
  head += empty_el("link", {{"rel", "icon"}, {"type", "image/svg+xml"}, {"href", "/assets/favicon.svg" + version}});
  if (!page.alternate_url.empty()) {
    head += empty_el("link", {{"rel", "alternate"},
                              {"hreflang", language_code(other_language(say.language))},
                              {"href", page.alternate_url}});
  }
  head += script("/assets/site.js" + version);
  for (const std::string& url : page.scripts) head += script(url + version);
  return el("head", {}, {head});
}

Html practice_banner(const Site& site, const Say& say) {
  if (site.mode == Site::Mode::live) return {};
  return el("section", {{"class", "sas-practice"}, {"aria-label", say("html.practice.label")}},
            {el("p", {{"class", "sas-practice__text"}},
                {strong(Html(say("html.practice.title"))), Html(" "), Html(say("html.practice.text"))})});
}

Html brand(const Site& site, const Say& say, const Page& page) {
  const Html logo =
      site.theme.logo.empty()
          ? gate_logo()
          : empty_el("img", {{"class", "sas-logo"}, {"src", site.theme.logo}, {"alt", ""}, {"height", "48"}});
  return el("a", {{"class", "sas-brand"}, {"href", home_of(say, page)}},
            {logo, el("span", {{"class", "sas-brand__name"}},
                      {Html(site.theme.site_name), hidden_text(", " + say("html.home"))})});
}

Html language_switch(const Say& say, const Page& page) {
  if (page.alternate_url.empty()) return {};
  const std::string code = language_code(other_language(say.language));
  return el("a",
            {{"class", "nl-link sas-header__link"}, {"href", page.alternate_url}, {"lang", code}, {"hreflang", code}},
            {Html(say("html.other-language"))});
}

Html session_part(const Say& say, const Page& page) {
  if (!page.session) {
    return page.log_in_url.empty() ? Html()
                                   : el("a", {{"class", "nl-link sas-header__link"}, {"href", page.log_in_url}},
                                        {icon("person"), Html(say("html.log-in"))});
  }
  const SessionInfo& session = *page.session;
  const Html acting = session.acting_for.empty() ? Html()
                                                 : el("span", {{"class", "sas-session__for"}},
                                                      {Html(say("html.session.for", {{"name", session.acting_for}}))});
  const Html log_out =
      el("form", {{"class", "sas-session__form"}, {"method", "post"}, {"action", session.log_out_action}},
         {empty_el("input", {{"type", "hidden"}, {"name", std::string(csrf_field)}, {"value", session.csrf_token}}),
          el("button", {{"type", "submit"}, {"class", "sas-session__button"}}, {Html(say("html.log-out"))})});
  return el(
      "div", {{"class", "sas-session"}},
      {el("p", {{"class", "sas-session__name"}},
          {icon("person"), el("span", {}, {hidden_text(say("html.session.as") + " "), Html(session.name), acting})}),
       log_out});
}

Html navigation(const Say& say, const Page& page) {
  if (page.navigation.empty()) return {};
  Html items;
  for (const Link& one : page.navigation) {
    const bool active = one.url == page.active_navigation;
    items += el("li", {{"class", "sas-nav__item"}},
                {el("a",
                    {{"class", active ? "sas-nav__link sas-nav__link--active" : "sas-nav__link"},
                     {"href", one.url},
                     when(active, {"aria-current", "true"})},
                    {Html(one.text)})});
  }
  return el("nav", {{"class", "sas-nav"}, {"aria-label", say("html.navigation.label")}},
            {el("ul", {{"class", "sas-nav__list sas-width"}}, {items})});
}

Html page_header(const Site& site, const Say& say, const Page& page) {
  return el("header", {{"class", "sas-header"}},
            {el("div", {{"class", "sas-header__bar sas-width"}},
                {brand(site, say, page),
                 el("div", {{"class", "sas-header__tools"}}, {language_switch(say, page), session_part(say, page)})}),
             navigation(say, page)});
}

Html footer_links(const Say& say) {
  const std::string prefix = prefix_of(say);
  return link_list({{say("html.footer.contact"), prefix + "/contact"},
                    {say("html.footer.accessibility"), prefix + "/toegankelijkheid"},
                    {say("html.footer.privacy"), prefix + "/privacy"}});
}

Html page_footer(const Site& site, const Say& say, const Page& page) {
  const Html help = page.face == Page::Face::resident ? help_box(say, help_of(site.theme, say.language)) : Html();
  return el("footer", {{"class", "sas-footer"}},
            {el("div", {{"class", "sas-width sas-footer__content"}},
                {help, el("nav", {{"class", "sas-footer__links"}, {"aria-label", say("html.footer.label")}},
                          {footer_links(say)})})});
}

std::string body_class(const Page& page) {
  std::string name = "sas-page";
  if (page.face == Page::Face::workplace) name += " sas-page--workplace";
  if (page.width == Page::Width::wide) name += " sas-page--wide";
  return name;
}

}  // namespace

std::string page_document(const Site& site, const Say& say, const Page& page) {
  const Html crumbs = page.breadcrumbs.empty() ? Html() : breadcrumbs(say, page.breadcrumbs, page.title);
  const Html body =
      el("body", {{"class", body_class(page)}},
         {el("a", {{"class", "nl-skip-link"}, {"href", "#main"}}, {Html(say("html.skip"))}), practice_banner(site, say),
          page_header(site, say, page),
          el("div", {{"class", "sas-width sas-middle"}},
             {crumbs, el("main", {{"class", "sas-main"}, {"id", "main"}, {"tabindex", "-1"}}, {page.body})}),
          page_footer(site, say, page)});
  const Html document = el("html", {{"lang", language_code(say.language)}, {"class", "voorbeeld-theme sas-theme"}},
                           {document_head(site, say, page), body});
  return "<!doctype html>\n" + document.markup() + "\n";
}

}  // namespace sas::html
