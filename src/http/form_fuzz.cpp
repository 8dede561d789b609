#include <cstddef>
#include <cstdint>
#include <cstdlib>

#include "base/text.h"
#include "http/message.h"
#include "http/multipart.h"

// The first byte chooses the kind of form, the rest is its body. What is read must be UTF-8 and have safe names.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  sas::http::Request request;
  request.headers = {
      {"content-type", data[0] % 2 == 0 ? "application/x-www-form-urlencoded" : "multipart/form-data; boundary=b"}};
  request.body.assign(reinterpret_cast<const char*>(data + 1), size - 1);
  const auto form = sas::http::read_form(request);
  if (!form) return 0;
  for (const auto& [name, value] : form->fields.items())
    if (!sas::is_utf8(name) || !sas::is_utf8(value)) std::abort();
  for (const auto& upload : form->uploads)
    if (upload.filename.empty() || upload.filename == ".." || upload.filename.find('/') != std::string::npos)
      std::abort();
  return 0;
}
