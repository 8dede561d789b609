#pragma once
#include <string>
#include <string_view>

#include "http/message.h"

namespace sas::http {

/// What a visitor does with a file that somebody else sent in.
enum class FileUse { view, save };

/// True for what a browser shows on its own page while the sandbox keeps it from running anything: photographs. A PDF
/// is not: the reader that browsers have built in does not start in a sandbox, so the visitor would see an empty page.
[[nodiscard]] bool opens_in_browser(std::string_view media_type);

/// The file, never with the rights of our own pages: no scripts, a sandbox, no guessing of types (the server adds
/// nosniff), and kept by nobody on the way. Whatever does not open in a browser is offered to save.
[[nodiscard]] Response file_response(std::string content, std::string_view media_type, std::string_view filename,
                                     FileUse use);

}  // namespace sas::http
