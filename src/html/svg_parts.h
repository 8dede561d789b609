#pragma once
#include <string>
#include <string_view>

#include "html/html.h"

/// What drawings are made of; private to this room.
namespace sas::html::svg {

/// A place in the drawing with at most one decimal, always with a point.
[[nodiscard]] std::string place(double value);
/// Text of class sas-chart__<name>; `anchor` is start, middle or end.
[[nodiscard]] Html words(std::string_view name, double x, double y, std::string_view anchor, std::string_view text);
[[nodiscard]] Html rectangle(std::string_view name, double x, double y, double width, double height);
[[nodiscard]] Html path(std::string_view name, const std::string& d);
/// The whole: an image with a title and a description.
[[nodiscard]] Html drawing(const std::string& id, const std::string& title, const std::string& description,
                           double width, double height, const Html& content);

/// A map whose places are links, on its ground: a group and not an image. `name` is what it shows, in words.
[[nodiscard]] Html map_drawing(const std::string& id, const std::string& name, double width, double height,
                               const Html& content);

}  // namespace sas::html::svg
