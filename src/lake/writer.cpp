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
/// A commit of so few rows goes into the journal: with more the engine costs little for each.
constexpr std::size_t journal_rows = 2'000;
/// Rows of the journal that go into the engine without waiting longer.
constexpr std::size_t most_pending = 20'000;
/// A journal that grew beyond this begins anew when the engine has all of it.
constexpr std::uint64_t largest_journal = std::uint64_t{8} << 20U;

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
      move_on_after_(options.commit_every),
      queue_(options.max_waiting),
      journal_(options.folder + "/journal") {
  load();
  replay();
  thread_ = std::thread([this] { loop(); });
}

Writer::~Writer() {
  queue_.close();
  thread_.join();
}

void Writer::load() {
  duck::Connection& connection = engine_.writer();
  const std::int64_t last = connection
                                .query(
                                    "SELECT greatest((SELECT max(batch) FROM hot), (SELECT max(batch) FROM history),"
                                    " (SELECT max(batch) FROM lake))")
                                .integer();
  engine_batch_ = last;
  batch_ = std::max(batch_.load(), last);
  // A transaction can fail for us when it is on the disk already: what the engine has must not come once more.
  std::erase_if(pending_, [&](const Journal::Record& record) { return record.batch <= last; });
  pending_rows_ = 0;
  for (const Journal::Record& record : pending_) pending_rows_ += record.rows.size();
  newest_.reset(find_newest(connection));
  for (const Journal::Record& record : pending_) newest_.put(record.rows);
  hot_rows_ = connection.query("SELECT count(*) FROM hot").integer() + static_cast<std::int64_t>(pending_rows_);
}

/// What a crash left in the journal. The engine took commits in order, so all after its last one are missing; they go
/// the way of any value, because only that way nothing can be there twice.
void Writer::replay() {
  std::vector<Journal::Record> records = journal_.read();
  const std::int64_t last = engine_batch_;
  for (Journal::Record& record : records) {
    if (record.batch <= last) continue;
    const std::vector<Key> doubtful =
        doubtful_keys(record.rows, [this](SeriesId series) { return newest_.time_of(series); });
    const Plan plan = plan_commit(std::move(record.rows), doubtful, find_known(engine_.writer(), folder_, doubtful));
    batch_ = record.batch - 1;
    if (!plan.rows.empty()) keep_in_engine(plan);
    hot_rows_ += static_cast<std::int64_t>(plan.rows.size());
    batch_ = record.batch;
    newest_.put(plan.rows);
  }
  if (journal_.size() > 0) journal_.clear();
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
    const std::lock_guard lock(rows_stay_);
    recover();
    move_on();
    return work(engine_.writer());
  });
}

/// New rows only: whoever puts others in order meanwhile is not waited for.
Result<Done> Writer::catch_up() {
  if (pending_rows_ == 0) return Done{};
  return on_own_thread([this]() -> Result<Done> {
    recover();
    move_on();
    return Done{};
  });
}

Result<Done> Writer::on_own_thread(const std::function<Result<Done>()>& work) {
  std::promise<Result<Done>> promise;
  std::future<Result<Done>> answer = promise.get_future();
  Waiting waiting{{}, nullptr, [&] {
                    try {
                      promise.set_value(work());
                    } catch (const duck::Fault& fault) {
                      broken_ = broken_ || fault.kind() == duck::FaultKind::lost || move_on_first_;
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
    if (!pending_.empty()) patience = move_on_after_;
    std::vector<Waiting> waiting = queue_.take(most_rows, patience);
    if (!waiting.empty() && waiting.front().work)
      waiting.front().work();
    else if (!waiting.empty())
      commit(std::move(waiting));
    move_on_if_due();
  }
  move_on_if_due();
  begin_journal_anew();
}

/// What ended in order leaves an empty journal: whatever stands in one was left by a crash.
void Writer::begin_journal_anew() {
  if (!pending_.empty() || journal_.size() == 0) return;
  try {
    journal_.clear();
  } catch (const std::system_error&) {
    // It only grows: what is in it is passed over by its number of the commit. Next time again.
  }
}

void Writer::move_on_if_due() {
  const bool over = queue_.ended();
  const auto waited = std::chrono::steady_clock::now() - pending_since_;
  if (pending_.empty() || (!over && pending_rows_ < most_pending && waited < move_on_after_)) return;
  try {
    recover();
    move_on();
  } catch (const duck::Fault&) {
    // Nothing is lost by it: the journal has them, and the next commit tries again, or the next start.
    broken_ = true;
  }
}

/// Opens the engine again after a failure. Throws when that does not succeed, or was tried just now.
void Writer::recover() {
  if (!broken_) return;
  const auto now = std::chrono::steady_clock::now();
  if (now < next_try_) throw duck::Fault(duck::FaultKind::lost, "the lake is being opened again after a failure");
  next_try_ = now + between_tries;
  engine_.reopen();
  load();
  broken_ = false;
}

void Writer::commit(std::vector<Waiting> waiting) {
  const std::vector<std::size_t> counts = sizes(waiting);
  try {
    recover();
    if (move_on_first_) move_on();
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
    broken_ = true;
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
  // What may be there is looked up in the engine, so the engine must have everything.
  if (!doubtful.empty()) move_on();
  Plan plan = plan_commit(std::move(observations), doubtful, find_known(engine_.writer(), folder_, doubtful));
  if (plan.rows.empty()) return plan;
  if (doubtful.empty() && plan.rows.size() <= journal_rows)
    keep_in_journal(plan);
  else
    keep_in_engine(plan);
  ++commits_;
  hot_rows_ += static_cast<std::int64_t>(plan.rows.size());
  return plan;
}

void Writer::keep_in_journal(const Plan& plan) {
  journal_.append(batch_ + 1, plan.rows);
  ++batch_;
  if (pending_.empty()) pending_since_ = std::chrono::steady_clock::now();
  pending_.push_back({batch_, plan.rows});
  pending_rows_ += plan.rows.size();
}

void Writer::keep_in_engine(const Plan& plan) {
  duck::Connection& connection = engine_.writer();
  const std::int64_t batch = batch_ + 1;
  std::unique_lock<std::mutex> changes;
  if (!plan.superseded.empty()) changes = std::unique_lock(rows_stay_);
  duck::Transaction transaction(connection);
  replace_rows(connection, plan, batch);
  {
    duck::Appender appender(connection, "hot", row_types);
    put_pending(appender);
    append_rows(appender, plan.rows, batch);
  }
  transaction.commit();
  batch_ = batch;
  engine_batch_ = batch;
  forget_pending();
}

/// The values of the journal go into the engine.
void Writer::move_on() {
  if (pending_.empty()) return;
  move_on_first_ = true;
  duck::Transaction transaction(engine_.writer());
  {
    duck::Appender appender(engine_.writer(), "hot", row_types);
    put_pending(appender);
    appender.flush();
  }
  transaction.commit();
  engine_batch_ = pending_.back().batch;
  forget_pending();
}

void Writer::put_pending(duck::Appender& appender) const {
  for (const Journal::Record& record : pending_) put_rows(appender, record.rows, record.batch);
}

void Writer::forget_pending() {
  move_on_first_ = false;
  pending_.clear();
  pending_rows_ = 0;
  if (journal_.size() > largest_journal) begin_journal_anew();
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
