#pragma once
#include <string>
#include <string_view>

#include "http/message.h"
#include "sensorthings/core.h"
#include "sensorthings/gate.h"
#include "sensorthings/write.h"

/// From a method, an address and a body to an answer: what HTTP and $batch have in common.
namespace sas::sensorthings {

struct Question {
  http::Method method = http::Method::get;
  std::string_view path;   ///< behind the root, decoded, without a slash in front; empty: the root document
  std::string_view query;  ///< raw
  std::string_view body;
  BodyKind kind = BodyKind::json;
};

struct Reply {
  int status = 200;
  std::string body;
  std::string type = "application/json";
  std::string location;
};

/// Thread-safe.
class Service {
 public:
  explicit Service(const SensorThingsParts& parts)
      : base_(parts.site + std::string(root_path)), core_(parts), gate_(core_.parts()) {}

  [[nodiscard]] http::Response handle(const http::Request& request);
  [[nodiscard]] Result<Reply> answer(const Question& question, const Access& access);

  [[nodiscard]] Core& core() { return core_; }
  [[nodiscard]] const std::string& base() const { return base_; }

 private:
  [[nodiscard]] Result<Reply> get(const Question& question, const Access& access);
  [[nodiscard]] Result<Reply> post(const Question& question, const Access& access);
  [[nodiscard]] Result<Reply> change(const Question& question, const ResourcePath& path, const Access& access);
  [[nodiscard]] Result<Reply> create_observations(const Question& question, const Access& access);
  [[nodiscard]] std::string root_document() const;

  std::string base_;
  Core core_;
  Gate gate_;
};

/// The answer to $batch (18-088 clause 11, JSON): its requests in order; those of one atomicityGroup all or none.
/// Errors are of the whole body.
[[nodiscard]] Result<Reply> answer_batch(Service& service, std::string_view body, const Access& access);

}  // namespace sas::sensorthings
