#include "messages/mailer.h"

#include "base/json.h"

namespace sas::messages {

Result<Done> WebMailer::send(const Mail& mail) const {
  http::ClientRequest request;
  request.method = http::Method::post;
  request.url = url_;
  request.headers = {{"Content-Type", "application/json"}};
  request.body = json::write(json::Object{
      {"id", mail.id}, {"to", mail.to}, {"subject", mail.subject}, {"text", mail.text}, {"html", mail.html}});
  request.timeout = std::chrono::seconds{5};
  const auto answer = client_.send(request);
  if (!answer) return fail(ErrorKind::unavailable, "mail-unavailable", answer.error().code);
  if (answer->status >= 200 && answer->status < 300) return Done{};
  if (answer->status >= 400 && answer->status < 500 && answer->status != 429)
    return fail(ErrorKind::invalid, "mail-refused", std::to_string(answer->status));
  return fail(ErrorKind::unavailable, "mail-unavailable", std::to_string(answer->status));
}

Result<Done> NoMailer::send(const Mail&) const {
  return fail(ErrorKind::unavailable, "mail-unavailable", "no mail service is set");
}

}  // namespace sas::messages
