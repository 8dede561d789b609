#include "program_files.h"

#include "base/text.h"
#include "crypto/hash.h"
#include "embedded/web_assets.h"
#include "http/assets.h"
#include "http/conditional.h"

namespace sas {
namespace {

http::Response file_response(std::string content, std::string_view type, const http::Request& request,
                             const std::string& version) {
  http::Response response;
  response.body = std::move(content);
  response.with("Content-Type", std::string(type));
  const bool versioned = !version.empty() && request.query.get("v") == version;
  response.with("Cache-Control", versioned ? "public, max-age=31536000, immutable" : "public, max-age=300");
  return http::with_etag(std::move(response));
}

void add(http::Router& router, const char* pattern, const char* summary, http::Handler handler) {
  http::Route route;
  route.pattern = pattern;
  route.audience = http::Audience::asset;
  route.summary = summary;
  route.handler = std::move(handler);
  router.add(std::move(route));
}

}  // namespace

html::Site site_of(Mode mode, html::Theme theme) {
  html::Site site;
  site.theme = std::move(theme);
  site.mode = mode == Mode::practice ? html::Site::Mode::practice : html::Site::Mode::live;
  std::string all;
  for (const embedded::File& file : embedded::web_assets()) all += file.content;
  for (const html::ThemeFile& file : site.theme.files) all += file.content;
  site.asset_version = hex(crypto::sha256(all)).substr(0, 12);
  return site;
}

void add_program_files(http::Router& router, const html::Site& site) {
  add(router, "/assets/{file}", "Style sheet, script and icon", [&site](const http::Request& request) {
    for (const embedded::File& file : embedded::web_assets())
      if (file.name == request.param("file"))
        return file_response(std::string(file.content), http::media_type_of(file.name), request, site.asset_version);
    return http::problem(Error{ErrorKind::not_found, "file-not-found", "", {}}, request);
  });
  add(router, "/theme/{file}", "Colours, logo and fonts of the municipality", [&site](const http::Request& request) {
    if (const html::ThemeFile* file = site.theme.file(request.param("file")))
      return file_response(file->content, file->content_type, request, site.asset_version);
    return http::problem(Error{ErrorKind::not_found, "file-not-found", "", {}}, request);
  });
}

}  // namespace sas
