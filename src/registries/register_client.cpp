#include "registries/register_client.h"

namespace sas::registries {
namespace {

constexpr std::size_t max_answer = 512 * 1024;

tl::unexpected<Error> unavailable(std::string detail) {
  return fail(ErrorKind::unavailable, "register-unavailable", std::move(detail));
}

}  // namespace

RegisterClient::RegisterClient(std::string name, RegisterSettings settings, const http::Client& client,
                               const Clock& clock, const Logger& logger)
    : name_(std::move(name)), settings_(std::move(settings)), client_(client), clock_(clock), logger_(logger) {}

bool RegisterClient::may_call() const {
  const std::lock_guard lock(mutex_);
  if (failures_ < failures_allowed) return true;
  const Instant now = clock_.now();
  if (now < closed_until_) return false;
  // One call looks whether it works again; the others wait for another pause.
  closed_until_ = now + pause;
  return true;
}

void RegisterClient::note_failure() const {
  const std::lock_guard lock(mutex_);
  ++failures_;
  if (failures_ < failures_allowed) return;
  closed_until_ = clock_.now() + pause;
  logger_.warn("register-paused", {{"register", name_}, {"failures", std::int64_t{failures_}}});
}

void RegisterClient::note_success() const {
  const std::lock_guard lock(mutex_);
  failures_ = 0;
}

Result<json::Object> RegisterClient::call(http::ClientRequest request, const http::Deadline& deadline) const {
  if (!may_call()) return unavailable(name_ + " is left alone for a while");
  request.timeout = patience;
  request.deadline = deadline;
  request.max_response = max_answer;
  request.headers.insert(request.headers.end(), settings_.headers.begin(), settings_.headers.end());
  const auto answer = client_.send(request);
  if (!answer || answer->status >= 500 || answer->status == 429) {
    note_failure();
    return unavailable(name_ + ": " + (answer ? "status " + std::to_string(answer->status) : answer.error().code));
  }
  if (answer->status == 404) {
    note_success();
    return fail(ErrorKind::not_found, "register-unknown", name_);
  }
  if (answer->status != 200) {
    logger_.error("register-refused", {{"register", name_}, {"status", std::int64_t{answer->status}}});
    note_success();
    return fail(ErrorKind::internal, "register-refused", name_ + ": status " + std::to_string(answer->status));
  }
  auto value = json::parse(answer->body);
  if (!value || !value->is_object()) {
    note_failure();
    return unavailable(name_ + ": no JSON object");
  }
  note_success();
  return std::move(value->get_object());
}

Result<json::Object> RegisterClient::get(const std::string& path, const http::Deadline& deadline) const {
  http::ClientRequest request;
  request.url = settings_.base_url + path;
  request.headers = {{"Accept", "application/hal+json, application/json"}};
  return call(std::move(request), deadline);
}

Result<json::Object> RegisterClient::post(const std::string& path, const json::Object& body,
                                          const http::Deadline& deadline) const {
  http::ClientRequest request;
  request.method = http::Method::post;
  request.url = settings_.base_url + path;
  request.headers = {{"Accept", "application/json"}, {"Content-Type", "application/json"}};
  request.body = json::write(body);
  return call(std::move(request), deadline);
}

}  // namespace sas::registries
