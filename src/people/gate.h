#pragma once
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "html/page.h"
#include "html/texts.h"
#include "http/message.h"
#include "http/router.h"
#include "people/viewer.h"

namespace sas::people {

/// One request with the person behind it. Lives as long as the request.
struct Visit {
  const http::Request& request;
  html::Say say;
  Viewer viewer;
  std::string name;            ///< of the acting person or employee, for the header and for filling in forms
  std::string concerned_name;  ///< of whom somebody acts for; empty for oneself
  std::string csrf_token;      ///< empty while nobody is logged in: then the origin check alone decides

  [[nodiscard]] Language language() const { return say.language; }
  /// "/en/mijn" or "/mijn".
  [[nodiscard]] std::string url(std::string_view path) const {
    return std::string(request.prefix()) + std::string(path);
  }
};

/// Makes a page, or the error that the frame shows as a page with its status.
using PageHandler = std::function<Result<http::Response>(const Visit&)>;

/// The way from a request to a page: session, role, frame and errors in one place. Thread-safe.
class Gate {
 public:
  virtual ~Gate() = default;
  /// For everybody.
  [[nodiscard]] virtual http::Handler anyone(PageHandler handler) const = 0;
  /// For residents and entrepreneurs who are logged in; others are sent to the login page, and come back afterwards.
  [[nodiscard]] virtual http::Handler resident(PageHandler handler) const = 0;
  /// For employees with at least one of the roles; no role named means every employee. Others get the login page or
  /// "not allowed".
  [[nodiscard]] virtual http::Handler staff(std::vector<Role> any_of, PageHandler handler) const = 0;
  /// Puts the page in the frame: header with who is logged in, language switch, practice banner, help.
  [[nodiscard]] virtual http::Response show(const Visit& visit, html::Page page, int status = 200) const = 0;
  /// An error as a page for people, in their language.
  [[nodiscard]] virtual http::Response refuse(const Visit& visit, const Error& error) const = 0;
};

}  // namespace sas::people
