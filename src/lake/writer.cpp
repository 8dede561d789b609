#include "lake/writer.h"

#include <iterator>
#include <system_error>

#include "lake/lookup.h"
#include "lake/observation_rows.h"

namespace sas::lake {

namespace {

/// Rows in one commit: enough to be efficient, few enough that an answer comes within a fraction of a second.
constexpr std::size_t most_rows = 50'000;
constexpr std::chrono::milliseconds between_tries{500};
/// A commit of more goes into the engine, which takes many rows at once cheaply.
constexpr std::size_t journal_rows = 50'000, journal_text = std::size_t{32} << 20U;
/// Rows that may be behind in the engine; who sends more waits for it.
constexpr std::size_t most_behind = 300'000;

bool fits_journal(std::span<const Observation> rows) {
  std::size_t text = 0;
  for (const Observation& row : rows) text += row.text.size() + row.extra.size();
  return rows.size() <= journal_rows && text <= journal_text;
}

std::vector<Observation> gather(std::vector<Waiting>& waiting) {
  if (waiting.size() == 1) return std::move(waiting.front().observations);
  std::size_t total = 0;
  for (const Waiting& one : waiting) total += one.observations.size();
  std::vector<Observation> out;
  out.reserve(total);
  for (Waiting& one : waiting)
    out.insert(out.end(), std::make_move_iterator(one.observations.begin()),
               std::make_move_iterator(one.observations.end()));
  return out;
}

std::vector<std::size_t> sizes(const std::vector<Waiting>& waiting) {
  std::vector<std::size_t> out;
  out.reserve(waiting.size());
  for (const Waiting& one : waiting) out.push_back(one.observations.size());
  return out;
}

}  // namespace

Error error_of(const duck::Fault& fault) {
  switch (fault.kind()) {
    case duck::FaultKind::full:
      return {ErrorKind::unavailable, "lake-full", "the disk of the lake is full: make room, then try again", {}};
    case duck::FaultKind::lost:
    case duck::FaultKind::memory:
      return {ErrorKind::unavailable, "lake-lost", fault.what(), {}};
    case duck::FaultKind::interrupted:
      return {ErrorKind::unavailable, "lake-timeout", "the question took too long; ask for less", {}};
    case duck::FaultKind::failed:
    case duck::FaultKind::misuse:
      break;
  }
  return {ErrorKind::internal, "lake-query", fault.what(), {}};
}

Error error_of(const std::system_error& error) {
  if (error.code() == std::errc::no_space_on_device || error.code() == std::errc::file_too_large)
    return {ErrorKind::unavailable, "lake-full", "the disk of the lake is full: make room, then try again", {}};
  return {ErrorKind::unavailable, "lake-lost", error.what(), {}};
}

Writer::Writer(Engine& engine, NewestValues& newest, const LakeOptions& options)
    : engine_(engine),
      newest_(newest),
      folder_(options.folder),
      look_again_(options.commit_every),
      queue_(options.max_waiting),
      journal_(options.folder + "/journal"),
      mover_(engine, options.commit_every) {
  load(mover_.turn());
  replay();
  thread_ = std::thread([this] { loop(); });
}

Writer::~Writer() {
  queue_.close();
  thread_.join();
}

void Writer::load(const Mover::Turn& turn) {
  duck::Connection& connection = engine_.writer();
  const std::int64_t last = connection
                                .query(
                                    "SELECT greatest((SELECT max(batch) FROM hot), (SELECT max(batch) FROM history),"
                                    " (SELECT max(batch) FROM lake))")
                                .integer();
  const std::vector<Observation> newest = find_newest(connection);
  const std::int64_t hot = connection.query("SELECT count(*) FROM hot").integer();
  // Only now: whatever the engine could not answer leaves it broken.
  mover_.mended(turn, last);
  batch_ = std::max(batch_.load(), last);
  newest_.reset(newest);
  for (const WrittenRecord& record : mover_.waiting(turn)) newest_.put(rows_of(record));
  hot_rows_ = hot + static_cast<std::int64_t>(mover_.rows());
}

/// What a crash left in the journal. The engine took commits in order, so all after its last one are missing; they go
/// the way of any value, because only that way nothing can be there twice.
void Writer::replay() {
  std::vector<JournalRecord> records = journal_.read();
  const Mover::Turn turn = mover_.turn();
  const std::int64_t last = mover_.engine_batch();
  for (JournalRecord& record : records) {
    if (record.batch <= last) continue;
    const std::vector<Key> doubtful =
        doubtful_keys(record.rows, [this](SeriesId series) { return newest_.time_of(series); });
    const Plan plan = plan_commit(std::move(record.rows), doubtful, find_known(engine_.writer(), folder_, doubtful));
    batch_ = record.batch - 1;
    if (!plan.rows.empty()) keep_in_engine(turn, plan);
    hot_rows_ += static_cast<std::int64_t>(plan.rows.size());
    batch_ = record.batch;
    newest_.put(plan.rows);
  }
  journal_.clear();
}

void Writer::append(std::vector<Observation> observations, std::function<void(Result<Receipt>)> done) {
  received_ += observations.size();
  const std::size_t count = observations.size();
  Result<Done> fit = check_storable(observations);
  Waiting waiting{std::move(observations), std::move(done), nullptr};
  if (fit) fit = queue_.push(waiting);
  if (fit) return;
  refused_ += count;
  waiting.done(fail(std::move(fit)));
}

Result<Done> Writer::between_commits(const std::function<Result<Done>(duck::Connection&)>& work) {
  return on_own_thread([&] {
    recover();
    // The turn first, here as in every commit: two locks that are always taken in one order cannot wait for each other.
    const Mover::Turn turn = mover_.turn();
    const std::lock_guard lock(rows_stay_);
    mover_.move_on(turn);
    return work(engine_.writer());
  });
}

/// New rows only: whoever puts others in order meanwhile is not waited for. Not on the writer's thread, so that no
/// value waits for who asks.
Result<Done> Writer::catch_up() {
  if (mover_.broken())
    return on_own_thread([this]() -> Result<Done> {
      recover();
      return Done{};
    });
  if (mover_.rows() == 0) return Done{};
  try {
    mover_.move_on(mover_.turn());
    return Done{};
  } catch (const duck::Fault& fault) {
    return fail(error_of(fault));
  }
}

Result<Done> Writer::on_own_thread(const std::function<Result<Done>()>& work) {
  std::promise<Result<Done>> promise;
  std::future<Result<Done>> answer = promise.get_future();
  Waiting waiting{{}, nullptr, [&] {
                    try {
                      promise.set_value(work());
                    } catch (const duck::Fault& fault) {
                      if (fault.kind() == duck::FaultKind::lost) mover_.set_broken();
                      promise.set_value(fail(error_of(fault)));
                    } catch (...) {
                      promise.set_exception(std::current_exception());
                    }
                  }};
  if (Result<Done> pushed = queue_.push(waiting); !pushed) return pushed;
  return answer.get();
}

void Writer::loop() {
  while (!queue_.ended()) {
    std::optional<std::chrono::milliseconds> patience;
    if (mover_.broken() || mover_.rows() > 0) patience = look_again_;
    std::vector<Waiting> waiting = queue_.take(most_rows, patience);
    if (!waiting.empty() && waiting.front().work)
      waiting.front().work();
    else if (!waiting.empty())
      commit(std::move(waiting));
    mend_if_due();
    journal_.taken_over(mover_.engine_batch());
  }
  clear_journal();
}

/// What ended in order leaves an empty journal: whatever stands in one was left by a crash.
void Writer::clear_journal() {
  try {
    recover();
    mover_.move_on(mover_.turn());
    journal_.clear();
  } catch (const duck::Fault&) {
    // The journal has them for the next start.
  } catch (const std::system_error&) {
    // What is in it is passed over by its number of the commit.
  }
}

void Writer::mend_if_due() {
  try {
    recover();
  } catch (const duck::Fault&) {
    // Next time again.
  }
}

/// Opens the engine again after a failure, and brings it up to the journal. Throws when that does not succeed, or was
/// tried just now.
void Writer::recover() {
  if (!mover_.broken()) return;
  const auto now = std::chrono::steady_clock::now();
  if (now < next_try_) throw duck::Fault(duck::FaultKind::lost, "the lake is being opened again after a failure");
  next_try_ = now + between_tries;
  const Mover::Turn turn = mover_.turn();
  engine_.reopen();
  load(turn);
  mover_.move_on(turn);
}

void Writer::commit(std::vector<Waiting> waiting) {
  const std::vector<std::size_t> counts = sizes(waiting);
  try {
    recover();
    const Plan plan = store(gather(waiting));
    count(plan.outcomes);
    newest_.put(plan.rows);
    if (listener_ && !plan.rows.empty()) listener_(batch_, plan.rows);
    std::span<const Outcome> rest = plan.outcomes;
    for (std::size_t i = 0; i < waiting.size(); ++i) {
      const std::span<const Outcome> own = rest.first(counts[i]);
      rest = rest.subspan(counts[i]);
      waiting[i].done(Receipt{batch_, {own.begin(), own.end()}});
    }
  } catch (const duck::Fault& fault) {
    mover_.set_broken();
    // Wrong SQL in here is our mistake; for who sends values it is a lake that cannot store them.
    Error error = error_of(fault);
    if (fault.kind() != duck::FaultKind::full) error = {ErrorKind::unavailable, "lake-lost", fault.what(), {}};
    refuse(waiting, counts, error);
  } catch (const std::system_error& error) {
    refuse(waiting, counts, error_of(error));
  }
}

void Writer::refuse(std::vector<Waiting>& waiting, const std::vector<std::size_t>& counts, const Error& error) {
  for (const std::size_t one : counts) refused_ += one;
  for (const Waiting& one : waiting) one.done(fail(error));
}

Plan Writer::store(std::vector<Observation> observations) {
  const std::vector<Key> doubtful =
      doubtful_keys(observations, [this](SeriesId series) { return newest_.time_of(series); });
  KnownRows known =
      repeats_of_newest(observations, doubtful, [this](SeriesId series) { return newest_.latest(series); });
  const bool must_ask = !doubtful.empty() && known.empty();
  const bool is_large = !fits_journal(observations);
  Mover::Turn turn;
  if (must_ask || is_large || mover_.rows() > most_behind) {
    turn = mover_.turn();
    // What may be there is looked up in the engine, so the engine must have everything.
    mover_.move_on(turn);
  }
  if (must_ask) known = find_known(engine_.writer(), folder_, doubtful);
  Plan plan = plan_commit(std::move(observations), doubtful, std::move(known));
  if (plan.rows.empty()) return plan;
  if (must_ask || is_large)
    keep_in_engine(turn, plan);
  else
    keep_in_journal(plan);
  ++commits_;
  hot_rows_ += static_cast<std::int64_t>(plan.rows.size());
  return plan;
}

void Writer::keep_in_journal(const Plan& plan) {
  WrittenRecord record = written(batch_ + 1, plan.rows);
  journal_.append(record);
  ++batch_;
  mover_.add(std::move(record));
}

/// The engine has every commit before when this is called.
void Writer::keep_in_engine(const Mover::Turn& turn, const Plan& plan) {
  duck::Connection& connection = engine_.writer();
  const std::int64_t batch = batch_ + 1;
  std::unique_lock<std::mutex> changes;
  if (!plan.superseded.empty()) changes = std::unique_lock(rows_stay_);
  duck::Transaction transaction(connection);
  replace_rows(connection, plan, batch);
  {
    duck::Appender appender(connection, "hot", row_types);
    append_rows(appender, plan.rows, batch);
  }
  transaction.commit();
  batch_ = batch;
  mover_.engine_is_at(turn, batch);
}

/// Corrections: the earlier version goes to history in the transaction of the new one.
void Writer::replace_rows(duck::Connection& connection, const Plan& plan, std::int64_t batch) {
  if (plan.history.empty()) return;
  {
    duck::Appender appender(connection, "history", row_types);
    append_rows(appender, plan.history, batch);
  }
  hot_rows_ -= static_cast<std::int64_t>(give_way(connection, plan.superseded, batch));
}

void Writer::count(std::span<const Outcome> outcomes) {
  for (const Outcome outcome : outcomes) switch (outcome) {
      case Outcome::stored:
        ++stored_;
        break;
      case Outcome::repeated:
        ++repeated_;
        break;
      case Outcome::corrected:
        ++corrected_;
        break;
    }
}

void Writer::add_to(LakeStats& stats) const {
  stats.received = received_;
  stats.stored = stored_;
  stats.repeated = repeated_;
  stats.corrected = corrected_;
  stats.refused = refused_;
  stats.commits = commits_;
  stats.hot_rows = hot_rows_;
  stats.waiting = queue_.size();
}

}  // namespace sas::lake
