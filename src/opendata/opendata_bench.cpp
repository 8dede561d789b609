#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <array>
#include <chrono>
#include <cstdio>
#include <cstring>
#include <ctime>
#include <filesystem>
#include <fstream>

#include "crypto/signing.h"
#include "opendata/format_writers.h"
#include "opendata/gate.h"
#include "opendata/judging.h"

// MB/s of the judgement of a file, and of a whole offer from rows to a release in every form, beside two floors of the
// same run: reading the same bytes in memory eight at a time, and copying the file durably. Seconds are those of the
// processor. Usage: opendata_bench [MB]
using namespace sas;
using namespace sas::opendata;

namespace {

namespace fs = std::filesystem;

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

class Minutes final : public Source {
 public:
  explicit Minutes(std::size_t rows) : rows_(rows) {}
  [[nodiscard]] std::vector<std::string> header() const override { return {"reeks", "meter", "moment", "waarde"}; }
  [[nodiscard]] Result<Done> rows(const TakeRow& take) override {
    SeededRandom random(3);
    const Instant start = parse_iso_instant("2026-01-01T00:00:00Z").value();
    for (std::size_t i = 0; i < rows_; ++i) {
      const std::string series = fmt::format("{}", 1 + i % 250), meter = fmt::format("Weerpaal {}", 1 + i % 250),
                        moment = format_iso_instant(start + std::chrono::minutes{i / 250}),
                        value = fmt::format("{}.{}", 5 + random.below(20), 1 + random.below(9));
      const std::array<std::string_view, 4> cells{series, meter, moment, value};
      if (auto taken = take(cells); !taken) return taken;
    }
    return Done{};
  }

 private:
  std::size_t rows_;
};

// Seconds of the processor: what else the machine does is not counted, waiting for the disk neither.
template <typename Work>
double seconds_of(Work work) {
  const std::clock_t start = std::clock();
  work();
  return static_cast<double>(std::clock() - start) / CLOCKS_PER_SEC;
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
double seconds_of_form(const Declaration& declaration, const std::string& csv, const std::string& path,
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

void say(const char* what, double bytes, double seconds, double floor) {
  std::printf("%-46s %8.1f MB/s  ratio to the copy %.4f\n", what, bytes / 1e6 / seconds, floor / seconds);
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
  const fs::path folder = fs::temp_directory_path() / "sassenpoort-opendata-bench";
  fs::remove_all(folder);
  fs::create_directories(folder);
  config::Problems problems;
  const Declaration declaration = read_declaration(kDeclaration, "warmte", problems);
  if (!problems.empty()) std::printf("%s", config::to_text(problems).c_str());

  Minutes source(megabytes * 22'000);
  const std::string csv = (folder / "rows.csv").string();
  {
    std::ofstream out(csv, std::ios::binary);
    CsvText text;
    const auto header = source.header();
    text.add(std::vector<std::string_view>(header.begin(), header.end()));
    (void)source.rows([&](Cells cells) -> Result<Done> {
      text.add(cells);
      return Done{};
    });
    out << text.text();
  }
  std::string bytes(fs::file_size(csv), '\0');
  std::ifstream(csv, std::ios::binary).read(bytes.data(), static_cast<std::streamsize>(bytes.size()));
  const double size = static_cast<double>(bytes.size());
  std::printf("%.1f MB of CSV\n", size / 1e6);

  std::uint64_t sum = 0;
  const double memory = seconds_of([&] { sum = read_once(bytes); });
  const double copy = seconds_of([&] { copy_durably(csv, (folder / "copy.csv").string()); });
  std::printf("%-46s %8.1f MB/s (%llu)\n", "floor: reading the bytes in memory", size / 1e6 / memory,
              static_cast<unsigned long long>(sum));
  say("floor: copying the file durably", size, copy, copy);

  Verdict verdict;
  say("judging the file, every cell", size, seconds_of([&] { verdict = judge_file(declaration, csv); }), copy);
  for (const privacy::Finding& finding : verdict.report.findings)
    std::printf("found %s\n", std::string(privacy::code_of(finding.rule)).c_str());

  const std::string form = (folder / "form").string();
  say("JSON", size, seconds_of_form(declaration, csv, form, json_writer), copy);
  say("Parquet", size, seconds_of_form(declaration, csv, form, parquet_writer), copy);
  say("Excel", size, seconds_of_form(declaration, csv, form, xlsx_writer), copy);

  SystemRandom random;
  const SystemClock clock;
  const auto key = crypto::SigningKey::create(random);
  auto records = store::open({"sqlite", folder.string()}, [] {
    auto all = ledger::migrations();
    for (const store::Migration& one : migrations()) all.push_back(one);
    return all;
  }());
  const ledger::Ledger ledger(clock, random);
  auto writer = releases::open_public_writer((folder / "public").string(), key, clock).value();
  Gate gate({**records, ledger, *writer, clock});
  const double offered = seconds_of([&] {
    const auto judgement = gate.offer(declaration, source, {"bench", "system"});
    std::printf("outcome %d\n", judgement ? static_cast<int>(judgement->outcome) : -1);
  });
  say("offering: rows, judgement, five forms, release", size, offered, copy);
  const auto release = writer->standing("warmte");
  if (!release.empty())
    for (const releases::File& file : release.back().files)
      std::printf("  %-8s %8.1f MB\n", file.format.c_str(), static_cast<double>(file.bytes) / 1e6);
  writer.reset();
  fs::remove_all(folder);
}
