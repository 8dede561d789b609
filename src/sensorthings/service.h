#pragma once
#include <memory>
#include <string>
#include <string_view>

#include "http/message.h"
#include "sensorthings/core.h"
#include "sensorthings/gate.h"
#include "sensorthings/observation_door.h"
#include "sensorthings/write.h"

/// From a method, an address and a body to an answer: what HTTP and $batch have in common.
namespace sas::sensorthings {

struct Question {
  http::Method method = http::Method::get;
  std::string_view path;   ///< behind the root, decoded, without a slash in front; empty: the root document
  std::string_view query;  ///< raw
  std::string_view body;
  BodyKind kind = BodyKind::json;
  std::string_view content_type{};  ///< as the client said; matters to $batch only
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

  /// The answer to a request. That to a POST of one Observation comes when it is durable, and no thread waits for it;
  /// until then `self` lives on.
  [[nodiscard]] static http::Response handle(const std::shared_ptr<Service>& self, const http::Request& request);
  [[nodiscard]] Result<Reply> answer(const Question& question, const Access& access);

  [[nodiscard]] Core& core() { return core_; }
  [[nodiscard]] const std::string& base() const { return base_; }

 private:
  [[nodiscard]] Result<Reply> get(const Question& question, const Access& access);
  [[nodiscard]] Result<Reply> post(const Question& question, const Access& access);
  [[nodiscard]] Result<Reply> change(const Question& question, const ResourcePath& path, const Access& access);
  [[nodiscard]] Result<Reply> create_observations(const Question& question, const Access& access);
  [[nodiscard]] Reply created(const Observed& made) const;
  [[nodiscard]] static http::Response observe_later(const std::shared_ptr<Service>& self, Observed made,
                                                    const http::Request& request);
  /// None: what is asked for is one answer.
  [[nodiscard]] static std::optional<Result<http::Response>> events(const std::shared_ptr<Service>& self,
                                                                    const Question& question, const Access& access,
                                                                    const http::Request& request);
  [[nodiscard]] std::string root_document() const;

  std::string base_;
  Core core_;
  Gate gate_;
};

/// The answer to $batch, in JSON (18-088 clause 11) or multipart/mixed (OData 4.01 clause 11.7.1): its requests in
/// order; those of one atomicityGroup or change set all or none. Errors are of the whole body.
[[nodiscard]] Result<Reply> answer_batch(Service& service, const Question& question, const Access& access);

}  // namespace sas::sensorthings
