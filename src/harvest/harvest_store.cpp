#include "harvest/harvest_store.h"

#include <array>
#include <utility>

#include "embedded/harvest_migrations.h"
#include "harvest/fetch.h"

namespace sas::harvest {
namespace {

using State = HarvestedSet::State;

constexpr std::array<std::pair<std::string_view, State>, 4> states{
    {{"listed", State::listed}, {"here", State::here}, {"blocked", State::blocked}, {"gone", State::gone}}};

constexpr std::string_view set_columns =
    "SELECT dataset, origin, id, title, summary, licence, publisher, page, modified, url, format, state, reason, "
    "wanted, sha256, bytes, missed, first_seen, fetched_at FROM harvest_set ";

std::optional<Instant> moment_at(const store::Row& row, std::size_t column) {
  const auto millis = row.integer_if(column);
  return millis ? std::optional(from_millis(*millis)) : std::nullopt;
}

store::Value millis_or_null(const std::optional<Instant>& at) {
  if (!at) return nullptr;
  return to_millis(*at);
}

HarvestedSet set_from(const store::Row& row) {
  HarvestedSet out;
  out.dataset = row.text(0);
  out.origin = row.text(1);
  Listed& listed = out.listed;
  listed.id = row.text(2);
  listed.title = row.text(3);
  listed.summary = row.text(4);
  listed.licence = row.text(5);
  listed.publisher = row.text(6);
  listed.page = row.text(7);
  listed.modified = row.text(8);
  if (!row.text(9).empty()) listed.forms.push_back({row.text(10), row.text(9)});
  for (const auto& [word, state] : states)
    if (word == row.text(11)) out.state = state;
  out.reason = row.text(12);
  out.is_wanted = row.integer(13) != 0;
  out.sha256 = row.text(14);
  out.bytes = row.integer(15);
  out.missed = row.integer(16);
  out.first_seen = from_millis(row.integer(17));
  out.fetched_at = moment_at(row, 18);
  return out;
}

std::vector<HarvestedSet> sets_where(store::ReadTx& tx, std::string_view condition,
                                     std::initializer_list<store::Value> params) {
  std::vector<HarvestedSet> out;
  for (const store::Row& row : tx.query(std::string(set_columns) + std::string(condition), params))
    out.push_back(set_from(row));
  return out;
}

bool is_same(const HarvestedSet& known, const Listed& said, const Form& form) {
  const Form before = known.listed.forms.empty() ? Form{} : known.listed.forms.front();
  return !said.modified.empty() && said.modified == known.listed.modified && said.licence == known.listed.licence &&
         before.url == form.url && before.format == form.format;
}

}  // namespace

std::string_view to_text(State state) {
  for (const auto& [word, one] : states)
    if (one == state) return word;
  return {};
}

OriginState state_of(store::ReadTx& tx, const std::string& origin) {
  OriginState out;
  out.name = origin;
  const auto row = tx.query_one(
      "SELECT round, next_page, pages, passed_over, last_try, last_success, last_error, failures FROM harvest_origin "
      "WHERE name = $1",
      {origin});
  if (!row) return out;
  out.round = row->integer(0);
  out.next_page = row->text(1);
  out.pages = row->integer(2);
  out.passed_over = row->integer(3);
  out.last_try = moment_at(*row, 4);
  out.last_success = moment_at(*row, 5);
  out.last_error = row->text(6);
  out.failures = row->integer(7);
  return out;
}

void put_state(store::WriteTx& tx, const OriginState& s) {
  tx.execute(
      "INSERT INTO harvest_origin (name, round, next_page, pages, passed_over, last_try, last_success, last_error, "
      "failures) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) ON CONFLICT (name) DO UPDATE SET round = excluded.round, "
      "next_page = excluded.next_page, pages = excluded.pages, passed_over = excluded.passed_over, last_try = "
      "excluded.last_try, last_success = excluded.last_success, last_error = excluded.last_error, failures = "
      "excluded.failures",
      {s.name, s.round, s.next_page, s.pages, s.passed_over, millis_or_null(s.last_try), millis_or_null(s.last_success),
       s.last_error, s.failures});
}

void put_listed(store::WriteTx& tx, const Origin& origin, const Listed& set, std::int64_t round, Instant now) {
  const Form form = best_form(set.forms).value_or(Form{});
  const auto known = sets_where(tx, "WHERE origin = $1 AND id = $2", {origin.name, set.id});
  if (known.empty()) {
    tx.execute(
        "INSERT INTO harvest_set (dataset, origin, id, title, summary, licence, publisher, page, modified, url, "
        "format, seen_round, missed, state, reason, wanted, sha256, bytes, first_seen) VALUES ($1, $2, $3, $4, $5, $6, "
        "$7, $8, $9, $10, $11, $12, 0, 'listed', '', 1, '', 0, $13)",
        {dataset_name(origin, set.id), origin.name, set.id, set.title, set.summary, set.licence, set.publisher,
         set.page, set.modified, form.url, form.format, round, to_millis(now)});
    return;
  }
  const HarvestedSet& before = known.front();
  const bool is_settled = before.state == State::here && is_same(before, set, form);
  tx.execute(
      "UPDATE harvest_set SET title = $2, summary = $3, licence = $4, publisher = $5, page = $6, modified = $7, url = "
      "$8, format = $9, seen_round = $10, missed = 0, wanted = $11, state = $12 WHERE dataset = $1",
      {before.dataset, set.title, set.summary, set.licence, set.publisher, set.page, set.modified, form.url,
       form.format, round, std::int64_t{is_settled && !before.is_wanted ? 0 : 1},
       std::string(to_text(before.state == State::gone ? State::listed : before.state))});
}

std::vector<HarvestedSet> missed_in(store::WriteTx& tx, const std::string& origin, std::int64_t round) {
  tx.execute("UPDATE harvest_set SET missed = missed + 1 WHERE origin = $1 AND seen_round < $2 AND state <> 'gone'",
             {origin, round});
  return sets_where(tx, "WHERE origin = $1 AND seen_round < $2 AND state <> 'gone' ORDER BY dataset", {origin, round});
}

std::vector<HarvestedSet> sets_of(store::ReadTx& tx, const std::string& origin) {
  return sets_where(tx, "WHERE origin = $1 ORDER BY dataset", {origin});
}

std::vector<HarvestedSet> wanted_sets(store::ReadTx& tx, const std::string& origin, std::int64_t limit) {
  return sets_where(tx, "WHERE origin = $1 AND wanted = 1 ORDER BY dataset LIMIT $2", {origin, limit});
}

std::optional<HarvestedSet> find_set(store::ReadTx& tx, const std::string& dataset) {
  auto found = sets_where(tx, "WHERE dataset = $1", {dataset});
  return found.empty() ? std::nullopt : std::optional(std::move(found.front()));
}

void put_outcome(store::WriteTx& tx, const HarvestedSet& set) {
  tx.execute(
      "UPDATE harvest_set SET state = $2, reason = $3, wanted = $4, sha256 = $5, bytes = $6, fetched_at = $7 WHERE "
      "dataset = $1",
      {set.dataset, std::string(to_text(set.state)), set.reason, std::int64_t{set.is_wanted ? 1 : 0}, set.sha256,
       set.bytes, millis_or_null(set.fetched_at)});
}

std::vector<store::Migration> migrations() {
  return store::migrations_from(embedded::harvest_migrations());
}

}  // namespace sas::harvest
