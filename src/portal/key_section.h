#pragma once
#include "html/html.h"
#include "portal/frame.h"

namespace sas::portal {

/// Whether this process has what keys are signed with.
enum class KeysHere { no, yes };
/// How often one may ask, in numbers, and the button that makes a key.
[[nodiscard]] html::Html key_section(const Look& look, KeysHere keys);

}  // namespace sas::portal
