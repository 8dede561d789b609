#include "people/site_gate.h"

#include <algorithm>
#include <array>
#include <span>

#include "html/components.h"
#include "people/local_path.h"

namespace sas::people {
namespace {

struct NavigationItem {
  std::string_view key;
  std::string_view path;
};
constexpr std::array<NavigationItem, 6> resident_links{{{"people.nav.home", "/"},
                                                        {"people.nav.products", "/producten"},
                                                        {"people.nav.city", "/stad"},
                                                        {"people.nav.data", "/data"},
                                                        {"people.nav.promises", "/beloften"},
                                                        {"people.nav.mine", "/mijn"}}};
constexpr std::array<NavigationItem, 4> workplace_links{{{"people.nav.work", "/balie"},
                                                         {"people.nav.search", "/balie/zoeken"},
                                                         {"people.nav.contact", "/balie/contact"},
                                                         {"people.nav.visits", "/balie/afspraken"}}};
constexpr NavigationItem promises_link{"people.nav.promises", "/balie/beloften"};
constexpr std::array<NavigationItem, 2> manage_links{
    {{"people.nav.data", "/balie/open-data"}, {"people.nav.manage", "/balie/beheer"}}};

constexpr std::size_t trace_shown = 8;

bool is_reading(const http::Request& request) {
  return request.method == http::Method::get || request.method == http::Method::head;
}

/// "/" and "/en" are the home pages of the two languages.
std::string page_url(std::string_view prefix, std::string_view path) {
  if (path == "/" && !prefix.empty()) return std::string(prefix);
  return std::string(prefix) + std::string(path);
}

std::string_view kind_key(ErrorKind kind) {
  switch (kind) {
    case ErrorKind::invalid:
      return "error.kind.invalid";
    case ErrorKind::unauthenticated:
      return "error.kind.unauthenticated";
    case ErrorKind::forbidden:
      return "error.kind.forbidden";
    case ErrorKind::not_found:
      return "error.kind.not-found";
    case ErrorKind::conflict:
      return "error.kind.conflict";
    case ErrorKind::gone:
      return "error.kind.gone";
    case ErrorKind::too_large:
      return "error.kind.too-large";
    case ErrorKind::unsupported:
      return "error.kind.unsupported";
    case ErrorKind::too_many:
      return "error.kind.too-many";
    case ErrorKind::unavailable:
      return "error.kind.unavailable";
    case ErrorKind::internal:
      break;
  }
  return "error.kind.internal";
}

/// A key of its own when there is one without places to fill, else that of the kind.
std::string text_of(const html::Say& say, const std::string& own, const std::string& general) {
  if (!say.texts.has(own)) return say(general);
  const auto& all = say.texts.all(say.language);
  const auto found = all.find(own);
  return found == all.end() || found->second.find('{') != std::string::npos ? say(general) : found->second;
}

/// Where to come back to: this page, or for a form that was sent the page it stood on.
std::string way_back(const http::Request& request, std::string_view otherwise) {
  if (is_reading(request)) return local_path(request.raw_target, otherwise);
  const std::string referer = request.header("referer");
  const std::size_t scheme = referer.find("://");
  if (scheme == std::string::npos) return std::string(otherwise);
  const std::size_t path = referer.find('/', scheme + 3);
  const std::string host = referer.substr(scheme + 3, path == std::string::npos ? path : path - scheme - 3);
  if (path == std::string::npos || host != request.header("host")) return std::string(otherwise);
  return local_path(std::string_view(referer).substr(path), otherwise);
}

std::string log_in_url(const Visit& visit, std::string_view page, std::string_view otherwise) {
  std::string url = visit.url(page) + "?terug=" + url_encode(way_back(visit.request, visit.url(otherwise)));
  // Who had a cookie was logged in once: say why the page asks again.
  if (!visit.request.cookie(session_cookie).empty()) url += "&verlopen=ja";
  return url;
}

std::string other_language_url(const http::Request& request) {
  if (!is_reading(request) || request.path.empty()) return {};
  const std::string_view target = request.raw_target;
  const std::size_t query = target.find('?');
  std::string path(without_language(target.substr(0, query)));
  if (!path.starts_with('/') || path.starts_with("//")) return {};
  if (request.language == Language::nl) path = page_url("/en", path);
  return path + (query == std::string_view::npos ? std::string() : std::string(target.substr(query)));
}

void add_links(const Visit& visit, std::span<const NavigationItem> items, std::string_view municipality,
               std::vector<html::Link>& links) {
  for (const NavigationItem& item : items) {
    const bool named = item.key == "people.nav.mine";
    const std::string text =
        named ? visit.say(item.key, {{"municipality", std::string(municipality)}}) : visit.say(item.key);
    links.push_back({text, page_url(visit.request.prefix(), item.path)});
  }
}

/// The link whose address is the longest beginning of this page's.
std::string active_link(const std::vector<html::Link>& links, const std::string& here, std::size_t shortest) {
  std::string best;
  for (const html::Link& link : links) {
    const bool inside = here == link.url || (link.url.size() > shortest && here.starts_with(link.url + "/"));
    if (inside && link.url.size() > best.size()) best = link.url;
  }
  return best;
}

}  // namespace

Visit SiteGate::visitor(const http::Request& request) const {
  return Visit{request, html::Say{parts_.texts, request.language}, {}, {}, {}, {}};
}

Result<std::optional<Session>> SiteGate::session_of(const http::Request& request) const {
  const std::string token = request.cookie(session_cookie);
  if (token.empty()) return std::optional<Session>();
  return parts_.store.read(
      [&](store::ReadTx& tx) -> Result<std::optional<Session>> { return parts_.sessions.find(tx, token); });
}

void SiteGate::refresh(const http::Request& request, http::Response& response) const {
  const auto fresh = parts_.store.write([&](store::WriteTx& tx) -> Result<std::optional<std::string>> {
    return parts_.sessions.refresh(tx, request.cookie(session_cookie));
  });
  if (fresh && *fresh) response.with("Set-Cookie", session_cookie_of(**fresh, parts_.cookies));
}

http::Response SiteGate::run(const Visit& visit, const Admit& admit, const PageHandler& handler) const {
  if (auto instead = admit(visit)) return std::move(*instead);
  auto made = handler(visit);
  return made ? std::move(*made) : refuse(visit, made.error());
}

http::Handler SiteGate::guarded(Admit admit, PageHandler handler) const {
  return
      [this, admit = std::move(admit), handler = std::move(handler)](const http::Request& request) -> http::Response {
        Visit visit = visitor(request);
        const auto found = session_of(request);
        if (!found) {
          // Without the store nobody can be known. Pages for everybody can still be read; nothing may be sent in the
          // wrong name.
          return is_reading(request) ? run(visit, admit, handler) : refuse(visit, found.error());
        }
        if (!*found) return run(visit, admit, handler);
        const Session& session = **found;
        visit.viewer = session.viewer;
        visit.name = session.name;
        visit.concerned_name = session.concerned_name;
        visit.csrf_token = http::make_token(parts_.csrf_secret, session.csrf, parts_.random);
        http::Response response = run(visit, admit, handler);
        // The handler may have set the cookie itself (logging in or out); a rotation after that would bring the old
        // session back.
        const bool has_cookie = std::any_of(response.headers.begin(), response.headers.end(), [](const auto& h) {
          return h.first == "Set-Cookie" && h.second.starts_with(session_cookie);
        });
        if (session.due && !has_cookie) refresh(request, response);
        return response;
      };
}

http::Handler SiteGate::anyone(PageHandler handler) const {
  return guarded([](const Visit&) { return std::optional<http::Response>(); }, std::move(handler));
}

http::Handler SiteGate::resident(PageHandler handler) const {
  return guarded(
      [](const Visit& visit) -> std::optional<http::Response> {
        if (visit.viewer.kind == ViewerKind::resident) return std::nullopt;
        return http::see_other(log_in_url(visit, "/inloggen", "/mijn"));
      },
      std::move(handler));
}

http::Handler SiteGate::staff(std::vector<Role> any_of, PageHandler handler) const {
  return guarded(
      [this, any_of = std::move(any_of)](const Visit& visit) -> std::optional<http::Response> {
        if (visit.viewer.kind != ViewerKind::staff)
          return http::see_other(log_in_url(visit, "/balie/inloggen", "/balie"));
        const bool allowed = any_of.empty() || std::any_of(any_of.begin(), any_of.end(),
                                                           [&](Role role) { return visit.viewer.has(role); });
        if (allowed) return std::nullopt;
        return refuse(visit, {ErrorKind::forbidden, "role-missing", "none of the roles this page asks for", {}});
      },
      std::move(handler));
}

void SiteGate::add_frame(const Visit& visit, html::Page& page) const {
  const bool workplace = is_workplace(visit.request.path);
  if (workplace) page.face = html::Page::Face::workplace;
  if (page.navigation.empty() && (!workplace || visit.viewer.kind == ViewerKind::staff)) {
    add_links(
        visit,
        workplace ? std::span<const NavigationItem>(workplace_links) : std::span<const NavigationItem>(resident_links),
        parts_.site.theme.municipality, page.navigation);
    if (workplace && visit.viewer.has(Role::manager))
      add_links(visit, {&promises_link, 1}, parts_.site.theme.municipality, page.navigation);
    if (workplace && (visit.viewer.has(Role::administrator) || visit.viewer.has(Role::editor)))
      add_links(visit, manage_links, parts_.site.theme.municipality, page.navigation);
  }
  if (page.active_navigation.empty()) {
    const std::string home = page_url(visit.request.prefix(), workplace ? "/balie" : "/");
    page.active_navigation =
        active_link(page.navigation, page_url(visit.request.prefix(), visit.request.path), home.size());
  }
  if (page.alternate_url.empty()) page.alternate_url = other_language_url(visit.request);
  if (workplace && page.home_url.empty()) page.home_url = visit.url("/balie");
  const bool known = visit.viewer.kind == ViewerKind::resident || visit.viewer.kind == ViewerKind::staff;
  if (known) {
    page.index = html::Page::Index::forbid;
    page.session = html::SessionInfo{visit.name, visit.concerned_name, visit.url("/uitloggen"), visit.csrf_token};
  } else if (!workplace && !visit.request.path.empty()) {
    page.log_in_url = log_in_url(visit, "/inloggen", "/mijn");
  }
}

http::Response SiteGate::show(const Visit& visit, html::Page page, int status) const {
  add_frame(visit, page);
  return http::html_response(html::page_document(parts_.site, visit.say, page), status);
}

http::Response SiteGate::refuse(const Visit& visit, const Error& error) const {
  const html::Say& say = visit.say;
  const std::string general(kind_key(error.kind));
  const std::string title = text_of(say, "error.title." + error.code, general + ".title");
  std::vector<html::Html> parts{html::heading(1, title), html::lead(text_of(say, "error." + error.code, general))};
  if (error.kind == ErrorKind::internal || error.kind == ErrorKind::unavailable) {
    parts_.logger.warn("page-refused",
                       {{"code", error.code}, {"detail", error.detail}, {"trace", visit.request.trace_id}});
    parts.push_back(
        html::paragraph(say("people.error.reference", {{"reference", visit.request.trace_id.substr(0, trace_shown)}})));
  }
  const bool workplace = is_workplace(visit.request.path);
  parts.push_back(html::paragraph(html::link(say(workplace ? "people.error.to-work" : "people.error.to-home"),
                                             page_url(visit.request.prefix(), workplace ? "/balie" : "/"))));
  html::Page page;
  page.title = title;
  page.body = html::stack(parts);
  page.index = html::Page::Index::forbid;
  http::Response response = show(visit, std::move(page), http::status_of(error.kind));
  if (error.kind == ErrorKind::too_many) response.with("Retry-After", "60");
  return response;
}

http::ErrorPage SiteGate::error_page() const {
  return [this](const Error& error, const http::Request& request) { return refuse(visitor(request), error); };
}

http::CsrfCheck SiteGate::csrf_check() const {
  return [this](const http::Request& request) -> Result<Done> {
    auto found = session_of(request);
    if (!found) return fail(std::move(found));
    const std::string secret = *found ? (*found)->csrf : std::string();
    return http::token_check(parts_.csrf_secret, [&](const http::Request&) { return secret; })(request);
  };
}

}  // namespace sas::people
