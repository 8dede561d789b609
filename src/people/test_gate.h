#pragma once
#include <algorithm>
#include <initializer_list>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "base/text.h"
#include "html/texts.h"
#include "http/router.h"
#include "people/gate.h"

/// For tests of pages: a gate that lets in whoever the test says, and a browser that keeps its cookies.
namespace sas::test {

class TestGate final : public people::Gate {
 public:
  explicit TestGate(const html::Texts& texts) : texts_(texts) {}
  people::Viewer viewer;
  std::string name;

  [[nodiscard]] http::Handler anyone(people::PageHandler handler) const override {
    return [this, handler](const http::Request& request) { return run(request, handler); };
  }
  [[nodiscard]] http::Handler resident(people::PageHandler handler) const override {
    return [this, handler](const http::Request& request) {
      return viewer.kind == people::ViewerKind::resident ? run(request, handler) : http::see_other("/inloggen");
    };
  }
  [[nodiscard]] http::Handler staff(std::vector<people::Role> any_of, people::PageHandler handler) const override {
    return [this, any_of, handler](const http::Request& request) {
      if (viewer.kind != people::ViewerKind::staff) return http::see_other("/balie/inloggen");
      const bool allowed = any_of.empty() || std::any_of(any_of.begin(), any_of.end(),
                                                         [&](people::Role role) { return viewer.has(role); });
      return allowed ? run(request, handler) : http::html_response("role-missing", 403);
    };
  }
  /// Only what the page says: its title and body.
  [[nodiscard]] http::Response show(const people::Visit&, html::Page page, int status) const override {
    return http::html_response("<title>" + page.title + "</title>" + page.body.markup(), status);
  }
  [[nodiscard]] http::Response refuse(const people::Visit&, const Error& error) const override {
    return http::html_response(error.code, http::status_of(error.kind));
  }

 private:
  [[nodiscard]] http::Response run(const http::Request& request, const people::PageHandler& handler) const {
    const people::Visit visit{request, html::Say{texts_, request.language}, viewer, name, "", ""};
    auto made = handler(visit);
    return made ? std::move(*made) : refuse(visit, made.error());
  }
  const html::Texts& texts_;
};

using Typed = std::initializer_list<std::pair<std::string, std::string>>;

class Browser {
 public:
  explicit Browser(const http::Router& router) : router_(router) {}
  http::Response get(const std::string& target) { return send(http::Method::get, target, ""); }
  http::Response post(const std::string& target, Typed fields) {
    std::string body;
    for (const auto& [name, value] : fields)
      body += (body.empty() ? "" : "&") + url_encode(name) + "=" + url_encode(value);
    return send(http::Method::post, target, body);
  }
  [[nodiscard]] const std::string& cookies() const { return cookie_; }
  void set_cookies(std::string cookie) { cookie_ = std::move(cookie); }

 private:
  http::Response send(http::Method method, const std::string& target, const std::string& body) {
    const std::size_t mark = target.find('?');
    http::Request request;
    request.method = method;
    request.raw_target = target;
    http::Match match = router_.match(method, target.substr(0, mark));
    if (match.outcome != http::Outcome::found) throw std::logic_error("no such page: " + target);
    request.path = match.path;
    request.language = match.language;
    request.params = match.params;
    if (mark != std::string::npos) request.query = fields_of(target.substr(mark + 1));
    request.headers = {{"Content-Type", "application/x-www-form-urlencoded"}, {"Cookie", cookie_}};
    request.body = body;
    request.deadline = {std::chrono::steady_clock::now() + std::chrono::minutes{1}};
    http::Response response = match.route->handler(request);
    for (const auto& [name, value] : response.headers)
      if (name == "Set-Cookie") cookie_ = value.substr(0, value.find(';'));
    return response;
  }
  static http::Fields fields_of(const std::string& query) {
    std::vector<std::pair<std::string, std::string>> items;
    for (const std::string& part : split(query, '&')) {
      const std::size_t is = part.find('=');
      items.emplace_back(part.substr(0, is),
                         is == std::string::npos ? "" : url_decode(part.substr(is + 1)).value_or(""));
    }
    return http::Fields(std::move(items));
  }
  const http::Router& router_;
  std::string cookie_;
};

[[nodiscard]] inline std::string header_of(const http::Response& response, std::string_view name) {
  for (const auto& [key, value] : response.headers)
    if (key == name) return value;
  return {};
}

[[nodiscard]] inline bool says(const http::Response& response, std::string_view text) {
  return response.body.find(text) != std::string::npos;
}

/// The value of the first input of that name.
[[nodiscard]] inline std::string value_in(const http::Response& response, const std::string& name) {
  const std::size_t at = response.body.find("name=\"" + name + "\"");
  if (at == std::string::npos) return {};
  const std::string mark = "value=\"";
  const std::size_t begin = response.body.find(mark, at) + mark.size();
  return response.body.substr(begin, response.body.find('"', begin) - begin);
}

}  // namespace sas::test
