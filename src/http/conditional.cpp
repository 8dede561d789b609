#include "http/conditional.h"

#include <openssl/evp.h>

#include <array>
#include <stdexcept>

#include "http/internal_text.h"

namespace sas::http {
namespace {

std::string_view opaque(std::string_view tag) {
  tag = detail::trim_ows(tag);
  if (tag.starts_with("W/")) tag.remove_prefix(2);
  return tag;
}

}  // namespace

std::string etag_of(std::string_view body) {
  std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
  unsigned int size = 0;
  if (EVP_Digest(body.data(), body.size(), digest.data(), &size, EVP_sha256(), nullptr) != 1)
    throw std::runtime_error("SHA-256 failed");
  return "W/\"" + base64url({reinterpret_cast<const char*>(digest.data()), 12}) + "\"";
}

bool matches_etag(const Request& request, std::string_view etag) {
  const std::string header = request.header("if-none-match");
  std::string_view rest = header;
  while (!rest.empty()) {
    const std::size_t comma = rest.find(',');
    const std::string_view tag = opaque(rest.substr(0, comma));
    if (tag == "*" || (!tag.empty() && tag == opaque(etag))) return true;
    rest.remove_prefix(comma == std::string_view::npos ? rest.size() : comma + 1);
  }
  return false;
}

Response not_modified(std::string etag) {
  Response response;
  response.status = 304;
  response.with("ETag", std::move(etag));
  return response;
}

Response with_etag(Response response) {
  std::string tag = etag_of(response.body);
  response.with("ETag", std::move(tag)).with("Cache-Control", "no-cache");
  return response;
}

}  // namespace sas::http
