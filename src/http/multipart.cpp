#include "http/multipart.h"

#include <array>

#include "base/text.h"
#include "http/internal_text.h"

namespace sas::http {
namespace {

constexpr std::size_t max_name = 200;

tl::unexpected<Error> broken() {
  return fail(ErrorKind::invalid, "form-broken", "the multipart body cannot be read");
}

// Browsers write a quote, CR and LF in a name as %22, %0D and %0A (HTML standard, multipart/form-data encoding).
std::string unescape_name(std::string_view text) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const std::string_view three = text.substr(i, 3);
    const bool escape = three == "%22" || three == "%0D" || three == "%0A" || three == "%0d" || three == "%0a";
    out += !escape ? text[i] : three[1] == '2' ? '"' : three[2] == 'A' || three[2] == 'a' ? '\n' : '\r';
    if (escape) i += 2;
  }
  return out;
}

// Characters that change the direction of text could show "exe.fdp" as "pdf.exe".
constexpr std::array<std::string_view, 11> direction_marks{"\u200e", "\u200f", "\u202a", "\u202b", "\u202c", "\u202d",
                                                           "\u202e", "\u2066", "\u2067", "\u2068", "\u2069"};

std::string without_marks(std::string_view text) {
  std::string out;
  for (std::size_t i = 0; i < text.size();) {
    std::size_t skip = static_cast<unsigned char>(text[i]) < 0x20 || text[i] == 0x7f ? 1 : 0;
    for (const auto mark : direction_marks)
      if (text.substr(i).starts_with(mark)) skip = mark.size();
    if (skip == 0) out += text[i++];
    i += skip;
  }
  return out;
}

std::string_view cut(std::string_view text, std::size_t bytes) {
  if (text.size() <= bytes) return text;
  while (bytes > 0 && (static_cast<unsigned char>(text[bytes]) & 0xc0) == 0x80) --bytes;
  return text.substr(0, bytes);
}

}  // namespace

std::string detail::clean_type(std::string_view claimed) {
  std::string type = lower(parse_parameters(claimed).value);
  const std::size_t slash = type.find('/');
  const bool good = type.size() <= 100 && slash != std::string::npos &&
                    is_token(std::string_view(type).substr(0, slash)) &&
                    is_token(std::string_view(type).substr(slash + 1));
  return good ? type : std::string("application/octet-stream");
}

bool detail::is_boundary(std::string_view text) {
  return !text.empty() && text.size() <= 70 && !has_control(text);
}

Result<Part> detail::read_part_header(std::string_view block) {
  Part part;
  auto named = false;
  while (!block.empty()) {
    const std::size_t end = block.find("\r\n");
    const std::string_view line = block.substr(0, end);
    block.remove_prefix(end == std::string_view::npos ? block.size() : end + 2);
    const std::size_t colon = line.find(':');
    if (colon == std::string_view::npos || !detail::is_token(line.substr(0, colon))) return broken();
    const std::string_view value = detail::trim_ows(line.substr(colon + 1));
    if (detail::iequals(line.substr(0, colon), "content-type")) part.type = std::string(value);
    if (!detail::iequals(line.substr(0, colon), "content-disposition")) continue;
    const auto disposition = detail::parse_parameters(value);
    const std::string* name = disposition.find("name");
    if (named || name == nullptr || !detail::iequals(disposition.value, "form-data")) return broken();
    named = true;
    part.name = unescape_name(*name);
    if (const std::string* filename = disposition.find("filename")) part.filename = unescape_name(*filename);
  }
  if (!named) return broken();
  return part;
}

Result<std::vector<Part>> parse_multipart(std::string_view body, std::string_view boundary, std::size_t limit) {
  if (!detail::is_boundary(boundary)) return broken();
  const std::string delimiter = "\r\n--" + std::string(boundary);
  std::size_t at = 0;
  if (!body.starts_with(std::string_view(delimiter).substr(2))) {
    at = body.find(delimiter);
    if (at == std::string_view::npos) return broken();
    at += 2;
  }
  at += delimiter.size() - 2;
  std::vector<Part> parts;
  for (;;) {
    std::string_view rest = body.substr(at);
    if (rest.starts_with("--")) return parts;
    while (rest.starts_with(" ") || rest.starts_with("\t")) rest.remove_prefix(1);
    if (!rest.starts_with("\r\n")) return broken();
    if (parts.size() >= limit) return fail(ErrorKind::too_large, "form-too-many-fields", "too many parts");
    const std::size_t start = body.size() - rest.size() + 2;
    const std::size_t head_end = body.substr(start, detail::max_part_header).find("\r\n\r\n");
    if (head_end == std::string_view::npos) return broken();
    auto part = detail::read_part_header(body.substr(start, head_end));
    if (!part) return fail(std::move(part).error());
    // The delimiter may begin with the line end that closes an empty content's header.
    const std::size_t content = start + head_end + 4;
    const std::size_t end = body.find(delimiter, content - 2);
    if (end == std::string_view::npos) return broken();
    part->content = end < content ? std::string_view{} : body.substr(content, end - content);
    parts.push_back(std::move(*part));
    at = end + delimiter.size();
  }
}

std::string clean_filename(std::string_view filename) {
  const std::size_t slash = filename.find_last_of("/\\");
  if (slash != std::string_view::npos) filename.remove_prefix(slash + 1);
  const std::string clean = without_marks(filename);
  std::string_view name = cut(trim(clean), max_name);
  while (name.ends_with('.') || name.ends_with(' ')) name.remove_suffix(1);
  return name.empty() ? std::string("upload") : std::string(name);
}

}  // namespace sas::http
