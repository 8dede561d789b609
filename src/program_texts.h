#pragma once
#include "html/texts.h"

namespace sas {

/// The message catalogues of all rooms. Errors as html::Texts::load: a mistake in the program's own files.
[[nodiscard]] Result<html::Texts> program_texts();

}  // namespace sas
