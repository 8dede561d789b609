#include "http/file_response.h"

#include "base/text.h"

namespace sas::http {

bool opens_in_browser(std::string_view media_type) {
  return media_type == "image/jpeg" || media_type == "image/png";
}

Response file_response(std::string content, std::string_view media_type, std::string_view filename, FileUse use) {
  const bool known = opens_in_browser(media_type) || media_type == "application/pdf";
  const bool shown = use == FileUse::view && opens_in_browser(media_type);
  Response response;
  response.body = std::move(content);
  response.with("Content-Type", known ? std::string(media_type) : "application/octet-stream");
  response.with("Content-Disposition",
                std::string(shown ? "inline" : "attachment") + "; filename*=UTF-8''" + url_encode(filename));
  response.with("Content-Security-Policy", "default-src 'none'; img-src 'self'; sandbox");
  response.with("Cache-Control", "private, no-store");
  return response;
}

}  // namespace sas::http
