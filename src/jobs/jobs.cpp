#include "jobs/jobs.h"

#include "base/strong_id.h"
#include "embedded/jobs_migrations.h"
#include "jobs/queue.h"

namespace sas::jobs {

using store::ReadTx;
using store::Row;
using store::WriteTx;

void Bell::ring() {
  {
    const std::lock_guard lock(mutex_);
    ringing_ = true;
  }
  rang_.notify_all();
}

void Bell::wait(std::chrono::milliseconds patience) {
  std::unique_lock lock(mutex_);
  rang_.wait_for(lock, patience, [this] { return ringing_; });
  ringing_ = false;
}

std::optional<std::string> Outbox::enqueue(WriteTx& tx, const NewJob& job) const {
  const Instant now = clock_.now();
  std::string id = new_uuid(clock_, random_);
  const std::int64_t added = tx.execute(
      "INSERT INTO job (id, kind, payload, unique_key, state, due_at, attempts, owner, error, created_at)"
      " VALUES ($1, $2, $3, $4, 'waiting', $5, 0, '', '', $6) ON CONFLICT DO NOTHING",
      {id, job.kind, json::write_canonical(job.payload), store::null_if_empty(job.unique_key),
       to_millis(job.run_at.value_or(now)), to_millis(now)});
  if (added == 0) return std::nullopt;
  tx.after_commit([bell = bell_] { bell->ring(); });
  return id;
}

Counts counts(ReadTx& tx, const Clock& clock) {
  Counts out;
  for (const Row& row : tx.query("SELECT state, count(*) FROM job GROUP BY state")) {
    if (row.text(0) == "waiting") out.waiting = row.integer(1);
    if (row.text(0) == "running") out.running = row.integer(1);
    if (row.text(0) == "dead") out.dead = row.integer(1);
  }
  const std::optional<Row> oldest =
      tx.query_one("SELECT min(due_at) FROM job WHERE state <> 'dead' AND due_at <= $1", {to_millis(clock.now())});
  if (const std::optional<std::int64_t> due = oldest->integer_if(0)) out.oldest_due = from_millis(*due);
  return out;
}

std::vector<DeadJob> dead_jobs(ReadTx& tx, std::int64_t limit) {
  std::vector<DeadJob> out;
  for (const Row& row : tx.query("SELECT id, kind, payload, attempts, created_at, error FROM job WHERE state = 'dead'"
                                 " ORDER BY created_at, id LIMIT $1",
                                 {limit}))
    out.push_back({job_of(row), row.text(5)});
  return out;
}

Result<Done> retry(WriteTx& tx, const Outbox& outbox, const Clock& clock, const std::string& id) {
  const std::optional<Row> dead = tx.query_one("SELECT unique_key FROM job WHERE id = $1 AND state = 'dead'", {id});
  if (!dead) return fail(ErrorKind::not_found, "job-unknown");
  if (is_superseded(tx, id))
    return fail(ErrorKind::conflict, "job-waits-already", "a newer job with the same key waits");
  tx.execute("UPDATE job SET state = 'waiting', attempts = 0, owner = '', due_at = $2 WHERE id = $1",
             {id, to_millis(clock.now())});
  tx.after_commit([bell = outbox.bell()] { bell->ring(); });
  return Done{};
}

Result<Done> discard(WriteTx& tx, const std::string& id) {
  if (tx.execute("DELETE FROM job WHERE id = $1 AND state = 'dead'", {id}) == 0)
    return fail(ErrorKind::not_found, "job-unknown");
  return Done{};
}

std::vector<store::Migration> migrations() {
  return store::migrations_from(embedded::jobs_migrations());
}

}  // namespace sas::jobs
