#include "lake/writer.h"

#include <fmt/format.h>

#include <system_error>

#include "lake/lookup.h"
#include "lake/observation_rows.h"

namespace sas::lake {

namespace {

/// Rows in one commit: enough to be efficient, few enough that an answer comes within a fraction of a second.
constexpr std::size_t most_rows = 50'000;
constexpr std::chrono::milliseconds between_tries{500};
/// Rows that may be behind in the engine; who sends more waits for it.
constexpr std::size_t most_behind = 300'000;

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
      router_(newest),
      journal_(options.folder + "/journal"),
      mover_(engine, options.commit_every),
      // Half: values that wait for the engine must leave room for those that do not.
      lane_(
          options.max_waiting / 2, [this](std::vector<Observation> rows) { return store_in_engine(std::move(rows)); },
          [this] { queue_.wake(); }) {
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
    if (!plan.rows.empty()) keep_in_engine(turn, plan, record.batch);
    batch_ = record.batch;
  }
  // The last may have had no row to leave its number with.
  if (batch_ > mover_.engine_batch()) {
    engine_.writer().run(fmt::format("UPDATE lake SET batch = greatest(batch, {})", batch_.load()));
    mover_.engine_is_at(turn, batch_);
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

/// The engine's connection is whoever's has the turn, on any thread: what is not about the newest values in memory
/// need not keep the writer's thread, and with it every value, waiting.
Result<Done> Writer::beside_commits(const std::function<Result<Done>(duck::Connection&)>& work) {
  if (mover_.broken())
    if (Result<Done> mended = catch_up(); !mended) return mended;
  try {
    const Mover::Turn turn = mover_.turn();
    const std::lock_guard lock(rows_stay_);
    mover_.move_on(turn);
    return work(engine_.writer());
  } catch (const duck::Fault& fault) {
    if (fault.kind() == duck::FaultKind::lost) mover_.set_broken();
    return fail(error_of(fault));
  }
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
    answer_settled();
    mend_if_due();
    journal_.taken_over(mover_.engine_batch());
  }
  lane_.finish();
  answer_settled();
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

/// Runs a store; whatever breaks the engine or the disk becomes the error of those who wait for it.
template <typename F>
Result<Kept> Writer::guarded(F&& store) {
  try {
    return store();
  } catch (const duck::Fault& fault) {
    mover_.set_broken();
    // Wrong SQL in here is our mistake; for who sends values it is a lake that cannot store them.
    if (fault.kind() == duck::FaultKind::full) return fail(error_of(fault));
    return fail(ErrorKind::unavailable, "lake-lost", fault.what());
  } catch (const std::system_error& error) {
    return fail(error_of(error));
  }
}

void Writer::commit(std::vector<Waiting> waiting) {
  const Result<Kept> ready = guarded([this]() -> Result<Kept> {
    recover();
    return Kept{};
  });
  if (!ready) return refuse(waiting, ready.error());
  Routed routed = router_.route(std::move(waiting));
  if (!routed.journal.empty()) commit_to_journal(std::move(routed.journal), routed.doubtful, std::move(routed.known));
  send_to_engine(std::move(routed.engine));
}

void Writer::commit_to_journal(std::vector<Waiting> calls, std::span<const Key> doubtful, KnownRows known) {
  Gathered gathered = gather(std::move(calls));
  const Result<Kept> kept =
      guarded([&] { return store_in_journal(std::move(gathered.rows), doubtful, std::move(known)); });
  if (kept) newest_.put(kept->plan.rows);
  answer(std::move(gathered.group), kept, kept ? kept->batch : 0);
}

void Writer::send_to_engine(std::vector<Routed::ForEngine> calls) {
  for (Routed::ForEngine& one : calls) {
    const std::size_t count = one.call.observations.size();
    const Result<Done> added = lane_.add(one.call, one.series);
    if (added) continue;
    refused_ += count;
    router_.settled(one.series);
    one.call.done(fail(added.error()));
  }
}

/// What went into the engine by its own way is told and answered here, where everything else is.
void Writer::answer_settled() {
  for (EngineLane::Settled& settled : lane_.take_settled()) {
    router_.settled(settled.series);
    const bool is_told = settled.kept && !settled.kept->plan.rows.empty() && listener_;
    const std::int64_t own = settled.kept ? settled.kept->batch : 0;
    answer(std::move(settled.group), settled.kept, is_told && own <= told_ ? number_to_tell() : own);
  }
}

/// Numbers that are told must rise, and a later commit of the journal may have been told already. A record without rows
/// keeps the number, so that no other start of the program tells it again.
std::int64_t Writer::number_to_tell() {
  try {
    return keep_in_journal({});
  } catch (const std::system_error&) {
    // The disk is full: the values are safe all the same, and only who follows them through a restart may miss some.
    return ++batch_;
  }
}

void Writer::answer(CallGroup group, const Result<Kept>& kept, std::int64_t told) {
  if (!kept) {
    for (const std::size_t one : group.counts) refused_ += one;
    for (const Waiting& call : group.calls) call.done(fail(kept.error()));
    return;
  }
  count(kept->plan.outcomes);
  if (listener_ && !kept->plan.rows.empty()) {
    listener_(told, kept->plan.rows);
    told_ = told;
  }
  std::span<const Outcome> rest = kept->plan.outcomes;
  for (std::size_t i = 0; i < group.calls.size(); ++i) {
    const std::span<const Outcome> own = rest.first(group.counts[i]);
    rest = rest.subspan(group.counts[i]);
    group.calls[i].done(Receipt{kept->batch, {own.begin(), own.end()}});
  }
}

void Writer::refuse(const std::vector<Waiting>& calls, const Error& error) {
  for (const Waiting& call : calls) {
    refused_ += call.observations.size();
    call.done(fail(error));
  }
}

Result<Kept> Writer::store_in_journal(std::vector<Observation> rows, std::span<const Key> doubtful, KnownRows known) {
  if (mover_.rows() > most_behind) mover_.move_on(mover_.turn());
  Kept kept{batch_, plan_commit(std::move(rows), doubtful, std::move(known))};
  if (kept.plan.rows.empty()) return kept;
  kept.batch = keep_in_journal(kept.plan.rows);
  ++commits_;
  hot_rows_ += static_cast<std::int64_t>(kept.plan.rows.size());
  return kept;
}

/// Returns the number of the commit.
std::int64_t Writer::keep_in_journal(std::span<const Observation> rows) {
  const std::lock_guard lock(numbers_);
  const std::int64_t batch = batch_ + 1;
  WrittenRecord record = written(batch, rows);
  journal_.append(record);
  batch_ = batch;
  mover_.add(std::move(record));
  return batch;
}

/// On the lane's thread. Nobody else stores values of these series meanwhile: whatever comes of them follows this way.
Result<Kept> Writer::store_in_engine(std::vector<Observation> rows) {
  return guarded([&]() -> Result<Kept> {
    const Mover::Turn turn = mover_.turn();
    if (mover_.broken()) return fail(ErrorKind::unavailable, "lake-lost", "the lake is being opened again");
    // What may be there is looked up in the engine, so the engine must have everything.
    mover_.move_on(turn);
    const std::vector<Key> doubtful = doubtful_keys(rows, [this](SeriesId series) { return newest_.time_of(series); });
    Kept kept{mover_.engine_batch(),
              plan_commit(std::move(rows), doubtful, find_known(engine_.writer(), folder_, doubtful))};
    if (kept.plan.rows.empty()) return kept;
    kept.batch = own_number(turn);
    keep_in_engine(turn, kept.plan, kept.batch);
    ++commits_;
    return kept;
  });
}

/// A number for a commit of the engine, which has every commit with a smaller one after this.
std::int64_t Writer::own_number(const Mover::Turn& turn) {
  std::int64_t number = 0;
  {
    const std::lock_guard lock(numbers_);
    (void)mover_.waiting(turn);
    number = ++batch_;
  }
  mover_.move_told(turn);
  return number;
}

/// The engine has every commit before when this is called.
void Writer::keep_in_engine(const Mover::Turn& turn, const Plan& plan, std::int64_t batch) {
  duck::Connection& connection = engine_.writer();
  std::unique_lock<std::mutex> changes;
  if (!plan.superseded.empty()) changes = std::unique_lock(rows_stay_);
  duck::Transaction transaction(connection);
  replace_rows(connection, plan, batch);
  {
    duck::Appender appender(connection, "hot", row_types);
    append_rows(appender, plan.rows, batch);
  }
  transaction.commit();
  mover_.engine_is_at(turn, batch);
  hot_rows_ += static_cast<std::int64_t>(plan.rows.size());
  newest_.put(plan.rows);
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
  stats.waiting = queue_.size() + lane_.size();
}

}  // namespace sas::lake
