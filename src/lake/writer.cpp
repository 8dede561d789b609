#include "lake/writer.h"

#include <iterator>

#include "lake/lookup.h"
#include "lake/observation_rows.h"

namespace sas::lake {

namespace {

/// Rows in one commit: enough to be efficient, few enough that an answer comes within a fraction of a second.
constexpr std::size_t most_rows = 50'000;
constexpr std::chrono::milliseconds between_tries{500};

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

Writer::Writer(Engine& engine, NewestValues& newest, const LakeOptions& options)
    : engine_(engine), newest_(newest), folder_(options.folder), queue_(options.max_waiting) {
  load();
  thread_ = std::thread([this] { loop(); });
}

Writer::~Writer() {
  queue_.close();
  thread_.join();
}

void Writer::load() {
  duck::Connection& connection = engine_.writer();
  newest_.reset(find_newest(connection));
  hot_rows_ = connection.query("SELECT count(*) FROM hot").integer();
  const std::int64_t last = connection
                                .query(
                                    "SELECT greatest((SELECT max(batch) FROM hot), (SELECT max(batch) FROM history),"
                                    " (SELECT max(batch) FROM lake))")
                                .integer();
  batch_ = std::max(batch_.load(), last);
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
  std::promise<Result<Done>> promise;
  std::future<Result<Done>> answer = promise.get_future();
  Waiting waiting{{}, nullptr, [&] {
                    try {
                      recover();
                      promise.set_value(work(engine_.writer()));
                    } catch (const duck::Fault& fault) {
                      broken_ = broken_ || fault.kind() == duck::FaultKind::lost;
                      promise.set_value(fail(error_of(fault)));
                    } catch (...) {
                      promise.set_exception(std::current_exception());
                    }
                  }};
  if (Result<Done> pushed = queue_.push(waiting); !pushed) return pushed;
  return answer.get();
}

void Writer::loop() {
  for (std::vector<Waiting> waiting = queue_.take(most_rows); !waiting.empty(); waiting = queue_.take(most_rows)) {
    if (waiting.front().work)
      waiting.front().work();
    else
      commit(std::move(waiting));
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
    for (const std::size_t one : counts) refused_ += one;
    // Wrong SQL in here is our mistake; for who sends values it is a lake that cannot store them.
    Error error = error_of(fault);
    if (fault.kind() != duck::FaultKind::full) error = {ErrorKind::unavailable, "lake-lost", fault.what(), {}};
    for (const Waiting& one : waiting) one.done(fail(error));
  }
}

Plan Writer::store(std::vector<Observation> observations) {
  duck::Connection& connection = engine_.writer();
  const std::vector<Key> doubtful =
      doubtful_keys(observations, [this](SeriesId series) { return newest_.time_of(series); });
  Plan plan = plan_commit(std::move(observations), doubtful, find_known(connection, folder_, doubtful));
  if (plan.rows.empty()) return plan;
  const std::int64_t batch = batch_ + 1;
  duck::Transaction transaction(connection);
  replace_rows(connection, plan, batch);
  {
    duck::Appender appender(connection, "hot", row_types);
    append_rows(appender, plan.rows, batch);
  }
  transaction.commit();
  batch_ = batch;
  ++commits_;
  hot_rows_ += static_cast<std::int64_t>(plan.rows.size());
  return plan;
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
