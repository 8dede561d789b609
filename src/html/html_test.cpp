#include "html/html.h"

#include <doctest/doctest.h>

#include <stdexcept>

using namespace sas::html;

TEST_CASE("text becomes markup that shows exactly that text") {
  CHECK(Html("<b>&\"'</b>").markup() == "&lt;b&gt;&amp;&quot;&#39;&lt;/b&gt;");
  CHECK(el("p", {}, {"a < b"}).markup() == "<p>a &lt; b</p>");
  CHECK(el("p", {{"title", "\" onload=\"x"}}).markup() == "<p title=\"&quot; onload=&quot;x\"></p>");
  CHECK(Html(std::string_view("a\0b", 3)).markup() ==
        "a\xEF\xBF\xBD"
        "b");
  CHECK(el("p", {}, {el("b", {}, {"x"}), " y"}).markup() == "<p><b>x</b> y</p>");
}

TEST_CASE("attributes can be bare or left out") {
  CHECK(empty_el("input", {flag("checked"), when(false, {"id", "x"}), when(true, {"name", "n"})}).markup() ==
        "<input checked name=\"n\">");
}

TEST_CASE("an attribute that is left out is not judged") {
  CHECK(el("a", {when(false, {"href", "javascript:x"})}).markup() == "<a></a>");
}

TEST_CASE("names that are no plain names are a bug") {
  CHECK_THROWS_AS(static_cast<void>(el("p><script", {})), std::logic_error);
  CHECK_THROWS_AS(static_cast<void>(el("", {})), std::logic_error);
  CHECK_THROWS_AS(static_cast<void>(el("p", {{"a b", "x"}})), std::logic_error);
  CHECK_THROWS_AS(static_cast<void>(el("p", {{"onclick", "x"}})), std::logic_error);
  CHECK_THROWS_AS(static_cast<void>(el("p", {{"OnClick", "x"}})), std::logic_error);
  CHECK_THROWS_AS(static_cast<void>(el("p", {{"style", "x"}})), std::logic_error);
  CHECK_THROWS_AS(static_cast<void>(el("iframe", {{"srcdoc", "x"}})), std::logic_error);
}

TEST_CASE("addresses that run code or hide where they go are refused") {
  for (const char* url : {"javascript:alert(1)", "JavaScript:alert(1)", " javascript:alert(1)", "java\nscript:alert(1)",
                          "\tjavascript:x", "data:text/html,x", "vbscript:x", "//elders.example", "/\\elders.example",
                          "\\\\elders.example", "file:///etc/passwd", "\x01javascript:x", "blob:x"}) {
    CAPTURE(url);
    CHECK_FALSE(is_safe_url(url));
    CHECK_THROWS_AS(static_cast<void>(el("a", {{"href", url}})), std::logic_error);
    CHECK_THROWS_AS(static_cast<void>(el("button", {{"formaction", url}})), std::logic_error);
    CHECK_THROWS_AS(static_cast<void>(el("a", {{"HREF", url}})), std::logic_error);
  }
}

TEST_CASE("addresses of this site, the web, mail and phone are taken") {
  for (const char* url : {"/a/b?x=1:2#c", "https://voorbeeld.nl", "HTTPS://voorbeeld.nl", "http://x", "mailto:a@b.nl",
                          "tel:14038", "?q=a:b", "#x", "a/b:c", ""}) {
    CAPTURE(url);
    CHECK(is_safe_url(url));
  }
}
