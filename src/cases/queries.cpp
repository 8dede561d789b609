#include "cases/queries.h"

#include <fmt/format.h>

#include "cases/case_row.h"

namespace sas::cases {
namespace {

// A WHERE clause that grows: each condition with its parameters.
class Where {
 public:
  explicit Where(const people::Viewer& viewer) {
    people::Condition visible = people::may_see_case(viewer, "c", 1);
    sql_ = std::move(visible.sql);
    params_ = std::move(visible.params);
  }
  void add(std::string_view before, store::Value value, std::string_view after = "") {
    params_.push_back(std::move(value));
    sql_ += fmt::format(" AND {}${}{}", before, params_.size(), after);
  }
  void add(std::string_view condition) { sql_ += fmt::format(" AND {}", condition); }
  std::size_t next(store::Value value) {
    params_.push_back(std::move(value));
    return params_.size();
  }
  [[nodiscard]] const std::string& sql() const { return sql_; }
  [[nodiscard]] const std::vector<store::Value>& params() const { return params_; }

 private:
  std::string sql_;
  std::vector<store::Value> params_;
};

Where where_of(const Filter& filter, const people::Viewer& viewer) {
  Where where(viewer);
  if (filter.which == Which::open) where.add("c.closed_at IS NULL");
  if (filter.which == Which::closed) where.add("c.closed_at IS NOT NULL");
  if (filter.product) where.add("c.product = ", filter.product->text());
  if (filter.person) where.add("c.person_id = ", filter.person->text());
  if (filter.handler && filter.handler->empty()) where.add("c.handler_id IS NULL");
  if (filter.handler && !filter.handler->empty()) where.add("c.handler_id = ", filter.handler->text());
  if (!filter.text.empty()) {
    std::string pattern = "%";
    for (const char c : filter.text.substr(0, 100)) {
      if (c == '%' || c == '_' || c == '!') pattern += '!';
      pattern += c;
    }
    pattern += '%';
    const std::size_t n = where.next(pattern);
    where.add(fmt::format(
        "(lower(c.number) LIKE lower(${0}) ESCAPE '!' OR lower(c.contact) LIKE lower(${0}) ESCAPE '!')", n));
  }
  return where;
}

Result<Case> one(store::ReadTx& tx, std::string_view column, std::string_view value, const people::Viewer& viewer) {
  Where where(viewer);
  where.add(fmt::format("c.{} = ", column), std::string(value));
  const auto rows =
      tx.query(fmt::format("SELECT {} FROM cases c WHERE {}", case_columns(), where.sql()), where.params());
  if (rows.empty()) return fail(ErrorKind::not_found, "case-not-found");
  return case_from(rows.front());
}

}  // namespace

Result<Case> find_case(store::ReadTx& tx, const CaseId& id, const people::Viewer& viewer) {
  return one(tx, "id", id.text(), viewer);
}

Result<Case> find_case_by_number(store::ReadTx& tx, std::string_view number, const people::Viewer& viewer) {
  return one(tx, "number", number, viewer);
}

std::vector<Case> list_cases(store::ReadTx& tx, const Filter& filter, const people::Viewer& viewer) {
  Where where = where_of(filter, viewer);
  const std::string_view order = filter.which == Which::open     ? "c.promised_day, c.received_at, c.id"
                                 : filter.which == Which::closed ? "c.closed_at DESC, c.id"
                                                                 : "c.received_at DESC, c.id";
  const std::string conditions = where.sql();
  const std::size_t limit = where.next(static_cast<std::int64_t>(filter.limit));
  const std::size_t offset = where.next(static_cast<std::int64_t>(filter.offset));
  std::vector<Case> out;
  tx.each(fmt::format("SELECT {} FROM cases c WHERE {} ORDER BY {} LIMIT ${} OFFSET ${}", case_columns(), conditions,
                      order, limit, offset),
          where.params(), [&](const store::Row& row) { out.push_back(case_from(row)); });
  return out;
}

std::int64_t count_cases(store::ReadTx& tx, const Filter& filter, const people::Viewer& viewer) {
  const Where where = where_of(filter, viewer);
  return tx.query(fmt::format("SELECT count(*) FROM cases c WHERE {}", where.sql()), where.params()).front().integer(0);
}

OpenCounts count_open(store::ReadTx& tx, Date today, const people::Viewer& viewer) {
  Where where(viewer);
  where.add("c.closed_at IS NULL");
  const std::string conditions = where.sql();
  const std::size_t n = where.next(std::int64_t{to_days(today)});
  const auto rows = tx.query(
      fmt::format(
          "SELECT count(*), coalesce(sum(CASE WHEN c.promised_day < ${0} THEN 1 ELSE 0 END), 0), "
          "coalesce(sum(CASE WHEN c.promised_day >= ${0} AND c.promised_day <= ${0} + 3 THEN 1 ELSE 0 END), 0), "
          "coalesce(sum(CASE WHEN c.handler_id IS NULL THEN 1 ELSE 0 END), 0) FROM cases c WHERE {1}",
          n, conditions),
      where.params());
  const store::Row& row = rows.front();
  return {row.integer(0), row.integer(1), row.integer(2), row.integer(3)};
}

std::vector<Document> documents_of(store::ReadTx& tx, const Case& c) {
  std::vector<Document> out;
  for (const auto& row : tx.query("SELECT id, origin, slot, title, filename, media_type, size, sha256, created_at FROM "
                                  "document WHERE case_id = $1 ORDER BY created_at, id",
                                  {c.id.text()}))
    out.push_back({DocumentId(row.text(0)), c.id, row.text(1) == "resident", row.text(2), row.text(3), row.text(4),
                   row.text(5), row.integer(6), row.text(7), from_millis(row.integer(8))});
  return out;
}

Result<std::string> content_of(store::ReadTx& tx, const Case& c, const DocumentId& id) {
  const auto row =
      tx.query_one("SELECT content FROM document WHERE case_id = $1 AND id = $2", {c.id.text(), id.text()});
  if (!row) return fail(ErrorKind::not_found, "document-not-found");
  return row->blob(0);
}

std::vector<CompletionRequest> requests_of(store::ReadTx& tx, const Case& c) {
  std::vector<CompletionRequest> out;
  for (const auto& row : tx.query("SELECT id, question, slots, asked_at, answer_by, answered_at, answer FROM "
                                  "case_request WHERE case_id = $1 ORDER BY asked_at, id",
                                  {c.id.text()})) {
    CompletionRequest r;
    r.id = row.text(0);
    r.question = row.text(1);
    if (const auto slots = json::parse(row.text(2)); slots && slots->is_array())
      for (const auto& slot : slots->get_array())
        if (slot.is_string()) r.slots.emplace_back(slot.get_string());
    r.asked_at = from_millis(row.integer(3));
    r.answer_by = from_days(static_cast<int>(row.integer(4)));
    if (const auto at = row.integer_if(5)) r.answered_at = from_millis(*at);
    r.answer = row.text(6);
    out.push_back(std::move(r));
  }
  return out;
}

std::optional<Decision> decision_of(store::ReadTx& tx, const Case& c) {
  const auto row = tx.query_one(
      "SELECT id, result_code, reasons, decided_at, decided_by, published_day, objection_until, objection_why_nl, "
      "objection_why_en FROM decision "
      "WHERE case_id = $1 ORDER BY decided_at DESC LIMIT 1",
      {c.id.text()});
  if (!row) return std::nullopt;
  Decision d{row->text(0),          row->text(1),
             row->text(2),          from_millis(row->integer(3)),
             StaffId(row->text(4)), from_days(static_cast<int>(row->integer(5))),
             std::nullopt,          row->text(7),
             row->text(8)};
  if (const auto until = row->integer_if(6)) d.objection_until = from_days(static_cast<int>(*until));
  return d;
}

std::vector<Note> notes_of(store::ReadTx& tx, const Case& c) {
  std::vector<Note> out;
  for (const auto& row :
       tx.query("SELECT staff_id, text, at FROM case_note WHERE case_id = $1 ORDER BY at, id", {c.id.text()}))
    out.push_back({StaffId(row.text(0)), row.text(1), from_millis(row.integer(2))});
  return out;
}

std::vector<calendar::Suspension> suspensions_of(store::ReadTx& tx, const Case& c, Date open_until) {
  std::vector<calendar::Suspension> out;
  for (const auto& row :
       tx.query("SELECT from_day, until_day, ground FROM case_suspension WHERE case_id = $1 ORDER BY from_day",
                {c.id.text()})) {
    const Date from = from_days(static_cast<int>(row.integer(0)));
    const Date until = row.is_null(1) ? open_until : from_days(static_cast<int>(row.integer(1)));
    if (until > from)
      out.push_back({from, until, calendar::parse_ground(row.text(2)).value_or(calendar::Ground::completion_asked)});
  }
  return out;
}

std::vector<CaseId> lapsed_requests(store::ReadTx& tx, Date today) {
  std::vector<CaseId> out;
  for (const auto& row : tx.query(
           "SELECT DISTINCT c.id FROM cases c JOIN case_request r ON r.case_id = c.id "
           "WHERE c.closed_at IS NULL AND c.suspended_since IS NOT NULL AND r.answered_at IS NULL AND r.answer_by < $1",
           {std::int64_t{to_days(today)}}))
    out.emplace_back(row.text(0));
  return out;
}

}  // namespace sas::cases
