#pragma once
#include <string>
#include <vector>

#include "cases/case.h"
#include "desk/search_terms.h"
#include "desk/timeline.h"
#include "people/person.h"
#include "people/viewer.h"
#include "store/store.h"

/// The queries of this room. Those over cases read only what the viewer may see.
namespace sas::desk {

[[nodiscard]] StaffNames staff_names(store::ReadTx& tx);

struct WorkFilter {
  enum class Whose { all, mine, nobody };
  Whose whose = Whose::all;
  std::vector<ProductId> products;  ///< none: all
  std::string text;                 ///< part of the number or of what was given as contact
};

struct WorkPage {
  std::vector<cases::Case> cases;
  std::int64_t total = 0;
};
/// Open cases, the one with the least time to its promised day first.
[[nodiscard]] WorkPage work(store::ReadTx& tx, const WorkFilter& filter, const people::Viewer& viewer,
                            std::int64_t limit, std::int64_t offset);

/// Cases by number, contact, number plate or address, open ones first; at most `limit`.
[[nodiscard]] std::vector<cases::Case> find_cases(store::ReadTx& tx, const SearchTerms& terms,
                                                  const people::Viewer& viewer, std::size_t limit);
/// People by a whole key: postcode with house number, phone, e-mail address or KVK number. A name is no key: it would
/// show people nobody asked about.
[[nodiscard]] std::vector<people::Person> find_people(store::ReadTx& tx, const SearchTerms& terms, std::size_t limit);

struct Miss {
  std::string words;
  std::string language;
  std::int64_t count = 0;
};
/// What people searched for on the site and did not find, most often first.
[[nodiscard]] std::vector<Miss> misses_since(store::ReadTx& tx, Date day, std::int64_t limit);

}  // namespace sas::desk
