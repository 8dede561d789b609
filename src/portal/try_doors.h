#pragma once
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "http/message.h"

/// The doors that the page for developers lets somebody try, and the address that a filled-in form means. Pure.
namespace sas::portal {

/// A parameter of a door, as a field of the form. `name` is that of the field (and part of the keys of its texts),
/// `parameter` the one in the address; `usual` is what stands in the field at first, with {set} for the name of the
/// set.
struct TryField {
  std::string_view name, parameter, usual;
};

struct TryDoor {
  /// Which sets it can be tried with; nothing: it is about no set in particular.
  enum class Needs { nothing, rows, points };
  std::string_view code;   ///< in the address of the page, and part of the keys of its texts
  std::string_view path;   ///< with {set}
  std::string_view fixed;  ///< what the address always holds behind the question mark, with {set}
  Needs needs;
  std::vector<TryField> fields;
};

/// In the order of use; the first is shown to who chose none.
[[nodiscard]] std::span<const TryDoor> try_doors();
/// What is filled in for that field: from `filled`, else the usual.
[[nodiscard]] std::string filled_in(const TryField& field, const http::Fields& filled, std::string_view set);
/// The path and query that the form means. Empty fields are left out.
[[nodiscard]] std::string try_target(const TryDoor& door, const http::Fields& filled, std::string_view set);

}  // namespace sas::portal
