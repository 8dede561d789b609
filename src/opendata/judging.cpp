#include "opendata/judging.h"

#include <algorithm>

#include "base/text.h"
#include "opendata/cells.h"
#include "privacy/cell.h"
#include "shapes/forms.h"
#include "shapes/measures.h"

namespace sas::opendata {
namespace {

namespace mark = privacy::mark;

// What stands in a text only when somebody's data were put there. Dates, places and words are expected in it.
constexpr privacy::Marks kPersonal = mark::certain | mark::eleven | mark::embedded_eleven | mark::hash | mark::address;

bool is_personal(const Bilingual& text) {
  return ((privacy::read_cell(text.nl).marks | privacy::read_cell(text.en).marks) & kPersonal) != 0;
}

std::optional<std::size_t> place_of(const std::vector<std::string>& header, const std::string& name) {
  const auto found = std::find(header.begin(), header.end(), name);
  if (name.empty() || found == header.end()) return std::nullopt;
  return static_cast<std::size_t>(found - header.begin());
}

std::optional<Review> review_of(const Declaration& declaration, const std::string& column) {
  const auto found = std::find_if(declaration.reviews.begin(), declaration.reviews.end(),
                                  [&](const Review& review) { return review.column == column; });
  return found == declaration.reviews.end() ? std::nullopt : std::optional(*found);
}

std::optional<Date> day_in(std::string_view cell) {
  if (const auto day = parse_iso_date(cell)) return *day;
  if (const auto moment = parse_iso_instant(cell)) return local_date(*moment);
  return std::nullopt;
}

}  // namespace

std::vector<Flaw> flaws_of_words(const releases::Description& words) {
  std::vector<Flaw> out;
  std::uint64_t personal = 0;
  for (const Bilingual& text : {words.title, words.summary, words.source}) personal += is_personal(text) ? 1U : 0U;
  for (const Bilingual& text : words.keywords) personal += is_personal(text) ? 1U : 0U;
  personal += is_personal({words.owner, ""}) ? 1U : 0U;
  if (personal > 0) out.push_back({"personal-text", "", personal});
  // The contact is published for ever: of a role, never of a colleague.
  if ((privacy::read_cell(words.contact).marks & mark::email_role) == 0) out.push_back({"contact-not-role", "", 1});
  return out;
}

TableJudge::TableJudge(const Declaration& declaration, std::vector<std::string> header)
    : declaration_(declaration), judge_(declaration.set, header) {
  for (std::size_t i = 0; i < header.size(); ++i) {
    const auto declared = std::find_if(declaration.columns.begin(), declaration.columns.end(),
                                       [&](const releases::Column& c) { return c.name == header[i]; });
    if (declared == declaration.columns.end())
      columns_.push_back({"#" + std::to_string(i + 1), std::nullopt, 0, 0, std::nullopt, {}, ""});
    else
      columns_.push_back({declared->name, *declared, 0, 0, review_of(declaration, declared->name), {}, ""});
  }
  time_ = place_of(header, declaration.words.time_column);
  longitude_ = place_of(header, declaration.words.longitude_column);
  latitude_ = place_of(header, declaration.words.latitude_column);
}

void TableJudge::row(Cells cells) {
  ++rows_;
  if (cells.size() != columns_.size()) {
    ++uneven_;
    judge_.unreadable_row();
    return;
  }
  for (std::size_t i = 0; i < cells.size(); ++i) {
    Watched& column = columns_[i];
    if (column.review) column.seal.add(cells[i]);
    if (cells[i] == column.last_good) continue;
    const releases::Type type = column.declared ? column.declared->type : releases::Type::text;
    if (!(type == releases::Type::shape ? look_at_shape(cells[i]) : fits(type, cells[i])))
      ++column.wrong_type;
    else if (type == releases::Type::text && is_formula(cells[i]))
      ++column.formulas;
    else
      column.last_good.assign(cells[i]);
  }
  if (time_) look_at_time(cells[*time_]);
  if (longitude_ && latitude_) look_at_place(cells);
  if (counts_) counts_->row(cells);
  judge_.row(cells);
}

void TableJudge::look_at_time(std::string_view cell) {
  if (cell == last_time_) return;  // rows of one moment stand together
  last_time_ = cell;
  // Moments in one form stand in the order of their texts: only the first and the last need a calendar.
  if (is_plain_moment(cell)) {
    if (first_moment_.empty() || cell < first_moment_) first_moment_ = cell;
    if (last_moment_.empty() || cell > last_moment_) last_moment_ = cell;
  } else if (const auto day = day_in(cell)) {
    days_.add(*day);
  }
}

// Whether a cell holds a shape as a release has it, whole and canonical; its place widens the extent.
bool TableJudge::look_at_shape(std::string_view cell) {
  if (cell.empty()) return true;
  const auto shape = shapes::shape_from_text(cell);
  if (!shape || shapes::text_of(*shape) != cell) return false;
  const shapes::Box box = shapes::box_of(*shape);
  widen({box.west, box.south, box.east, box.north});
  return true;
}

void TableJudge::widen(const releases::Extent& more) {
  if (!extent_) extent_ = more;
  extent_->west = std::min(extent_->west, more.west);
  extent_->east = std::max(extent_->east, more.east);
  extent_->south = std::min(extent_->south, more.south);
  extent_->north = std::max(extent_->north, more.north);
}

void TableJudge::look_at_place(Cells cells) {
  const auto longitude = parse_double(cells[*longitude_]), latitude = parse_double(cells[*latitude_]);
  if (longitude && latitude) widen({*longitude, *latitude, *longitude, *latitude});
}

std::vector<releases::Column> TableJudge::columns() const {
  std::vector<releases::Column> out;
  for (const Watched& column : columns_)
    if (column.declared) out.push_back(*column.declared);
  return out;
}

Verdict TableJudge::finish() {
  Verdict out;
  out.report = judge_.finish();
  out.flaws = flaws_of_words(declaration_.words);
  if (counts_)
    for (privacy::Finding& finding : counts_->findings()) out.report.findings.push_back(std::move(finding));
  if (counts_ && counts_->is_too_large()) out.flaws.push_back({"comparison-too-large", "", PublicCounts::kMostCounts});
  if (rows_ == 0) out.flaws.push_back({"empty", "", 1});
  if (uneven_ > 0) out.flaws.push_back({"row-length", "", uneven_});
  for (Watched& column : columns_) {
    if (column.wrong_type > 0) out.flaws.push_back({"cell-type", column.label, column.wrong_type});
    if (column.review && column.review->sha256 != column.seal.text())
      out.flaws.push_back({"review-outdated", column.label, rows_});
    if (column.formulas > 0) out.flaws.push_back({"formula", column.label, column.formulas});
  }
  out.columns = columns();
  Days days = days_;
  for (const std::string& moment : {first_moment_, last_moment_})
    if (const auto day = day_in(moment)) days.add(*day);
  out.from = days.from;
  out.until = days.until;
  out.extent = extent_;
  return out;
}

}  // namespace sas::opendata
