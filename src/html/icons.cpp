#include <array>
#include <stdexcept>

#include "html/page.h"
#include "html/service.h"

/// Drawings of our own on a grid of 24 by 24: lines of one width in the colour of the text.
namespace sas::html {
namespace {

struct Drawing {
  std::string_view name;
  std::string_view path;
};

constexpr std::array<Drawing, 22> drawings{{
    {"info", "M12 11v6M12 7.2v.1M12 3a9 9 0 1 0 0 18a9 9 0 0 0 0-18z"},
    {"ok", "M8 12.5l2.8 2.8L16.5 9M12 3a9 9 0 1 0 0 18a9 9 0 0 0 0-18z"},
    {"warning", "M12 9.5v5M12 17.3v.1M12 3.5L2.5 20h19z"},
    {"error", "M9 9l6 6M15 9l-6 6M12 3a9 9 0 1 0 0 18a9 9 0 0 0 0-18z"},
    {"car", "M3 16v-4l2-5.5h14l2 5.500v4zM3 12h18M6 16v2.500M18 16v2.500M6.500 14v.1M17.500 14v.1"},
    {"passport", "M6 3h12v18H6zM12 7a3 3 0 1 0 0 6a3 3 0 0 0 0-6zM9 17h6"},
    {"house", "M3 11.500L12 4l9 7.500M5.500 9.500V20h13V9.500M10 20v-6h4v6"},
    {"bin", "M4 7h16M9 7V4h6v3M6 7l1 13h10l1-13M10 11v5M14 11v5"},
    {"lamp", "M5 21h6M8 21V6a3 3 0 0 1 3-3h3M14 3l5 5h-7zM15.500 11v2M18.500 10.500l1 1.500M12.500 10.500l-1 1.500"},
    {"permit", "M5 3h10l4 4v14H5zM15 3v4h4M8.500 14l2.500 2.500l4.500-5"},
    {"money", "M3 6h18v12H3zM12 9a3 3 0 1 0 0 6a3 3 0 0 0 0-6zM6 9.500v.1M18 14.500v.1"},
    {"people",
     "M9 4a3.500 3.500 0 1 0 0 7a3.500 3.500 0 0 0 0-7zM2.500 20c0-4 3-6 6.500-6s6.500 2 6.500 6M16 4.500a3.500 3.500 "
     "0 0 1 0 6M18 14.500c2.200.8 3.500 2.700 3.500 5.500"},
    {"calendar", "M4 5.500h16V20H4zM4 10h16M8 3v4M16 3v4M8 14h2M14 14h2"},
    {"chat", "M4 5h16v11h-9l-4 4v-4H4zM8 9h8M8 12h5"},
    {"phone", "M5 4h4l2 5l-2.500 2a11 11 0 0 0 4.500 4.500l2-2.500l5 2v4c-9 1-16-6-15-15z"},
    {"file", "M6 3h8l4 4v14H6zM14 3v4h4M9 12h6M9 16h6"},
    {"certificate", "M4 4h16v11H4zM8 8h8M8 11h4M15 13v8l2-1.500l2 1.500v-8"},
    {"tree", "M12 21v-9M12 3a6 6 0 0 1 4.500 10h-9A6 6 0 0 1 12 3zM12 16l3-2.500"},
    {"search", "M10.500 4a6.500 6.500 0 1 0 0 13a6.500 6.500 0 0 0 0-13zM15.500 15.500L21 21"},
    {"person", "M12 3.500a4 4 0 1 0 0 8a4 4 0 0 0 0-8zM4.500 21c0-4.500 3.500-7 7.500-7s7.500 2.500 7.500 7"},
    {"desk", "M3 20V9l9-5l9 5v11M3 20h18M8 20v-6h8v6M12 9.500v.1"},
    {"promise", "M12 3l8 3v6c0 4.500-3.300 7.600-8 9c-4.700-1.400-8-4.500-8-9V6zM8.500 12l2.500 2.500l4.500-5"},
}};

std::string_view path_of(std::string_view name) {
  for (const Drawing& drawing : drawings) {
    if (drawing.name == name) return drawing.path;
  }
  throw std::logic_error("html: no icon of this name");
}

}  // namespace

Html icon(std::string_view name) {
  return el("svg",
            {{"class", "sas-icon"},
             {"viewBox", "0 0 24 24"},
             {"width", "24"},
             {"height", "24"},
             {"fill", "none"},
             {"stroke", "currentColor"},
             {"stroke-width", "1.75"},
             {"stroke-linecap", "round"},
             {"stroke-linejoin", "round"},
             {"aria-hidden", "true"},
             {"focusable", "false"}},
            {el("path", {{"d", std::string(path_of(name))}})});
}

Html gate_logo() {
  // A gate between two towers: the pointed roofs in the accent, the walls in the colour of the text.
  const auto shape = [](std::string_view name, std::string_view path) {
    return el("path", {{"class", "sas-logo__" + std::string(name)}, {"d", std::string(path)}});
  };
  return el("svg",
            {{"class", "sas-logo"},
             {"viewBox", "0 0 48 48"},
             {"width", "48"},
             {"height", "48"},
             {"aria-hidden", "true"},
             {"focusable", "false"}},
            {shape("roof", "M2.500 18L9 3l6.500 15zM32.500 18L39 3l6.500 15zM17 21l7-8l7 8z"),
             shape("wall", "M4 20h10v3h3v-0h14v0h3v-3h10v25H31V36a7 7 0 0 0-14 0v9H4z"),
             shape("light", "M8 26h2v5H8zM38 26h2v5h-2zM23 26h2v4h-2z")});
}

}  // namespace sas::html
