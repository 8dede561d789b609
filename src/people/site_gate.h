#pragma once
#include <optional>
#include <string>

#include "base/log.h"
#include "base/random.h"
#include "html/page.h"
#include "html/texts.h"
#include "http/csrf.h"
#include "http/server.h"
#include "people/gate.h"
#include "people/sessions.h"
#include "store/store.h"

namespace sas::people {

/// All outlive the gate.
struct GateParts {
  store::Store& store;
  const Sessions& sessions;
  const html::Texts& texts;
  const html::Site& site;  ///< its mode decides about the practice banner
  Random& random;          ///< thread-safe
  const Logger& logger;
  std::string csrf_secret;  ///< at least 16 bytes; the same for all servers of one site
  Cookies cookies = Cookies::plain;
};

/// The gate of the running site. One read of the store per request, and only when the session cookie is there; a write
/// at most once a minute of a session. Thread-safe.
class SiteGate final : public Gate {
 public:
  explicit SiteGate(GateParts parts) : parts_(std::move(parts)) {}

  [[nodiscard]] http::Handler anyone(PageHandler handler) const override;
  [[nodiscard]] http::Handler resident(PageHandler handler) const override;
  [[nodiscard]] http::Handler staff(std::vector<Role> any_of, PageHandler handler) const override;
  [[nodiscard]] http::Response show(const Visit& visit, html::Page page, int status = 200) const override;
  [[nodiscard]] http::Response refuse(const Visit& visit, const Error& error) const override;

  /// For ServerParts::error_page: what the server itself refuses. Reads no store, because it may be what is too busy.
  [[nodiscard]] http::ErrorPage error_page() const;
  /// For ServerParts::csrf. Tokens are bound to a secret of the session that outlives the rotation of its cookie, so a
  /// form that was opened before the rotation can still be sent; it changes with whom somebody acts for.
  [[nodiscard]] http::CsrfCheck csrf_check() const;
  /// The session behind a request; none for visitors. Used by the pages of this room.
  [[nodiscard]] Result<std::optional<Session>> session_of(const http::Request& request) const;

 private:
  using Admit = std::function<std::optional<http::Response>(const Visit&)>;
  [[nodiscard]] http::Handler guarded(Admit admit, PageHandler handler) const;
  [[nodiscard]] Visit visitor(const http::Request& request) const;
  [[nodiscard]] http::Response run(const Visit& visit, const Admit& admit, const PageHandler& handler) const;
  void refresh(const http::Request& request, http::Response& response) const;
  void add_frame(const Visit& visit, html::Page& page) const;

  GateParts parts_;
};

}  // namespace sas::people
