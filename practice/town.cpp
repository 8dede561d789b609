#include "practice/town.h"

#include <fmt/format.h>

#include <algorithm>
#include <stdexcept>

#include "base/identifiers.h"
#include "base/random.h"
#include "practice/names.h"
#include "practice/streets.h"

namespace sas::practice {
namespace {

constexpr std::size_t homes_per_street = 40;
constexpr std::size_t company_count = 220;
constexpr int first_bsn = 999'900'000;

std::string address_key(const std::string& postcode, std::int64_t number) {
  return fmt::format("{} {}", postcode, number);
}

/// Letters that occur in postcodes; SA, SD and SS do not (PostNL).
std::string postcode_of(int digits, std::size_t place) {
  static constexpr std::string_view letters = "ABCDEGHJKLMNPRTVWXZ";
  return fmt::format("{}{}{}", digits, letters[place / letters.size() % letters.size()],
                     letters[place % letters.size()]);
}

}  // namespace

struct Town::Maker {
  Town& town;
  SeededRandom random;
  Date today;
  int next_bsn = first_bsn;

  std::string new_bsn() {
    for (;; ++next_bsn) {
      std::string digits = std::to_string(next_bsn);
      if (!Bsn::parse(digits)) continue;
      ++next_bsn;
      return digits;
    }
  }

  void build_homes() {
    std::unordered_map<int, std::size_t> used;
    for (const Street& street : streets()) {
      for (std::size_t i = 0; i < homes_per_street; ++i) {
        if (i % 20 == 0 && i > 0) ++used[street.postcode];  // a postcode holds about twenty doors
        Home home;
        home.street = street.name;
        home.area = street.area;
        home.number = static_cast<int>(i / 2 * 2 + 1 + (i < homes_per_street / 2 ? 0 : 1));
        home.letter = i % 2 == 1 ? "A" : "";
        home.postcode = postcode_of(street.postcode, used[street.postcode]);
        home.designation_id = fmt::format("019320{:010}", town.homes_.size() + 1);
        town.by_address_[address_key(home.postcode, home.number)].push_back(town.homes_.size());
        town.homes_.push_back(std::move(home));
      }
      ++used[street.postcode];
    }
  }

  std::size_t home_in(std::string_view street, std::size_t nth) const {
    std::size_t seen = 0;
    for (std::size_t i = 0; i < town.homes_.size(); ++i)
      if (town.homes_[i].street == street && seen++ == nth) return i;
    throw std::logic_error("no such street in the practice town");
  }

  std::size_t settle(Inhabitant one) {
    one.bsn = new_bsn();
    town.by_bsn_[one.bsn] = town.inhabitants_.size();
    town.inhabitants_.push_back(std::move(one));
    return town.inhabitants_.size() - 1;
  }

  /// The same for every seed, and before anybody else: their numbers are the same as well.
  void build_parts() {
    const int child_year = static_cast<int>(std::chrono::year_month_day{today}.year()) - 9;
    const std::size_t own = home_in("Assendorperstraat", 6);
    const std::size_t resident =
        settle({{}, "Sanne", "van der", "Veen", make_date(1988, 4, 17), own, "K352RD", "resident"});
    const std::size_t mother =
        settle({{}, "Wil", "", "Brouwer", make_date(1949, 11, 2), home_in("Brederostraat", 3), "", "mother"});
    const std::size_t family = home_in("Havezathenallee", 10);
    const std::size_t parent = settle({{}, "Mehmet", "", "Özdemir", make_date(1985, 7, 30), family, "", "parent"});
    const std::size_t child = settle({{}, "Elif", "", "Özdemir", make_date(child_year, 2, 14), family, "", "child"});
    const std::size_t guardian =
        settle({{}, "Henk", "", "Westerhof", make_date(1961, 1, 9), home_in("Rijnlaan", 1), "", "guardian"});
    const std::size_t ward =
        settle({{}, "Bert", "", "Westerhof", make_date(1966, 8, 23), home_in("Bachlaan", 12), "", "ward"});
    town.mandates_ = {{resident, mother, "voluntary", "machtiging"},
                      {parent, child, "legal", "ouderlijk gezag"},
                      {guardian, ward, "legal", "curatele"}};
    town.employees_ = {{"practice-desk", "Ilse Kamphuis", "desk", "desk"},
                       {"practice-handler", "Ruben Haverkate", "handler", "handler"},
                       {"practice-manager", "Marloes Dijkstra", "manager handler editor", "manager"},
                       {"practice-administrator", "Koen Eikelboom", "administrator editor", "administrator"}};
    add_company({"99000017", "Eetcafé De Sassenpoort", home_in("Nieuwe Markt", 4), "practice-entrepreneur",
                 "Fatima Bouzid", "entrepreneur"});
  }

  void add_company(Company company) {
    town.by_kvk_[company.kvk] = town.companies_.size();
    town.companies_.push_back(std::move(company));
  }

  FamilyName family() { return family_names()[random.below(family_names().size())]; }
  std::string given() { return std::string(given_names()[random.below(given_names().size())]); }

  Date born(int youngest, int oldest) {
    const std::uint64_t days = static_cast<std::uint64_t>(oldest - youngest) * 365;
    return today - std::chrono::days{youngest * 365 + static_cast<int>(random.below(days))};
  }

  Inhabitant inhabitant(const FamilyName& name, std::size_t home, int youngest, int oldest) {
    Inhabitant one;
    one.given = given();
    one.prefix = name.prefix;
    one.family = name.name;
    one.birth = born(youngest, oldest);
    one.home = home;
    return one;
  }

  std::string plate() {
    static constexpr std::string_view letters = "BDFGHJKLNPRSTVXZ";
    const auto letter = [&] { return letters[random.below(letters.size())]; };
    std::string text{letter()};
    text += fmt::format("{:03}", random.below(1000));
    text += letter();
    text += letter();
    return text;
  }

  void build_household(std::size_t home) {
    const FamilyName name = family();
    const std::uint64_t size = 1 + random.below(4);
    Inhabitant first = inhabitant(name, home, 19, 92);
    if (random.below(2) == 0) first.licence_plate = plate();
    settle(std::move(first));
    if (size >= 2) settle(inhabitant(random.below(3) == 0 ? family() : name, home, 19, 92));
    for (std::uint64_t i = 2; i < size; ++i) settle(inhabitant(name, home, 0, 18));
  }

  void build_households() {
    while (town.inhabitants_.size() < Town::size) build_household(random.below(town.homes_.size()));
    town.inhabitants_.resize(Town::size);
    std::erase_if(town.by_bsn_, [](const auto& entry) { return entry.second >= Town::size; });
  }

  void build_companies() {
    for (std::size_t i = town.companies_.size(); i < company_count; ++i) {
      const FamilyName owner = family();
      Company company;
      company.kvk = fmt::format("{}", 99'000'100 + i * 13);
      company.name = fmt::format("{} {}", trades()[random.below(trades().size())], owner.name);
      company.home = random.below(town.homes_.size());
      company.pseudonym = fmt::format("practice-acting-{}", i);
      company.acting_name =
          given() + " " + (owner.prefix.empty() ? "" : std::string(owner.prefix) + " ") + std::string(owner.name);
      add_company(std::move(company));
    }
  }
};

Town::Town(std::uint64_t seed, Date today) {
  Maker maker{*this, SeededRandom(seed), today};
  maker.build_homes();
  maker.build_parts();
  maker.build_households();
  maker.build_companies();
}

const Inhabitant* Town::by_bsn(const std::string& bsn) const {
  const auto found = by_bsn_.find(bsn);
  return found == by_bsn_.end() ? nullptr : &inhabitants_[found->second];
}

const Company* Town::by_kvk(const std::string& kvk) const {
  const auto found = by_kvk_.find(kvk);
  return found == by_kvk_.end() ? nullptr : &companies_[found->second];
}

const Employee* Town::by_subject(const std::string& subject) const {
  const auto found =
      std::find_if(employees_.begin(), employees_.end(), [&](const Employee& one) { return one.subject == subject; });
  return found == employees_.end() ? nullptr : &*found;
}

const Inhabitant& Town::part(std::string_view part) const {
  for (const Inhabitant& one : inhabitants_)
    if (one.part == part && !part.empty()) return one;
  throw std::out_of_range("no such part in the practice town");
}

std::vector<const Home*> Town::homes_at(const std::string& postcode, std::int64_t number) const {
  std::vector<const Home*> found;
  const auto at = by_address_.find(address_key(postcode, number));
  if (at == by_address_.end()) return found;
  for (const std::size_t index : at->second) found.push_back(&homes_[index]);
  return found;
}

}  // namespace sas::practice
