#pragma once
#include <string>

#include "base/result.h"

namespace sas::showcase {

/// Something that was made with a data set, as its maker tells of it.
struct Proposal {
  std::string dataset;
  std::string title;
  std::string url;      ///< where it can be seen
  std::string made_by;  ///< as it will be shown to everybody; may be empty
  std::string summary;  ///< in the language of the maker
};

/// The same without spaces around the values. Error `reuse-invalid` with the fields `title` (3 to 120 characters),
/// `url` (http or https, a host with a dot, no name or password, at most 500 bytes), `made_by` (at most 80) and
/// `summary` (10 to 500). Pure.
[[nodiscard]] Result<Proposal> checked(Proposal typed);

}  // namespace sas::showcase
