#include "people/receive.h"

namespace sas::people {

http::Response receive_body(const Gate& gate, const Visit& visit, PageHandler handler) {
  http::Response granted;
  granted.receive = [&gate, say = visit.say, viewer = visit.viewer, name = visit.name, concerned = visit.concerned_name,
                     token = visit.csrf_token, handler = std::move(handler)](const http::Request& whole) {
    const Visit later{whole, say, viewer, name, concerned, token};
    auto made = handler(later);
    return made ? std::move(*made) : gate.refuse(later, made.error());
  };
  return granted;
}

}  // namespace sas::people
