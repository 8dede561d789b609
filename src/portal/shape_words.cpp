#include "portal/shape_words.h"

#include "html/dates.h"
#include "shapes/forms.h"
#include "shapes/measures.h"

namespace sas::portal {
namespace {

std::string_view word_of(shapes::ShapeKind kind) {
  switch (kind) {
    case shapes::ShapeKind::point:
      return "point";
    case shapes::ShapeKind::line:
      return "line";
    case shapes::ShapeKind::area:
      return "area";
    case shapes::ShapeKind::points:
      return "points";
    case shapes::ShapeKind::lines:
      return "lines";
    case shapes::ShapeKind::areas:
      return "areas";
  }
  return "area";
}

}  // namespace

std::string shape_words(const Look& look, const std::string& cell) {
  const auto shape = shapes::shape_from_text(cell);
  if (!shape) return cell;
  const auto corners = static_cast<std::int64_t>(shapes::vertices(*shape));
  return look.say("portal.shape." + std::string(word_of(shape->kind)), {{"n", html::number(corners, look.language())}});
}

std::string cell_words(const Look& look, const releases::Column& column, const std::string& cell) {
  return column.type == releases::Type::shape && !cell.empty() ? shape_words(look, cell) : cell;
}

}  // namespace sas::portal
