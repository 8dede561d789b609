#pragma once
#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/random.h"
#include "base/time.h"
#include "http/message.h"
#include "people/viewer.h"
#include "store/store.h"

namespace sas::people {

inline constexpr std::string_view session_cookie = "sas_session";

enum class Cookies { plain, secure };  ///< secure: the site is served over https

/// Who somebody turned out to be, for a new session.
struct NewSession {
  ViewerKind kind = ViewerKind::resident;
  PersonId acting;     ///< residents
  PersonId concerned;  ///< residents; the company for eHerkenning
  StaffId staff;       ///< staff
  int level = 0;
  std::string means;  ///< "digid", "eherkenning", "staff"
};

/// A session as it is at this moment.
struct Session {
  Viewer viewer;
  std::string means;
  std::string name;            ///< of the acting person or employee
  std::string concerned_name;  ///< empty for oneself
  std::string csrf;            ///< what the tokens of this session's forms are bound to
  std::string hash;            ///< the row
  bool due = false;            ///< `refresh` has something to write
};

/// Sessions in the store. The cookie holds a random token of which only the SHA-256 is kept. A session ends after 15
/// minutes without use (DigiD, eHerkenning: the same limit), and in any case 4 hours (residents) or 8 hours (staff)
/// after the login.
///
/// The token rotates every 5 minutes of use. A browser sends several requests at a time, and an answer can get lost on
/// the way; therefore the old token stays valid until the new one is seen for the first time, and then 10 seconds more
/// for what was under way. When the new one is never seen, the browser did not get it: after a minute it is given
/// another. One UPDATE that names the token it replaces decides who rotates, so two requests at the same time make one
/// new token. Thread-safe.
class Sessions {
 public:
  static constexpr std::chrono::minutes idle{15};
  static constexpr std::chrono::hours resident_life{4};
  static constexpr std::chrono::hours staff_life{8};
  static constexpr std::chrono::minutes rotate_after{5};
  static constexpr std::chrono::minutes seen_step{1};
  static constexpr std::chrono::seconds grace{10};

  Sessions(const Clock& clock, Random& random) : clock_(clock), random_(random) {}

  /// The token for the cookie. Ends the session of `old_token` when there was one: an id never survives a login.
  std::string create(store::WriteTx& tx, const NewSession& fresh, const std::string& old_token) const;
  /// The session of a token; none when it is unknown or has ended. One query.
  [[nodiscard]] std::optional<Session> find(store::ReadTx& tx, const std::string& token) const;
  /// Writes down that the session was used and rotates it when it is time; to be called when `Session::due`. Returns
  /// the new token when the browser must get one.
  std::optional<std::string> refresh(store::WriteTx& tx, const std::string& token) const;
  /// Changes for whom the session acts, and with it the form tokens: a page that was opened for the one cannot be sent
  /// for the other.
  Result<Done> act_for(store::WriteTx& tx, const Session& session, const PersonId& concerned) const;
  void end(store::WriteTx& tx, const std::string& token) const;
  /// Removes sessions and login attempts that have ended. For a schedule, e.g. every 10 minutes. Returns how many.
  std::int64_t remove_expired(store::WriteTx& tx) const;

 private:
  const Clock& clock_;
  Random& random_;
};

/// The Set-Cookie value for a token; for an empty one, the value that removes the cookie.
[[nodiscard]] std::string session_cookie_of(const std::string& token, Cookies cookies);
/// "desk" and the like; none for another text.
[[nodiscard]] std::optional<Role> role_from(std::string_view text);
[[nodiscard]] std::set<Role> roles_from(std::string_view spaced);
[[nodiscard]] std::string roles_text(const std::set<Role>& roles);

}  // namespace sas::people
