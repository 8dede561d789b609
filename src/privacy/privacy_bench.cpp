#include <fmt/format.h>

#include <algorithm>
#include <cstdio>
#include <cstring>
#include <ctime>
#include <string>
#include <vector>

#include "privacy/csv_feed.h"
#include "privacy/redteam/sample.h"

// MB/s of the whole judgement of CSV in chunks of 1 MiB, beside the floor: copying the same bytes once, and reading
// them once eight at a time. Seconds are those of the processor, so that what else the machine does is not counted.
// Data: harmless tables of the red team, repeated with other values.
namespace {

using namespace sas;
using namespace sas::privacy;

constexpr std::size_t kTarget = 64U << 20;
constexpr int kRounds = 3;

struct Input {
  std::string name;
  DataSet set;
  std::string csv;
};

std::string line_of(const std::vector<std::string>& cells) {
  std::string out;
  for (std::size_t i = 0; i < cells.size(); ++i) {
    if (i > 0) out += ',';
    const bool quoted = cells[i].find_first_of(",\"\n") != std::string::npos;
    out += quoted ? '"' + cells[i] + '"' : cells[i];
  }
  return out + '\n';
}

Input input_of(std::size_t kind) {
  SeededRandom random(kind + 1);
  Input out;
  while (out.csv.size() < kTarget) {
    const redteam::Sample sample = redteam::clean_sample(random, kind);
    if (out.csv.empty()) {
      out.name = sample.sort;
      out.set = sample.set;
      out.csv = line_of(sample.table.header);
    }
    if (sample.table.header.size() != out.set.columns.size()) continue;
    for (const auto& row : sample.table.rows) out.csv += line_of(row);
  }
  return out;
}

template <typename Work>
double megabytes_a_second(std::size_t bytes, Work work) {
  double best = 0;
  for (int round = 0; round < kRounds; ++round) {
    const std::clock_t begin = std::clock();
    work();
    const double took = static_cast<double>(std::clock() - begin) / CLOCKS_PER_SEC;
    best = std::max(best, static_cast<double>(bytes) / 1e6 / took);
  }
  return best;
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

std::size_t judge_once(const Input& input) {
  CsvFeed feed(input.set);
  for (std::size_t at = 0; at < input.csv.size(); at += 1U << 20)
    if (!feed.feed(std::string_view(input.csv).substr(at, 1U << 20))) return 0;
  const auto report = feed.finish();
  return report ? report->rows : 0;
}

}  // namespace

int main(int count, char** words) {
  const std::size_t only = count > 1 ? std::stoul(words[1]) : 18;
  std::printf("%-24s %10s %10s %10s %8s\n", "64 MB of CSV", "judge MB/s", "copy MB/s", "read MB/s", "judge/read");
  for (std::size_t kind = 0; kind < 18; ++kind) {
    if (only < 18 && kind != only) continue;
    const Input input = input_of(kind);
    std::string copy(input.csv.size(), ' ');
    std::uint64_t sink = 0;
    const double copied = megabytes_a_second(input.csv.size(), [&] {
      std::memcpy(copy.data(), input.csv.data(), copy.size());
      sink += static_cast<unsigned char>(copy[sink % copy.size()]);
    });
    const double read = megabytes_a_second(input.csv.size(), [&] { sink += read_once(input.csv); });
    const double judged = megabytes_a_second(input.csv.size(), [&] { sink += judge_once(input); });
    std::printf("%-24s %10.0f %10.0f %10.0f %8.3f  %c\n", input.name.c_str(), judged, copied, read, judged / read,
                sink ? ' ' : '!');
  }
}
