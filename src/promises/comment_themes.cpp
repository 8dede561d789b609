#include "promises/comment_themes.h"

#include <algorithm>

namespace sas::promises {
namespace {

constexpr std::string_view file_name = "comment-themes.toml";

std::vector<std::string> words_of(std::string_view text) {
  std::vector<std::string> out(1);
  for (const char c : fold(text)) {
    const bool letter = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
    if (letter) out.back() += c;
    else if (!out.back().empty()) out.emplace_back();
  }
  if (out.back().empty()) out.pop_back();
  return out;
}

}  // namespace

std::vector<CommentTheme> load_comment_themes(const std::string& folder, config::Problems& problems) {
  const auto text = config::read_file(folder + "/" + std::string(file_name));
  const auto object = text ? config::parse_toml(*text) : fail(Error(text.error()));
  if (!object) {
    problems.push_back({std::string(file_name), object.error().code, object.error().detail});
    return {};
  }
  std::vector<CommentTheme> out;
  config::Table table(*object, std::string(file_name), "", problems);
  for (config::Table& row : table.tables("themes")) {
    const std::size_t before = problems.size();
    CommentTheme theme{row.text("id"), {row.text("nl"), row.text("en")}, {}};
    for (const std::string& word : row.texts("words")) {
      theme.words.push_back(fold(word));
      if (words_of(word).size() != 1) row.note("words", "one word without spaces each: \"" + word + "\"");
    }
    if (theme.words.empty()) row.note("words", "name at least one word");
    row.done();
    if (problems.size() == before) out.push_back(std::move(theme));
  }
  table.done();
  return out;
}

std::vector<ThemeFound> themes_in(std::string_view text, const std::vector<CommentTheme>& themes) {
  const std::vector<std::string> words = words_of(text);
  std::vector<ThemeFound> out;
  for (const CommentTheme& theme : themes) {
    const auto hit = std::find_if(words.begin(), words.end(), [&](const std::string& word) {
      return std::any_of(theme.words.begin(), theme.words.end(), [&](const std::string& rule) { return word.starts_with(rule); });
    });
    if (hit != words.end()) out.push_back({&theme, *hit});
  }
  return out;
}

}  // namespace sas::promises
