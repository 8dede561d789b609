#include <fmt/format.h>

#include <chrono>
#include <cstdio>
#include <filesystem>
#include <fstream>

#include "base/text.h"
#include "crypto/signing.h"
#include "releases/layout.h"
#include "releases/public_reader.h"
#include "releases/public_writer.h"
#include "releases/signed_record.h"

// How long the catalogue of a large municipality takes to open, to look at again, and to follow one change. Beside it
// the floor: verifying as many signatures and nothing else.
using namespace sas;
using namespace sas::releases;

namespace {

constexpr int kSets = 10'000;
constexpr int kPublished = 20;

class ShiftedClock final : public Clock {
 public:
  [[nodiscard]] Instant now() const override { return SystemClock().now() + shift; }
  std::chrono::milliseconds shift{0};
};

Release release_of_set(const std::string& name, const File& file) {
  Release out;
  out.dataset = name;
  out.at = SystemClock().now();
  out.description = {{"Titel", "Title"},
                     {"Uitleg", "Summary"},
                     {},
                     "Afdeling",
                     "data@sassenpoort.example",
                     "CC0-1.0",
                     {"ENVI"},
                     "",
                     "DAILY",
                     {},
                     {},
                     {},
                     {"Bron", "Source"},
                     "",
                     "",
                     ""};
  out.columns = {{"waarde", {"waarde", "value"}, Type::decimal, "mm", {}}};
  out.files = {file};
  out.scan.rule_set = "2026.1";
  out.scan.at = out.at;
  out.scan.declaration_sha256 = std::string(64, 'a');
  out.approved_by = "declaration";
  return out;
}

// As the writer does it, but without waiting for the disk: the measurement is about reading.
void put_quickly(const Layout& layout, Release release, const crypto::SigningKey& key) {
  release.number = 1;
  const SignedText record = sign(to_json(release), key);
  const std::filesystem::path path = layout.record(release.dataset, 1);
  std::filesystem::create_directories(path.parent_path());
  std::ofstream(signature_of(path)) << hex(record.signature) << "\n";
  std::ofstream(path) << record.text;
  std::ofstream(layout.index(), std::ios::app)
      << to_text({IndexLine::What::release, release.dataset, 1, record.sha256});
}

template <typename Work>
double seconds_of(Work work) {
  const auto start = std::chrono::steady_clock::now();
  work();
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

}  // namespace

int main() {
  const std::filesystem::path folder = std::filesystem::temp_directory_path() / "sassenpoort-releases-bench";
  std::filesystem::remove_all(folder);
  SystemRandom random;
  const auto key = crypto::SigningKey::create(random);
  ShiftedClock clock;
  auto writer = open_public_writer(folder.string(), key, clock).value();
  auto draft = writer->draft("csv").value();
  std::ofstream(draft->path()) << "waarde\r\n1\r\n";
  const File file = writer->keep(std::move(draft), "csv", "text/csv").value();
  const double wrote = seconds_of([&] {
    for (int i = 0; i < kPublished; ++i) (void)writer->publish(release_of_set(fmt::format("set-{}", i), file)).value();
  });
  std::printf("publish durably: %.1f ms a release\n", wrote / kPublished * 1e3);
  writer.reset();
  for (int i = kPublished; i < kSets; ++i)
    put_quickly(Layout(folder), release_of_set(fmt::format("set-{}", i), file), key);
  writer = open_public_writer(folder.string(), key, clock).value();

  auto reader = open_public_reader(folder.string(), key.public_key(), clock);
  std::shared_ptr<const Catalogue> catalogue;
  const double opened = seconds_of([&] { catalogue = reader->catalogue(); });
  const std::string record = catalogue->sets[0].releases[0]->record,
                    signature = catalogue->sets[0].releases[0]->signature;
  int good = 0;
  const double floor = seconds_of([&] {
    for (int i = 0; i < kSets; ++i) good += crypto::verify_signature(key.public_key(), record, signature) ? 1 : 0;
  });
  std::printf("open %zu sets: %.3f s; verifying %d signatures alone: %.3f s; ratio %.2f\n", catalogue->sets.size(),
              opened, good, floor, opened / floor);

  constexpr int kLooks = 1'000;
  const double looked = seconds_of([&] {
    for (int i = 0; i < kLooks; ++i) clock.shift += std::chrono::seconds{2}, catalogue = reader->catalogue();
  });
  std::printf("look again, nothing changed: %.1f us\n", looked / kLooks * 1e6);
  (void)writer->publish(release_of_set("set-17", file)).value();
  clock.shift += std::chrono::seconds{2};
  const double followed = seconds_of([&] { catalogue = reader->catalogue(); });
  std::printf("follow one change among %d sets: %.2f ms\n", kSets, followed * 1e3);
  writer.reset();
  std::filesystem::remove_all(folder);
}
