#pragma once
#include <string>
#include <string_view>

#include "desk/desk.h"
#include "html/components.h"

/// Looking at a person needs a reason, given before anything is shown (AVG articles 5 and 15: the person may see it).
namespace sas::desk {

/// True for one of the reasons an employee may give.
[[nodiscard]] bool is_reason(std::string_view reason);
/// The choice of a reason; the input is called "reden".
[[nodiscard]] html::Html reason_choice(const html::Say& say, const std::string& chosen, const std::string& error);
/// Event `person.viewed` {reason, why_nl, why_en}. Show nothing before it is durable.
void record_look(const DeskParts& parts, store::WriteTx& tx, const PersonId& person, std::string_view reason,
                 const people::Visit& visit);
/// This employee gave a reason within the last quarter of an hour.
[[nodiscard]] bool gave_reason(const DeskParts& parts, store::ReadTx& tx, const PersonId& person,
                               const people::Viewer& viewer);

}  // namespace sas::desk
