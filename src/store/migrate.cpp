#include "store/migrate.h"

#include <algorithm>
#include <map>

#include "base/text.h"
#include "crypto/hash.h"
#include "store/write_session.h"

namespace sas::store {

namespace {

std::vector<Migration> in_order(std::span<const Migration> migrations) {
  std::vector<Migration> sorted(migrations.begin(), migrations.end());
  std::sort(sorted.begin(), sorted.end(), [](const Migration& a, const Migration& b) { return a.number < b.number; });
  return sorted;
}

std::map<int, std::string> applied_checksums(ReadTx& tx) {
  std::map<int, std::string> applied;
  for (const Row& row : tx.query("SELECT number, checksum FROM schema_migration ORDER BY number"))
    applied[static_cast<int>(row.integer(0))] = row.text(1);
  return applied;
}

Result<Done> check_applied(const std::map<int, std::string>& applied, const std::vector<Migration>& ours,
                           const MigrationTarget& target) {
  std::map<int, std::string> known;
  for (const Migration& migration : ours) known[migration.number] = hex(crypto::sha256(target.script_of(migration)));
  for (const auto& [number, checksum] : applied) {
    const auto own = known.find(number);
    if (own == known.end())
      return fail(ErrorKind::unavailable, "store-schema-newer",
                  "migration " + std::to_string(number) + " was applied by a newer program");
    if (own->second != checksum)
      return fail(ErrorKind::unavailable, "store-schema-changed",
                  "migration " + std::to_string(number) + " differs from the one that was applied");
  }
  return Done{};
}

/// Each migration in its own transaction; looks again inside it, because another server may have been first.
Result<Done> apply(MigrationTarget& target, const Migration& migration) {
  target.begin_exclusive();
  try {
    if (!applied_checksums(target.tx()).contains(migration.number)) {
      target.run_script(target.script_of(migration));
      const std::string checksum = hex(crypto::sha256(target.script_of(migration)));
      // Names and checksums are ours and need no quoting.
      target.run_script("INSERT INTO schema_migration (number, name, checksum) VALUES (" +
                        std::to_string(migration.number) + ", '" + std::string(migration.name) + "', '" + checksum +
                        "')");
    }
    target.commit();
  } catch (const StoreFault& fault) {
    target.rollback();
    Error error = to_error(fault);
    return fail(ErrorKind::unavailable, "store-migration-failed",
                "migration " + std::to_string(migration.number) + ": " + error.detail);
  }
  return Done{};
}

}  // namespace

void check_numbers(std::span<const Migration> migrations) {
  const std::vector<Migration> sorted = in_order(migrations);
  for (std::size_t i = 1; i < sorted.size(); ++i)
    if (sorted[i].number == sorted[i - 1].number)
      throw std::logic_error("two migrations with number " + std::to_string(sorted[i].number));
}

Result<Done> migrate(MigrationTarget& target, std::span<const Migration> migrations) {
  check_numbers(migrations);
  const std::vector<Migration> ours = in_order(migrations);
  target.begin_exclusive();
  try {
    target.run_script(target.create_table_sql());
    target.commit();
  } catch (...) {
    target.rollback();
    throw;
  }
  const std::map<int, std::string> applied = applied_checksums(target.tx());
  if (Result<Done> same = check_applied(applied, ours, target); !same) return same;
  for (const Migration& migration : ours) {
    if (applied.contains(migration.number)) continue;
    if (Result<Done> done = apply(target, migration); !done) return done;
  }
  return Done{};
}

}  // namespace sas::store
