#include "http/path.h"

#include <algorithm>

#include "http/internal_text.h"

namespace sas::http {
namespace {

// Absolute form: "http://host/path" is what a client sends to a proxy; we answer it as "/path".
std::string_view without_authority(std::string_view target) {
  for (const std::string_view scheme : {"http://", "https://"}) {
    if (!detail::iequals(target.substr(0, scheme.size()), scheme)) continue;
    const std::size_t slash = target.find_first_of("/?", scheme.size());
    return slash == std::string_view::npos ? std::string_view("/") : target.substr(slash);
  }
  return target;
}

bool has_dot_segment(std::string_view path) {
  for (std::size_t at = 0; at < path.size();) {
    const std::size_t end = std::min(path.find('/', at + 1), path.size());
    const std::string_view segment = path.substr(at + 1, end - at - 1);
    if (segment == "." || segment == "..") return true;
    at = end;
  }
  return false;
}

}  // namespace

Result<Target> parse_target(std::string_view target) {
  target = without_authority(target);
  if (!target.starts_with('/')) return fail(ErrorKind::invalid, "target-form", "the request target must be a path");
  target = target.substr(0, target.find('#'));
  const std::size_t question = target.find('?');
  const std::string_view raw_path = target.substr(0, question);
  auto path = detail::percent_decode(raw_path);
  if (!path) return fail(ErrorKind::invalid, "path-escape", "broken percent-encoding");
  if (!is_utf8(*path) || detail::has_control(*path))
    return fail(ErrorKind::invalid, "path-encoding", "not UTF-8 or control characters");
  // Decoded, an encoded slash could move a request to another route than the one a proxy in front has judged.
  const auto slashes = [](std::string_view text) { return std::count(text.begin(), text.end(), '/'); };
  if (slashes(*path) != slashes(raw_path) || path->find('\\') != std::string::npos || has_dot_segment(*path))
    return fail(ErrorKind::invalid, "path-segment", "encoded slash, backslash, or dot segment");
  Target out;
  out.path = std::move(*path);
  if (question != std::string_view::npos) {
    out.raw_query = target.substr(question + 1);
    out.query = Fields{detail::parse_urlencoded(out.raw_query, 500).items};
  }
  return out;
}

}  // namespace sas::http
