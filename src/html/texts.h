#pragma once
#include <initializer_list>
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/embedded.h"
#include "base/result.h"
#include "base/text.h"

namespace sas::html {

/// Values for the `{name}` places of a text.
using TextArgs = std::initializer_list<std::pair<std::string_view, std::string>>;

/// The message catalogues of all rooms in both languages. Immutable after loading, so any thread may read it.
///
/// A room embeds `texts.nl.toml` and `texts.en.toml`: flat tables such as `"site.search.label" = "Waar kunnen we u mee
/// helpen?"`.
/// `{name}` is a place for a value. A plural is a pair `key.one` and `key.other`; asking for `key` chooses by the value
/// of `{n}`.
class Texts {
 public:
  /// One span per room; files other than texts.nl.toml and texts.en.toml are passed over. Errors, all of kind
  /// `internal`: `texts-unreadable`, `texts-double`, `texts-language-missing`, `texts-placeholders-differ`,
  /// `texts-plural-incomplete`.
  [[nodiscard]] static Result<Texts> load(const std::vector<std::span<const embedded::File>>& rooms);

  /// The text with its places filled. Throws std::out_of_range for an unknown key or a place without a value: both are
  /// bugs.
  [[nodiscard]] std::string get(Language language, std::string_view key, TextArgs args = {}) const;
  /// True when `key` can be asked for, as it is or as a plural.
  [[nodiscard]] bool has(std::string_view key) const;
  /// All keys with their text, for checks of the language level.
  [[nodiscard]] const std::map<std::string, std::string, std::less<>>& all(Language language) const;

 private:
  std::map<std::string, std::string, std::less<>> dutch_;
  std::map<std::string, std::string, std::less<>> english_;
};

/// The catalogue in the language of one page: `say("site.search.label")`. A light handle; the catalogue must outlive
/// it.
struct Say {
  const Texts& texts;
  Language language = Language::nl;
  [[nodiscard]] std::string operator()(std::string_view key, TextArgs args = {}) const {
    return texts.get(language, key, args);
  }
};

}  // namespace sas::html
