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
// them two floors of the same run: reading the file and adding its bytes up eight at a time, and writing as many bytes
// to a file durably. The file is made and read in pieces and never whole in memory, so that the memory at the top is
// that of the gate. Seconds of the clock and of the processor: on a machine that does nothing else the first are what
// people wait, and where two cores work together the second are more.
// Usage: opendata_bench [MB] [releases to look at again], or opendata_bench --gb N
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

std::uint64_t read_once(const std::string& path) {
  std::uint64_t sum = 0;
  (void)read_pieces(path, [&](std::string_view piece) -> Result<Done> {
    for (std::size_t i = 0; i + 8 <= piece.size(); i += 8) {
      std::uint64_t word;
      std::memcpy(&word, piece.data() + i, 8);
      sum += word;
    }
    return Done{};
  });
  return sum;
}

// As many bytes as the file has, out of one piece.
void write_durably(std::uint64_t bytes, const std::string& path) {
  const std::string piece(std::size_t{1} << 20, 'x');
  const int file = ::open(path.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
  bool is_well = file >= 0;
  for (std::uint64_t done = 0; is_well && done < bytes; done += piece.size())
    is_well = ::write(file, piece.data(), piece.size()) == static_cast<ssize_t>(piece.size());
  if (!is_well || ::fsync(file) != 0) std::printf("the floor of writing is not durable\n");
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
privacy::Report scan_content(const Declaration& declaration, const std::string& path) {
  privacy::CsvFeed feed(declaration.set);
  const auto read = read_pieces(path, [&](std::string_view piece) -> Result<Done> {
    if (!feed.feed(piece)) return fail(ErrorKind::invalid, "scan-broke-off");
    return Done{};
  });
  if (!read) std::printf("%s\n", read.error().code.c_str());
  return feed.finish().value();
}

double memory_at_top() {
  rusage used{};
  ::getrusage(RUSAGE_SELF, &used);
  return static_cast<double>(used.ru_maxrss) / 1e3;
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
  const bool is_in_gigabytes = count > 2 && std::string_view(words[1]) == "--gb";
  const std::size_t megabytes = is_in_gigabytes ? 1'000 * std::strtoul(words[2], nullptr, 10)
                                : count > 1     ? std::strtoul(words[1], nullptr, 10)
                                                : 64;
  const int again = is_in_gigabytes ? 1 : count > 2 ? std::atoi(words[2]) : 4;
  std::array<double, 3> load{};
  if (::getloadavg(load.data(), 3) == 3) std::printf("load of the machine before: %.2f\n", load[0]);
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
  const double size = static_cast<double>(fs::file_size(csv));
  std::printf("%.1f MB of CSV%32s %9s %9s %10s\n", size / 1e6, "", "MB/s", "MB/s cpu", "write = 1");

  std::uint64_t sum = 0;
  const Seconds reading = seconds_of([&] { sum = read_once(csv); });
  const std::string raw = (folder / "raw").string();
  const Seconds floor = seconds_of([&] { write_durably(fs::file_size(csv), raw); });
  fs::remove(raw);
  say("floor: reading the file, eight bytes at a time", size, reading, floor);
  say("floor: writing as much durably", size, floor, floor);
  std::printf("(%llu)\n", static_cast<unsigned long long>(sum));

  privacy::Report report;
  say("content scan, one core", size, seconds_of([&] { report = scan_content(declaration, csv); }), floor);
  for (const privacy::Finding& finding : report.findings)
    std::printf("found %s\n", std::string(privacy::code_of(finding.rule)).c_str());
  say("judging the file, every cell", size, seconds_of([&] { (void)judge_file(declaration, csv); }), floor);
  std::printf("memory at the top so far: %.0f MB\n", memory_at_top());
  const std::string form = (folder / "form").string();
  if (megabytes <= 128) {
    say("JSON", size, seconds_of_form(declaration, csv, form, json_writer), floor);
  }
  if (megabytes * kRowsOfMegabyte <= kMostSheetRows)
    say("Excel", size, seconds_of_form(declaration, csv, form, xlsx_writer), floor);
  say("Parquet", size, seconds_of_form(declaration, csv, form, parquet_writer), floor);
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
  say("load: file, judgement, forms, release", size, seconds_of([&] { offer("warmte"); }), floor);
  const auto release = writer->standing("warmte");
  if (!release.empty())
    for (const releases::File& file : release.back().files)
      std::printf("  %-8s %8.1f MB\n", file.format.c_str(), static_cast<double>(file.bytes) / 1e6);

  // The same bytes under other names are other releases with their own judgement, and take no more room on the disk.
  for (int i = 1; i < again; ++i) offer("warmte-" + std::to_string(i));
  Rescan found;
  const RecallParts recall{*records, ledger, outbox, *writer, *reader, clock};
  say("looking at all that stands again", size * again, seconds_of([&] { found = rescan(recall).value(); }), floor);
  std::printf("judged %d, withdrawn %d, unjudged %d\n", found.judged, found.withdrawn, found.unjudged);
  std::printf("memory at the top: %.0f MB\n", memory_at_top());
  writer.reset();
  fs::remove_all(folder);
}
