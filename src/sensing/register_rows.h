#pragma once
#include <string>
#include <vector>

#include "http/router.h"
#include "sensing/cards.h"
#include "sensing/declarations.h"

/// The register as data; private to this room.
namespace sas::sensing {

struct RegisterRow {
  SeriesCard card;
  std::optional<Declaration> declaration;
  Freshness fresh;
};

[[nodiscard]] std::string register_json(const std::vector<RegisterRow>& rows);
[[nodiscard]] std::string register_csv(const std::vector<RegisterRow>& rows);
[[nodiscard]] std::vector<http::Field> register_fields();

}  // namespace sas::sensing
