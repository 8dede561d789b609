#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>

#include "base/text.h"
#include "crypto/signing.h"
#include "releases/layout.h"
#include "releases/public_reader.h"
#include "releases/public_writer.h"
#include "releases/signed_record.h"

// How long it takes to add a release, to open the catalogue of a large municipality, to look at it again, to follow one
// change, and to read a part of a file by its hash. Beside each its floor in the same run: writing and flushing as many
// small files, verifying as many signatures, reading the same parts of an open file. Usage: releases_bench [sets]
using namespace sas;
using namespace sas::releases;

namespace {

constexpr int kPublished = 20;
constexpr std::size_t kObject = std::size_t{64} << 20, kPart = std::size_t{64} << 10;
constexpr int kParts = 4'000;

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

// What publishing costs the disk at least: a signature, a record and a line of the index, each flushed.
double seconds_of_three_files(const std::filesystem::path& folder) {
  return seconds_of([&] {
    for (const char* name : {"one", "two", "three"}) {
      const int file = ::open((folder / name).c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
      const std::string text(1'000, 'x');
      if (::write(file, text.data(), text.size()) != static_cast<ssize_t>(text.size()) || ::fsync(file) != 0)
        std::printf("the floor is not durable\n");
      ::close(file);
    }
  });
}

std::size_t read_part(const std::string& path, std::size_t offset, std::string& into) {
  const int file = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  const ssize_t got = ::pread(file, into.data(), into.size(), static_cast<off_t>(offset));
  ::close(file);
  return got < 0 ? 0 : static_cast<std::size_t>(got);
}

// Parts of one large object, as a reader of Parquet asks for them: the hash is looked up for each.
void measure_parts(PublicReader& reader, const File& large) {
  SeededRandom random(4);
  std::string part(kPart, ' ');
  std::size_t read = 0;
  const double first = seconds_of([&] { (void)reader.object(large.sha256).value(); });
  const double parts = seconds_of([&] {
    for (int i = 0; i < kParts; ++i)
      read += read_part(reader.object(large.sha256).value(), random.below(kObject - kPart), part);
  });
  const std::string path = reader.object(large.sha256).value();
  const double floor = seconds_of([&] {
    for (int i = 0; i < kParts; ++i) read += read_part(path, random.below(kObject - kPart), part);
  });
  std::printf("first look at an object of %zu MiB (hashed): %.0f ms, %.0f MB/s\n", kObject >> 20, first * 1e3,
              static_cast<double>(kObject) / 1e6 / first);
  std::printf("read 64 KiB of it by hash: %.1f us; of the open path: %.1f us; ratio %.2f (%zu MB read)\n",
              parts / kParts * 1e6, floor / kParts * 1e6, parts / floor, read / 1'000'000);
}

}  // namespace

int main(int count, char** words) {
  const int sets = count > 1 ? std::atoi(words[1]) : 10'000;
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
  double three = 0;
  for (int i = 0; i < kPublished; ++i) three += seconds_of_three_files(folder);
  std::printf("add a release durably: %.2f ms; three flushed files: %.2f ms; ratio %.2f\n", wrote / kPublished * 1e3,
              three / kPublished * 1e3, wrote / three);
  auto large_draft = writer->draft("parquet").value();
  {
    std::ofstream out(large_draft->path(), std::ios::binary);
    const std::string piece(std::size_t{1} << 20, 'p');
    for (std::size_t i = 0; i < kObject >> 20; ++i) out << i << piece.substr(8);
    out.flush();
    std::filesystem::resize_file(large_draft->path(), kObject);
  }
  const File large = writer->keep(std::move(large_draft), "parquet", "application/vnd.apache.parquet").value();
  (void)writer->publish(release_of_set("groot", large)).value();
  writer.reset();
  for (int i = kPublished; i < sets; ++i)
    put_quickly(Layout(folder), release_of_set(fmt::format("set-{}", i), file), key);
  writer = open_public_writer(folder.string(), key, clock).value();

  auto reader = open_public_reader(folder.string(), key.public_key(), clock);
  std::shared_ptr<const Catalogue> catalogue;
  const double opened = seconds_of([&] { catalogue = reader->catalogue(); });
  const std::string record = catalogue->sets[0].releases[0]->record,
                    signature = catalogue->sets[0].releases[0]->signature;
  int good = 0;
  const double floor = seconds_of([&] {
    for (int i = 0; i < sets; ++i) good += crypto::verify_signature(key.public_key(), record, signature) ? 1 : 0;
  });
  std::printf("open %zu sets: %.3f s; verifying %d signatures alone: %.3f s; ratio %.2f\n", catalogue->sets.size(),
              opened, good, floor, opened / floor);

  constexpr int kLooks = 1'000;
  const double looked = seconds_of([&] {
    for (int i = 0; i < kLooks; ++i) clock.shift += std::chrono::seconds{2}, catalogue = reader->catalogue();
  });
  std::printf("look again, nothing changed: %.1f us\n", looked / kLooks * 1e6);
  measure_parts(*reader, large);
  (void)writer->publish(release_of_set("set-17", file)).value();
  clock.shift += std::chrono::seconds{2};
  const double followed = seconds_of([&] { catalogue = reader->catalogue(); });
  std::printf("follow one change among %d sets: %.2f ms\n", sets, followed * 1e3);
  writer.reset();
  std::filesystem::remove_all(folder);
}
