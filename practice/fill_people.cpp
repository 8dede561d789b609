#include "practice/fill_people.h"

#include <array>
#include <string_view>

#include "base/text.h"

namespace sas::practice {
namespace {

// Colleagues of the well-known handler. They do not exist, and have no login.
constexpr std::array<std::string_view, 8> colleagues{"Anneke Smilde", "Youssef Amrani", "Gerrit Bulthuis",  "Priya Ramdin",
                                                     "Tom Hofstede",  "Eline Wolters",  "Jeroen Westerbeek", "Mirjam Olthof"};

std::string keep_person(store::WriteTx& tx, std::string id, std::string_view kind, const store::Value& bsn, const store::Value& kvk, const std::string& name,
                        const store::Value& birth_day, const Home& home, const std::string& email, Instant now) {
  tx.execute("INSERT INTO person (id, kind, bsn, kvk, name, birth_day, address, email, created_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
             {id, std::string(kind), bsn, kvk, name, birth_day, json::write(address_of(home)), email, to_millis(now)});
  return id;
}

StaffId keep_employee(store::WriteTx& tx, const Clock& clock, Random& random, const std::string& subject, std::string_view name, const std::string& roles) {
  std::string id = new_uuid(clock, random);
  tx.execute("INSERT INTO staff (id, subject, name, roles, seen_at) VALUES ($1, $2, $3, $4, $5)", {id, subject, std::string(name), roles, to_millis(clock.now())});
  return StaffId(std::move(id));
}

}  // namespace

json::Object address_of(const Home& home) {
  return {{"postcode", home.postcode}, {"number", home.number}, {"letter", home.letter}, {"addition", ""}, {"street", home.street}, {"city", "Zwolle"}, {"area", home.area}};
}

std::string mail_address(const Inhabitant& one) {
  std::string out;
  for (const char c : fold(one.name())) out += c == ' ' || c == '\'' ? '.' : c;
  return out + "@example.nl";
}

Residents settle(store::WriteTx& tx, const Town& town, std::size_t handlers, const Clock& clock, Random& random) {
  Residents out;
  for (const Inhabitant& one : town.inhabitants())
    out.inhabitants.emplace_back(keep_person(tx, new_uuid(clock, random), "natural", one.bsn, nullptr, one.name(), std::int64_t{to_days(one.birth)}, town.home_of(one), mail_address(one), clock.now()));
  for (const Company& one : town.companies())
    out.companies.emplace_back(keep_person(tx, new_uuid(clock, random), "organisation", nullptr, one.kvk, one.name, nullptr, town.homes().at(one.home), "", clock.now()));
  for (const Mandate& one : town.mandates())
    tx.execute("INSERT INTO representation (id, representative_id, represented_id, kind, ground, valid_from, created_at) VALUES ($1, $2, $3, $4, $5, $6, $7)",
               {new_uuid(clock, random), out.inhabitants.at(one.representative).text(), out.inhabitants.at(one.represented).text(), one.kind, one.ground, std::int64_t{to_days(local_date(clock.now()))}, to_millis(clock.now())});
  for (const Employee& one : town.employees()) {
    StaffId id = keep_employee(tx, clock, random, one.subject, one.name, one.roles);
    if (one.part == "handler") out.handlers.push_back(id);
    if (one.part == "desk") out.desk = id;
  }
  for (std::size_t i = 0; out.handlers.size() < handlers; ++i)
    out.handlers.push_back(keep_employee(tx, clock, random, "practice-handler-" + std::to_string(i + 2), colleagues.at(i % colleagues.size()), "handler"));
  return out;
}

}  // namespace sas::practice
