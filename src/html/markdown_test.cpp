#include "html/markdown.h"

#include <doctest/doctest.h>

#include <string>

using namespace sas::html;

namespace {
bool holds(const std::string& text, std::string_view part) {
  return text.find(part) != std::string::npos;
}
}  // namespace

TEST_CASE("a text that begins with a second level skips no level of the page") {
  const std::string out = markdown("## Een\n\ntekst\n\n### Twee").markup();
  CHECK(out.find("<h2") != std::string::npos);
  CHECK(out.find("<h3") != std::string::npos);
  CHECK(out.find("<h4") == std::string::npos);
}

TEST_CASE("headings start under the h1 of the page and stop at six") {
  CHECK(holds(markdown("# Een").markup(), "<h2 class=\"nl-heading nl-heading--level-2\">Een</h2>"));
  CHECK(holds(markdown("# Een", HeadingStart::third).markup(), "<h3"));
  CHECK(holds(markdown("# Een\n\n###### Zes", HeadingStart::fourth).markup(), "<h6"));
}

TEST_CASE("text, lists and tables get the classes of the design system") {
  const std::string out =
      markdown("Een **vet** [woord](/x).\n\n- a\n- b\n\n3. c\n\n| A | B |\n|---|---|\n| 1 | 2 |\n").markup();
  CHECK(
      holds(out, "<p class=\"nl-paragraph\">Een <strong>vet</strong> <a class=\"nl-link\" href=\"/x\">woord</a>.</p>"));
  CHECK(holds(out, "<li class=\"utrecht-unordered-list__item\">a</li>"));
  CHECK(holds(out, "<ol class=\"utrecht-ordered-list\" start=\"3\">"));
  CHECK(holds(out, "<th class=\"utrecht-table__header-cell\" scope=\"col\">A</th>"));
  CHECK(holds(out, "<td class=\"utrecht-table__cell\">2</td>"));
}

TEST_CASE("nothing in the text can become a script") {
  for (const char* text : {"<script>alert(1)</script>", "<img src=x onerror=alert(1)>", "x <b onclick=alert(1)>y</b>",
                           "[x](javascript:alert(1))", "[x](JaVaScRiPt:alert(1))", "[x](java&#10;script:alert(1))",
                           "[x](&#106;avascript:alert(1))", "<javascript:alert(1)>", "![x](javascript:alert(1))",
                           "![x](https://elders.example/spy.png)", "[x](data:text/html;base64,PHNjcmlwdD4=)",
                           "[x][1]\n\n[1]: javascript:alert(1)", "[x](//elders.example)", "```\n</code><script>\n```",
                           "[x](/y \"\\\" onclick=\\\"z\")"}) {
    CAPTURE(text);
    const std::string out = markdown(text).markup();
    for (const char* bad : {"<script", "<img", "<b ", "href=\"java", "href=\"data", "href=\"//", "\" onclick"}) {
      CAPTURE(bad);
      CHECK_FALSE(holds(out, bad));
    }
  }
}

TEST_CASE("raw markup shows as the text it is") {
  CHECK(holds(markdown("a <b>c</b>").markup(), "a &lt;b&gt;c&lt;/b&gt;"));
}

TEST_CASE("pictures of this site are shown with their text") {
  CHECK(holds(markdown("![Een poort](/media/poort.jpg)").markup(), "src=\"/media/poort.jpg\" alt=\"Een poort\""));
}

TEST_CASE("deep nesting is flattened without losing words") {
  std::string text;
  for (int i = 0; i < 3000; ++i) text += "> ";
  const std::string out = markdown(text + "diep").markup();
  CHECK(holds(out, "diep"));
  CHECK(out.size() < 5000);
}

TEST_CASE("plain words leave the markup out") {
  CHECK(markdown_plain("# Kop\n\nEen [link](/x) en *tekst*.") == "Kop Een link en tekst.");
}
