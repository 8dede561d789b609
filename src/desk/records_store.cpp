#include <fmt/format.h>

#include "cases/case_row.h"
#include "desk/records.h"
#include "people/access.h"

namespace sas::desk {
namespace {

// A list of parameters that hands out their places.
class Params {
 public:
  explicit Params(std::vector<store::Value> first = {}) : values_(std::move(first)) {}
  std::string add(store::Value value) {
    values_.push_back(std::move(value));
    return fmt::format("${}", values_.size());
  }
  [[nodiscard]] const std::vector<store::Value>& values() const { return values_; }

 private:
  std::vector<store::Value> values_;
};

std::string containing(std::string_view text) {
  std::string pattern = "%";
  for (const char c : text) {
    if (c == '%' || c == '_' || c == '!') pattern += '!';
    pattern += c;
  }
  return pattern + "%";
}

std::string like(std::string_view column, const std::string& place) {
  return fmt::format("lower({}) LIKE lower({}) ESCAPE '!'", column, place);
}

std::string conditions_of(const WorkFilter& filter, const people::Viewer& viewer, Params& params) {
  people::Condition visible = people::may_see_case(viewer, "c", 1);
  params = Params(std::move(visible.params));
  std::string where = visible.sql + " AND c.closed_at IS NULL";
  if (filter.whose == WorkFilter::Whose::mine) where += " AND c.handler_id = " + params.add(viewer.staff.text());
  if (filter.whose == WorkFilter::Whose::nobody) where += " AND c.handler_id IS NULL";
  std::string products;
  for (const ProductId& product : filter.products)
    products += (products.empty() ? "" : ", ") + params.add(product.text());
  if (!products.empty()) where += " AND c.product IN (" + products + ")";
  if (!filter.text.empty()) {
    const std::string place = params.add(containing(filter.text));
    where += " AND (" + like("c.number", place) + " OR " + like("c.contact", place) + ")";
  }
  return where;
}

// An address is looked for in the answers only; anything else may be a number, a name, a way to reach somebody or a
// number plate.
std::string case_conditions(const SearchTerms& terms, Params& params) {
  if (!terms.postcode.empty()) return like("c.answers", params.add(containing("\"" + terms.postcode + "\"")));
  const std::string text = params.add(containing(terms.text));
  std::string any = like("c.number", text) + " OR " + like("c.contact", text);
  if (!terms.phone.empty()) any += " OR " + like("c.contact", params.add(containing(terms.phone)));
  if (!terms.plate.empty()) any += " OR " + like("c.answers", params.add(containing("\"" + terms.plate + "\"")));
  return any;
}

}  // namespace

StaffNames staff_names(store::ReadTx& tx) {
  StaffNames names;
  for (const auto& row : tx.query("SELECT id, name FROM staff")) names[row.text(0)] = row.text(1);
  return names;
}

WorkPage work(store::ReadTx& tx, const WorkFilter& filter, const people::Viewer& viewer, std::int64_t limit,
              std::int64_t offset) {
  Params params;
  const std::string where = conditions_of(filter, viewer, params);
  WorkPage page;
  page.total = tx.query("SELECT count(*) FROM cases c WHERE " + where, params.values()).front().integer(0);
  const std::string many = params.add(limit), from = params.add(offset);
  tx.each(fmt::format("SELECT {} FROM cases c WHERE {} ORDER BY c.promised_day, c.received_at, c.id LIMIT {} OFFSET {}",
                      cases::case_columns(), where, many, from),
          params.values(), [&](const store::Row& row) { page.cases.push_back(cases::case_from(row)); });
  return page;
}

std::vector<cases::Case> find_cases(store::ReadTx& tx, const SearchTerms& terms, const people::Viewer& viewer,
                                    std::size_t limit) {
  people::Condition visible = people::may_see_case(viewer, "c", 1);
  Params params(std::move(visible.params));
  const std::string any = case_conditions(terms, params);
  std::vector<cases::Case> out;
  // An address is compared in full below, so more rows are read than are shown.
  const std::string most = params.add(static_cast<std::int64_t>(terms.postcode.empty() ? limit : limit * 20));
  tx.each(fmt::format("SELECT {} FROM cases c WHERE {} AND ({}) ORDER BY CASE WHEN c.closed_at IS NULL THEN 0 ELSE 1 "
                      "END, c.received_at DESC, c.id LIMIT {}",
                      cases::case_columns(), visible.sql, any, most),
          params.values(), [&](const store::Row& row) {
            cases::Case c = cases::case_from(row);
            if (out.size() < limit && (terms.postcode.empty() || has_address(c.answers, terms)))
              out.push_back(std::move(c));
          });
  return out;
}

std::vector<people::Person> find_people(store::ReadTx& tx, const SearchTerms& terms, std::size_t limit) {
  Params params;
  std::string any;
  if (terms.postcode.empty()) {
    any = "lower(email) = lower(" + params.add(terms.text) + ") OR kvk = " + params.add(terms.text);
    if (!terms.phone.empty()) any += " OR phone = " + params.add(terms.phone);
  } else {
    any = like("address", params.add(containing("\"" + terms.postcode + "\"")));
  }
  const std::string most = params.add(static_cast<std::int64_t>(terms.postcode.empty() ? limit : limit * 20));
  std::vector<people::Person> out;
  for (const auto& row :
       tx.query(fmt::format("SELECT id FROM person WHERE {} ORDER BY name, id LIMIT {}", any, most), params.values())) {
    const auto person = people::find_person(tx, PersonId(row.text(0)));
    if (person && out.size() < limit && (terms.postcode.empty() || is_address(person->address, terms)))
      out.push_back(*person);
  }
  return out;
}

std::vector<Miss> misses_since(store::ReadTx& tx, Date day, std::int64_t limit) {
  std::vector<Miss> out;
  for (const auto& row : tx.query("SELECT words, language, CAST(sum(count) AS BIGINT) AS n FROM search_miss WHERE day "
                                  ">= $1 GROUP BY words, language ORDER BY n DESC, words, language LIMIT $2",
                                  {std::int64_t{to_days(day)}, limit}))
    out.push_back({row.text(0), row.text(1), row.integer(2)});
  return out;
}

}  // namespace sas::desk
