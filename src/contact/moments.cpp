#include "contact/moments.h"

#include <fmt/format.h>

#include <array>

#include "base/text.h"
#include "calendar/holidays.h"
#include "people/access.h"

namespace sas::contact {
namespace {

constexpr std::size_t longest = 4000;
constexpr std::array<std::string_view, 4> channel_names{"phone", "desk", "mail", "post"};
constexpr std::array<std::string_view, 3> outcome_names{"answered", "forwarded", "call-back"};

constexpr std::string_view columns =
    "m.id, m.channel, m.product, m.case_id, m.person_id, m.staff_id, m.question, m.answer, m.outcome, m.call_back_by, "
    "m.called_back_at, m.at";

Moment moment_from(const store::Row& row) {
  Moment m;
  m.id = row.text(0);
  m.channel = moment_channel_from(row.text(1)).value_or(MomentChannel::phone);
  m.product = ProductId(row.text(2));
  m.case_id = CaseId(row.text_or_empty(3));
  m.person = PersonId(row.text_or_empty(4));
  m.staff = StaffId(row.text(5));
  m.question = row.text(6);
  m.answer = row.text(7);
  m.outcome = outcome_from(row.text(8)).value_or(Outcome::answered);
  if (const auto by = row.integer_if(9)) m.call_back_by = from_days(static_cast<int>(*by));
  if (const auto at = row.integer_if(10)) m.called_back_at = from_millis(*at);
  m.at = from_millis(row.integer(11));
  return m;
}

tl::unexpected<Error> wrong(std::string field, std::string code) {
  return tl::unexpected<Error>(Error{ErrorKind::invalid, "form-invalid", "", {{std::move(field), std::move(code)}}});
}

Result<Done> check(const NewMoment& fresh) {
  if (trim(fresh.question).empty()) return wrong("question", "contact-question-empty");
  if (utf8_length(fresh.question) > longest) return wrong("question", "contact-too-long");
  if (utf8_length(fresh.answer) > longest) return wrong("answer", "contact-too-long");
  if (fresh.outcome == Outcome::answered && trim(fresh.answer).empty()) return wrong("answer", "contact-answer-empty");
  const bool call = fresh.outcome == Outcome::call_back;
  if (call && (fresh.call_back_days < 1 || fresh.call_back_days > Moments::most_call_back_days))
    return wrong("call_back_days", "contact-call-back-days");
  return Done{};
}

// A moment about a case has the confidentiality of that case.
std::vector<Moment> select(store::ReadTx& tx, const people::Viewer& viewer, std::vector<store::Value> params,
                           const std::string& where, const std::string& order, std::int64_t limit) {
  people::Condition visible = people::may_see_case(viewer, "c", static_cast<int>(params.size()) + 1);
  params.insert(params.end(), visible.params.begin(), visible.params.end());
  params.emplace_back(limit);
  std::vector<Moment> out;
  tx.each(fmt::format("SELECT {} FROM contact_moment m LEFT JOIN cases c ON c.id = m.case_id WHERE {} AND (m.case_id "
                      "IS NULL OR {}) ORDER BY {} LIMIT ${}",
                      columns, where, visible.sql, order, params.size()),
          params, [&](const store::Row& row) { out.push_back(moment_from(row)); });
  return out;
}

}  // namespace

std::string_view to_text(MomentChannel channel) {
  return channel_names.at(static_cast<std::size_t>(channel));
}
std::string_view to_text(Outcome outcome) {
  return outcome_names.at(static_cast<std::size_t>(outcome));
}

std::optional<MomentChannel> moment_channel_from(std::string_view text) {
  for (std::size_t i = 0; i < channel_names.size(); ++i)
    if (channel_names[i] == text) return static_cast<MomentChannel>(i);
  return std::nullopt;
}

std::optional<Outcome> outcome_from(std::string_view text) {
  for (std::size_t i = 0; i < outcome_names.size(); ++i)
    if (outcome_names[i] == text) return static_cast<Outcome>(i);
  return std::nullopt;
}

Result<std::string> Moments::add(store::WriteTx& tx, const NewMoment& fresh, const people::Viewer& viewer) const {
  if (auto right = check(fresh); !right) return fail(std::move(right));
  const std::string id = new_uuid(clock_, random_);
  const Instant now = clock_.now();
  std::optional<Date> by;
  if (fresh.outcome == Outcome::call_back)
    by = calendar::add_working_days(local_date(now), fresh.call_back_days, closing_days_);
  tx.execute(
      "INSERT INTO contact_moment (id, channel, product, case_id, person_id, staff_id, question, answer, outcome, "
      "call_back_by, at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)",
      {id, std::string(to_text(fresh.channel)), fresh.product.text(), store::null_if_empty(fresh.case_id.text()),
       store::null_if_empty(fresh.person.text()), viewer.staff.text(), without_controls(fresh.question),
       without_controls(fresh.answer), std::string(to_text(fresh.outcome)),
       by ? store::Value(std::int64_t{to_days(*by)}) : store::Value(nullptr), to_millis(now)});
  ledger::NewEvent event;
  event.kind = "contact.registered";
  event.subject = fresh.case_id.empty() ? id : fresh.case_id.text();
  event.acting = viewer.acting_text();
  event.concerned = people::concerned_text(fresh.person);
  event.facts = {{"moment", id},
                 {"channel", to_text(fresh.channel)},
                 {"product", fresh.product.text()},
                 {"outcome", to_text(fresh.outcome)}};
  if (by) event.facts["call_back_by"] = format_iso_date(*by);
  event.personal = {{"question", fresh.question}, {"answer", fresh.answer}};
  ledger_.append(tx, event);
  return id;
}

Result<Done> Moments::mark_called_back(store::WriteTx& tx, std::string_view id, const people::Viewer& viewer) const {
  const auto found = select(tx, viewer, {std::string(id)}, "m.id = $1 AND m.call_back_by IS NOT NULL", "m.at", 1);
  if (found.empty()) return fail(ErrorKind::not_found, "moment-not-found");
  const Moment& m = found.front();
  const Instant now = clock_.now();
  if (tx.execute("UPDATE contact_moment SET called_back_at = $2 WHERE id = $1 AND called_back_at IS NULL",
                 {m.id, to_millis(now)}) == 0)
    return fail(ErrorKind::conflict, "called-back-already");
  ledger::NewEvent event;
  event.kind = "contact.called_back";
  event.subject = m.case_id.empty() ? m.id : m.case_id.text();
  event.acting = viewer.acting_text();
  event.concerned = people::concerned_text(m.person);
  const auto late = (local_date(now) - *m.call_back_by).count();
  event.facts = {{"moment", m.id}, {"days_late", std::int64_t{late > 0 ? late : 0}}};
  ledger_.append(tx, event);
  return Done{};
}

std::vector<Moment> Moments::of_case(store::ReadTx& tx, const cases::Case& c) const {
  return select(tx, people::system_viewer(), {c.id.text()}, "m.case_id = $1", "m.at DESC, m.id DESC", 1000);
}

std::vector<Moment> Moments::of_person(store::ReadTx& tx, const PersonId& person, const people::Viewer& viewer,
                                       std::int64_t limit) const {
  return select(tx, viewer, {person.text()}, "m.person_id = $1", "m.at DESC, m.id DESC", limit);
}

std::vector<Moment> Moments::to_call_back(store::ReadTx& tx, const people::Viewer& viewer, std::int64_t limit) const {
  return select(tx, viewer, {}, "m.called_back_at IS NULL AND m.call_back_by IS NOT NULL", "m.call_back_by, m.at, m.id",
                limit);
}

}  // namespace sas::contact
