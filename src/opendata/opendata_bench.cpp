#include <fcntl.h>
#include <fmt/format.h>
#include <sys/resource.h>
#include <unistd.h>

#include <array>
#include <chrono>
#include <cstdio>
#include <cstring>
#include <ctime>
#include <filesystem>
#include <fstream>
#include <utility>

#include "crypto/signing.h"
#include "jobs/jobs.h"
#include "opendata/format_writers.h"
#include "opendata/gate.h"
#include "opendata/intake.h"
#include "opendata/judging.h"
#include "opendata/recall.h"
#include "privacy/csv_feed.h"
#include "releases/public_reader.h"

// MB/s of what the gate does with a large file: the scan of its content, its judgement, every form, a whole offer from
// the file on disk to a public release, and the nightly look at all that stands; and the most memory it took. Beside
// them two floors of the same run: reading the same bytes in memory eight at a time, and copying the file durably.
// Seconds of the clock and of the processor: on a machine that does nothing else the first are what people wait, and
// where two cores work together the second are more. Usage: opendata_bench [MB] [releases to look at again]
using namespace sas;
using namespace sas::opendata;

namespace {

namespace fs = std::filesystem;

constexpr std::size_t kRowsOfMegabyte = 24'000;

constexpr std::string_view kDeclaration = R"(
title = {nl = "Warmte", en = "Heat"}
summary = {nl = "Temperatuur per minuut.", en = "Temperature by the minute."}
owner = "Stadsbeheer"
contact = "data@sassenpoort.example"
licence = "CC0-1.0"
themes = ["ENVI"]
refresh = "daily"
source = "upload"
origin = {nl = "Meters.", en = "Meters."}
subject = "thing"
column = [
  {name = "reeks", meaning = {nl = "reeks", en = "series"}, type = "integer", class = "open", kind = "thing-id"},
  {name = "meter", meaning = {nl = "meter", en = "meter"}, type = "text", class = "open", kind = "thing-id"},
  {name = "moment", meaning = {nl = "moment", en = "moment"}, type = "moment", class = "open", kind = "date"},
  {name = "waarde", meaning = {nl = "graden", en = "degrees"}, type = "decimal", class = "open", kind = "measure"},
]
)";

// Temperatures of 250 meters, minute by minute.
void write_minutes(const std::string& path, std::size_t rows) {
  SeededRandom random(3);
  const Instant start = parse_iso_instant("2026-01-01T00:00:00Z").value();
  std::ofstream out(path, std::ios::binary);
  out << "reeks,meter,moment,waarde\r\n";
  std::string text, moment;
  for (std::size_t i = 0; i < rows; ++i) {
    if (i % 250 == 0) {
      const auto seconds = std::chrono::floor<std::chrono::seconds>(start + std::chrono::minutes{i / 250});
      moment = format_iso_instant(seconds).substr(0, 19) + "Z";
      out << std::exchange(text, {});
    }
    text += fmt::format("{},Weerpaal {},{},{}.{}\r\n", 1 + i % 250, 1 + i % 250, moment, 5 + random.below(20),
                        1 + random.below(9));
  }
  out << text;
}

struct Seconds {
  double clock = 0, processor = 0;  ///< of the processor: of all threads together, without waiting for the disk
};

template <typename Work>
Seconds seconds_of(Work work) {
  const std::clock_t start = std::clock();
  const auto begin = std::chrono::steady_clock::now();
  work();
  return {std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count(),
          static_cast<double>(std::clock() - start) / CLOCKS_PER_SEC};
}

std::uint64_t read_once(const std::string& text) {
  std::uint64_t sum = 0;
  for (std::size_t i = 0; i + 8 <= text.size(); i += 8) {
    std::uint64_t word;
    std::memcpy(&word, text.data() + i, 8);
    sum += word;
  }
  return sum;
}

void copy_durably(const std::string& from, const std::string& to) {
  fs::copy_file(from, to, fs::copy_options::overwrite_existing);
  const int file = ::open(to.c_str(), O_RDONLY | O_CLOEXEC);
  if (::fsync(file) != 0) std::printf("the copy is not durable\n");
  ::close(file);
}

// One form by itself, from rows that are read from the file.
Seconds seconds_of_form(const Declaration& declaration, const std::string& csv, const std::string& path,
                        std::unique_ptr<FormatWriter> (*make)(const std::string&, const TableShape&)) {
  const TableShape shape = shape_of(declaration.columns, declaration.words);
  return seconds_of([&] {
    auto writer = make(path, shape);
    bool is_header = true;
    (void)read_csv_file(csv, ',', [&](Cells cells) -> Result<Done> {
      if (!std::exchange(is_header, false)) return writer->row(cells);
      return Done{};
    });
    (void)writer->finish();
  });
}

void say(const char* what, double bytes, const Seconds& seconds, const Seconds& floor) {
  std::printf("%-46s %9.1f %9.1f %10.4f\n", what, bytes / 1e6 / seconds.clock, bytes / 1e6 / seconds.processor,
              floor.processor / seconds.processor);
}

// The content scan alone: CSV in chunks into the judgement of the privacy room, on one core.
privacy::Report scan_content(const Declaration& declaration, const std::string& csv) {
  privacy::CsvFeed feed(declaration.set);
  for (std::size_t at = 0; at < csv.size(); at += std::size_t{1} << 20)
    if (!feed.feed(std::string_view(csv).substr(at, std::size_t{1} << 20))) std::printf("the scan broke off\n");
  return feed.finish().value();
}

Verdict judge_file(const Declaration& declaration, const std::string& path) {
  std::optional<TableJudge> judge;
  const auto read = read_csv_file(path, ',', [&](Cells cells) -> Result<Done> {
    if (judge)
      judge->row(cells);
    else
      judge.emplace(declaration, std::vector<std::string>(cells.begin(), cells.end()));
    return Done{};
  });
  if (!read) std::printf("%s\n", read.error().code.c_str());
  return judge->finish();
}

}  // namespace

int main(int count, char** words) {
  const std::size_t megabytes = count > 1 ? std::strtoul(words[1], nullptr, 10) : 64;
  const int again = count > 2 ? std::atoi(words[2]) : 4;
  const fs::path folder = fs::temp_directory_path() / "sassenpoort-opendata-bench";
  fs::remove_all(folder);
  fs::create_directories(folder);
  config::Problems problems;
  Declaration declaration = read_declaration(kDeclaration, "warmte", problems);
  if (!problems.empty()) std::printf("%s", config::to_text(problems).c_str());
  declaration.source = "file";
  declaration.file = FileForm{};

  const std::string csv = (folder / "rows.csv").string();
  write_minutes(csv, megabytes * kRowsOfMegabyte);
  std::string bytes(fs::file_size(csv), '\0');
  std::ifstream(csv, std::ios::binary).read(bytes.data(), static_cast<std::streamsize>(bytes.size()));
  const double size = static_cast<double>(bytes.size());
  std::printf("%.1f MB of CSV%32s %9s %9s %10s\n", size / 1e6, "", "MB/s", "MB/s cpu", "copy = 1");

  std::uint64_t sum = 0;
  const Seconds memory = seconds_of([&] { sum = read_once(bytes); });
  const Seconds copy = seconds_of([&] { copy_durably(csv, (folder / "copy.csv").string()); });
  fs::remove(folder / "copy.csv");
  say("floor: reading the bytes in memory", size, memory, copy);
  say("floor: copying the file durably", size, copy, copy);
  std::printf("(%llu)\n", static_cast<unsigned long long>(sum));

  privacy::Report report;
  say("content scan, one core", size, seconds_of([&] { report = scan_content(declaration, bytes); }), copy);
  for (const privacy::Finding& finding : report.findings)
    std::printf("found %s\n", std::string(privacy::code_of(finding.rule)).c_str());
  bytes = std::string();
  say("judging the file, every cell", size, seconds_of([&] { (void)judge_file(declaration, csv); }), copy);
  const std::string form = (folder / "form").string();
  if (megabytes <= 128) {
    say("JSON", size, seconds_of_form(declaration, csv, form, json_writer), copy);
  }
  if (megabytes * kRowsOfMegabyte <= kMostSheetRows)
    say("Excel", size, seconds_of_form(declaration, csv, form, xlsx_writer), copy);
  say("Parquet", size, seconds_of_form(declaration, csv, form, parquet_writer), copy);
  fs::remove(form);

  SystemRandom random;
  const SystemClock clock;
  const auto key = crypto::SigningKey::create(random);
  const auto records = store::open({"sqlite", folder.string()},
                                   [] {
                                     auto all = ledger::migrations();
                                     for (const auto& more : {jobs::migrations(), migrations()})
                                       all.insert(all.end(), more.begin(), more.end());
                                     return all;
                                   }())
                           .value();
  const ledger::Ledger ledger(clock, random);
  const jobs::Outbox outbox(clock, random);
  auto writer = releases::open_public_writer((folder / "public").string(), key, clock).value();
  auto reader = releases::open_public_reader((folder / "public").string(), key.public_key(), clock);
  Gate gate({*records, ledger, *writer, clock});
  const auto offer = [&](const std::string& slug) {
    declaration.slug = declaration.set.name = slug;
    auto source = file_source(csv, declaration).value();
    const auto judgement = gate.offer(declaration, *source, {"bench", "system"});
    if (!judgement || judgement->outcome != Judgement::Outcome::released)
      std::printf("not released: %s\n", judgement ? "refused" : judgement.error().code.c_str());
  };
  say("load: file, judgement, forms, release", size, seconds_of([&] { offer("warmte"); }), copy);
  const auto release = writer->standing("warmte");
  if (!release.empty())
    for (const releases::File& file : release.back().files)
      std::printf("  %-8s %8.1f MB\n", file.format.c_str(), static_cast<double>(file.bytes) / 1e6);

  // The same bytes under other names are other releases with their own judgement, and take no more room on the disk.
  for (int i = 1; i < again; ++i) offer("warmte-" + std::to_string(i));
  Rescan found;
  const RecallParts recall{*records, ledger, outbox, *writer, *reader, clock};
  say("looking at all that stands again", size * again, seconds_of([&] { found = rescan(recall).value(); }), copy);
  std::printf("judged %d, withdrawn %d, unjudged %d\n", found.judged, found.withdrawn, found.unjudged);
  rusage used{};
  ::getrusage(RUSAGE_SELF, &used);
  std::printf("memory at the top: %.0f MB, with the %.0f MB that the floors and the scan held\n",
              static_cast<double>(used.ru_maxrss) / 1e3, size / 1e6);
  writer.reset();
  fs::remove_all(folder);
}
