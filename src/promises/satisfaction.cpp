#include "promises/satisfaction.h"

#include <fmt/format.h>

#include "base/text.h"
#include "crypto/hash.h"
#include "people/access.h"
#include "promises/facts.h"

namespace sas::promises {
namespace {

std::string hash_of(std::string_view token) { return hex(crypto::sha256(token)); }

Error field_error(std::string field, std::string code) {
  Error error{ErrorKind::invalid, "feedback-invalid", {}, {}};
  error.fields.push_back({std::move(field), std::move(code)});
  return error;
}

std::string person_of(store::ReadTx& tx, const CaseId& id) {
  const auto row = tx.query_one("SELECT person_id FROM cases WHERE id = $1", {id.text()});
  return row ? people::concerned_text(PersonId(row->text_or_empty(0))) : std::string();
}

}  // namespace

std::string Satisfaction::invite(store::WriteTx& tx, const cases::Case& c) const {
  const std::string token = random_token(random_);
  const std::string id = new_uuid(clock_, random_);
  const std::string channel(catalogue::to_text(c.channel));
  const Instant now = clock_.now();
  tx.execute("INSERT INTO feedback (id, token_hash, case_id, product, channel, invited_at, expires_at) "
             "VALUES ($1, $2, $3, $4, $5, $6, $7)",
             {id, hash_of(token), c.id.text(), c.product.text(), channel, to_millis(now), to_millis(now + valid)});
  ledger::NewEvent event;
  event.kind = "feedback.invited";
  event.subject = c.id.text();
  event.acting = "system";
  event.concerned = people::concerned_text(c.person);
  event.facts = {{"feedback", id}, {"product", c.product.text()}, {"channel", channel}};
  ledger_.append(tx, event);
  return "/mening/" + token;
}

Result<Invitation> Satisfaction::find(store::ReadTx& tx, std::string_view token) const {
  const auto row = tx.query_one("SELECT id, case_id, product, channel, expires_at, answered_at FROM feedback WHERE token_hash = $1",
                                {hash_of(token)});
  if (!row) return fail(ErrorKind::not_found, "feedback-unknown");
  Invitation out{row->text(0),          CaseId(row->text(1)), ProductId(row->text(2)), channel_from(row->text(3)),
                 from_millis(row->integer(4)), std::nullopt};
  if (const auto at = row->integer_if(5)) out.answered_at = from_millis(*at);
  return out;
}

Result<Done> Satisfaction::give(store::WriteTx& tx, std::string_view token, const NewOpinion& opinion) const {
  const auto invitation = find(tx, token);
  if (!invitation) return fail(Error(invitation.error()));
  if (invitation->answered_at) return fail(ErrorKind::gone, "feedback-used");
  if (expired(*invitation)) return fail(ErrorKind::gone, "feedback-expired");
  if (opinion.mark < 1 || opinion.mark > 10) return fail(field_error("mark", "mark-missing"));
  if (opinion.effort < 0 || opinion.effort > 5) return fail(field_error("effort", "effort-wrong"));
  const std::string text(trim(without_controls(opinion.text)));
  if (utf8_length(text) > longest) return fail(field_error("text", "too-long"));
  const store::Value effort = opinion.effort == 0 ? store::Value(nullptr) : store::Value(std::int64_t{opinion.effort});
  tx.execute("UPDATE feedback SET mark = $2, text = $3, answered_at = $4, effort = $5 WHERE id = $1",
             {invitation->id, std::int64_t{opinion.mark}, text, to_millis(clock_.now()), effort});
  ledger::NewEvent event;
  event.kind = "feedback.given";
  event.subject = invitation->case_id.text();
  event.acting = "visitor";  // whoever holds the link; nobody logs in for this
  event.concerned = person_of(tx, invitation->case_id);
  event.facts = {{"feedback", invitation->id},
                 {"mark", opinion.mark},
                 {"product", invitation->product.text()},
                 {"channel", catalogue::to_text(invitation->channel)}};
  if (opinion.effort > 0) event.facts["effort"] = opinion.effort;
  if (!text.empty()) event.personal = {{"text", text}};
  ledger_.append(tx, event);
  return Done{};
}

std::vector<LowMark> Satisfaction::to_follow_up(store::ReadTx& tx, const people::Viewer& viewer) const {
  people::Condition visible = people::may_see_case(viewer, "c", 1);
  visible.params.emplace_back(std::int64_t{low_mark});
  std::vector<LowMark> out;
  tx.each(fmt::format("SELECT f.id, f.case_id, c.number, f.product, f.mark, f.text, f.answered_at FROM feedback f "
                      "JOIN cases c ON c.id = f.case_id WHERE {} AND f.mark IS NOT NULL AND f.mark <= ${} "
                      "AND f.followed_up_at IS NULL ORDER BY f.answered_at, f.id LIMIT 200",
                      visible.sql, visible.params.size()),
          visible.params, [&](const store::Row& row) {
            out.push_back({row.text(0), CaseId(row.text(1)), row.text(2), ProductId(row.text(3)),
                           static_cast<int>(row.integer(4)), row.text(5), from_millis(row.integer(6))});
          });
  return out;
}

Result<Done> Satisfaction::follow_up(store::WriteTx& tx, std::string_view id, const people::Viewer& viewer) const {
  people::Condition visible = people::may_see_case(viewer, "c", 1);
  visible.params.emplace_back(std::string(id));
  const auto rows = tx.query(fmt::format("SELECT f.case_id, f.followed_up_at FROM feedback f JOIN cases c ON c.id = f.case_id "
                                         "WHERE {} AND f.id = ${} AND f.mark IS NOT NULL",
                                         visible.sql, visible.params.size()),
                             visible.params);
  if (rows.empty()) return fail(ErrorKind::not_found, "feedback-unknown");
  if (!rows.front().is_null(1)) return fail(ErrorKind::conflict, "feedback-picked-up");
  tx.execute("UPDATE feedback SET follow_up_by = $2, followed_up_at = $3 WHERE id = $1",
             {std::string(id), viewer.staff.text(), to_millis(clock_.now())});
  ledger::NewEvent event;
  event.kind = "feedback.followed_up";
  event.subject = rows.front().text(0);
  event.acting = viewer.acting_text();
  event.concerned = person_of(tx, CaseId(event.subject));
  event.facts = {{"feedback", std::string(id)}};
  ledger_.append(tx, event);
  return Done{};
}

}  // namespace sas::promises
