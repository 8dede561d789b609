#include "http/connection.h"

#include "http/client_address.h"
#include "http/file_body.h"

#include <fmt/format.h>
#include <sys/socket.h>

#include <algorithm>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/redirect_error.hpp>
#include <ctime>
#include <typeinfo>

namespace sas::http::detail {
namespace {

using std::chrono::milliseconds;

constexpr std::size_t read_slack = 4 * 1024;
constexpr std::size_t write_step = 256 * 1024;
constexpr std::size_t file_step = 4 * 1024 * 1024;
constexpr std::size_t short_answer = 1024;
constexpr milliseconds drain_time{250};
// How long, and for how much, an answer waits for its reader while he still sends: simple clients read it after the
// last byte of their body, which can be many times what is allowed. Nothing of it is kept.
constexpr milliseconds sender_time{5'000};
constexpr std::size_t sender_bytes = 64 * 1024 * 1024;

// Carries a coroutine's handler to a worker and back. A named type: GCC 12 handles captures inside a co_await badly.
struct Hop {
  WorkerPool* pool;
  const std::function<void()>* job;
  Executor executor;

  template <typename Handler>
  static void resume(const Executor& on, std::shared_ptr<Handler> kept, bool ran) {
    asio::post(on, [kept = std::move(kept), ran] { std::move (*kept)(ran); });
  }

  template <typename Handler>
  void operator()(Handler handler) const {
    auto kept = std::make_shared<Handler>(std::move(handler));
    // The worker gives its share away before the coroutine goes on, so that no coroutine ends on a worker.
    WorkerPool::Job work = [what = job, on = executor, kept]() mutable {
      (*what)();
      resume(on, std::move(kept), true);
    };
    if (pool->submit(std::move(work)) == WorkerPool::Submitted::full) resume(executor, std::move(kept), false);
  }
};

Refusal slow_header() {
  return {408, {ErrorKind::invalid, "header-too-slow", "the header came too slowly", {}}, "header-timeout"};
}

// HTML standard, "Server-sent events": a line end in a field would begin another field.
void append_field(std::string& out, std::string_view name, std::string_view value) {
  out.append(name).append(": ");
  for (const char c : value)
    if (c != '\r' && c != '\n' && c != '\0') out += c;
  out += '\n';
}

std::string format_event(const ServerEvent& event) {
  std::string out;
  if (!event.id.empty()) append_field(out, "id", event.id);
  if (!event.name.empty()) append_field(out, "event", event.name);
  for (std::string_view rest = event.data;;) {
    const std::size_t end = rest.find('\n');
    append_field(out, "data", rest.substr(0, end));
    if (end == std::string_view::npos) break;
    rest.remove_prefix(end + 1);
  }
  return out + "\n";
}

bool is_nothing(const ServerEvent& event) {
  return event.id.empty() && event.name.empty() && event.data.empty();
}

}  // namespace

Refusal too_busy(std::string_view reason) {
  return {503, {ErrorKind::unavailable, "too-busy", "the server is busy; try again", {}}, reason};
}

Refusal body_over(std::uint64_t limit) {
  return {
      413, {ErrorKind::too_large, "body-too-large", fmt::format("the limit is {} bytes", limit), {}}, "body-too-large"};
}

std::string ClientCounts::key_of(const asio::ip::address& address) {
  if (address.is_v4()) {
    const auto bytes = address.to_v4().to_bytes();
    return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
  }
  const auto six = address.to_v6();
  if (six.is_v4_mapped()) return key_of(asio::ip::make_address_v4(asio::ip::v4_mapped, six));
  const auto bytes = six.to_bytes();
  return {reinterpret_cast<const char*>(bytes.data()), 8};
}

ClientCounts::Admitted ClientCounts::enter(const std::string& key, std::size_t limit) {
  const std::lock_guard lock(mutex_);
  std::size_t& count = counts_[key];
  if (limit > 0 && count >= limit) return Admitted::too_many;
  ++count;
  return Admitted::yes;
}

void ClientCounts::leave(const std::string& key) {
  const std::lock_guard lock(mutex_);
  const auto at = counts_.find(key);
  if (at != counts_.end() && --at->second == 0) counts_.erase(at);
}

const std::string& IoThread::date_line() {
  const std::time_t now = std::chrono::system_clock::to_time_t(std::chrono::system_clock::now());
  if (now == date_second) return date;
  date_second = now;
  std::tm utc{};
  ::gmtime_r(&now, &utc);
  // RFC 9110 clause 5.6.7; names are English whatever the locale.
  static constexpr const char* days[] = {"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
  static constexpr const char* months[] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                           "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
  date = fmt::format("Date: {}, {:02} {} {} {:02}:{:02}:{:02} GMT\r\n", days[utc.tm_wday], utc.tm_mday,
                     months[utc.tm_mon], utc.tm_year + 1900, utc.tm_hour, utc.tm_min, utc.tm_sec);
  return date;
}

void AnswerDoor::pass(const Executor& executor, std::weak_ptr<Connection> connection, std::uint64_t number,
                      Response response) {
  const std::lock_guard lock(mutex_);
  if (!open_) return;
  asio::post(executor, [connection = std::move(connection), number, response = std::move(response)]() mutable {
    if (const auto there = connection.lock()) there->take_answer(number, std::move(response));
  });
}

void AnswerDoor::shut() {
  const std::lock_guard lock(mutex_);
  open_ = false;
}

Shared::Shared(const ServerSettings& server_settings, const ServerParts& parts)
    : settings(server_settings),
      logger(parts.logger),
      edge(settings, parts),
      pool(server_settings.workers, server_settings.max_queue) {}

Connection::Connection(Shared& shared, IoThread& thread, std::unique_ptr<Stream> stream, std::string client,
                       std::string peer)
    : shared_(shared),
      thread_(thread),
      stream_(std::move(stream)),
      client_(std::move(client)),
      peer_(std::move(peer)),
      buffer_(shared.settings.max_header + read_slack) {}

Connection::~Connection() {
  thread_.connections.erase(this);
  shared_.clients.leave(client_);
  {
    const std::lock_guard lock(shared_.mutex);
    shared_.live->connections.fetch_sub(1, std::memory_order_relaxed);
  }
  shared_.connection_ended.notify_all();
}

void Connection::start() {
  thread_.connections.insert(this);
  auto self = shared_from_this();
  const auto ended = [&shared = shared_](const std::exception_ptr& failure) {
    if (!failure) return;
    try {
      std::rethrow_exception(failure);
    } catch (const std::exception& e) {
      shared.logger.error("connection-failed", {{"exception", typeid(e).name()}});
    }
  };
  asio::co_spawn(thread_.context.get_executor(), run(std::move(self)), ended);
  if (shared_.stopping) drain(SteadyClock::now());
}

void Connection::allow(milliseconds time) {
  allow_until(SteadyClock::now() + time);
}

void Connection::allow_until(SteadyClock::time_point deadline) {
  deadline_ = deadline;
  timed_out_ = false;
}

void Connection::sweep(SteadyClock::time_point now) {
  if (now < deadline_) return;
  stop_timing();
  timed_out_ = true;
  stream_->cancel();
}

void Connection::drain(SteadyClock::time_point now) {
  // A request that is on the wire at this moment still gets its answer; what only waits for the client's end does not.
  if (waiting_ == Waiting::idle) deadline_ = std::min(deadline_, now + drain_time);
  if (pausing_ != nullptr) pausing_->cancel();
}

void Connection::force_close() {
  closed_ = true;
  if (pausing_ != nullptr) pausing_->cancel();
  stream_->close();
}

Task<void> Connection::run(std::shared_ptr<Connection> self) {
  Connection& c = *self;
  c.allow(c.shared_.settings.header_timeout);
  if (!co_await c.stream_->open()) {
    c.shared_.edge.count_refused("tls-handshake");
    co_return;
  }
  while (co_await c.serve_one() == Next::another && !c.closed_) {
  }
  c.stream_->close();
}

Task<std::size_t> Connection::fill() {
  if (begin_ > 0) {
    std::copy(buffer_.begin() + static_cast<std::ptrdiff_t>(begin_),
              buffer_.begin() + static_cast<std::ptrdiff_t>(end_), buffer_.begin());
    end_ -= begin_;
    begin_ = 0;
  }
  if (closed_ || end_ == buffer_.size()) co_return 0;
  const std::span<char> space(buffer_.data() + end_, buffer_.size() - end_);
  const std::size_t n = co_await stream_->read(space);
  end_ += n;
  co_return n;
}

void Connection::feed(RequestParser& parser) {
  begin_ += parser.put(pending());
}

// True when the header is complete or refused; false when the connection is to be closed without an answer.
Task<bool> Connection::read_header(RequestParser& parser) {
  const ServerSettings& settings = shared_.settings;
  allow(first_request_ ? settings.header_timeout : settings.idle_timeout);
  bool begun = false;
  for (;;) {
    // RFC 9112 clause 2.2: an empty line before the request is ignored.
    if (!begun && pending().starts_with("\r\n")) begin_ += 2;
    if (!pending().empty()) {
      if (!begun) allow(settings.header_timeout);
      begun = true;
      feed(parser);
      if (parser.refusal() || parser.phase() != RequestParser::Phase::header) co_return true;
    }
    waiting_ = begun ? Waiting::no : Waiting::idle;
    if (shared_.stopping) drain(SteadyClock::now());
    const std::size_t n = co_await fill();
    waiting_ = Waiting::no;
    if (n > 0) continue;
    header_late_ = timed_out_ && begun && !shared_.stopping;
    co_return header_late_;
  }
}

void Connection::take_header(RequestParser& parser, Exchange& exchange) const {
  exchange.begun = SteadyClock::now();
  exchange.request.deadline.at = exchange.begun + shared_.settings.request_deadline;
  exchange.method_text = std::move(parser.method());
  exchange.request.raw_target = std::move(parser.target());
  if (exchange.method_text == "HEAD") exchange.request.method = Method::head;
}

SteadyClock::time_point Connection::body_deadline(SteadyClock::time_point start, std::size_t received,
                                                  std::size_t limit) const {
  const ServerSettings& s = shared_.settings;
  const auto at_rate = [&](std::size_t bytes) {
    return milliseconds(bytes * 1000 / std::max<std::size_t>(s.min_body_rate, 1));
  };
  return start + std::min(s.body_grace + at_rate(received), std::max(s.body_timeout, at_rate(limit)));
}

std::optional<Refusal> Connection::judge_expectation(const RequestParser& parser, const Exchange& exchange) const {
  if (exchange.request.header("expect").empty() || parser.expects_continue()) return std::nullopt;
  return Refusal{417, {ErrorKind::unsupported, "expectation", "only 100-continue is supported", {}}, "expectation"};
}

std::optional<Refusal> Connection::judge_body(const RequestParser& parser, const Exchange& exchange) const {
  const auto length = parser.content_length();
  const std::size_t limit = exchange.route->max_body;
  if (length && *length > limit) return body_over(limit);
  if (auto refusal = judge_expectation(parser, exchange)) return refusal;
  const auto buffered =
      static_cast<std::size_t>(std::max<std::int64_t>(0, shared_.live->buffered.load(std::memory_order_relaxed)));
  if (buffered + length.value_or(0) > shared_.settings.max_buffered) return too_busy("body-memory");
  return std::nullopt;
}

Task<bool> Connection::say_continue(const RequestParser& parser) {
  static constexpr std::string_view go_on = "HTTP/1.1 100 Continue\r\n\r\n";
  if (!parser.expects_continue() || !pending().empty() || parser.phase() != RequestParser::Phase::body) co_return true;
  allow(shared_.settings.write_timeout);
  co_return co_await stream_->write(go_on, {});
}

// Why nothing more of a body comes, when that is known; without it the client is gone.
std::optional<Refusal> Connection::stopped_body() const {
  if (timed_out_)
    return Refusal{408, {ErrorKind::invalid, "body-timeout", "the body came too slowly", {}}, "body-timeout"};
  // A chunk header that fills the buffer without an end.
  if (end_ == buffer_.size()) return Refusal{400, {ErrorKind::invalid, "bad-request", "bad chunk", {}}, "bad-request"};
  return std::nullopt;
}

// `buffered` counts what the bodies of all connections hold.
Task<void> Connection::read_body(RequestParser& parser, Exchange& exchange, std::optional<Refusal>& refusal) {
  Tally buffered(shared_.live->buffered);
  const std::size_t limit = exchange.route->max_body;
  parser.limit_body(limit);
  const auto start = SteadyClock::now();
  if (!co_await say_continue(parser)) co_return;
  std::size_t received = 0;
  for (;;) {
    const std::size_t before = pending().size();
    feed(parser);
    received += before - pending().size();
    refusal = parser.refusal();
    if (refusal || parser.phase() == RequestParser::Phase::done) break;
    allow_until(body_deadline(start, received, limit));
    const std::size_t n = co_await fill();
    if (n == 0) {
      refusal = stopped_body();
      break;
    }
    const auto total = buffered.add(static_cast<std::int64_t>(n));
    if (static_cast<std::size_t>(std::max<std::int64_t>(total, 0)) > shared_.settings.max_buffered)
      refusal = too_busy("body-memory");
    if (refusal) break;
  }
  stop_timing();
  // The clock of the handler begins when it could begin: a slow line is not the handler's fault.
  exchange.request.deadline.at = SteadyClock::now() + shared_.settings.request_deadline;
}

Task<Connection::Next> Connection::answer_refusal(RequestParser& parser, Exchange& exchange, const Refusal& refusal) {
  const Next next = parser.phase() == RequestParser::Phase::done && refusal.status == 503 ? Next::another : Next::close;
  const Reply reply = shared_.edge.refuse(exchange, refusal);
  co_return co_await send(reply, next);
}

Task<Connection::Next> Connection::serve_one() {
  RequestParser parser(shared_.settings.max_header, shared_.settings.max_target);
  if (!co_await read_header(parser)) co_return Next::close;
  first_request_ = false;
  stop_timing();
  Exchange exchange;
  take_header(parser, exchange);
  exchange.request.headers = parser.headers();
  exchange.request.client = client_behind(peer_, parser.headers(), shared_.settings.trusted_proxies);
  exchange.request.from_loopback = is_loopback(peer_) && !was_forwarded(parser.headers());
  if (header_late_) {
    const Refusal late = slow_header();
    co_return co_await answer_refusal(parser, exchange, late);
  }
  if (parser.refusal()) {
    const Refusal refusal = *parser.refusal();
    co_return co_await answer_refusal(parser, exchange, refusal);
  }
  std::optional<Reply> early = shared_.edge.admit(exchange);
  std::optional<Refusal> refusal;
  if (!early && exchange.route->spool) co_return co_await serve_upload(parser, exchange);
  if (!early) {
    refusal = judge_body(parser, exchange);
    if (!refusal && parser.phase() == RequestParser::Phase::body) co_await read_body(parser, exchange, refusal);
    if (refusal) co_return co_await answer_refusal(parser, exchange, *refusal);
    if (parser.phase() != RequestParser::Phase::done) co_return Next::close;  // the client went away
  }
  const Next next = parser.keep_alive() && parser.phase() == RequestParser::Phase::done ? Next::another : Next::close;
  if (early) co_return co_await send(*early, next);

  exchange.request.body = std::move(parser.body());
  const std::function<Reply()> handle = [&] { return shared_.edge.handle(exchange); };
  co_return co_await answer_on_pool(parser, exchange, handle);
}

Task<Connection::Next> Connection::answer_on_pool(RequestParser& parser, Exchange& exchange,
                                                  const std::function<Reply()>& make) {
  const Next next = parser.keep_alive() && parser.phase() == RequestParser::Phase::done ? Next::another : Next::close;
  Reply reply;
  Tally in_flight(shared_.live->in_flight);
  in_flight.add(1);
  shared_.live->queued.fetch_add(1, std::memory_order_relaxed);
  const std::uint64_t number = ++awaited_;
  const std::function<void()> job = [&] {
    shared_.live->queued.fetch_sub(1, std::memory_order_relaxed);
    if (shared_.abandoned) return;
    reply = make();
    if (reply.later) shared_.edge.ask_later(exchange, reply, answer_to(number));
  };
  const bool ran = co_await on_pool(job);
  if (!ran) {
    shared_.live->queued.fetch_sub(1, std::memory_order_relaxed);
    const Refusal full = too_busy("queue-full");
    co_return co_await answer_refusal(parser, exchange, full);
  }
  if (reply.later) reply = co_await later_reply(exchange);
  if (reply.status == 0) co_return Next::close;
  co_return co_await send(reply, next);
}

// Called by a worker: touches nothing of this connection, on which a late answer to an earlier request may just come
// in.
Answer Connection::answer_to(std::uint64_t number) {
  return Answer([door = shared_.answers, executor = thread_.context.get_executor(), self = weak_from_this(),
                 number](Response response) { door->pass(executor, self, number, std::move(response)); });
}

void Connection::take_answer(std::uint64_t number, Response response) {
  if (number != awaited_) return;  // too late: the request was answered without it
  answer_ = std::move(response);
  if (pausing_ != nullptr) pausing_->cancel();
}

Task<std::optional<Response>> Connection::await_answer(SteadyClock::time_point until) {
  while (!answer_ && !closed_) {
    const auto left = std::chrono::ceil<milliseconds>(until - SteadyClock::now());
    if (left <= milliseconds{0}) break;
    co_await pause(left);
  }
  ++awaited_;
  co_return std::exchange(answer_, std::nullopt);
}

Task<Reply> Connection::later_reply(Exchange& exchange) {
  Reply reply;
  std::optional<Response> answer = co_await await_answer(exchange.request.deadline.at);
  if (closed_) co_return reply;
  // A short answer is made here; a long one may have to be compressed, which is no work for this thread.
  if (!answer || answer->body.size() <= short_answer) {
    reply = shared_.edge.complete(exchange, std::move(answer));
    co_return reply;
  }
  const std::function<void()> job = [&] { reply = shared_.edge.complete(exchange, std::move(answer)); };
  if (!co_await on_pool(job)) reply = shared_.edge.complete(exchange, std::nullopt);
  co_return reply;
}

Task<bool> Connection::on_pool(const std::function<void()>& job) {
  const Hop hop{&shared_.pool, &job, thread_.context.get_executor()};
  const bool ran = co_await asio::async_initiate<const asio::use_awaitable_t<Executor>, void(bool)>(hop, use_task);
  co_return ran;
}

Task<Connection::Next> Connection::send(const Reply& reply, Next next) {
  if (shared_.stopping || reply.events) next = Next::close;
  const std::string head = fmt::format("{}{}Connection: {}\r\n\r\n", reply.head, thread_.date_line(),
                                       next == Next::another ? "keep-alive" : "close");
  allow(shared_.settings.write_timeout);
  const std::string_view body = reply.body;
  const std::string_view first = body.substr(0, write_step);
  bool written = co_await stream_->write(head, first);
  if (written && body.size() > first.size()) written = co_await send_body(body.substr(first.size()));
  if (written && reply.file.file) written = co_await send_file(reply.file);
  if (written && reply.events) co_await send_events(reply);
  if (written && next == Next::close) co_await linger();
  stop_timing();
  co_return written ? next : Next::close;
}

// In steps, each with its own time: a large body on a slow line is fine as long as it moves.
Task<bool> Connection::send_body(std::string_view body) {
  while (!body.empty()) {
    const std::string_view step = body.substr(0, write_step);
    allow(shared_.settings.write_timeout);
    if (!co_await stream_->write(step, {})) co_return false;
    body.remove_prefix(step.size());
  }
  co_return true;
}

// As send_body. A file that turns out shorter than it was when it was opened breaks the connection: the client sees
// fewer bytes than Content-Length said and knows that it has not got all (RFC 9112 clause 8).
Task<bool> Connection::send_file(const FileBody& body) {
  std::uint64_t at = body.offset, left = body.length;
  while (left > 0) {
    allow(shared_.settings.write_timeout);
    const std::size_t sent =
        co_await stream_->send_file(body.file->descriptor(), at, std::min<std::uint64_t>(left, file_step));
    if (sent == 0) co_return false;
    at += sent;
    left -= sent;
  }
  co_return true;
}

bool Connection::peer_is_gone() const {
  char byte = 0;
  return ::recv(stream_->socket().native_handle(), &byte, 1, MSG_PEEK | MSG_DONTWAIT) == 0;
}

Task<bool> Connection::send_event(const ServerEvent& event) {
  const std::string text = format_event(event);
  allow(shared_.settings.write_timeout);
  const bool written = co_await stream_->write(text, {});
  stop_timing();
  co_return written;
}

Task<void> Connection::send_events(const Reply& reply) {
  static constexpr std::string_view comment = ":\n\n";
  const ServerSettings& settings = shared_.settings;
  Tally streams(shared_.live->streams);
  streams.add(1);
  stop_timing();
  const auto end = SteadyClock::now() + settings.events_max_age;
  auto last_sent = SteadyClock::now();
  while (!closed_ && !shared_.stopping && SteadyClock::now() < end && !peer_is_gone()) {
    std::optional<ServerEvent> event;
    const Deadline deadline{SteadyClock::now() + settings.events_poll};
    const std::function<void()> job = [&] { event = shared_.edge.next_event(reply, deadline); };
    const bool ran = co_await on_pool(job);
    if (ran && !event) co_return;  // the stream has ended
    if (ran && !is_nothing(*event)) {
      if (!co_await send_event(*event)) co_return;
      last_sent = SteadyClock::now();
      continue;
    }
    if (SteadyClock::now() - last_sent >= settings.events_comment) {
      allow(settings.write_timeout);
      if (!co_await stream_->write(comment, {})) co_return;
      stop_timing();
      last_sent = SteadyClock::now();
    }
    if (shared_.stopping) co_return;
    co_await pause(settings.events_poll);
  }
}

Task<void> Connection::pause(milliseconds time) {
  Timer timer(thread_.context, time);
  boost::system::error_code ec;
  auto token = asio::redirect_error(use_task, ec);
  pausing_ = &timer;
  co_await timer.async_wait(token);
  pausing_ = nullptr;
}

// Closing with unread bytes makes the kernel send a reset, which can destroy the answer on its way (RFC 9112
// clause 9.6).
Task<void> Connection::linger() {
  const auto end = SteadyClock::now() + (shared_.stopping ? drain_time : sender_time);
  allow_until(end);
  waiting_ = Waiting::idle;
  co_await stream_->finish();
  std::size_t dropped = 0;
  while (!timed_out_ && dropped < sender_bytes) {
    begin_ = end_ = 0;
    allow_until(shared_.stopping ? std::min(end, SteadyClock::now() + drain_time) : end);
    const std::size_t n = co_await fill();
    if (n == 0) break;
    dropped += n;
  }
}

}  // namespace sas::http::detail
