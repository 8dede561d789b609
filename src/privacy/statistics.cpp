#include "privacy/statistics.h"

#include <algorithm>
#include <map>
#include <numeric>
#include <set>

namespace sas::privacy {
namespace {

using Key = std::vector<std::uint64_t>;

// The cells that share all dimensions but one.
struct Line {
  std::vector<std::size_t> parts;
  std::optional<std::size_t> total;
};

std::vector<Line> lines_of(const std::vector<CountCell>& cells) {
  std::map<std::pair<std::size_t, Key>, Line> lines;
  for (std::size_t i = 0; i < cells.size(); ++i)
    for (std::size_t d = 0; d < cells[i].dimensions.size(); ++d) {
      Key rest = cells[i].dimensions;
      rest.erase(rest.begin() + static_cast<std::ptrdiff_t>(d));
      Line& line = lines[{d, std::move(rest)}];
      if (cells[i].dimensions[d] == 0)
        line.total = i;
      else
        line.parts.push_back(i);
    }
  std::vector<Line> out;
  for (auto& [key, line] : lines)
    if (line.total && !line.parts.empty()) out.push_back(std::move(line));
  return out;
}

// The one unknown of a line and its value; none when there are none or more.
std::optional<std::pair<std::size_t, double>> solve(const std::vector<CountCell>& cells, const Line& line) {
  std::optional<std::size_t> unknown;
  double rest = 0;
  const auto take = [&](std::size_t i, double sign) {
    if (cells[i].value) {
      rest += sign * *cells[i].value;
      return true;
    }
    if (unknown) return false;
    unknown = i;
    return true;
  };
  for (const std::size_t i : line.parts)
    if (!take(i, -1)) return std::nullopt;
  if (!take(*line.total, 1) || !unknown) return std::nullopt;
  return std::pair{*unknown, *unknown == *line.total ? -rest : rest};
}

// What the total of a line holds above its known parts; none when the total is unknown.
struct Rest {
  double value = 0;
  std::vector<std::size_t> unknown;
};
std::optional<Rest> rest_of(const std::vector<CountCell>& cells, const Line& line) {
  const auto& total = cells[*line.total].value;
  if (!total) return std::nullopt;
  Rest out{*total, {}};
  for (const std::size_t i : line.parts)
    if (cells[i].value)
      out.value -= *cells[i].value;
    else
      out.unknown.push_back(i);
  return out;
}

// Cells of which only an upper bound below the limit is known, and parts that are not there at all.
std::uint64_t bounded(const std::vector<CountCell>& cells, const std::vector<Line>& lines, double limit) {
  std::set<std::size_t> unknown;
  std::uint64_t absent = 0;
  for (const Line& line : lines) {
    const auto rest = rest_of(cells, line);
    if (!rest || rest->value < 0 || rest->value >= limit) continue;
    if (rest->unknown.empty() && rest->value > 0) ++absent;
    unknown.insert(rest->unknown.begin(), rest->unknown.end());
  }
  return unknown.size() + absent;
}

// The part to leave out as well, so that the rest of the line becomes large enough: the smallest that tells something,
// or the total when there is none.
std::size_t next_of(const std::vector<CountCell>& cells, const Line& line) {
  std::size_t out = *line.total;
  for (const std::size_t i : line.parts)
    if (cells[i].value.value_or(0) > 0 && (out == *line.total || *cells[i].value < *cells[out].value)) out = i;
  return out;
}

}  // namespace

std::vector<std::size_t> to_leave_out(const std::vector<CountCell>& cells, double limit) {
  const std::vector<Line> lines = lines_of(cells);
  std::vector<CountCell> now = cells;
  for (CountCell& cell : now)
    if (cell.value.value_or(0) < limit) cell.value.reset();
  for (bool more = true; more;) {
    more = false;
    for (const Line& line : lines) {
      const auto rest = rest_of(now, line);
      if (!rest || rest->value <= 0 || rest->value >= limit) continue;
      now[next_of(now, line)].value.reset();
      more = true;
    }
  }
  std::vector<std::size_t> out;
  for (std::size_t i = 0; i < now.size(); ++i)
    if (!now[i].value) out.push_back(i);
  return out;
}

std::uint64_t worked_out(std::vector<CountCell> cells, double limit) {
  const std::vector<Line> lines = lines_of(cells);
  std::uint64_t out = 0;
  for (bool more = true; more;) {
    more = false;
    for (const Line& line : lines) {
      const auto found = solve(cells, line);
      if (!found) continue;
      cells[found->first].value = found->second;
      if (found->second >= 0 && found->second < limit) ++out;
      more = true;
    }
  }
  return out + bounded(cells, lines, limit);
}

double largest_share(std::span<const double> contributions) {
  const double sum = std::accumulate(contributions.begin(), contributions.end(), 0.0);
  if (contributions.empty() || sum <= 0) return 1;
  return *std::max_element(contributions.begin(), contributions.end()) / sum;
}

bool is_dominated(std::span<const double> contributions, std::size_t n, double k) {
  std::vector<double> sorted(contributions.begin(), contributions.end());
  std::sort(sorted.rbegin(), sorted.rend());
  const double sum = std::accumulate(sorted.begin(), sorted.end(), 0.0);
  const auto end = sorted.begin() + static_cast<std::ptrdiff_t>(std::min(n, sorted.size()));
  return sum <= 0 || std::accumulate(sorted.begin(), end, 0.0) > k * sum;
}

std::int64_t with_cell_key_noise(std::int64_t count, std::uint64_t cell_key) {
  if (count == 0) return 0;
  // Of 16 keys: one gives -2, four -1, six 0, four 1 and one 2, the binomial of four coins.
  static constexpr std::int64_t noise[16] = {-2, -1, -1, -1, -1, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 2};
  std::uint64_t key = cell_key;
  key = (key ^ (key >> 30)) * 0xbf58476d1ce4e5b9ULL;
  key = (key ^ (key >> 27)) * 0x94d049bb133111ebULL;
  return std::max<std::int64_t>(0, count + noise[(key ^ (key >> 31)) >> 60]);
}

}  // namespace sas::privacy
