#pragma once
#include <chrono>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "base/text.h"

/// The code lists that the catalogue uses, each code with its name for people and its address for programs. Immutable.
namespace sas::portal {

struct Code {
  std::string_view code;
  std::string_view nl, en;
  std::string_view iri;
  [[nodiscard]] std::string name(Language language) const { return std::string(language == Language::nl ? nl : en); }
};

/// EU data themes (publications.europa.eu, authority/data-theme).
[[nodiscard]] std::span<const Code> themes();
/// Categories of high-value data sets (Implementing Regulation (EU) 2023/138).
[[nodiscard]] std::span<const Code> high_value_categories();
/// "CC0-1.0" and the like, as in DCAT-AP-NL's list of licences.
[[nodiscard]] std::span<const Code> licences();

/// A form of a file: `iri` is of the EU list of file types, empty when it has none; `media` of IANA.
struct Format {
  std::string_view code;
  std::string_view name;    ///< "CSV"
  std::string_view nl, en;  ///< what it is good for
  std::string_view iri, media;
};
[[nodiscard]] std::span<const Format> formats();

/// How often a set is promised to be refreshed (EU list of frequencies).
struct Frequency {
  Code code;
  std::optional<std::chrono::hours> interval;  ///< none: no promise of a time
};
[[nodiscard]] std::span<const Frequency> frequencies();

/// Null for an unknown code.
[[nodiscard]] const Code* find_code(std::span<const Code> list, std::string_view code);
[[nodiscard]] const Format* find_format(std::string_view code);
[[nodiscard]] const Frequency* find_frequency(std::string_view code);

}  // namespace sas::portal
