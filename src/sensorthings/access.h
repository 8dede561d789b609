#pragma once
#include <cstdint>
#include <string>
#include <string_view>

#include "sensorthings/model.h"
#include "sensorthings/sql.h"

/// Who may see and change what. The one place: every statement about rows carries `visible`.
namespace sas::sensorthings {

struct Access {
  enum class Reach {
    open_only,  ///< nobody in particular: series with exposure `open`, and what belongs to them
    one_thing,  ///< and one thing with all that belongs to it
    everything
  } reach = Reach::open_only;
  std::int64_t thing = 0;  ///< for one_thing
  enum class Right { read, write } right = Right::read;
  std::string acting = "visitor";  ///< for the ledger: "credential:c3"

  [[nodiscard]] bool may_write() const { return right == Right::write; }
};

/// The condition that the row `alias` of that type is one the asker may know of. A row that belongs to no series that
/// may be seen, may not be seen either: the place of somebody's garden is not public because it has a number.
[[nodiscard]] std::string visible(Type type, std::string_view alias, const Access& access, Sql& sql);
/// The same for a row of `datastream` whatever kind of series it is.
[[nodiscard]] std::string visible_series(std::string_view alias, const Access& access, Sql& sql);

}  // namespace sas::sensorthings
