#include "html/theme.h"

#include <doctest/doctest.h>
#include <unistd.h>

#include <fstream>
#include <iterator>

#include "html/tokens.h"

using namespace sas;
using namespace sas::html;
namespace fs = std::filesystem;

namespace {

std::string file_text(const fs::path& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

/// A copy of our own theme that a test may damage.
struct Folder {
  fs::path path = fs::temp_directory_path() / ("sas-theme-" + std::to_string(::getpid()));
  Folder() {
    fs::remove_all(path);
    fs::copy("themes/sassenpoort", path);
  }
  ~Folder() { fs::remove_all(path); }
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;
  void write(const char* name, const std::string& text) const { std::ofstream(path / name, std::ios::binary) << text; }
  void change(const char* name, const std::string& from, const std::string& to) const {
    std::string text = file_text(path / name);
    const auto at = text.find(from);
    REQUIRE(at != std::string::npos);
    write(name, text.replace(at, from.size(), to));
  }
  [[nodiscard]] std::string code() const {
    const auto theme = load_theme(path);
    return theme ? "" : theme.error().code;
  }
};

}  // namespace

TEST_CASE("contrast is that of WCAG") {
  CHECK(contrast("#000", "#ffffff").value() == doctest::Approx(21.0));
  CHECK(contrast("#777777", "#fff").value() == doctest::Approx(4.48).epsilon(0.01));
  CHECK_FALSE(contrast("red", "#fff"));
}

TEST_CASE("every pair of colours of our own theme can be read, light and dark") {
  const auto tokens = parse_tokens(file_text("themes/sassenpoort/tokens.css"));
  REQUIRE(tokens);
  for (const auto* scheme : {&tokens->light, &tokens->dark}) {
    for (const ContrastPair& pair : contrast_pairs()) {
      CAPTURE(std::string(pair.front));
      CAPTURE(std::string(pair.ground));
      const auto measured = contrast(scheme->at("--sas-color-" + std::string(pair.front)),
                                     scheme->at("--sas-color-" + std::string(pair.ground)));
      REQUIRE(measured);
      CHECK(*measured >= pair.least);
    }
  }
}

TEST_CASE("a theme folder is read whole") {
  const Folder folder;
  folder.write("logo.svg", "<svg xmlns=\"http://www.w3.org/2000/svg\"/>");
  const auto theme = load_theme(folder.path);
  REQUIRE(theme);
  CHECK(theme->municipality == "Zwolle");
  CHECK(theme->logo == "/theme/logo.svg");
  REQUIRE(theme->file("tokens.css") != nullptr);
  CHECK(theme->file("tokens.css")->content_type == "text/css; charset=utf-8");
  CHECK(theme->file("theme.toml") == nullptr);
}

TEST_CASE("a theme that cannot work says what is wrong") {
  const Folder folder;
  SUBCASE("no folder") {
    CHECK(load_theme(folder.path / "weg").error().code == "theme-missing");
  }
  SUBCASE("no phone") {
    folder.change("theme.toml", "phone = \"14 038\"", "phone = \"\"");
    CHECK(folder.code() == "theme-incomplete");
  }
  SUBCASE("phone link that is no phone") {
    folder.change("theme.toml", "tel:14038", "javascript:x");
    CHECK(folder.code() == "theme-incomplete");
  }
  SUBCASE("broken settings") {
    folder.write("theme.toml", "name = ");
    CHECK(folder.code() == "theme-unreadable");
  }
  SUBCASE("grey on white") {
    folder.change("tokens.css", "--sas-color-text: #1d2833", "--sas-color-text: #aaaaaa");
    CHECK(folder.code() == "theme-contrast");
  }
  SUBCASE("unreadable only in the dark") {
    folder.change("tokens.css", "--sas-color-text: #eef1f3", "--sas-color-text: #333333");
    CHECK(folder.code() == "theme-contrast");
  }
  SUBCASE("missing colour") {
    folder.change("tokens.css", "--sas-color-link: #0f5670;", "");
    CHECK(folder.code() == "theme-incomplete");
  }
  SUBCASE("a font that is not there") {
    folder.write("tokens.css",
                 file_text(folder.path / "tokens.css") + "@font-face { font-family: X; src: url(\"x.woff2\"); }");
    CHECK(folder.code() == "theme-missing");
  }
}

TEST_CASE("tokens may not carry rules or files from elsewhere") {
  for (const char* css : {"@import \"https://x\";", "body { color: red; }", ":root { color: red; }",
                          ":root { --x: url(https://x); }", ":root { --x: 1; ",
                          "@font-face { src: url(\"https://x/y.woff2\"); }", "/* open", "@media print { body { } }"}) {
    CAPTURE(css);
    CHECK_FALSE(parse_tokens(css));
  }
}

TEST_CASE("a colour may point to another") {
  const auto tokens = parse_tokens(
      ":root { --a: #fff; /* ; } */ --b: var(--a); } @media (prefers-color-scheme: dark) { :root { --a: #000; } }");
  REQUIRE(tokens);
  CHECK(tokens->light.at("--b") == "var(--a)");
  CHECK(tokens->dark.at("--a") == "#000");
}
