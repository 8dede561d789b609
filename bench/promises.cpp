// Reckons all figures about promises from a ledger of many cases, cold and after one more month of work, beside the floor: a plain read
// of the same rows. See README.md.
#include <array>
#include <chrono>
#include <cstdint>
#include <ctime>
#include <filesystem>
#include <iostream>
#include <string>

#include "base/random.h"
#include "base/strong_id.h"
#include "ledger/ledger.h"
#include "promises/entries.h"
#include "promises/figures.h"
#include "store/store.h"

namespace {

using namespace sas;
using Steady = std::chrono::steady_clock;

constexpr int history_days = 730;
const Date today = make_date(2026, 11, 24);

double seconds_since(Steady::time_point begun) { return std::chrono::duration<double>(Steady::now() - begun).count(); }
// Of all threads together: on a busy machine it says more than the wall clock.
double processor() { return static_cast<double>(std::clock()) / CLOCKS_PER_SEC; }

// Work as in the practice town, without its people: received, looked at, sometimes asked for more, decided, asked for a mark.
class Writer {
 public:
  Writer(store::Store& store, std::uint64_t seed) : store_(store), random_(seed) {}

  void write(std::size_t cases, Date from, int days) {
    constexpr std::size_t at_once = 5000;
    for (std::size_t done = 0; done < cases; done += at_once) {
      const std::size_t count = std::min(at_once, cases - done);
      const auto written = store_.write([&](store::WriteTx& tx) -> Result<Done> {
        for (std::size_t i = 0; i < count; ++i) one_case(tx, from + std::chrono::days{static_cast<int>((done + i) * static_cast<std::size_t>(days) / cases)});
        return Done{};
      });
      if (!written) throw std::runtime_error(written.error().code);
    }
  }

 private:
  void log(store::WriteTx& tx, const std::string& kind, const std::string& subject, Date day, json::Object facts) {
    clock_.set(local_time(day, 540 + static_cast<int>(random_.below(480))));
    ledger::NewEvent event;
    event.kind = kind;
    event.subject = subject;
    event.acting = "staff:01900000-0000-7000-8000-000000000003";
    event.concerned = "person:01900000-0000-7000-8000-000000000001";
    event.facts = std::move(facts);
    ledger_.append(tx, event);
  }

  void one_case(store::WriteTx& tx, Date received) {
    static constexpr std::array channels{"digital", "digital", "digital", "phone", "desk", "post"};
    const std::string id = new_uuid(clock_, random_);
    const Date promised = received + std::chrono::days{5 + static_cast<int>(random_.below(20))};
    log(tx, "case.received", id, received,
        {{"number", "Z-2026-000123"},
         {"product", "product-" + std::to_string(random_.below(17))},
         {"channel", channels[random_.below(channels.size())]},
         {"area", "wijk-" + std::to_string(random_.below(60))},
         {"received", format_iso_date(received)},
         {"promised", format_iso_date(promised)},
         {"legal", format_iso_date(received + std::chrono::days{56})},
         {"promise_version", received < make_date(2026, 1, 1) ? 1 : 2}});
    log(tx, "message.sent", id, received, {{"template", "received"}});
    const Date decided = received + std::chrono::days{2 + static_cast<int>(random_.below(22))};
    if (decided >= today || random_.below(50) == 0) return;
    log(tx, "case.assigned", id, received + std::chrono::days{1}, {{"staff", "01900000-0000-7000-8000-000000000003"}});
    if (random_.below(11) == 0) {
      log(tx, "case.completion_asked", id, received + std::chrono::days{1}, {{"from", format_iso_date(received + std::chrono::days{2})}, {"answer_by", format_iso_date(decided)}, {"slots", json::Array{}}});
      log(tx, "case.completed", id, decided, {{"documents", 1}});
      log(tx, "case.resumed", id, decided, {{"until", format_iso_date(decided)}});
      log(tx, "case.due_changed", id, decided, {{"promised", format_iso_date(promised + std::chrono::days{9})}, {"legal", format_iso_date(received + std::chrono::days{65})}});
    }
    log(tx, "case.status", id, decided, {{"code", "done"}});
    log(tx, "case.decided", id, decided, {{"result", "granted"}, {"day", format_iso_date(decided)}, {"days_late", 0}});
    const std::string feedback = new_uuid(clock_, random_);
    log(tx, "feedback.invited", id, decided, {{"feedback", feedback}, {"product", "product-1"}, {"channel", "digital"}});
    if (random_.below(3) == 0) log(tx, "feedback.given", id, decided, {{"feedback", feedback}, {"mark", 1 + static_cast<int>(random_.below(10))}});
  }

  store::Store& store_;
  SeededRandom random_;
  ManualClock clock_{local_time(today, 0)};
  ledger::Ledger ledger_{clock_, random_};
};

struct Floor {
  double seconds = 0;
  std::int64_t rows = 0;
  std::int64_t bytes = 0;
};

// One reader that fetches what the projection fetches and does nothing with it.
Floor read_floor(store::Store& store, std::int64_t head) {
  Floor out;
  const auto begun = Steady::now();
  const auto done = store.read([&](store::ReadTx& tx) -> Result<Done> {
    for (std::int64_t from = 0; from < head; from += 20'000)
      tx.each("SELECT seq, at, kind, subject, facts FROM ledger_event WHERE seq > $1 AND seq <= $2 ORDER BY seq",
              std::array<store::Value, 2>{from, from + 20'000}, [&](const store::Row& row) {
                ++out.rows;
                out.bytes += static_cast<std::int64_t>(row.text(3).size() + row.text(4).size());
              });
    return Done{};
  });
  if (!done) throw std::runtime_error(done.error().code);
  out.seconds = seconds_since(begun);
  return out;
}

std::int64_t due_in(const promises::Snapshot& snapshot) {
  std::int64_t out = 0;
  for (const auto& month : snapshot.scores)
    for (const promises::Score& score : *month)
      if (score.whole()) out += score.due;
  return out;
}

std::shared_ptr<const promises::Snapshot> reckoned(promises::Reckoner& reckoner, store::Store& store) {
  auto snapshot = reckoner.reckon(store, today);
  if (!snapshot) throw std::runtime_error(snapshot.error().code);
  return *snapshot;
}

int run(const std::string& folder, std::size_t cases) {
  store::OpenOptions options;
  options.folder = folder;
  const auto opened = store::open(options, ledger::migrations());
  if (!opened) throw std::runtime_error(opened.error().code);
  store::Store& store = **opened;
  const auto head = [&] { return *store.read([](store::ReadTx& tx) -> Result<std::int64_t> { return promises::newest_seq(tx); }); };
  if (head() == 0) Writer(store, 1).write(cases, today - std::chrono::days{history_days}, history_days);
  const std::int64_t events = head();

  promises::Reckoner reckoner;
  const auto begun = Steady::now();
  const double cold_from = processor();
  const auto snapshot = reckoned(reckoner, store);
  const double cold = seconds_since(begun), cold_processor = processor() - cold_from;
  const double floor_from = processor();
  const Floor floor = read_floor(store, events);
  const double floor_processor = processor() - floor_from;

  // A morning's work in one month.
  Writer(store, static_cast<std::uint64_t>(events)).write(300, make_date(2026, 10, 5), 1);
  const auto again = Steady::now();
  const double again_from = processor();
  const auto later = reckoned(reckoner, store);
  const double incremental = seconds_since(again), again_processor = processor() - again_from;
  promises::Reckoner fresh;
  const bool same = due_in(*reckoned(fresh, store)) == due_in(*later);
  std::cout << "cases " << reckoner.facts().cases().size() << ", events " << events << ", due in 13 months " << due_in(*snapshot) << "\n"
            << "cold " << cold << " s, floor " << floor.seconds << " s (" << floor.rows << " rows, " << floor.bytes / 1'000'000
            << " MB of text, one reader), ratio " << floor.seconds / cold << "\n"
            << "processor time: cold " << cold_processor << " s, floor " << floor_processor << " s, incremental " << again_processor * 1000 << " ms\n"
            << "incremental " << incremental * 1000 << " ms for " << head() - events << " events of one month\n"
            << (same ? "the same figures as who reads it all at once\n" : "OTHER figures than who reads it all at once\n");
  return same ? 0 : 1;
}

}  // namespace

int main(int count, char** values) {
  if (count != 3) {
    std::cerr << "usage: bench_promises FOLDER CASES   (makes the ledger when the folder holds none)\n";
    return 64;
  }
  std::filesystem::create_directories(values[1]);
  return run(values[1], static_cast<std::size_t>(std::stoull(values[2])));
}
