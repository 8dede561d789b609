#include "suppliers/sets.h"

#include "base/json.h"
#include "embedded/suppliers_migrations.h"

namespace sas::suppliers {
namespace {

std::string list_text(const std::vector<std::string>& texts) {
  json::Array out;
  for (const std::string& text : texts) out.emplace_back(text);
  return json::write(out);
}

std::vector<std::string> list_from(const std::string& text) {
  const auto parsed = json::parse(text);
  std::vector<std::string> out;
  if (parsed && parsed->is_array())
    for (const json::Value& one : parsed->get_array())
      if (one.is_string()) out.emplace_back(one.get_string());
  return out;
}

}  // namespace

std::optional<SuppliedSet> find_supplied(store::ReadTx& tx, const std::string& dataset) {
  const auto row = tx.query_one(
      "SELECT dataset, owner, title, notes, licence, tags, key_columns, made_at, changed_at, removed_at FROM "
      "supplier_set WHERE dataset = $1",
      {dataset});
  if (!row) return std::nullopt;
  SuppliedSet out;
  out.dataset = row->text(0);
  out.owner = row->text(1);
  out.title = row->text(2);
  out.notes = row->text(3);
  out.licence = row->text(4);
  out.tags = list_from(row->text(5));
  out.key_columns = list_from(row->text(6));
  out.made_at = from_millis(row->integer(7));
  out.changed_at = from_millis(row->integer(8));
  if (const auto at = row->integer_if(9)) out.removed_at = from_millis(*at);
  return out;
}

void put_supplied(store::WriteTx& tx, const SuppliedSet& set) {
  const store::Value removed = set.removed_at ? store::Value(to_millis(*set.removed_at)) : store::Value(nullptr);
  tx.execute(
      "INSERT INTO supplier_set (dataset, owner, title, notes, licence, tags, key_columns, made_at, changed_at, "
      "removed_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) ON CONFLICT (dataset) DO UPDATE SET title = "
      "excluded.title, notes = excluded.notes, licence = excluded.licence, tags = excluded.tags, key_columns = "
      "excluded.key_columns, changed_at = excluded.changed_at, removed_at = excluded.removed_at",
      {set.dataset, set.owner, set.title, set.notes, set.licence, list_text(set.tags), list_text(set.key_columns),
       to_millis(set.made_at), to_millis(set.changed_at), removed});
}

std::vector<store::Migration> migrations() {
  return store::migrations_from(embedded::suppliers_migrations());
}

}  // namespace sas::suppliers
