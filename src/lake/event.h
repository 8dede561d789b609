#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/time.h"
#include "lake/observation.h"

/// What the lake keeps of the ledger: what happened, without whom it happened to. Nothing here can be made from a name,
/// an address, a number of a person or a text that somebody typed: the types have no way in for it. Pure.
namespace sas::lake {

/// A word of a vocabulary of the house: lower-case letters, digits, `.`, `_` and `-`, from a letter, at most 64 bytes,
/// and never five digits in a row, so that no number of a person, case, telephone or house can be one.
class Code {
 public:
  /// None when the text is no such word.
  [[nodiscard]] static std::optional<Code> from(std::string_view text);
  [[nodiscard]] const std::string& text() const { return text_; }
  friend bool operator==(const Code&, const Code&) = default;

 private:
  explicit Code(std::string_view text) : text_(text) {}
  std::string text_;
};

class PseudonymKey;

/// Stands for a case: the same each time, and nobody without the key can tell which. 16 hexadecimal digits.
class Pseudonym {
 public:
  [[nodiscard]] const std::string& text() const { return text_; }
  friend bool operator==(const Pseudonym&, const Pseudonym&) = default;

 private:
  friend class PseudonymKey;
  explicit Pseudonym(std::string text) : text_(std::move(text)) {}
  std::string text_;
};

/// The only maker of pseudonyms: HMAC-SHA-256 with a secret of the house.
class PseudonymKey {
 public:
  explicit PseudonymKey(std::string secret) : secret_(std::move(secret)) {}
  [[nodiscard]] Pseudonym of(std::string_view subject) const;
  /// Tells one key from another and nothing about it.
  [[nodiscard]] std::string fingerprint() const;

 private:
  std::string secret_;
};

/// One event of the ledger.
struct Event {
  std::int64_t seq = 0;
  Moment time{};
  Code kind;
  std::optional<Pseudonym> about;  ///< the case; none for what is about no case
  std::optional<Code> product, channel;
  std::optional<Code> status;  ///< that the case got
  std::optional<Code> result;  ///< how it ended
  std::optional<Date> promised;
};

/// Events that follow on those the table has.
struct EventBatch {
  std::vector<Event> events;         ///< in order of seq
  std::vector<Pseudonym> forgotten;  ///< cases of which nothing may stay, also of what the table has
  std::int64_t last_seq = 0;         ///< with this everything up to it was told
  Moment last_time{};                ///< of the event with that seq
};

}  // namespace sas::lake
