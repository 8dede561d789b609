#include "opendata/kept_declarations.h"

#include <stdexcept>

namespace sas::opendata {
namespace {

constexpr std::string_view kColumns =
    "SELECT dataset, version, content, confirmed, made_by, made_at, approved_by, approved_at FROM "
    "opendata_declaration ";

json::Object object_in(const std::string& text) {
  auto value = json::parse(text);
  if (!value || !value->is_object()) throw std::runtime_error("a declaration in the records is no JSON object");
  return std::move(value->as_object());
}

KeptDeclaration declaration_in(const store::Row& row) {
  return {row.text(0),
          row.integer(1),
          object_in(row.text(2)),
          object_in(row.text(3)),
          row.text(4),
          from_millis(row.integer(5)),
          row.text(6),
          from_millis(row.integer(7))};
}

}  // namespace

std::int64_t put_declaration(store::WriteTx& tx, const KeptDeclaration& declaration) {
  const auto before = newest_declaration(tx, declaration.dataset);
  const std::int64_t version = before ? before->version + 1 : 1;
  tx.execute(
      "INSERT INTO opendata_declaration (dataset, version, content, confirmed, made_by, made_at, approved_by, "
      "approved_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
      {declaration.dataset, version, json::write_canonical(declaration.content), json::write(declaration.confirmed),
       declaration.made_by, to_millis(declaration.made_at), declaration.approved_by,
       to_millis(declaration.approved_at)});
  return version;
}

std::optional<KeptDeclaration> newest_declaration(store::ReadTx& tx, std::string_view dataset) {
  const auto row =
      tx.query_one(std::string(kColumns) + "WHERE dataset = $1 ORDER BY version DESC LIMIT 1", {std::string(dataset)});
  if (!row) return std::nullopt;
  return declaration_in(*row);
}

std::vector<KeptDeclaration> newest_declarations(store::ReadTx& tx) {
  std::vector<KeptDeclaration> out;
  for (const store::Row& row : tx.query(
           std::string(kColumns) + "AS one WHERE version = (SELECT MAX(version) FROM opendata_declaration AS other "
                                   "WHERE other.dataset = one.dataset) ORDER BY dataset"))
    out.push_back(declaration_in(row));
  return out;
}

std::vector<KeptDeclaration> versions_of(store::ReadTx& tx, std::string_view dataset) {
  std::vector<KeptDeclaration> out;
  for (const store::Row& row :
       tx.query(std::string(kColumns) + "WHERE dataset = $1 ORDER BY version DESC", {std::string(dataset)}))
    out.push_back(declaration_in(row));
  return out;
}

}  // namespace sas::opendata
