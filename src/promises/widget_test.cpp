#include "promises/widget.h"

#include <doctest/doctest.h>

using namespace sas;
using namespace sas::promises;

namespace {

bool holds(const std::string& text, std::string_view part) { return text.find(part) != std::string::npos; }

}  // namespace

TEST_CASE("a text is broken at spaces, never inside a word, and counts letters and not bytes") {
  CHECK(wrap("een twee drie", 8) == std::vector<std::string>{"een twee", "drie"});
  CHECK(wrap("ééé ééé", 7) == std::vector<std::string>{"ééé ééé"});
  CHECK(wrap("gehandicaptenparkeerkaart ja", 5) == std::vector<std::string>{"gehandicaptenparkeerkaart", "ja"});
  CHECK(wrap("", 5).empty());
}

TEST_CASE("the picture has a title, a description and both colour schemes, and lets no text become markup") {
  Widget widget{"<b>Pas & poort</b>", "Binnen 5 werkdagen.", "In maart haalden wij 96% van 100.", 0.96, "", "Gemeente Zwolle", Language::nl};
  const std::string svg = widget_svg(widget);
  CHECK(holds(svg, "<title id=\"t\">&lt;b&gt;Pas &amp; poort&lt;/b&gt;</title>"));
  CHECK(holds(svg, "<desc id=\"d\">Binnen 5 werkdagen. In maart haalden wij 96% van 100."));
  CHECK(holds(svg, "prefers-color-scheme:dark"));
  CHECK(holds(svg, "width=\"307.2\""));  // 96% of 320
  CHECK_FALSE(holds(svg, "<b>"));
  CHECK_FALSE(holds(svg, "<script"));
}

TEST_CASE("without enough cases there is no bar, and a longer text makes a taller picture") {
  Widget widget{"Paspoort", "Kort.", "Te weinig.", std::nullopt, "", "Zwolle", Language::en};
  const std::string small = widget_svg(widget);
  CHECK_FALSE(holds(small, "class=\"f\""));
  CHECK(holds(small, "lang=\"en\""));
  widget.promise = "Dit is een lange belofte die niet op een enkele regel past en daarom over drie regels van het plaatje gaat lopen.";
  CHECK(widget_svg(widget).size() > small.size());
  CHECK(small.substr(0, 120) != widget_svg(widget).substr(0, 120));
}
