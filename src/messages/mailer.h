#pragma once
#include <string>

#include "base/result.h"
#include "http/client.h"

namespace sas::messages {

/// An e-mail as it leaves. Personal data: never in logs.
struct Mail {
  std::string id;  ///< stays the same when it is sent again: the receiver keeps one
  std::string to;
  std::string subject;
  std::string text;  ///< plain text
  std::string html;
};

/// Sends mail. Thread-safe. Error `mail-unavailable` (unavailable) when trying later may help, `mail-refused` (invalid)
/// when not.
class Mailer {
 public:
  virtual ~Mailer() = default;
  virtual Result<Done> send(const Mail& mail) const = 0;
};

/// Posts mail as JSON to a mail service: the practice mailbox, or a gateway of the city.
class WebMailer final : public Mailer {
 public:
  WebMailer(const http::Client& client, std::string url) : client_(client), url_(std::move(url)) {}
  Result<Done> send(const Mail& mail) const override;

 private:
  const http::Client& client_;
  std::string url_;
};

/// For a city that has no mail service yet: mail waits in the outbox, nothing is lost.
class NoMailer final : public Mailer {
 public:
  Result<Done> send(const Mail& mail) const override;
};

}  // namespace sas::messages
