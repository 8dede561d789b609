#include "privacy/content.h"

#include <algorithm>

#include "privacy/chance.h"

namespace sas::privacy {
namespace {

// One column under judgement, with the words of the rules.
class Judgement {
 public:
  Judgement(const TableView& table, const ColumnView& column) : table_(table), column_(column), s_(*column.sketch) {}

  std::vector<Finding> run() {
    if (s_.filled() == 0) return {};
    numbers();
    contact();
    names();
    dates();
    documents();
    machines();
    codes();
    texts();
    place();
    geometry();
    header();
    return std::move(out_);
  }

 private:
  [[nodiscard]] bool hinted(Hints any) const { return (column_.hints & any) != 0; }
  [[nodiscard]] bool is_kind(Kind kind) const { return column_.declared && column_.declared->kind == kind; }
  [[nodiscard]] bool has_vocabulary() const { return column_.declared && !column_.declared->vocabulary.empty(); }
  [[nodiscard]] bool reviewed() const { return column_.declared && !trim(column_.declared->reviewed_by).empty(); }
  [[nodiscard]] bool counts_many() const { return hinted(hint::count | hint::people_count | hint::percentage); }
  void add(Rule rule, std::uint64_t count) {
    for (const Finding& finding : out_)
      if (finding.rule == rule) return;
    out_.push_back({rule, {column_.label}, std::max<std::uint64_t>(count, 1)});
  }
  void add_cells(Rule rule, Marks any) { add(rule, s_.cells_with(any)); }

  void numbers() {
    const bool legal = hinted(hint::rsin) && table_.subject == Subject::firm;
    if (s_.cells_with(mark::marked_bsn)) add_cells(Rule::bsn, mark::marked_bsn);
    if (nine_digits_are_bsn(mark::eleven)) {
      const std::size_t passing = s_.values_with(mark::eleven);
      const std::size_t of_firms = s_.values_with_all(mark::eleven | mark::legal_start);
      if (!legal)
        add_cells(Rule::bsn, mark::eleven);
      else if (passing > of_firms)
        add(Rule::rsin_natural, passing - of_firms);
    }
    if (!legal && nine_digits_are_bsn(mark::eleven_reversed)) add_cells(Rule::bsn, mark::eleven_reversed);
    embedded();
    ten_digits(mark::a_number);
    ten_digits(mark::a_number_reversed);
    if (s_.cells_with(mark::iban)) add_cells(Rule::iban, mark::iban);
  }

  // The column test: ten different values or more that pass far more often than one in eleven; below ten, all of them.
  [[nodiscard]] bool nine_digits_are_bsn(Marks passing) const {
    const std::size_t n = s_.values_with(mark::eight_nine), p = s_.values_with_all(mark::eight_nine | passing);
    if (p == 0) return false;
    const bool days = s_.values_with_all(mark::date | mark::eight_nine) == n;
    if (days && !hinted(hint::bsn)) return false;
    if (passing == mark::eleven && hinted(hint::bsn)) return true;
    if (n >= 10) return exceeds_chance(n, p, 1.0 / 11);
    if (p < n) return false;
    if (n >= 3) return true;
    return passing == mark::eleven && !explained(n);
  }

  // One or two long numbers that pass are an accident (1 in 11 each) where amounts or counts of all lengths stand.
  [[nodiscard]] bool explained(std::size_t nines) const {
    if (hinted(hint::amount | hint::count | hint::people_count | hint::chamber | hint::rsin)) return true;
    return is_kind(Kind::measure) && s_.share(mark::number) >= 0.9 && nines * 2 < s_.values();
  }

  void embedded() {
    const std::size_t n = s_.values_with(mark::embedded_nine), p = s_.values_with(mark::embedded_eleven);
    if (p == 0) return;
    if (n >= 10 ? exceeds_chance(n, p, 1.0 / 11) : (p == n && n >= 3) || hinted(hint::bsn))
      add_cells(Rule::bsn, mark::embedded_eleven);
  }

  // One number in 156 of ten digits passes by accident.
  void ten_digits(Marks passing) {
    const std::size_t n = s_.values_with(mark::ten), p = s_.values_with_all(mark::ten | passing);
    if (p == 0) return;
    const bool most = n >= 5 ? p * 2 >= n : p == n && n >= 2;
    if (most || exceeds_chance(n, p, 1.0 / 40) || (hinted(hint::a_number) && passing == mark::a_number))
      add_cells(Rule::a_number, passing);
  }

  void contact() {
    if (s_.cells_with(mark::mobile)) add_cells(Rule::phone, mark::mobile);
    const bool bare = s_.values_with(mark::mobile_bare) >= 3 && s_.share(mark::mobile_bare) >= 0.6;
    if (bare || (hinted(hint::phone) && s_.cells_with(mark::mobile_bare))) add_cells(Rule::phone, mark::mobile_bare);
    if (s_.values_with(mark::mobile_reversed) >= 5 && s_.share(mark::mobile_reversed) >= 0.8)
      add_cells(Rule::phone, mark::mobile_reversed);
    landlines();
    if (s_.cells_with(mark::email)) add_cells(Rule::email, mark::email);
    if (s_.values_with(mark::domain_person) && s_.share(mark::domain) >= 0.5)
      add_cells(Rule::email, mark::domain_person);
  }

  // Numbers of the organisation itself stay when the declaration lists every one of them.
  void landlines() {
    if (has_vocabulary()) return;
    const bool written = s_.cells_with(mark::landline) && (s_.share(mark::landline) >= 0.3 || hinted(hint::phone));
    const bool bare = hinted(hint::phone)
                          ? s_.cells_with(mark::landline_bare) > 0
                          : s_.values_with(mark::landline_bare) >= 5 && s_.share(mark::landline_bare) >= 0.8;
    if (written || bare) add_cells(Rule::phone, mark::landline | mark::landline_bare);
    const bool mirrored =
        hinted(hint::phone) ? s_.cells_with(mark::landline_reversed) > 0
                            : s_.values_with(mark::landline_reversed) >= 5 && s_.share(mark::landline_reversed) >= 0.8;
    if (mirrored) add_cells(Rule::phone, mark::landline_reversed);
  }

  void names() {
    const std::size_t full = s_.values_with(mark::full_name);
    const bool person = hinted(hint::name | hint::person);
    const bool some = full >= 3 && s_.share(mark::full_name) >= 0.05;
    const bool small = full >= 1 && s_.share(mark::full_name) >= 0.3;
    if (some || small || (person && full > 0)) add_cells(Rule::person_name, mark::full_name);
    const Marks either = mark::first_name | mark::surname | mark::full_name;
    const double firsts = s_.share(mark::first_name), lasts = s_.share(mark::surname);
    const bool enough = s_.values_with(either) >= 5;
    if (enough && (firsts >= 0.4 || lasts >= 0.4 || s_.share(either) >= 0.5)) add_cells(Rule::person_name, either);
    if (hinted(hint::name) && s_.share(mark::letters) >= 0.5) add_cells(Rule::person_name, mark::letters);
    if (hinted(hint::person) && s_.share(mark::letters) >= 0.5 && s_.distinct() > 20)
      add_cells(Rule::person_name, mark::letters);
  }

  void dates() {
    if (s_.cells_with(mark::marked_birth)) add_cells(Rule::birth_date, mark::marked_birth);
    if (s_.cells_with(mark::date) == 0) return;
    if (hinted(hint::birth) || looks_like_births()) add_cells(Rule::birth_date, mark::date);
  }

  // Days of people: a life long, no order, hardly any twice, and no header that says what else they are.
  [[nodiscard]] bool looks_like_births() const {
    constexpr std::int32_t kYear1900 = -25567, kYears30 = 10957;
    const double dates = static_cast<double>(s_.cells_with(mark::date));
    // A few days can stand nearly in order by chance.
    const double least_back = dates < 30 ? 1 : dates * 0.25;
    return !hinted(hint::thing_date) && s_.share(mark::date) >= 0.9 && s_.share(mark::time) < 0.1 && dates >= 5 &&
           s_.first_day() >= kYear1900 && s_.last_day() - s_.first_day() >= kYears30 &&
           static_cast<double>(s_.days_back()) >= least_back && s_.distinct() >= dates * 0.5;
  }

  void documents() {
    if (hinted(hint::foreigner)) add(Rule::foreigner_number, s_.filled());
    if (hinted(hint::driving)) add(Rule::licence_number, s_.filled());
    if (hinted(hint::document)) add(Rule::document_number, s_.filled());
    if (s_.cells_with(mark::marked_other)) add_cells(Rule::document_number, mark::marked_other);
    if (s_.values_with(mark::document_mixed) >= 5 && s_.share(mark::document) >= 0.8 &&
        s_.share(mark::document_mixed) >= 0.3)
      add_cells(Rule::document_number, mark::document);
    const bool plates = s_.values_with(mark::plate) >= 3 && s_.share(mark::plate) >= 0.5;
    if (plates || (hinted(hint::plate) && !counts_many()))
      add(Rule::plate, std::max<std::uint64_t>(s_.cells_with(mark::plate), 1));
    if (s_.cells_with(mark::marked_plate)) add_cells(Rule::plate, mark::marked_plate);
    const bool legal = table_.subject == Subject::firm && table_.firms == FirmForm::legal_persons_only;
    if (s_.cells_with(mark::vat) && (!legal || s_.cells_with(mark::vat_eleven))) add_cells(Rule::vat_number, mark::vat);
    if (hinted(hint::vat) && s_.share(mark::eight_nine) >= 0.5 && !legal) add_cells(Rule::vat_number, mark::eight_nine);
  }

  void machines() {
    if (s_.cells_with(mark::mac)) add_cells(Rule::network_address, mark::mac);
    const bool addresses = s_.cells_with(mark::ip) && (s_.share(mark::ip) >= 0.3 || hinted(hint::network));
    if (addresses) add_cells(Rule::network_address, mark::ip);
    if (hinted(hint::network) && s_.distinct() >= 2) add(Rule::network_address, s_.filled());
    const std::size_t n = s_.values_with(mark::fifteen), p = s_.values_with(mark::imei);
    if (n >= 10 ? exceeds_chance(n, p, 0.1) : p == n && n >= 3) add_cells(Rule::device_id, mark::imei);
    if (hinted(hint::device)) add(Rule::device_id, s_.filled());
    const bool photos =
        s_.share(mark::photo) >= 0.2 || (hinted(hint::photo) && s_.share(mark::photo | mark::domain) > 0);
    if (photos && !reviewed()) add_cells(Rule::photo, mark::photo | mark::domain);
  }

  void codes() {
    const bool file_sum = hinted(hint::checksum) && table_.subject == Subject::thing;
    if (s_.share(mark::hash) >= 0.3 && !file_sum) add_cells(Rule::hashed, mark::hash);
    if (hinted(hint::hash) && !file_sum && s_.distinct() > 5) add(Rule::hashed, s_.filled());
    if (s_.share(mark::encoded) >= 0.5 && !file_sum) add_cells(Rule::encoded, mark::encoded);
    if (s_.share(mark::decoded) >= 0.5 && out_.empty()) add_cells(Rule::encoded, mark::decoded);
  }

  void texts() {
    if (s_.cells_with(mark::not_utf8)) add_cells(Rule::unreadable, mark::not_utf8);
    if (has_vocabulary() || reviewed()) return;
    const double filled = static_cast<double>(s_.filled()), different = s_.distinct();
    const bool prose = s_.share(mark::prose) >= 0.3 && s_.mean_length() >= 25 && different >= 5;
    if (prose && different >= filled * 0.3) add_cells(Rule::free_text, mark::prose);
    if (!is_kind(Kind::category) || s_.share(mark::letters) < 0.5) return;
    if ((different > 10 && different > filled * 0.8) || (different > 50 && different > filled * 0.5))
      add(Rule::too_many_values, static_cast<std::uint64_t>(different));
  }

  void place() {
    if (!is_kind(Kind::location) || !column_.declared->precision) return;
    const Precision declared = *column_.declared->precision;
    Marks finer = 0;
    if (declared >= Precision::pc6) finer |= mark::precise | mark::address;
    if (declared >= Precision::pc4) finer |= mark::postcode;
    if (s_.cells_with(finer)) add_cells(Rule::finer_than_declared, finer);
  }

  // Geometry is judged in a column that is declared as shapes, and stands in no other.
  void geometry() {
    if (s_.cells_with(mark::geometry)) add_cells(Rule::shape_undeclared, mark::geometry);
    const std::size_t lines = s_.values_with(mark::polyline);
    if (lines >= 1 && (s_.share(mark::polyline) >= 0.5 || (lines >= 3 && s_.share(mark::polyline) >= 0.2)))
      add_cells(Rule::shape_undeclared, mark::polyline);
  }

  // What the header promises and no rule saw: fail closed, unless the column only counts.
  void header() {
    const Hints never = hint::bsn | hint::a_number | hint::iban;
    if (!out_.empty() || !hinted(never) || counts_many() || hinted(hint::rsin)) return;
    add(Rule::person_header, s_.filled());
  }

  const TableView& table_;
  const ColumnView& column_;
  const ColumnSketch& s_;
  std::vector<Finding> out_;
};

}  // namespace

std::vector<Finding> check_column(const TableView& table, const ColumnView& column) {
  return Judgement(table, column).run();
}

}  // namespace sas::privacy
