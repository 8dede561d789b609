#include "people/viewer.h"

#include <array>

namespace sas::people {

std::string_view to_text(Role role) {
  static constexpr std::array<std::string_view, 5> names{"desk", "handler", "manager", "editor", "administrator"};
  return names[static_cast<std::size_t>(role)];
}

std::string Viewer::acting_text() const {
  switch (kind) {
    case ViewerKind::resident:
      return "person:" + acting.text();
    case ViewerKind::staff:
      return "staff:" + staff.text();
    case ViewerKind::system:
      return "system";
    case ViewerKind::visitor:
      return "visitor";
  }
  return "visitor";
}

Viewer system_viewer() {
  Viewer viewer;
  viewer.kind = ViewerKind::system;
  return viewer;
}

}  // namespace sas::people
