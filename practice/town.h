#pragma once
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "base/time.h"

/// A town that does not exist, with the street and neighbourhood names of one that does. Everything follows from a seed; the
/// well-known inhabitants and employees are the same for every seed, so that a demonstration can count on them.
namespace sas::practice {

struct Home {
  std::string postcode;          ///< "8011PC"
  int number = 0;
  std::string letter;
  std::string street;
  std::string area;              ///< neighbourhood
  std::string designation_id;    ///< in the form of a BAG nummeraanduiding
};

struct Inhabitant {
  std::string bsn;               ///< valid by the eleven-test, from the range 9999 that is kept for tests
  std::string given;
  std::string prefix;            ///< "de", "van der"; may be empty
  std::string family;
  Date birth;
  std::size_t home = 0;
  std::string licence_plate;     ///< of their car; may be empty
  std::string part;              ///< "resident", "mother", "parent", "child", "ward", "guardian"; empty for all others

  [[nodiscard]] std::string name() const { return given + " " + (prefix.empty() ? "" : prefix + " ") + family; }
};

struct Company {
  std::string kvk;
  std::string name;
  std::size_t home = 0;
  std::string pseudonym;         ///< eHerkenning's name for who acts for it
  std::string acting_name;
  std::string part;              ///< "entrepreneur" or empty
};

struct Employee {
  std::string subject;
  std::string name;
  std::string roles;             ///< as Role, separated by spaces
  std::string part;              ///< "desk", "handler", "manager", "administrator"
};

/// Who may act for whom: indexes in `Town::inhabitants`.
struct Mandate {
  std::size_t representative = 0;
  std::size_t represented = 0;
  std::string kind;              ///< "voluntary" or "legal"
  std::string ground;
};

/// Immutable, so thread-safe.
class Town {
 public:
  static constexpr std::size_t size = 4'000;
  /// `today` decides about ages: the child is a child at every date.
  explicit Town(std::uint64_t seed, Date today = make_date(2026, 1, 1));

  [[nodiscard]] const std::vector<Home>& homes() const { return homes_; }
  [[nodiscard]] const std::vector<Inhabitant>& inhabitants() const { return inhabitants_; }
  [[nodiscard]] const std::vector<Company>& companies() const { return companies_; }
  [[nodiscard]] const std::vector<Employee>& employees() const { return employees_; }
  [[nodiscard]] const std::vector<Mandate>& mandates() const { return mandates_; }
  [[nodiscard]] const Home& home_of(const Inhabitant& one) const { return homes_.at(one.home); }
  /// Null when there is none.
  [[nodiscard]] const Inhabitant* by_bsn(const std::string& bsn) const;
  [[nodiscard]] const Company* by_kvk(const std::string& kvk) const;
  [[nodiscard]] const Employee* by_subject(const std::string& subject) const;
  /// The well-known inhabitant; throws std::out_of_range for another word.
  [[nodiscard]] const Inhabitant& part(std::string_view part) const;
  [[nodiscard]] std::vector<const Home*> homes_at(const std::string& postcode, std::int64_t number) const;

 private:
  struct Maker;
  std::vector<Home> homes_;
  std::vector<Inhabitant> inhabitants_;
  std::vector<Company> companies_;
  std::vector<Employee> employees_;
  std::vector<Mandate> mandates_;
  std::unordered_map<std::string, std::size_t> by_bsn_;
  std::unordered_map<std::string, std::size_t> by_kvk_;
  std::unordered_map<std::string, std::vector<std::size_t>> by_address_;
};

}  // namespace sas::practice
