#include <chrono>
#include <cstdio>
#include <filesystem>
#include <stdexcept>

#include "ledger/ledger.h"
#include "ledger/verify.h"

/// What an event costs inside a transaction (no commit), and how fast a log is verified.
int main() {
  using namespace sas;
  using Seconds = std::chrono::duration<double>;
  constexpr int events = 50'000;
  std::string pattern = (std::filesystem::temp_directory_path() / "sas-bench-XXXXXX").string();
  if (!::mkdtemp(pattern.data())) throw std::runtime_error("no temporary folder");
  {
    const SystemClock clock;
    SystemRandom random;
    const ledger::Ledger log(clock, random);
    store::OpenOptions options;
    options.folder = pattern;
    const std::unique_ptr<store::Store> store = std::move(store::open(options, ledger::migrations()).value());
    double inside = 0;
    store
        ->write([&](store::WriteTx& tx) -> Result<Done> {
          const auto start = std::chrono::steady_clock::now();
          for (int i = 0; i < events; ++i)
            log.append(tx, {"case.changed",
                            "case-" + std::to_string(i % 997),
                            "staff:s",
                            "person:p",
                            {{"step", i}},
                            {{"name", "Fictief"}},
                            {}});
          inside = Seconds(std::chrono::steady_clock::now() - start).count();
          return Done{};
        })
        .value();
    const auto start = std::chrono::steady_clock::now();
    const bool intact = ledger::verify(*store).value().intact();
    const double verifying = Seconds(std::chrono::steady_clock::now() - start).count();
    std::printf("append %.1f us an event with personal part; verify %.0f events/s; %s\n", inside / events * 1e6,
                events / verifying, intact ? "intact" : "NOT INTACT");
  }
  std::filesystem::remove_all(pattern);
}
