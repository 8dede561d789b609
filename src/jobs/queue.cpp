#include "jobs/queue.h"

#include <algorithm>
#include <array>
#include <cstring>
#include <stdexcept>

namespace sas::jobs {

using store::ReadTx;
using store::Row;
using store::Value;
using store::WriteTx;

namespace {

constexpr std::chrono::milliseconds first_pause = std::chrono::seconds{10};
constexpr std::chrono::milliseconds longest_pause = std::chrono::hours{1};

/// "($from, …)" for so many kinds: a fixed text per runner, so that the statement is prepared once.
std::string kinds_clause(std::size_t count, std::size_t from) {
  std::string out = "kind IN (";
  for (std::size_t i = 0; i < count; ++i) out += (i == 0 ? "$" : ", $") + std::to_string(from + i);
  return out + ")";
}

std::int64_t jitter(Random& random, std::int64_t bound) {
  std::uint32_t bits = 0;
  std::array<std::byte, sizeof bits> bytes{};
  random.fill(bytes);
  std::memcpy(&bits, bytes.data(), sizeof bits);
  return static_cast<std::int64_t>(bits) % std::max<std::int64_t>(bound, 1);
}

tl::unexpected<Error> lease_lost() {
  return fail(ErrorKind::conflict, "job-lease-lost", "the lease ended before the job did");
}

}  // namespace

Job job_of(const Row& row) {
  Result<json::Value> payload = json::parse(row.text(2));
  if (!payload || !payload->is_object()) throw std::runtime_error("a job holds no JSON object");
  return {row.text(0), row.text(1), std::move(payload->as_object()), static_cast<int>(row.integer(3)),
          from_millis(row.integer(4))};
}

bool is_superseded(ReadTx& tx, const std::string& id) {
  return tx
      .query_one(
          "SELECT 1 FROM job a JOIN job b ON b.unique_key = a.unique_key AND b.state = 'waiting' AND b.id <> a.id"
          " WHERE a.id = $1",
          {id})
      .has_value();
}

/// Looks before it writes: an idle runner must not take the writer's lock every second.
Result<bool> Queue::has_due(std::span<const std::string> kinds) {
  return store_.read([&](ReadTx& tx) -> Result<bool> {
    std::vector<Value> params{to_millis(clock_.now())};
    params.insert(params.end(), kinds.begin(), kinds.end());
    return !tx.query("SELECT 1 FROM job WHERE state <> 'dead' AND due_at <= $1 AND " + kinds_clause(kinds.size(), 2) +
                         " LIMIT 1",
                     params)
                .empty();
  });
}

Result<std::vector<Job>> Queue::claim(std::span<const std::string> kinds, std::int64_t limit) {
  if (kinds.empty()) return std::vector<Job>{};
  const Result<bool> due = has_due(kinds);
  if (!due) return fail(due.error());
  if (!*due) return std::vector<Job>{};
  return store_.write([&](WriteTx& tx) -> Result<std::vector<Job>> {
    const std::int64_t now = to_millis(clock_.now());
    std::vector<Value> params{now, now + lease_.count(), owner_, limit};
    params.insert(params.end(), kinds.begin(), kinds.end());
    std::vector<Job> jobs;
    tx.each(
        "UPDATE job SET state = 'running', due_at = $2, owner = $3, attempts = attempts + 1 WHERE id IN (SELECT id "
        "FROM job"
        " WHERE state <> 'dead' AND due_at <= $1 AND " +
            kinds_clause(kinds.size(), 5) +
            " ORDER BY due_at, id LIMIT $4)"
            " RETURNING id, kind, payload, attempts, created_at",
        params, [&](const Row& row) { jobs.push_back(job_of(row)); });
    std::sort(jobs.begin(), jobs.end(),
              [](const Job& a, const Job& b) { return std::pair(a.created_at, a.id) < std::pair(b.created_at, b.id); });
    return jobs;
  });
}

Result<Done> Queue::renew(std::span<const std::string> ids) {
  return store_.write([&](WriteTx& tx) -> Result<Done> {
    const std::int64_t until = to_millis(clock_.now() + lease_);
    for (const std::string& id : ids)
      tx.execute("UPDATE job SET due_at = $3 WHERE id = $1 AND owner = $2 AND state = 'running'", {id, owner_, until});
    return Done{};
  });
}

/// Changes a job only while it is ours; $1 is the id and $2 the owner.
Result<Done> Queue::update_own(const std::string& sql, std::vector<Value> params) {
  return store_.write([&](WriteTx& tx) -> Result<Done> {
    const std::int64_t changed = tx.execute(sql + " WHERE id = $1 AND owner = $2 AND state = 'running'", params);
    if (changed == 0) return lease_lost();
    return Done{};
  });
}

Result<Done> Queue::complete(const std::string& id) {
  return update_own("DELETE FROM job", {id, owner_});
}

Instant Queue::retry_at(int attempt) {
  const std::chrono::milliseconds pause =
      std::min(longest_pause, first_pause * (std::int64_t{1} << std::clamp(attempt - 1, 0, 20)));
  const std::int64_t spread = pause.count() / 5;
  return clock_.now() + pause + std::chrono::milliseconds{jitter(random_, 2 * spread) - spread};
}

Result<Done> Queue::put_back(const Job& job, const std::string& error) {
  return store_.write([&](WriteTx& tx) -> Result<Done> {
    // The newer job with the same key will do the same work, later and with newer data.
    const std::int64_t changed =
        is_superseded(tx, job.id)
            ? tx.execute("DELETE FROM job WHERE id = $1 AND owner = $2 AND state = 'running'", {job.id, owner_})
            : tx.execute(
                  "UPDATE job SET state = 'waiting', owner = '', error = $3, due_at = $4"
                  " WHERE id = $1 AND owner = $2 AND state = 'running'",
                  {job.id, owner_, error, to_millis(retry_at(job.attempt))});
    if (changed == 0) return lease_lost();
    return Done{};
  });
}

Result<Done> Queue::bury(const Job& job, const std::string& error) {
  return update_own("UPDATE job SET state = 'dead', owner = '', error = $3", {job.id, owner_, error});
}

Result<Done> Queue::ensure_recurring(const std::string& kind, Instant first) {
  return store_.write([&](WriteTx& tx) -> Result<Done> {
    tx.execute(
        "INSERT INTO job (id, kind, payload, unique_key, state, due_at, attempts, owner, error, created_at)"
        " VALUES ($1, $2, '{}', NULL, 'waiting', $3, 0, '', '', $4) ON CONFLICT DO NOTHING",
        {"every:" + kind, kind, to_millis(first), to_millis(clock_.now())});
    return Done{};
  });
}

Result<Done> Queue::schedule_next(const Job& job, Instant next, const std::string& error) {
  // Attempts count failures in a row; a run that succeeded starts the count again.
  return update_own(
      "UPDATE job SET state = 'waiting', owner = '', due_at = $3, error = $4,"
      " attempts = CASE WHEN $4 = '' THEN 0 ELSE attempts END",
      {job.id, owner_, to_millis(next), error});
}

}  // namespace sas::jobs
