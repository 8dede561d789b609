#include "html/texts.h"

#include <optional>
#include <set>
#include <stdexcept>

#include "html/toml_file.h"

namespace sas::html {
namespace {

using Catalogue = std::map<std::string, std::string, std::less<>>;
constexpr std::string_view one_suffix = ".one";
constexpr std::string_view other_suffix = ".other";

tl::unexpected<Error> wrong(std::string code, std::string detail) {
  return fail(ErrorKind::internal, std::move(code), std::move(detail));
}

Result<Done> add_file(Catalogue& into, const embedded::File& file) {
  auto texts = read_toml_texts(file.content, file.name);
  if (!texts) return wrong("texts-unreadable", texts.error().detail);
  for (const auto& [key, text] : *texts) {
    if (text.empty()) return wrong("texts-unreadable", key + " is empty");
    if (!into.emplace(key, text).second) return wrong("texts-double", key);
  }
  return Done{};
}

/// Names between braces; none when a brace is not closed or holds anything but a plain name.
std::optional<std::set<std::string>> places(std::string_view text) {
  std::set<std::string> names;
  for (auto open = text.find_first_of("{}"); open != std::string_view::npos; open = text.find_first_of("{}", open)) {
    const auto close = text.find('}', open);
    if (text[open] == '}' || close == std::string_view::npos) return std::nullopt;
    const auto name = text.substr(open + 1, close - open - 1);
    const bool plain =
        !name.empty() && name.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789_") == std::string_view::npos;
    if (!plain) return std::nullopt;
    names.emplace(name);
    open = close + 1;
  }
  return names;
}

/// The singular may leave the number out ("één dag"), so a missing {n} is no difference there.
std::set<std::string> without_number(std::set<std::string> names, std::string_view key) {
  if (key.ends_with(one_suffix)) names.erase("n");
  return names;
}

Result<Done> compare_places(const Catalogue& dutch, const Catalogue& english) {
  for (const auto& [key, text] : dutch) {
    const auto found = english.find(key);
    if (found == english.end()) return wrong("texts-language-missing", key + " has no English text");
    const auto ours = places(text);
    const auto theirs = places(found->second);
    if (!ours || !theirs) return wrong("texts-unreadable", key + " has a brace without a name");
    if (without_number(*ours, key) != without_number(*theirs, key)) return wrong("texts-placeholders-differ", key);
  }
  for (const auto& [key, text] : english) {
    if (!dutch.contains(key)) return wrong("texts-language-missing", key + " has no Dutch text");
  }
  return Done{};
}

/// Only a key that ends in .one asks for its .other; "form.other" alone may mean something else.
Result<Done> check_plurals(const Catalogue& texts) {
  for (const auto& [key, text] : texts) {
    if (!key.ends_with(one_suffix)) continue;
    const std::string stem = key.substr(0, key.size() - one_suffix.size());
    if (!texts.contains(stem + std::string(other_suffix))) return wrong("texts-plural-incomplete", key);
    if (texts.contains(stem)) return wrong("texts-double", stem + " is a text and a plural");
  }
  return Done{};
}

std::string_view value_of(TextArgs args, std::string_view name) {
  for (const auto& [key, value] : args) {
    if (key == name) return value;
  }
  throw std::out_of_range("texts: no value for {" + std::string(name) + "}");
}

std::string fill(std::string_view text, TextArgs args) {
  std::string out;
  std::size_t done = 0;
  for (auto open = text.find('{'); open != std::string_view::npos; open = text.find('{', done)) {
    const auto close = text.find('}', open);
    out += text.substr(done, open - done);
    out += value_of(args, text.substr(open + 1, close - open - 1));
    done = close + 1;
  }
  out += text.substr(done);
  return out;
}

}  // namespace

Result<Texts> Texts::load(const std::vector<std::span<const embedded::File>>& rooms) {
  Texts texts;
  for (const auto& room : rooms) {
    for (const embedded::File& file : room) {
      Catalogue* into = file.name == "texts.nl.toml"   ? &texts.dutch_
                        : file.name == "texts.en.toml" ? &texts.english_
                                                       : nullptr;
      if (into == nullptr) continue;
      if (auto added = add_file(*into, file); !added) return fail(std::move(added));
    }
  }
  if (auto same = compare_places(texts.dutch_, texts.english_); !same) return fail(std::move(same));
  if (auto plurals = check_plurals(texts.dutch_); !plurals) return fail(std::move(plurals));
  return texts;
}

const std::map<std::string, std::string, std::less<>>& Texts::all(Language language) const {
  return language == Language::nl ? dutch_ : english_;
}

bool Texts::has(std::string_view key) const {
  return dutch_.contains(key) || dutch_.contains(std::string(key) + std::string(one_suffix));
}

std::string Texts::get(Language language, std::string_view key, TextArgs args) const {
  const Catalogue& texts = all(language);
  if (const auto found = texts.find(key); found != texts.end()) return fill(found->second, args);
  const std::string one = std::string(key) + std::string(one_suffix);
  if (!texts.contains(one)) throw std::out_of_range("texts: unknown key " + std::string(key));
  const bool single = value_of(args, "n") == "1";
  return fill(texts.at(single ? one : std::string(key) + std::string(other_suffix)), args);
}

}  // namespace sas::html
