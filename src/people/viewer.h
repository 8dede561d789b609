#pragma once
#include <set>
#include <string>
#include <string_view>

#include "base/strong_id.h"
#include "base/text.h"

/// Who is there, for whom they act and what they may see.
namespace sas::people {

/// What an employee may do. Somebody has one or more.
enum class Role { desk, handler, manager, editor, administrator };
[[nodiscard]] std::string_view to_text(Role role);

enum class ViewerKind { visitor, resident, staff, system };

/// The acting person is who pushes the button; the person concerned is for whom. They differ when somebody acts for
/// someone else, and both go into the ledger.
struct Viewer {
  ViewerKind kind = ViewerKind::visitor;
  PersonId acting;       ///< resident only
  PersonId concerned;    ///< resident only; equals `acting` when acting for oneself
  StaffId staff;         ///< staff only
  std::set<Role> roles;  ///< staff only
  int level = 0;         ///< 0 none, 1 low, 2 substantial, 3 high: how sure we are of who it is

  [[nodiscard]] bool has(Role role) const { return roles.count(role) > 0; }
  /// "person:<id>", "staff:<id>", "system" or "visitor": for the ledger.
  [[nodiscard]] std::string acting_text() const;
};

/// The program itself, for jobs and imports.
[[nodiscard]] Viewer system_viewer();
[[nodiscard]] inline std::string concerned_text(const PersonId& person) {
  return person.empty() ? std::string() : "person:" + person.text();
}

}  // namespace sas::people
