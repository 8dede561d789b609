#include <fmt/format.h>

#include <chrono>
#include <thread>

#include "commands.h"
#include "jobs/jobs.h"
#include "opendata/recall.h"
#include "public_key.h"
#include "schema.h"
#include "withdraw_job.h"

namespace sas {
namespace {

constexpr std::chrono::seconds patience{60};
constexpr std::chrono::milliseconds between_looks{200};

int cannot(const Error& error) {
  fmt::print(stderr, "sassenpoort: {}{}{}\n", error.code, error.detail.empty() ? "" : ": ", error.detail);
  return 2;
}

// Releases that stand and are asked to go.
int standing(releases::PublicReader& reader, const opendata::Withdrawal& asked) {
  const auto catalogue = reader.catalogue();
  const releases::DataSetHistory* set = catalogue->find(asked.dataset);
  int count = 0;
  if (set != nullptr)
    for (const auto& one : set->releases)
      if (!one->tombstone && (asked.number == 0 || one->release.number == asked.number)) ++count;
  return count;
}

// The site has the public store: it does the work, as soon as it sees the job.
int ask_the_site(store::Store& records, const jobs::Outbox& outbox, releases::PublicReader& reader,
                 const opendata::Withdrawal& asked, int count) {
  const auto put = records.write([&](store::WriteTx& tx) -> Result<Done> {
    outbox.enqueue(tx, withdraw_job(asked));
    return Done{};
  });
  if (!put) return cannot(put.error());
  const auto until = std::chrono::steady_clock::now() + patience;
  while (standing(reader, asked) > 0) {
    if (std::chrono::steady_clock::now() > until)
      return cannot({ErrorKind::unavailable,
                     "recall-waits",
                     "the site has not done it within a minute; it will when it runs its jobs again",
                     {}});
    std::this_thread::sleep_for(between_looks);
  }
  fmt::print("{} release(s) of {} withdrawn; the bytes are gone.\n", count, asked.dataset);
  return 0;
}

}  // namespace

int run_recall(const Settings& settings, const std::string& dataset, std::int64_t number, const Bilingual& reason) {
  const SystemClock clock;
  SystemRandom random;
  const auto key = read_public_key(settings.data);
  if (!key) return cannot(key.error());
  const std::string folder = settings.data + "/public";
  const auto reader = releases::open_public_reader(folder, *key, clock);
  const opendata::Withdrawal asked{dataset, number, reason, "gegevensbeheerder", "system"};
  const int count = standing(*reader, asked);
  if (count == 0) return cannot({ErrorKind::not_found, "release-unknown", "nothing of " + dataset + " stands", {}});

  store::OpenOptions options;
  options.url = settings.store;
  options.folder = settings.data;
  auto records = store::open(options, schema());
  if (!records) return cannot(records.error());
  const ledger::Ledger ledger(clock, random);
  const jobs::Outbox outbox(clock, random);
  const auto signing = crypto::SigningKey::load(settings.data + "/ledger-key.pem");
  if (!signing) return cannot(signing.error());
  auto writer = releases::open_public_writer(folder, *signing, clock);
  if (!writer && writer.error().code == "public-store-busy")
    return ask_the_site(**records, outbox, *reader, asked, count);
  if (!writer) return cannot(writer.error());
  const auto gone = opendata::withdraw({**records, ledger, outbox, **writer, *reader, clock}, asked);
  if (!gone) return cannot(gone.error());
  fmt::print("{} release(s) of {} withdrawn; the bytes are gone.\n", *gone, dataset);
  return 0;
}

}  // namespace sas
