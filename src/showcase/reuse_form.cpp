#include "showcase/reuse_form.h"

#include "base/text.h"

namespace sas::showcase {
namespace {

constexpr std::size_t longest_url = 500;

struct Length {
  std::size_t least, most;
};
constexpr Length title_length{3, 120}, made_by_length{0, 80}, summary_length{10, 500};

/// Code points; the text is UTF-8, the reader of forms saw to that.
std::size_t characters(std::string_view text) {
  std::size_t out = 0;
  for (const char c : text)
    if ((static_cast<unsigned char>(c) & 0xC0U) != 0x80U) ++out;
  return out;
}

bool has_controls(std::string_view text) {
  for (const char c : text)
    if (static_cast<unsigned char>(c) < 0x20 && c != '\n' && c != '\r') return true;
  return false;
}

bool fits(std::string_view text, Length length) {
  const std::size_t n = characters(text);
  return n >= length.least && n <= length.most && !has_controls(text);
}

// What the desk clicks on and everybody after it: a host that can be read, and nothing hidden before an "@"
// (RFC 3986 clause 7.6).
bool is_web_address(std::string_view url) {
  const std::size_t scheme = url.starts_with("https://") ? 8 : url.starts_with("http://") ? 7 : 0;
  if (scheme == 0 || url.size() > longest_url) return false;
  for (const char c : url)
    if (static_cast<unsigned char>(c) <= 0x20 || static_cast<unsigned char>(c) >= 0x7F || c == '"' || c == '\\')
      return false;
  const std::string_view host = url.substr(scheme, url.find_first_of("/?#", scheme) - scheme);
  const std::size_t dot = host.find('.');
  return host.find('@') == std::string_view::npos && dot != std::string_view::npos && dot > 0 && dot + 1 < host.size();
}

}  // namespace

Result<Proposal> checked(Proposal typed) {
  for (std::string* text : {&typed.title, &typed.url, &typed.made_by, &typed.summary}) *text = std::string(trim(*text));
  Error wrong{ErrorKind::invalid, "reuse-invalid", "", {}};
  const auto refuse = [&](const char* field) { wrong.fields.push_back({field, "reuse-invalid"}); };
  if (!fits(typed.title, title_length)) refuse("title");
  if (!is_web_address(typed.url)) refuse("url");
  if (!fits(typed.made_by, made_by_length)) refuse("made_by");
  if (!fits(typed.summary, summary_length)) refuse("summary");
  if (!wrong.fields.empty()) return fail(std::move(wrong));
  return typed;
}

}  // namespace sas::showcase
