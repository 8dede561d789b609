#pragma once
#include <string>
#include <string_view>

#include "http/client.h"
#include "releases/public_reader.h"

/// What is sent to a program of somebody else. Signed as Standard Webhooks says (standardwebhooks.com, version 1):
/// receivers have libraries for it. Pure.
namespace sas::followers {

/// Where messages may go: https, a name with a dot or a public address, no name or password in it, at most 500 bytes.
/// A name that leads inside is found out when it is connected to (http/public_client.h). Error `hook-url-invalid`.
[[nodiscard]] Result<std::string> checked_hook_url(std::string_view typed);

/// The secret as its owner gets it: "whsec_" and base64.
[[nodiscard]] std::string shown_secret(std::string_view secret);

/// Bodies, as JSON. `public_url` is without a slash at the end.
[[nodiscard]] std::string question_body(std::string_view dataset, std::string_view challenge, Instant now);
[[nodiscard]] std::string release_body(const releases::Published& published, const std::string& public_url,
                                       Instant now);
[[nodiscard]] std::string withdrawn_body(const releases::DataSetHistory& history, const std::string& public_url,
                                         Instant now);

/// `id` stays the same when a message is tried again.
[[nodiscard]] http::ClientRequest signed_message(std::string url, std::string_view secret, const std::string& id,
                                                 Instant now, std::string body);

}  // namespace sas::followers
