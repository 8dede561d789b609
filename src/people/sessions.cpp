#include "people/sessions.h"

#include <array>

#include "base/text.h"
#include "crypto/hash.h"

namespace sas::people {
namespace {

constexpr std::size_t token_bytes = 32;
constexpr std::size_t token_length = 43;
constexpr std::chrono::minutes reissue_after{1};
constexpr std::chrono::minutes attempt_life{10};

std::string hash_of(const std::string& token) {
  return hex(crypto::sha256(token));
}

constexpr std::string_view find_sql =
    "SELECT s.kind, s.person_id, s.concerned_id, s.staff_id, s.level, s.means, s.csrf, s.created_at, s.rotated_at, "
    "s.seen_at, "
    "s.token_hash, s.previous_hash, s.previous_until, p.name, c.name, t.name, t.roles, "
    "(SELECT COUNT(*) FROM representation r WHERE r.representative_id = s.person_id AND r.represented_id = "
    "s.concerned_id "
    "AND r.valid_from <= $2 AND (r.valid_until IS NULL OR r.valid_until > $2)) "
    "FROM session s LEFT JOIN person p ON p.id = s.person_id LEFT JOIN person c ON c.id = s.concerned_id "
    "LEFT JOIN staff t ON t.id = s.staff_id WHERE s.token_hash = $1 OR s.previous_hash = $1";

/// What one row says, before anything is made of it.
struct Record {
  explicit Record(const store::Row& row, const std::string& hash)
      : staff(row.text(0) == "staff"),
        created(row.integer(7)),
        rotated(row.integer(8)),
        seen(row.integer(9)),
        current(row.text(10) == hash),
        has_previous(!row.is_null(11)),
        previous_until(row.integer_if(12)) {}
  bool staff;
  std::int64_t created;
  std::int64_t rotated;
  std::int64_t seen;
  bool current;  ///< the newest token was shown, not the one before
  bool has_previous;
  std::optional<std::int64_t> previous_until;

  [[nodiscard]] bool alive(std::int64_t now) const {
    const std::chrono::milliseconds life = staff ? Sessions::staff_life : Sessions::resident_life;
    if (now - seen >= std::chrono::milliseconds(Sessions::idle).count() || now - created >= life.count()) return false;
    return current || !previous_until || *previous_until > now;
  }
  [[nodiscard]] bool confirms() const { return current && has_previous && !previous_until; }
  [[nodiscard]] bool rotates(std::int64_t now) const {
    if (!current) return !previous_until && now - rotated >= std::chrono::milliseconds(reissue_after).count();
    return now - rotated >= std::chrono::milliseconds(Sessions::rotate_after).count();
  }
  [[nodiscard]] bool due(std::int64_t now) const {
    return now - seen >= std::chrono::milliseconds(Sessions::seen_step).count() || confirms() || rotates(now);
  }
};

void fill_resident(Session& session, const store::Row& row) {
  session.viewer.kind = ViewerKind::resident;
  session.viewer.acting = PersonId(row.text_or_empty(1));
  session.viewer.concerned = PersonId(row.text_or_empty(2));
  session.name = row.text_or_empty(13);
  if (session.viewer.concerned == session.viewer.acting) return;
  // A company's mandate came with the login itself; any other must still be valid now.
  if (session.means != "eherkenning" && row.integer(17) == 0) {
    session.viewer.concerned = session.viewer.acting;
    return;
  }
  session.concerned_name = row.text_or_empty(14);
}

void fill_staff(Session& session, const store::Row& row) {
  session.viewer.kind = ViewerKind::staff;
  session.viewer.staff = StaffId(row.text_or_empty(3));
  session.viewer.roles = roles_from(row.text_or_empty(16));
  session.name = row.text_or_empty(15);
}

}  // namespace

std::string Sessions::create(store::WriteTx& tx, const NewSession& fresh, const std::string& old_token) const {
  if (!old_token.empty()) end(tx, old_token);
  const std::string token = random_token(random_, token_bytes);
  const std::int64_t now = to_millis(clock_.now());
  const bool staff = fresh.kind == ViewerKind::staff;
  tx.execute(
      "INSERT INTO session (token_hash, kind, person_id, concerned_id, staff_id, level, means, csrf, created_at, "
      "rotated_at, seen_at) "
      "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)",
      {hash_of(token), std::string(staff ? "staff" : "resident"), store::null_if_empty(fresh.acting.text()),
       store::null_if_empty(fresh.concerned.text()), store::null_if_empty(fresh.staff.text()),
       std::int64_t{fresh.level}, fresh.means, random_token(random_), now, now, now});
  return token;
}

std::optional<Session> Sessions::find(store::ReadTx& tx, const std::string& token) const {
  if (token.size() != token_length) return std::nullopt;
  const std::string hash = hash_of(token);
  const std::int64_t now = to_millis(clock_.now());
  const auto row = tx.query_one(find_sql, {hash, std::int64_t{to_days(local_date(clock_.now()))}});
  if (!row) return std::nullopt;
  const Record record(*row, hash);
  if (!record.alive(now)) return std::nullopt;
  Session session;
  session.viewer.level = static_cast<int>(row->integer(4));
  session.means = row->text(5);
  session.csrf = row->text(6);
  session.hash = row->text(10);
  session.due = record.due(now);
  if (record.staff) {
    fill_staff(session, *row);
  } else {
    fill_resident(session, *row);
  }
  return session;
}

std::optional<std::string> Sessions::refresh(store::WriteTx& tx, const std::string& token) const {
  const std::string hash = hash_of(token);
  const std::int64_t now = to_millis(clock_.now());
  const auto row = tx.query_one(find_sql, {hash, std::int64_t{to_days(local_date(clock_.now()))}});
  if (!row) return std::nullopt;
  const Record record(*row, hash);
  if (!record.alive(now)) return std::nullopt;
  const std::string current = row->text(10);
  tx.execute("UPDATE session SET seen_at = $2 WHERE token_hash = $1 AND seen_at < $2", {current, now});
  if (record.confirms())
    tx.execute("UPDATE session SET previous_until = $2 WHERE token_hash = $1 AND previous_until IS NULL",
               {current, now + std::chrono::milliseconds(grace).count()});
  if (!record.rotates(now)) return std::nullopt;
  std::string fresh = random_token(random_, token_bytes);
  const std::int64_t changed = tx.execute(
      "UPDATE session SET token_hash = $2, previous_hash = $3, previous_until = NULL, rotated_at = $4 WHERE token_hash "
      "= $1",
      {current, hash_of(fresh), hash, now});
  if (changed != 1) return std::nullopt;
  return fresh;
}

Result<Done> Sessions::act_for(store::WriteTx& tx, const Session& session, const PersonId& concerned) const {
  const std::int64_t changed = tx.execute("UPDATE session SET concerned_id = $2, csrf = $3 WHERE token_hash = $1",
                                          {session.hash, concerned.text(), random_token(random_)});
  if (changed != 1) return fail(ErrorKind::unauthenticated, "session-ended");
  return Done{};
}

void Sessions::end(store::WriteTx& tx, const std::string& token) const {
  tx.execute("DELETE FROM session WHERE token_hash = $1 OR previous_hash = $1", {hash_of(token)});
}

std::int64_t Sessions::remove_expired(store::WriteTx& tx) const {
  const std::int64_t now = to_millis(clock_.now());
  const auto before = [now](std::chrono::milliseconds life) { return now - life.count(); };
  std::int64_t removed = tx.execute(
      "DELETE FROM session WHERE seen_at <= $1 OR created_at <= $2 OR (kind = 'resident' AND created_at <= $3)",
      {before(idle), before(staff_life), before(resident_life)});
  removed += tx.execute("DELETE FROM login_attempt WHERE created_at <= $1", {before(attempt_life)});
  return removed;
}

std::string session_cookie_of(const std::string& token, Cookies cookies) {
  http::CookieOptions options;
  options.secure = cookies == Cookies::secure;
  if (!token.empty()) return http::set_cookie(session_cookie, token, options);
  return http::set_cookie(session_cookie, "", options) + "; Max-Age=0";
}

std::optional<Role> role_from(std::string_view text) {
  for (const Role role : {Role::desk, Role::handler, Role::manager, Role::editor, Role::administrator})
    if (to_text(role) == text) return role;
  return std::nullopt;
}

std::set<Role> roles_from(std::string_view spaced) {
  std::set<Role> roles;
  for (const std::string& word : split(spaced, ' '))
    if (const auto role = role_from(word)) roles.insert(*role);
  return roles;
}

std::string roles_text(const std::set<Role>& roles) {
  std::string text;
  for (const Role role : roles) text += (text.empty() ? "" : " ") + std::string(to_text(role));
  return text;
}

}  // namespace sas::people
