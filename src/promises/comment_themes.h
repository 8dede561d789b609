#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "base/config.h"
#include "base/text.h"

/// What a comment is about, by rules that anybody can read: a theme is found when one of its words stands in the text. From
/// catalogue/comment-themes.toml. Pure.
namespace sas::promises {

struct CommentTheme {
  std::string id;                    ///< "waiting"
  Bilingual name;
  std::vector<std::string> words;    ///< beginnings of words, folded: "wacht" finds "wachten" and "wachttijd"
};

/// Reads the file; a theme with a problem is left out and every problem is named.
[[nodiscard]] std::vector<CommentTheme> load_comment_themes(const std::string& folder, config::Problems& problems);

/// A theme and the word of the text by which it was found.
struct ThemeFound {
  const CommentTheme* theme = nullptr;
  std::string word;
};
/// In the order of the themes, each once. `themes` outlives the answer.
[[nodiscard]] std::vector<ThemeFound> themes_in(std::string_view text, const std::vector<CommentTheme>& themes);

}  // namespace sas::promises
