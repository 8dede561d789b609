#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/config.h"
#include "catalogue/catalogue.h"

/// Asking: one question a page, answers kept on the server, sent exactly once.
namespace sas::forms {

enum class Kind {
  text,
  long_text,
  email,
  phone,
  date,
  choice,
  choices,
  yes_no,
  number,
  money,
  licence_plate,
  iban,
  kvk,
  address,
  file,
  appointment,
  contact
};

struct Option {
  std::string value;
  Bilingual label;
};

/// A question that is asked only after certain answers.
struct ShowIf {
  std::string question;
  std::vector<std::string> values;
};

/// Said when an answer makes success unlikely. A warning, never a wall.
struct WarnIf {
  std::vector<std::string> values;
  Bilingual text;
};

struct Question {
  std::string id;
  Kind kind = Kind::text;
  Bilingual label;
  Bilingual hint;
  Bilingual short_name;  ///< on the check page
  bool required = true;
  std::vector<Option> options;
  std::optional<ShowIf> show_if;
  std::optional<WarnIf> warn_if;
  std::string prefill;
  std::optional<std::int64_t> min, max;
  std::size_t max_length = 200;
  std::vector<std::string> accept{"pdf", "jpg", "png"};
  std::size_t max_bytes = 10 * 1024 * 1024;
  std::size_t max_files = 3;
  std::string purpose;  ///< of an appointment
};

struct Definition {
  ProductId product;
  std::vector<Question> questions;  ///< the last one asks for contact details
  [[nodiscard]] const Question* find(std::string_view id) const;
};

/// Reads form.toml of a product; the contact question is added. None, and at least one problem, when something is
/// wrong.
[[nodiscard]] std::optional<Definition> load_definition(const catalogue::Product& product, config::Problems& problems);

/// All forms of the catalogue; products without a good form are named in `problems`.
[[nodiscard]] std::vector<Definition> load_definitions(const catalogue::Catalogue& catalogue,
                                                       config::Problems& problems);

}  // namespace sas::forms
