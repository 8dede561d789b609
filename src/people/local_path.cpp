#include "people/local_path.h"

#include <algorithm>

namespace sas::people {
namespace {

constexpr std::size_t max_path = 500;

bool begins_with(std::string_view path, std::string_view start) {
  return path.starts_with(start) &&
         (path.size() == start.size() || path[start.size()] == '/' || path[start.size()] == '?');
}

bool goes_round(std::string_view path) {
  for (const std::string_view page : {"/inloggen", "/uitloggen", "/uitgelogd", "/balie/inloggen"})
    if (begins_with(path, page)) return true;
  return false;
}

}  // namespace

std::string_view without_language(std::string_view path) {
  if (path == "/en") return "/";
  return path.starts_with("/en/") ? path.substr(3) : path.starts_with("/en?") ? path.substr(3) : path;
}

bool is_workplace(std::string_view path) {
  return begins_with(without_language(path), "/balie");
}

std::string local_path(std::string_view wanted, std::string_view otherwise) {
  // Browsers read a backslash as a slash and drop tabs and line ends (WHATWG URL), so "/\t/host" is another site too.
  // What needs other characters than these is percent-encoded.
  const bool plain = std::all_of(wanted.begin(), wanted.end(), [](char c) {
    return c > 0x20 && c < 0x7f && c != '\\' && c != '"' && c != '<' && c != '>';
  });
  const bool local = wanted.starts_with('/') && !wanted.starts_with("//");
  if (!plain || !local || wanted.size() > max_path || goes_round(without_language(wanted)))
    return std::string(otherwise);
  // "/en//host" is a path, but "without language" it must stay one as well.
  if (without_language(wanted).starts_with("//")) return std::string(otherwise);
  return std::string(wanted);
}

}  // namespace sas::people
