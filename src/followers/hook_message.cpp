#include "followers/hook_message.h"

#include <fmt/format.h>

#include "base/json.h"
#include "base/text.h"
#include "crypto/hmac.h"

namespace sas::followers {
namespace {

constexpr std::size_t longest_url = 500;
constexpr std::size_t largest_answer = 16 * 1024;

std::string body_of(std::string_view type, json::Object data, Instant now) {
  return json::write(json::Object{{"type", type}, {"timestamp", format_iso_instant(now)}, {"data", std::move(data)}});
}

bool is_plain(std::string_view url) {
  for (const char c : url)
    if (static_cast<unsigned char>(c) <= 0x20 || static_cast<unsigned char>(c) >= 0x7F || c == '"' || c == '\\')
      return false;
  return true;
}

}  // namespace

Result<std::string> checked_hook_url(std::string_view typed) {
  constexpr std::string_view scheme = "https://";
  const std::string_view url = trim(typed);
  const auto wrong = [] {
    return fail(Error{ErrorKind::invalid, "hook-url-invalid", "", {{"url", "hook-url-invalid"}}});
  };
  if (!url.starts_with(scheme) || url.size() > longest_url || !is_plain(url)) return wrong();
  const std::string_view host = url.substr(scheme.size(), url.find_first_of("/?#", scheme.size()) - scheme.size());
  const std::size_t dot = host.find('.');
  // What stands before "@" is no host (RFC 3986 clause 3.2.1), and a name without a dot is one of our own network.
  if (host.find('@') != std::string_view::npos || dot == 0 || dot == std::string_view::npos || host.ends_with('.'))
    return wrong();
  return std::string(url.substr(0, url.find('#')));
}

std::string shown_secret(std::string_view secret) {
  return "whsec_" + base64(secret);
}

std::string question_body(std::string_view dataset, std::string_view challenge, Instant now) {
  return body_of("webhook.question", {{"dataset", dataset}, {"challenge", challenge}}, now);
}

std::string release_body(const releases::Published& published, const std::string& public_url, Instant now) {
  const releases::Release& release = published.release;
  const std::string page = public_url + "/data/" + url_encode(release.dataset);
  json::Array files;
  for (const releases::File& file : release.files)
    files.push_back(
        json::Object{{"format", file.format},
                     {"url", fmt::format("{}/versies/{}/{}", page, release.number, url_encode(file.format))},
                     {"sha256", file.sha256},
                     {"bytes", file.bytes}});
  return body_of("release.published",
                 {{"dataset", release.dataset},
                  {"release", release.number},
                  {"at", format_iso_instant(release.at)},
                  {"page", page},
                  {"changed", json::Object{{"nl", release.changed.nl}, {"en", release.changed.en}}},
                  {"files", std::move(files)}},
                 now);
}

std::string withdrawn_body(const releases::DataSetHistory& history, const std::string& public_url, Instant now) {
  json::Array gone;
  for (const auto& published : history.releases)
    if (published->tombstone)
      gone.push_back(json::Object{
          {"release", published->release.number},
          {"reason", json::Object{{"nl", published->tombstone->reason.nl}, {"en", published->tombstone->reason.en}}}});
  return body_of("release.withdrawn",
                 {{"dataset", history.dataset},
                  {"page", public_url + "/data/" + url_encode(history.dataset)},
                  {"releases", std::move(gone)}},
                 now);
}

http::ClientRequest signed_message(std::string url, std::string_view secret, const std::string& id, Instant now,
                                   std::string body) {
  const std::string at = std::to_string(to_millis(now) / 1000);
  const std::string signature = base64(crypto::hmac_sha256(secret, id + "." + at + "." + body));
  http::ClientRequest out;
  out.method = http::Method::post;
  out.url = std::move(url);
  out.headers = {{"Content-Type", "application/json"},
                 {"Webhook-Id", id},
                 {"Webhook-Timestamp", at},
                 {"Webhook-Signature", "v1," + signature}};
  out.body = std::move(body);
  out.max_response = largest_answer;
  return out;
}

}  // namespace sas::followers
