#include "sensing/declarations.h"

#include <cmath>

namespace sas::sensing {
namespace {

constexpr std::size_t longest = 500;
// At the latitude of the Netherlands both are about a kilometre.
constexpr double square_longitude = 0.015, square_latitude = 0.01;

double middle(double value, double square) {
  return (std::floor(value / square) + 0.5) * square;
}

Declaration::Owner owner_from(std::string_view text) {
  if (text == "resident") return Declaration::Owner::resident;
  return text == "organisation" ? Declaration::Owner::organisation : Declaration::Owner::municipality;
}

Result<Done> check(const Declaration& d) {
  Error error{ErrorKind::invalid, "declaration-invalid", "the declaration of the sensor is not complete", {}};
  const auto need = [&](const std::string& text, const char* field) {
    if (text.empty()) error.fields.push_back({field, "declaration-" + std::string(field)});
    if (text.size() > longest) error.fields.push_back({field, "declaration-long"});
  };
  need(d.purpose, "purpose");
  need(d.legal_basis, "legal_basis");
  need(d.leaves_device, "leaves_device");
  if (d.owner == Declaration::Owner::organisation) need(d.owner_name, "owner_name");
  if (d.ends && *d.ends < d.starts) error.fields.push_back({"ends", "declaration-ends"});
  if (!d.dpia_url.empty() && !d.dpia_url.starts_with("https://"))
    error.fields.push_back({"dpia_url", "declaration-dpia"});
  if (!error.fields.empty()) return fail(std::move(error));
  return Done{};
}

constexpr std::string_view columns =
    "owner_kind, owner_name, owner_person, contact, purpose, legal_basis, leaves_device, dpia_url, starts_day, "
    "ends_day, "
    "place, exact_longitude, exact_latitude";

// Columns begin at `first`.
Declaration read(const store::Row& row, std::size_t first) {
  Declaration d;
  d.owner = owner_from(row.text(first));
  d.owner_name = row.text(first + 1);
  d.owner_person = PersonId{row.text_or_empty(first + 2)};
  d.contact = row.text(first + 3);
  d.purpose = row.text(first + 4);
  d.legal_basis = row.text(first + 5);
  d.leaves_device = row.text(first + 6);
  d.dpia_url = row.text(first + 7);
  d.starts = from_days(static_cast<int>(row.integer(first + 8)));
  if (const auto ends = row.integer_if(first + 9)) d.ends = from_days(static_cast<int>(*ends));
  d.shown = row.text(first + 10) == "coarse" ? Declaration::Shown::coarse : Declaration::Shown::exact;
  if (!row.is_null(first + 11)) d.exact_place = Place{row.real(first + 11), row.real(first + 12)};
  return d;
}

std::string insert_sql() {
  std::string sets;
  for (const char* name :
       {"owner_kind", "owner_name", "owner_person", "contact", "purpose", "legal_basis", "leaves_device", "dpia_url",
        "starts_day", "ends_day", "place", "exact_longitude", "exact_latitude"})
    sets += std::string(sets.empty() ? "" : ", ") + name + " = excluded." + name;
  return "INSERT INTO sensor_declaration(thing, " + std::string(columns) +
         ") VALUES($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14) ON CONFLICT(thing) DO UPDATE SET " +
         sets;
}

}  // namespace

Place coarse(const Place& exact) {
  return {middle(exact.longitude, square_longitude), middle(exact.latitude, square_latitude)};
}

std::string_view to_text(Declaration::Owner owner) {
  switch (owner) {
    case Declaration::Owner::municipality:
      return "municipality";
    case Declaration::Owner::organisation:
      return "organisation";
    case Declaration::Owner::resident:
      return "resident";
  }
  return "municipality";
}

Result<Done> declare_sensor(store::WriteTx& tx, const ledger::Ledger& ledger, const std::string& acting,
                            std::int64_t thing, const Declaration& d) {
  if (auto checked = check(d); !checked) return checked;
  if (!tx.query_one("SELECT 1 FROM thing WHERE id = $1", {thing})) return fail(ErrorKind::not_found, "sensor-unknown");
  const bool coarsely = d.shown == Declaration::Shown::coarse;
  const auto degree = [&](double Place::*part) -> store::Value {
    return coarsely && d.exact_place ? store::Value(*d.exact_place.*part) : store::Value(nullptr);
  };
  const bool resident = d.owner == Declaration::Owner::resident;
  tx.execute(insert_sql(), {thing, std::string(to_text(d.owner)), resident ? std::string() : d.owner_name,
                            store::null_if_empty(d.owner_person.text()), resident ? std::string() : d.contact,
                            d.purpose, d.legal_basis, d.leaves_device, d.dpia_url, std::int64_t{to_days(d.starts)},
                            d.ends ? store::Value(std::int64_t{to_days(*d.ends)}) : store::Value(nullptr),
                            coarsely ? "coarse" : "exact", degree(&Place::longitude), degree(&Place::latitude)});
  ledger.append(tx, {.kind = "sensor.declared",
                     .subject = "thing:" + std::to_string(thing),
                     .acting = acting,
                     .concerned = {},
                     .facts = {{"owner", to_text(d.owner)}, {"place", coarsely ? "coarse" : "exact"}},
                     .personal = {},
                     .at = {}});
  return Done{};
}

std::optional<Declaration> declaration_of(store::ReadTx& tx, std::int64_t thing) {
  const auto row =
      tx.query_one("SELECT " + std::string(columns) + " FROM sensor_declaration WHERE thing = $1", {thing});
  if (!row) return std::nullopt;
  return read(*row, 0);
}

std::map<std::int64_t, Declaration> all_declarations(store::ReadTx& tx) {
  std::map<std::int64_t, Declaration> out;
  for (const store::Row& row : tx.query("SELECT thing, " + std::string(columns) + " FROM sensor_declaration"))
    out.emplace(row.integer(0), read(row, 1));
  return out;
}

std::vector<std::int64_t> things_of(store::ReadTx& tx, const PersonId& owner) {
  std::vector<std::int64_t> out;
  if (owner.empty()) return out;
  for (const store::Row& row :
       tx.query("SELECT thing FROM sensor_declaration WHERE owner_person = $1 ORDER BY thing DESC", {owner.text()}))
    out.push_back(row.integer(0));
  return out;
}

}  // namespace sas::sensing
