#pragma once
#include "portal/test_portal.h"

/// A set of lines and areas for tests of this room.
namespace sas::portal::testing {

/// Columns nummer, naam, soort and vorm.
inline releases::Release districts() {
  using releases::Type;
  releases::Release out = charging_points();
  out.dataset = "wijken";
  out.description.title = {"Wijken en singels", "Districts and canals"};
  out.description.summary = {"Waar de wijken liggen.", "Where the districts are."};
  out.description.longitude_column = out.description.latitude_column = out.description.time_column = "";
  out.description.shape_column = "vorm";
  out.description.extent = releases::Extent{6.0, 52.4, 6.2, 52.6};
  out.columns = {{"nummer", {"volgnummer", "serial number"}, Type::integer, "", {}},
                 {"naam", {"naam", "name"}, Type::text, "", {}},
                 {"soort", {"soort", "kind"}, Type::text, "", {"wijk", "singel"}},
                 {"vorm", {"waar het ligt", "where it is"}, Type::shape, "", {}}};
  return out;
}

/// A district with a pond in it, one in the form of an L, one of two parts, a canal that goes through all, and one of
/// which nobody wrote down where it is.
inline const char* district_rows() {
  return "SELECT * FROM (VALUES "
         "(1, 'Vijverwijk', 'wijk', 'POLYGON ((6.1 52.5, 6.11 52.5, 6.11 52.51, 6.1 52.51, 6.1 52.5), "
         "(6.104 52.504, 6.104 52.506, 6.106 52.506, 6.106 52.504, 6.104 52.504))'), "
         "(2, 'Hoekwijk', 'wijk', 'POLYGON ((6.12 52.5, 6.14 52.5, 6.14 52.502, 6.122 52.502, 6.122 52.51, 6.12 52.51, "
         "6.12 52.5))'), "
         "(3, 'Eilanden', 'wijk', 'MULTIPOLYGON (((6.05 52.5, 6.06 52.5, 6.06 52.505, 6.05 52.5)), "
         "((6.07 52.5, 6.08 52.5, 6.08 52.505, 6.07 52.5)))'), "
         "(4, 'Stadssingel', 'singel', 'LINESTRING (6.05 52.508, 6.1 52.509, 6.15 52.508)'), "
         "(5, 'Onbekend', 'wijk', NULL)) t(nummer, naam, soort, vorm)";
}

}  // namespace sas::portal::testing
