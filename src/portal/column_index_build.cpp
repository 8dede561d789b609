#include <algorithm>
#include <bit>
#include <filesystem>
#include <limits>
#include <memory>
#include <span>
#include <system_error>

#include "base/text.h"
#include "portal/column_directory.h"
#include "portal/csv_cells.h"
#include "portal/key_spill.h"

namespace sas::portal {
namespace {

constexpr std::size_t most_columns = 256, columns_at_a_time = 8;
constexpr std::uint64_t waiting_at_most = std::uint64_t{512} << 20U;
constexpr std::uint64_t waiting_for_a_cell = 12;
constexpr std::uint64_t rows_of_a_part = 65'536, lines_at_a_time = 16 * RowIndex::stride;
constexpr unsigned most_part_bits = 10;

tl::unexpected<Error> lost() {
  return fail(ErrorKind::unavailable, "rows-index-lost", "the index of the columns cannot be kept");
}

/// The keys of one part with their rows.
class KeyTable {
 public:
  explicit KeyTable(std::uint64_t table_rows) : table_rows_(table_rows), slots_(1024) {}

  void add(CellKey key, std::uint32_t row) {
    std::size_t slot = place_of(key);
    if (slots_[slot] == 0) {
      entries_.push_back({key, {}});
      slots_[slot] = static_cast<std::uint32_t>(entries_.size());
      if (entries_.size() * 2 > slots_.size()) {
        grow();
        slot = place_of(key);
      }
    }
    entries_[slots_[slot] - 1].rows.add(row, table_rows_);
  }

  void write(KeyBlocks& blocks) {
    std::sort(entries_.begin(), entries_.end(), [](const Entry& a, const Entry& b) { return a.key < b.key; });
    for (const Entry& entry : entries_) blocks.add(entry.key, entry.rows);
  }

 private:
  struct Entry {
    CellKey key;
    RowList rows;
  };
  [[nodiscard]] std::size_t place_of(CellKey key) const {
    std::size_t at = (key.first ^ key.second) & (slots_.size() - 1);
    while (slots_[at] != 0 && entries_[slots_[at] - 1].key != key) at = (at + 1) & (slots_.size() - 1);
    return at;
  }
  void grow() {
    slots_.assign(slots_.size() * 2, 0);
    for (std::size_t i = 0; i < entries_.size(); ++i)
      slots_[place_of(entries_[i].key)] = static_cast<std::uint32_t>(i + 1);
  }

  std::uint64_t table_rows_;
  std::vector<Entry> entries_;
  std::vector<std::uint32_t> slots_;  // of entries, from 1; 0 is free
};

/// One column on its way into the index.
class Gathering {
 public:
  Gathering(ColumnIndex::Keyed column, const std::string& folder, unsigned part_bits)
      : column_(std::move(column)), spill_(folder, part_bits), goes_up_(column_.type == releases::Type::integer) {}

  void take(std::string_view cell, std::uint32_t row, const KeyMaker& keys) {
    if (is_odd_) return;
    const auto key = keys.key(column_.type, cell);
    if (!key) {
      is_odd_ = true;
      return;
    }
    spill_.put(*key, row);
    if (goes_up_) watch(cell, row);
  }

  [[nodiscard]] ColumnIndex::Keyed write(IndexOut& out, std::uint64_t table_rows) && {
    if (is_odd_) return std::move(column_);
    column_.way = goes_up_ ? ColumnIndex::Way::by_halving : ColumnIndex::Way::by_key;
    if (goes_up_) return std::move(column_);
    KeyBlocks blocks(out);
    for (std::size_t part = 0; part < spill_.parts(); ++part) {
      KeyTable table(table_rows);
      spill_.each(part, [&](CellKey key, std::uint32_t row) { table.add(key, row); });
      table.write(blocks);
    }
    column_.fences = blocks.finish();
    return std::move(column_);
  }

 private:
  void watch(std::string_view cell, std::uint32_t row) {
    const auto number = parse_int(cell);
    if (!number || (row > 0 && *number <= last_))
      goes_up_ = false;
    else
      last_ = *number;
  }

  ColumnIndex::Keyed column_;
  KeySpill spill_;
  bool is_odd_ = false;  // a cell has another form than its type says: only the engine knows what it equals
  bool goes_up_;         // whole numbers that go up from row to row, as serial numbers do: they need no lists
  std::int64_t last_ = 0;
};

class Build {
 public:
  Build(const KeyedTable& table, const std::string& path, const std::function<bool()>& stopped)
      : rows_(*table.rows), keys_(seed_of(table)), stopped_(stopped), out_(path) {
    folder_ = std::filesystem::path(path).parent_path().string();
    if (folder_.empty()) folder_ = ".";
  }

  Result<std::vector<ColumnIndex::Keyed>> columns(std::vector<ColumnIndex::Keyed> all) {
    out_.write(std::string(kIndexHeadSize, '\0'));
    const std::uint64_t fitting = waiting_at_most / (waiting_for_a_cell * std::max<std::uint64_t>(rows_.rows(), 1));
    const auto at_a_time = std::clamp<std::size_t>(static_cast<std::size_t>(fitting), 1, columns_at_a_time);
    const std::size_t end = std::min(all.size(), most_columns);
    for (std::size_t begin = 0; begin < end; begin += at_a_time)
      if (auto done = some(std::span(all).subspan(begin, std::min(at_a_time, end - begin))); !done)
        return fail(std::move(done));
    return all;
  }

  [[nodiscard]] bool finish(const KeyedTable& table, const std::vector<ColumnIndex::Keyed>& columns) {
    const std::uint64_t at = out_.at();
    const std::string directory = directory_of(columns);
    out_.write(directory);
    return out_.finish(index_head(table, at, directory));
  }

 private:
  Result<Done> some(std::span<ColumnIndex::Keyed> columns) {
    const auto bits = std::min(static_cast<unsigned>(std::bit_width(rows_.rows() / rows_of_a_part)), most_part_bits);
    std::vector<std::unique_ptr<Gathering>> gathering;
    std::vector<std::size_t> places;
    for (const ColumnIndex::Keyed& column : columns) {
      gathering.push_back(std::make_unique<Gathering>(column, folder_, bits));
      places.push_back(column.place);
    }
    std::uint32_t row = 0;
    for (std::uint64_t begin = 0; begin < rows_.rows(); begin += lines_at_a_time) {
      if (stopped_()) return fail(ErrorKind::unavailable, "rows-index-stopped");
      const auto lines = rows_.lines(begin, lines_at_a_time);
      if (!lines) return fail(Error(lines.error()));
      auto done = each_row(*lines, [&](std::span<const std::string_view> cells) {
        for (std::size_t i = 0; i < places.size(); ++i)
          gathering[i]->take(places[i] < cells.size() ? cells[places[i]] : std::string_view(), row, keys_);
        ++row;
      });
      if (!done) return done;
    }
    if (row != rows_.rows()) return lost();
    for (std::size_t i = 0; i < columns.size(); ++i) columns[i] = std::move(*gathering[i]).write(out_, rows_.rows());
    return Done{};
  }

  const RowIndex& rows_;
  KeyMaker keys_;
  const std::function<bool()>& stopped_;
  IndexOut out_;
  std::string folder_;
};

Result<Done> write_index(const KeyedTable& table, const std::string& path, const std::function<bool()>& stopped) {
  try {
    Build build(table, path, stopped);
    const auto columns = build.columns(columns_of(table));
    if (!columns) return fail(Error(columns.error()));
    if (!build.finish(table, *columns)) return lost();
    return Done{};
  } catch (const std::system_error&) {
    return lost();
  }
}

}  // namespace

Result<Done> ColumnIndex::build(const KeyedTable& table, const std::string& kept_path,
                                const std::function<bool()>& stopped) {
  if (table.rows->rows() >= std::numeric_limits<std::uint32_t>::max()) return lost();
  const std::string waiting = kept_path + ".new";
  auto written = write_index(table, waiting, stopped);
  // Only a whole file gets the name that is looked for.
  std::error_code ec;
  if (written) std::filesystem::rename(waiting, kept_path, ec);
  if (!written || ec) std::filesystem::remove(waiting, ec);
  return written;
}

}  // namespace sas::portal
