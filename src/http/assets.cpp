#include "http/assets.h"

#include <map>
#include <stdexcept>

#include "http/conditional.h"

namespace sas::http {
namespace {

constexpr std::pair<std::string_view, std::string_view> types[] = {
    {".css", "text/css; charset=utf-8"},
    {".js", "text/javascript; charset=utf-8"},
    {".svg", "image/svg+xml"},
    {".html", "text/html; charset=utf-8"},
    {".txt", "text/plain; charset=utf-8"},
    {".json", "application/json"},
    {".webmanifest", "application/manifest+json"},
    {".png", "image/png"},
    {".jpg", "image/jpeg"},
    {".webp", "image/webp"},
    {".ico", "image/x-icon"},
    {".woff2", "font/woff2"},
    {".pdf", "application/pdf"},
};

}  // namespace

struct Assets::Table {
  struct Entry {
    std::string url;
    std::string etag;
    std::string_view content;
    std::string_view type;
  };
  std::map<std::string, Entry, std::less<>> by_name;
  std::map<std::string, const Entry*, std::less<>> by_address;  // the part after /assets/
};

std::string_view media_type_of(std::string_view filename) {
  for (const auto& [extension, type] : types)
    if (filename.ends_with(extension)) return type;
  return "application/octet-stream";
}

Assets::Assets(std::span<const embedded::File> files) {
  auto table = std::make_shared<Table>();
  for (const auto& file : files) {
    const std::string etag = etag_of(file.content);
    const std::string hash = hex(*from_base64(std::string_view(etag).substr(3, etag.size() - 4)));
    const std::string address = hash.substr(0, 12) + "-" + std::string(file.name);
    const auto [at, made] = table->by_name.try_emplace(std::string(file.name));
    if (!made) throw std::logic_error("two assets are called " + std::string(file.name));
    at->second = {"/assets/" + address, etag, file.content, media_type_of(file.name)};
    table->by_address.emplace(address, &at->second);
  }
  table_ = std::move(table);
}

Assets::~Assets() = default;
Assets::Assets(Assets&&) noexcept = default;

const std::string& Assets::url(std::string_view name) const {
  const auto at = table_->by_name.find(name);
  if (at == table_->by_name.end()) throw std::out_of_range("no asset is called " + std::string(name));
  return at->second.url;
}

void Assets::add_to(Router& router) const {
  Route route;
  route.pattern = "/assets/{file}";
  route.audience = Audience::asset;
  route.summary = "A file of the site, kept by browsers for ever";
  route.handler = [table = table_](const Request& request) {
    const auto at = table->by_address.find(request.param("file"));
    if (at == table->by_address.end()) return problem({ErrorKind::not_found, "not-found", "no such file", {}}, request);
    Response response;
    response.body = std::string(at->second->content);
    response.with("Content-Type", std::string(at->second->type));
    response.with("Cache-Control", "public, max-age=31536000, immutable");
    response.with("ETag", at->second->etag);
    return response;
  };
  router.add(std::move(route));
}

}  // namespace sas::http
