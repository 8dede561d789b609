#include "base/money.h"

#include <fmt/format.h>

namespace sas {

std::string format_money(Cents amount, Language language) {
  const bool dutch = language == Language::nl;
  const std::int64_t cents = amount.count() < 0 ? -amount.count() : amount.count();
  std::string whole = std::to_string(cents / 100);
  for (int at = static_cast<int>(whole.size()) - 3; at > 0; at -= 3)
    whole.insert(static_cast<std::size_t>(at), dutch ? "." : ",");
  return fmt::format("{}{}{}{}{:02}", amount.count() < 0 ? "-" : "", dutch ? "€\u00a0" : "€", whole, dutch ? "," : ".",
                     cents % 100);
}

}  // namespace sas
