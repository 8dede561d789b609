#include "html/svg_parts.h"

#include <cmath>

#include "html/dates.h"

namespace sas::html::svg {

std::string place(double value) {
  std::string text = decimal(std::round(value * 10) / 10, 1, Language::en);
  std::erase(text, ',');
  return text.ends_with(".0") ? text.substr(0, text.size() - 2) : text;
}

Html words(std::string_view name, double x, double y, std::string_view anchor, std::string_view text) {
  return el("text",
            {{"class", "sas-chart__" + std::string(name)},
             {"x", place(x)},
             {"y", place(y)},
             {"text-anchor", std::string(anchor)}},
            {Html(text)});
}

Html rectangle(std::string_view name, double x, double y, double width, double height) {
  return el("rect", {{"class", "sas-chart__" + std::string(name)},
                     {"x", place(x)},
                     {"y", place(y)},
                     {"width", place(width)},
                     {"height", place(height)},
                     {"rx", "3"}});
}

Html path(std::string_view name, const std::string& d) {
  return el("path", {{"class", "sas-chart__" + std::string(name)}, {"d", d}});
}

Html drawing(const std::string& id, const std::string& title, const std::string& description, double width,
             double height, const Html& content) {
  return el("svg",
            {{"class", "sas-chart"},
             {"viewBox", "0 0 " + place(width) + " " + place(height)},
             {"role", "img"},
             {"aria-labelledby", id + "-title " + id + "-desc"}},
            {el("title", {{"id", id + "-title"}}, {Html(title)}),
             el("desc", {{"id", id + "-desc"}}, {Html(description)}), content});
}

Html map_drawing(const std::string& id, const std::string& name, double width, double height, const Html& content) {
  return el("svg",
            {{"class", "sas-chart sas-map"},
             {"viewBox", "0 0 " + place(width) + " " + place(height)},
             {"role", "group"},
             {"aria-labelledby", id + "-title"}},
            {el("title", {{"id", id + "-title"}}, {Html(name)}), rectangle("ground", 0, 0, width, height) + content});
}

}  // namespace sas::html::svg
