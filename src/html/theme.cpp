#include "html/theme.h"

#include <algorithm>
#include <fstream>
#include <iterator>

#include "html/html.h"
#include "html/tokens.h"
#include "html/toml_file.h"

namespace sas::html {
namespace {

namespace fs = std::filesystem;
using Values = std::map<std::string, std::string, std::less<>>;
constexpr std::uintmax_t largest_file = 2 * 1024 * 1024;

tl::unexpected<Error> wrong(std::string code, std::string detail) {
  return fail(ErrorKind::invalid, std::move(code), std::move(detail));
}

Result<std::string> read_file(const fs::path& path) {
  std::error_code failed;
  const auto size = fs::file_size(path, failed);
  const std::string name = path.filename().string();
  if (failed) return wrong("theme-missing", name + " is not in the theme folder");
  if (size > largest_file) return wrong("theme-unreadable", name + " is larger than 2 MiB");
  std::ifstream in(path, std::ios::binary);
  if (!in) return wrong("theme-unreadable", name + " cannot be opened");
  return std::string(std::istreambuf_iterator<char>(in), {});
}

std::string_view type_of(const fs::path& path) {
  const std::string extension = path.extension().string();
  if (extension == ".svg") return "image/svg+xml";
  if (extension == ".png") return "image/png";
  if (extension == ".woff2") return "font/woff2";
  return {};
}

std::string value_or_empty(const Values& values, std::string_view name) {
  const auto found = values.find(name);
  return found == values.end() ? std::string() : found->second;
}

Result<Theme> from_values(const Values& values) {
  static constexpr std::string_view needed[] = {"name",       "municipality", "site_name",        "phone",
                                                "phone_link", "desk_address", "opening_hours_nl", "opening_hours_en"};
  for (const std::string_view name : needed) {
    if (value_or_empty(values, name).empty())
      return wrong("theme-incomplete", std::string(name) + " is missing in theme.toml");
  }
  Theme theme;
  theme.name = values.at("name");
  theme.municipality = values.at("municipality");
  theme.site_name = values.at("site_name");
  theme.phone = values.at("phone");
  theme.phone_link = values.at("phone_link");
  theme.email = value_or_empty(values, "email");
  theme.desk_address = values.at("desk_address");
  theme.opening_hours_nl = values.at("opening_hours_nl");
  theme.opening_hours_en = values.at("opening_hours_en");
  if (!theme.phone_link.starts_with("tel:") || !is_safe_url(theme.phone_link)) {
    return wrong("theme-incomplete", "phone_link must start with tel:");
  }
  return theme;
}

Result<Done> add_extra_files(Theme& theme, const fs::path& folder) {
  std::error_code failed;
  for (const auto& entry : fs::directory_iterator(folder, failed)) {
    const fs::path& path = entry.path();
    const std::string_view type = type_of(path);
    if (type.empty()) continue;
    auto content = read_file(path);
    if (!content) return fail(std::move(content));
    const std::string name = path.filename().string();
    if (name == "logo.svg" || name == "logo.png") theme.logo = "/theme/" + name;
    theme.files.push_back({name, std::string(type), std::move(*content)});
  }
  return Done{};
}

}  // namespace

const ThemeFile* Theme::file(std::string_view file_name) const {
  const auto found = std::ranges::find(files, file_name, &ThemeFile::name);
  return found == files.end() ? nullptr : &*found;
}

Result<Theme> load_theme(const fs::path& folder) {
  const auto settings = read_file(folder / "theme.toml");
  if (!settings) return fail(settings.error());
  const auto values = read_toml_texts(*settings, "theme.toml");
  if (!values) return wrong("theme-unreadable", values.error().detail);
  auto theme = from_values(*values);
  if (!theme) return theme;
  auto css = read_file(folder / "tokens.css");
  if (!css) return fail(std::move(css));
  const auto tokens = parse_tokens(*css);
  if (!tokens) return fail(tokens.error());
  if (auto readable = check_contrast(*tokens); !readable) return fail(std::move(readable));
  // Both exist: check_contrast asks for the brand colour and the page.
  theme->colour_light = tokens->light.at("--sas-color-brand");
  theme->colour_dark = tokens->dark.at("--sas-color-brand");
  theme->files.push_back({"tokens.css", "text/css; charset=utf-8", std::move(*css)});
  if (auto added = add_extra_files(*theme, folder); !added) return fail(std::move(added));
  for (const std::string& font : tokens->font_files) {
    if (theme->file(font) == nullptr) return wrong("theme-missing", font + " is not in the theme folder");
  }
  return theme;
}

}  // namespace sas::html
