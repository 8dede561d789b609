#include <fmt/format.h>

#include "http/internal_text.h"
#include "http/message.h"
#include "http/multipart.h"

namespace sas::http {
namespace {

constexpr std::size_t max_fields = 500;

Error broken() {
  return {ErrorKind::invalid, "form-broken", "the body of the form cannot be read", {}};
}
Error encoding() {
  return {ErrorKind::invalid, "form-encoding", "the form holds text that is not UTF-8", {}};
}
Error too_many() {
  return {ErrorKind::too_large, "form-too-many-fields", fmt::format("more than {} fields", max_fields), {}};
}

Result<Form> read_urlencoded(std::string_view body) {
  auto parsed = detail::parse_urlencoded(body, max_fields);
  if (parsed.over_limit > 0) return fail(too_many());
  if (parsed.broken > 0) return fail(broken());
  if (parsed.not_utf8 > 0) return fail(encoding());
  return Form{Fields{std::move(parsed.items)}, {}};
}

Result<Form> read_multipart(std::string_view body, std::string_view boundary) {
  const auto parts = parse_multipart(body, boundary, max_fields);
  if (!parts) return fail(parts.error());
  Form form;
  std::vector<std::pair<std::string, std::string>> items;
  for (const Part& part : *parts) {
    if (!is_utf8(part.name)) return fail(encoding());
    if (!part.filename) {
      if (!is_utf8(part.content)) return fail(encoding());
      items.emplace_back(part.name, part.content);
      continue;
    }
    if (!is_utf8(*part.filename)) return fail(encoding());
    // A file field that was left empty comes as an empty file without a name.
    if (part.filename->empty() && part.content.empty()) continue;
    form.uploads.push_back(
        {part.name, clean_filename(*part.filename), detail::clean_type(part.type), std::string(part.content)});
  }
  form.fields = Fields{std::move(items)};
  return form;
}

}  // namespace

Result<Form> read_form(const Request& request) {
  const auto type = detail::parse_parameters(request.header("content-type"));
  if (detail::iequals(type.value, "application/x-www-form-urlencoded")) return read_urlencoded(request.body);
  if (detail::iequals(type.value, "multipart/form-data")) {
    const std::string* boundary = type.find("boundary");
    if (boundary == nullptr) return fail(broken());
    auto form = read_multipart(request.body, *boundary);
    if (form) form->uploads.insert(form->uploads.end(), request.files.begin(), request.files.end());
    return form;
  }
  return fail(ErrorKind::unsupported, "form-media-type",
              "a form is application/x-www-form-urlencoded or multipart/form-data");
}

}  // namespace sas::http
