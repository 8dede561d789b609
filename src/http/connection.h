#pragma once
#include <array>
#include <boost/asio/steady_timer.hpp>
#include <condition_variable>
#include <mutex>
#include <unordered_map>
#include <unordered_set>

#include "http/body_intake.h"
#include "http/edge.h"
#include "http/request_parser.h"
#include "http/stream.h"
#include "http/worker_pool.h"

/// Private to this room: one client's connection and what all connections share.
namespace sas::http::detail {

using SteadyClock = std::chrono::steady_clock;
using Timer = asio::basic_waitable_timer<SteadyClock, asio::wait_traits<SteadyClock>, Executor>;

class Connection;

/// How many connections each client has. IPv6 clients are counted by /64: one household has that many addresses.
/// Thread-safe.
class ClientCounts {
 public:
  enum class Admitted { yes, too_many };
  [[nodiscard]] static std::string key_of(const asio::ip::address& address);
  [[nodiscard]] Admitted enter(const std::string& key, std::size_t limit);
  void leave(const std::string& key);

 private:
  std::mutex mutex_;
  std::unordered_map<std::string, std::size_t> counts_;
};

/// One thread with its own event loop. The set is touched by that thread only.
struct IoThread {
  std::unordered_set<Connection*> connections;  // outlives the loop, whose coroutines leave it
  asio::io_context context{1};
  asio::executor_work_guard<Executor> work{context.get_executor()};
  Timer sweep{context};
  std::string date;
  std::int64_t date_second = -1;

  /// The Date field for now, made once a second.
  [[nodiscard]] const std::string& date_line();
};

/// The way of answers that come later to their connection, from any thread. Once it is shut nothing is handed on: then
/// there is no loop any more to hand it to.
class AnswerDoor {
 public:
  /// Gives the answer to request `number` of a connection, on its own thread; to nobody when it is gone.
  void pass(const Executor& executor, std::weak_ptr<Connection> connection, std::uint64_t number, Response response);
  void shut();

 private:
  std::mutex mutex_;
  bool open_ = true;
};

struct Shared {
  Shared(const ServerSettings& server_settings, const ServerParts& parts);

  const ServerSettings& settings;
  const Logger& logger;
  std::shared_ptr<Live> live = std::make_shared<Live>();
  Edge edge;
  ClientCounts clients;
  std::atomic<bool> stopping{false};
  std::atomic<bool> abandoned{false};  ///< the grace has passed: queued work is dropped
  std::mutex mutex;
  std::condition_variable connection_ended;
  std::shared_ptr<AnswerDoor> answers = std::make_shared<AnswerDoor>();
  WorkerPool pool;
};

/// Counts while it lives.
class Tally {
 public:
  explicit Tally(std::atomic<std::int64_t>& of) : of_(of) {}
  ~Tally() { of_.fetch_sub(count_, std::memory_order_relaxed); }
  Tally(const Tally&) = delete;
  Tally& operator=(const Tally&) = delete;
  std::int64_t add(std::int64_t by) {
    count_ += by;
    return of_.fetch_add(by, std::memory_order_relaxed) + by;
  }

 private:
  std::atomic<std::int64_t>& of_;
  std::int64_t count_ = 0;
};

/// Why a body is not received beyond a limit, and what is said when the server has too much to do.
[[nodiscard]] Refusal too_busy(std::string_view reason);
[[nodiscard]] Refusal body_over(std::uint64_t limit);

/// Serves requests one after the other until either side closes. Lives on one IoThread; every method is called there. A
/// coroutine holds the shared pointer; deadlines are kept by a sweep over all connections, so that a request costs no
/// timer.
class Connection : public std::enable_shared_from_this<Connection> {
 public:
  Connection(Shared& shared, IoThread& thread, std::unique_ptr<Stream> stream, std::string client, std::string peer);
  ~Connection();
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;

  void start();
  /// Ends what takes too long.
  void sweep(SteadyClock::time_point now);
  /// The server stops: no new requests, streams end.
  void drain(SteadyClock::time_point now);
  void force_close();
  /// The answer to request `number` has come.
  void take_answer(std::uint64_t number, Response response);

 private:
  enum class Next { another, close };
  enum class Waiting { no, idle };  ///< idle: for the client's next request, or for its end

  static Task<void> run(std::shared_ptr<Connection> self);
  Task<Next> serve_one();
  Task<bool> read_header(RequestParser& parser);
  Task<void> read_body(RequestParser& parser, Exchange& exchange, std::optional<Refusal>& refusal);
  Task<Next> serve_upload(RequestParser& parser, Exchange& exchange);
  Task<void> receive_upload(RequestParser& parser, BodyIntake& intake, const Spool& spool,
                            std::optional<Refusal>& refusal);
  Task<void> take_piece(std::string_view bytes, BodyIntake& intake, const Spool& spool,
                        std::optional<Refusal>& refusal);
  Task<Next> answer_on_pool(RequestParser& parser, Exchange& exchange, const std::function<Reply()>& make);
  Task<bool> say_continue(const RequestParser& parser);
  Task<Next> answer_refusal(RequestParser& parser, Exchange& exchange, const Refusal& refusal);
  Task<Next> send(const Reply& reply, Next next);
  Task<bool> send_body(std::string_view body);
  Task<bool> send_file(const FileBody& body);
  Task<void> send_events(const Reply& reply);
  Task<bool> send_event(const ServerEvent& event);
  Task<void> pause(std::chrono::milliseconds time);
  Task<bool> on_pool(const std::function<void()>& job);
  [[nodiscard]] Answer answer_to(std::uint64_t number);
  Task<std::optional<Response>> await_answer(SteadyClock::time_point until);
  Task<Reply> later_reply(Exchange& exchange);
  Task<std::size_t> fill();
  Task<void> linger();

  [[nodiscard]] std::string_view pending() const { return {buffer_.data() + begin_, end_ - begin_}; }
  void feed(RequestParser& parser);
  void take_header(RequestParser& parser, Exchange& exchange) const;
  [[nodiscard]] std::optional<Refusal> judge_expectation(const RequestParser& parser, const Exchange& exchange) const;
  [[nodiscard]] std::optional<Refusal> judge_body(const RequestParser& parser, const Exchange& exchange) const;
  [[nodiscard]] SteadyClock::time_point body_deadline(SteadyClock::time_point start, std::size_t received,
                                                      std::size_t limit) const;
  [[nodiscard]] SteadyClock::time_point upload_deadline(SteadyClock::time_point start, std::uint64_t received,
                                                        const Spool& spool) const;
  [[nodiscard]] std::optional<Refusal> stopped_body() const;
  [[nodiscard]] bool peer_is_gone() const;
  void allow(std::chrono::milliseconds time);
  void allow_until(SteadyClock::time_point deadline);
  void stop_timing() { deadline_ = SteadyClock::time_point::max(); }

  Shared& shared_;
  IoThread& thread_;
  std::unique_ptr<Stream> stream_;
  std::string client_;
  std::string peer_;  ///< the address as text
  std::vector<char> buffer_;
  std::size_t begin_ = 0;
  std::size_t end_ = 0;
  SteadyClock::time_point deadline_ = SteadyClock::time_point::max();
  bool timed_out_ = false;
  bool header_late_ = false;
  bool closed_ = false;
  bool first_request_ = true;
  Waiting waiting_ = Waiting::no;
  Timer* pausing_ = nullptr;
  std::uint64_t awaited_ = 0;  ///< number of the request whose answer may come later
  std::optional<Response> answer_;
};

}  // namespace sas::http::detail
