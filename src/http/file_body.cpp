#include "http/file_body.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <optional>

#include "base/text.h"
#include "http/internal_text.h"

namespace sas::http {
namespace {

struct Part {
  std::uint64_t offset = 0, length = 0;
};

enum class Asked { whole, part, nothing };

struct Choice {
  Asked asked = Asked::whole;
  Part part;
};

std::optional<std::uint64_t> whole_number(std::string_view text) {
  const auto number = parse_int(text);
  if (!number) return std::nullopt;
  return static_cast<std::uint64_t>(*number);
}

// RFC 9110 clause 14.1.2: "first-last", "first-" or "-count". What is no such thing is as if it was not asked.
Choice read_range(std::string_view header, std::uint64_t size) {
  constexpr std::string_view unit = "bytes=";
  if (header.size() < unit.size() || !detail::iequals(header.substr(0, unit.size()), unit)) return {};
  const std::string_view range = detail::trim_ows(header.substr(unit.size()));
  const std::size_t dash = range.find('-');
  if (dash == std::string_view::npos || range.find(',') != std::string_view::npos) return {};
  const auto first = whole_number(range.substr(0, dash)), last = whole_number(range.substr(dash + 1));
  if (dash == 0) {
    if (!last) return {};
    const std::uint64_t count = std::min(*last, size);
    return count == 0 ? Choice{Asked::nothing, {}} : Choice{Asked::part, {size - count, count}};
  }
  if (!first || (dash + 1 < range.size() && (!last || *last < *first))) return {};
  if (*first >= size) return {Asked::nothing, {}};
  const std::uint64_t end = last ? std::min(*last + 1, size) : size;
  return {Asked::part, {*first, end - *first}};
}

Choice chosen(const Request& request, std::string_view tag, std::uint64_t size) {
  const std::string range = request.header("range");
  if (range.empty()) return {};
  // RFC 9110 clause 13.1.5: with another version in hand the client wants all of this one.
  const std::string condition = request.header("if-range");
  if (!condition.empty() && condition != tag) return {};
  return read_range(range, size);
}

}  // namespace

Result<std::shared_ptr<const OpenFile>> OpenFile::open(const std::string& path) {
  const int descriptor = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (descriptor < 0) return fail(ErrorKind::not_found, "file-missing");
  struct stat about {};
  if (::fstat(descriptor, &about) != 0 || !S_ISREG(about.st_mode)) {
    ::close(descriptor);
    return fail(ErrorKind::not_found, "file-missing");
  }
  return std::shared_ptr<const OpenFile>(new OpenFile(descriptor, static_cast<std::uint64_t>(about.st_size)));
}

OpenFile::~OpenFile() {
  ::close(descriptor_);
}

Response send_file(const Request& request, std::shared_ptr<const OpenFile> file, std::string tag,
                   std::string_view media_type) {
  const std::uint64_t size = file->size();
  const Choice choice = chosen(request, tag, size);
  Response response;
  response.with("Accept-Ranges", "bytes").with("ETag", std::move(tag));
  if (choice.asked == Asked::nothing) {
    response.status = 416;
    return response.with("Content-Range", fmt::format("bytes */{}", size));
  }
  const Part part = choice.asked == Asked::part ? choice.part : Part{0, size};
  if (choice.asked == Asked::part) {
    response.status = 206;
    response.with("Content-Range", fmt::format("bytes {}-{}/{}", part.offset, part.offset + part.length - 1, size));
  }
  response.with("Content-Type", std::string(media_type));
  response.file = FileBody{std::move(file), part.offset, part.length};
  return response;
}

}  // namespace sas::http
