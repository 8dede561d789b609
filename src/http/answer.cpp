#include <atomic>
#include <future>

#include "http/message.h"

namespace sas::http {

struct Answer::State {
  explicit State(Give how) : give(std::move(how)) {}
  State(const State&) = delete;
  State& operator=(const State&) = delete;
  ~State() {
    if (given.exchange(true)) return;
    Response forgotten;
    forgotten.status = status_of(ErrorKind::internal);
    give(std::move(forgotten));
  }

  Give give;
  std::atomic<bool> given{false};
};

Answer::Answer(Give give) : state_(std::make_shared<State>(std::move(give))) {}

void Answer::operator()(Response response) const {
  if (!state_->given.exchange(true)) state_->give(std::move(response));
}

Response settled(Response response) {
  if (!response.later) return response;
  // Shared: who answers may still be in set_value when the one who waits goes on.
  const auto promise = std::make_shared<std::promise<Response>>();
  std::future<Response> answer = promise->get_future();
  response.later(Answer([promise](Response given) { promise->set_value(std::move(given)); }));
  return answer.get();
}

}  // namespace sas::http
