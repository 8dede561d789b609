#include "lake/sandbox.h"

#include <fmt/format.h>

#include <algorithm>
#include <mutex>
#include <set>

#include "base/text.h"
#include "lake/answer_table.h"
#include "lake/duck.h"
#include "lake/file_sql.h"
#include "lake/read_view.h"
#include "lake/sandbox_copy.h"
#include "lake/sql_check.h"
#include "lake/watchdog.h"

namespace sas::lake {

namespace {

constexpr std::size_t longest_statement = 100'000;
constexpr std::size_t longest_name = 100;

tl::unexpected<Error> bad_table(const std::string& name, const std::string& why) {
  return fail(ErrorKind::invalid, "sandbox-table", "table " + name + ": " + why);
}

bool is_name(std::string_view text) {
  const bool plain = std::all_of(text.begin(), text.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_' || c == '-';
  });
  return plain && !text.empty() && text.size() <= longest_name;
}

/// Columns are named by whoever made the table; they are always written between quotes.
bool is_column_name(std::string_view text) {
  const bool controls =
      std::any_of(text.begin(), text.end(), [](char c) { return static_cast<unsigned char>(c) < 0x20; });
  return !text.empty() && text.size() <= longest_name && is_utf8(text) && !controls;
}

Result<Done> check_names(const std::string& name, const std::vector<std::string>& columns) {
  if (!is_name(name)) return bad_table(name, "a name is made of a to z, digits, _ and -");
  if (columns.empty()) return bad_table(name, "it has no columns");
  for (const std::string& column : columns)
    if (!is_column_name(column)) return bad_table(name, "a column has a name of at most 100 bytes, without controls");
  return Done{};
}

Result<Done> check(const SandboxTable& table) {
  if (Result<Done> names = check_names(table.name, table.columns); !names) return names;
  const std::set<std::string> known{"BIGINT", "DOUBLE", "VARCHAR", "TIMESTAMP", "DATE"};
  if (table.types.size() != table.columns.size())
    return bad_table(table.name, "there must be one type for each column");
  for (const std::string& type : table.types)
    if (!known.contains(type)) return bad_table(table.name, "no type " + type);
  for (const auto& row : table.rows)
    if (row.size() != table.columns.size()) return bad_table(table.name, "a row has another number of cells");
  return Done{};
}

std::string shown_columns(const SandboxFiles& files, std::string_view veil) {
  std::string out;
  for (const std::string& column : files.columns) {
    const bool is_veiled = std::find(files.veiled.begin(), files.veiled.end(), column) != files.veiled.end();
    const std::string name = sql_name(column);
    out += out.empty() ? "" : ", ";
    out += is_veiled ? fmt::format("left(sha256({} || {}), 12) AS {}", sql_quoted(veil), name, name) : name;
  }
  return out;
}

void give_files(duck::Connection& connection, const SandboxFiles& files, std::string_view veil) {
  std::string list;
  for (const std::string& path : files.paths) list += (list.empty() ? "" : ", ") + sql_quoted(path);
  connection.run(fmt::format("CREATE VIEW \"{}\" AS SELECT {} FROM read_parquet([{}], hive_partitioning = false)",
                             files.name, shown_columns(files, veil), list));
}

std::vector<duck::Setting> settings(const SandboxLimits& limits) {
  return {{"memory_limit", limits.memory},
          {"threads", std::to_string(limits.threads)},
          {"temp_directory", ""},
          {"autoinstall_known_extensions", "false"},
          {"autoload_known_extensions", "false"},
          {"allow_community_extensions", "false"}};
}

/// Nothing can be opened any more but the given files, and nothing of this can be undone. The order matters: with
/// external access off the list of files cannot grow, and with the settings locked nothing can be turned on again.
void close_off(duck::Connection& connection, const std::vector<SandboxFiles>& files) {
  std::string allowed;
  for (const SandboxFiles& one : files)
    for (const std::string& path : one.paths) allowed += (allowed.empty() ? "" : ", ") + sql_quoted(path);
  connection.run("SET GLOBAL TimeZone = 'UTC'");
  if (!allowed.empty()) connection.run("SET GLOBAL allowed_paths = [" + allowed + "]");
  connection.run("SET GLOBAL enable_external_access = false");
  connection.run("SET GLOBAL lock_configuration = true");
}

Error error_of(const duck::Fault& fault) {
  switch (fault.kind()) {
    case duck::FaultKind::interrupted:
      return {ErrorKind::invalid, "sandbox-timeout", "the question took too long: ask for less", {}};
    case duck::FaultKind::memory:
      return {ErrorKind::invalid, "sandbox-memory", "the question needs more memory than it may use: ask for less", {}};
    case duck::FaultKind::lost:
      return {ErrorKind::unavailable, "sandbox-lost", "the tables cannot be read", {}};
    default:
      return {ErrorKind::invalid, "sandbox-sql", fault.what(), {}};
  }
}

/// Passes a request to stop on to the engine, as long as it lives.
class CancelWatch {
 public:
  CancelWatch(const duck::Connection& connection, const Cancel& cancel)
      : thread_([this, &connection, &cancel] {
          constexpr std::chrono::milliseconds look_again{20};
          std::unique_lock lock(mutex_);
          while (!ended_.wait_for(lock, look_again, [this] { return is_over_; }))
            if (cancel.requested()) connection.interrupt();
        }) {}
  ~CancelWatch() {
    {
      const std::lock_guard lock(mutex_);
      is_over_ = true;
    }
    ended_.notify_all();
    thread_.join();
  }
  CancelWatch(const CancelWatch&) = delete;
  CancelWatch& operator=(const CancelWatch&) = delete;

 private:
  std::mutex mutex_;
  std::condition_variable ended_;
  bool is_over_ = false;
  std::thread thread_;
};

class DuckSandbox final : public Sandbox {
 public:
  DuckSandbox(duck::Database database, std::set<std::string> tables, const SandboxLimits& limits)
      : database_(std::move(database)), tables_(std::move(tables)), limits_(limits) {}

  Result<Table> query(std::string_view sql, const Cancel& cancel) override {
    if (sql.size() > longest_statement || !is_utf8(sql))
      return fail(ErrorKind::invalid, "sandbox-refused", "a statement is UTF-8 text of at most 100,000 bytes");
    try {
      duck::Connection connection = database_.connect();
      const Watchdog::Watch timed(watchdog_, connection, limits_.time);
      const CancelWatch cancelled(connection, cancel);
      if (Result<Done> checked = check(connection, sql); !checked) return fail(std::move(checked));
      return run(connection, sql);
    } catch (const duck::Fault& fault) {
      if (cancel.requested()) return fail(ErrorKind::invalid, "sandbox-cancelled", "the question was stopped");
      return fail(error_of(fault));
    }
  }

 private:
  Result<Done> check(duck::Connection& connection, std::string_view sql) const {
    duck::Answer answer = connection.query("SELECT json_serialize_sql($1::VARCHAR)", {std::string(sql)});
    const std::optional<duck::Chunk> tree = answer.next();
    if (!tree || tree->is_null(0, 0)) return fail(ErrorKind::invalid, "sandbox-refused", "it is no statement");
    return check_syntax_tree(tree->text(0, 0), tables_);
  }

  Result<Table> run(duck::Connection& connection, std::string_view sql) const {
    connection.run("BEGIN TRANSACTION READ ONLY");
    // A line end first: the statement may end in a comment.
    const std::string inner = "(" + std::string(without_semicolon(sql)) + "\n)";
    const std::vector<duck::Column> columns = connection.columns_of("SELECT * FROM " + inner);
    std::string cells, names;
    for (std::size_t i = 0; i < columns.size(); ++i) {
      names += fmt::format("{}c{}", i ? ", " : "", i);
      cells += fmt::format("{}c{}{}", i ? ", " : "", i, can_be_cell(columns[i].type) ? "" : "::VARCHAR");
    }
    const std::string bounded =
        fmt::format("SELECT {} FROM {} AS q({}) LIMIT {}", cells, inner, names, limits_.rows + 1);
    Table out = read_table(connection.query(bounded), limits_.rows, limits_.bytes);
    for (std::size_t i = 0; i < columns.size(); ++i) out.columns[i] = columns[i].name;
    return out;
  }

  static std::string_view without_semicolon(std::string_view sql) {
    sql = trim(sql);
    while (sql.ends_with(';')) sql = trim(sql.substr(0, sql.size() - 1));
    return sql;
  }

  duck::Database database_;
  const std::set<std::string> tables_;
  const SandboxLimits limits_;
  Watchdog watchdog_;
};

}  // namespace

Result<std::unique_ptr<Sandbox>> open_sandbox(const std::vector<SandboxTable>& tables,
                                              const std::vector<SandboxFiles>& files, const SandboxLimits& limits,
                                              std::string_view veil) {
  std::set<std::string> names;
  for (const SandboxTable& table : tables) {
    if (Result<Done> checked = check(table); !checked) return fail(std::move(checked));
    if (!names.insert(table.name).second) return bad_table(table.name, "it is there twice");
  }
  for (const SandboxFiles& one : files) {
    if (Result<Done> checked = check_names(one.name, one.columns); !checked) return fail(std::move(checked));
    if (!one.veiled.empty() && veil.empty()) return bad_table(one.name, "its veiled columns need a secret");
    if (one.paths.empty()) return bad_table(one.name, "it has no files");
    if (!names.insert(one.name).second) return bad_table(one.name, "it is there twice");
  }
  try {
    duck::Database database = duck::Database::open(":memory:", settings(limits));
    duck::Connection connection = database.connect();
    for (const SandboxTable& table : tables) copy_in(connection, table);
    for (const SandboxFiles& one : files) give_files(connection, one, veil);
    close_off(connection, files);
    return std::make_unique<DuckSandbox>(std::move(database), std::move(names), limits);
  } catch (const duck::Fault& fault) {
    return fail(ErrorKind::invalid, "sandbox-table", fault.what());
  }
}

}  // namespace sas::lake
