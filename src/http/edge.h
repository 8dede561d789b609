#pragma once
#include <atomic>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "http/compress.h"
#include "http/server.h"
#include "http/spool.h"
#include "http/trace.h"

/// What happens to a request between the socket and the handler, and to a response on its way back. Knows no sockets.
namespace sas::http::detail {

/// Figures that gauges read; shared, because a registry may outlive its server.
struct Live {
  std::atomic<std::int64_t> connections{0};
  std::atomic<std::int64_t> in_flight{0};
  std::atomic<std::int64_t> queued{0};
  std::atomic<std::int64_t> streams{0};
  std::atomic<std::int64_t> buffered{0};  ///< bytes of bodies
  std::atomic<std::int64_t> uploads{0};   ///< bodies on their way to the disk
};

/// Why a request is not given to a handler. `reason` is a metric label; `error.code` is often the same word.
struct Refusal {
  int status = 400;
  Error error;
  std::string_view reason;
};

/// Ready to be written, or, with `later`, still to come.
struct Reply {
  int status = 0;    ///< 0: there is none
  std::string head;  ///< status line and fields, complete but for Date, Connection and the empty line
  std::string body;
  std::function<std::optional<ServerEvent>(const Deadline&)> events;
  FileBody file{};  ///< instead of `body`
  std::function<void(Answer)> later;
};

/// One request on its way. Used by one thread at a time.
struct Exchange {
  Request request;
  std::string method_text;
  std::string_view raw_query;    ///< into request.raw_target
  const Route* route = nullptr;  ///< none: refused or not found
  Trace trace;
  std::chrono::steady_clock::time_point begun{};
};

/// A body that may come: what its header was answered with, and its place in the spool.
struct Admission {
  Response granted;
  std::shared_ptr<SpoolPlace> place;
};

/// Why a body does not go to the disk.
[[nodiscard]] Refusal upload_refusal(Error error);

class Edge {
 public:
  Edge(const ServerSettings& settings, const ServerParts& parts);

  /// Reads target and route from the header. None when the request goes on to the handler; else the answer (redirect,
  /// 404, 405, ...).
  [[nodiscard]] std::optional<Reply> admit(Exchange& exchange);
  /// Runs the handler. Never throws.
  [[nodiscard]] Reply handle(Exchange& exchange);
  /// Asks the handler of a route with a spool about the header, and the spool for a place for `expected` bytes; the
  /// reply when the body may not come. Never throws.
  [[nodiscard]] std::variant<Admission, Reply> admit_upload(Exchange& exchange, std::uint64_t expected);
  /// The token against forged posts, once the fields before the first file are there.
  [[nodiscard]] Result<Done> check_upload(const Exchange& exchange) const;
  /// What is answered instead of reading on, once the fields before the first file are there. Never throws.
  [[nodiscard]] std::optional<Reply> before_files(Exchange& exchange, const Response& granted);
  /// Answers a body that came. Never throws.
  [[nodiscard]] Reply receive(Exchange& exchange, const Response& granted);
  /// Asks for an answer that comes later. Never throws: an answer that cannot be asked for is 500.
  void ask_later(const Exchange& exchange, const Reply& reply, Answer answer);
  /// The reply when it came; none: it did not come in time. Never throws.
  [[nodiscard]] Reply complete(Exchange& exchange, std::optional<Response> response);
  /// The answer to what breaks a rule of HTTP or a limit; counted by reason. The exchange may hold no more than what
  /// was understood.
  [[nodiscard]] Reply refuse(Exchange& exchange, Refusal refusal);
  /// Counts a connection that is closed without an answer.
  void count_refused(std::string_view reason);
  /// The next event. Never throws: a failing source ends its stream.
  [[nodiscard]] std::optional<ServerEvent> next_event(const Reply& reply, const Deadline& deadline);

 private:
  [[nodiscard]] Reply finish(Exchange& exchange, Response response);
  [[nodiscard]] Response run(Exchange& exchange);
  [[nodiscard]] Response attempt(const Exchange& exchange, const std::function<Response()>& work);
  [[nodiscard]] Response forged(const Exchange& exchange, const Error& error);
  [[nodiscard]] Reply reply_to(Exchange& exchange, Response response);
  [[nodiscard]] Response error_response(const Exchange& exchange, const Error& error, int status);
  [[nodiscard]] Reply redirect(Exchange& exchange, const Match& match);
  void apply_rules(const Exchange& exchange, Response& response) const;
  void encode_body(const Exchange& exchange, Response& response);
  void record(const Exchange& exchange, int status, std::size_t bytes);
  [[nodiscard]] Histogram& histogram_for(const Exchange& exchange, int status);

  ServerParts parts_;
  std::string security_headers_;
  std::string content_policy_;
  CompressionCache cache_;
  /// By route and status class; filled when first used, so that the metrics page shows only what has happened.
  std::vector<std::atomic<Histogram*>> histograms_;
};

}  // namespace sas::http::detail
