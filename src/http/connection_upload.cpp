#include <algorithm>

#include "http/connection.h"

// Bodies that go to the disk while they arrive. The thread of the sockets only gathers pieces: splitting, checking and
// writing are work for the pool, one piece at a time, and while a piece is written nothing more is read. So a slow disk
// slows the sender down and nobody else.
namespace sas::http::detail {
namespace {

using std::chrono::milliseconds;

constexpr std::size_t kPiece = 256 * 1024;
constexpr milliseconds kRetry{50};

// What went wrong inside is told as such: jobs on the pool must not throw.
std::optional<Refusal> attempt(const std::function<Result<Done>()>& work) {
  try {
    auto done = work();
    if (done) return std::nullopt;
    return upload_refusal(std::move(done).error());
  } catch (const std::exception&) {
    return Refusal{500, {ErrorKind::internal, "internal", "", {}}, "upload-failed"};
  }
}

}  // namespace

SteadyClock::time_point Connection::upload_deadline(SteadyClock::time_point start, std::uint64_t received,
                                                    const Spool& spool) const {
  const ServerSettings& s = shared_.settings;
  const milliseconds at_rate(received * 1000 / std::max<std::size_t>(s.min_body_rate, 1));
  return std::min({SteadyClock::now() + spool.settings().silence, start + s.body_grace + at_rate,
                   start + spool.settings().longest});
}

Task<Connection::Next> Connection::serve_upload(RequestParser& parser, Exchange& exchange) {
  const Spool& spool = *exchange.route->spool;
  const std::uint64_t limit = spool.settings().largest + exchange.route->max_body;
  const auto length = parser.content_length();
  std::optional<Refusal> refusal;
  if (length && *length > limit) refusal = body_over(spool.settings().largest);
  if (!refusal) refusal = judge_expectation(parser, exchange);
  if (refusal) co_return co_await answer_refusal(parser, exchange, *refusal);

  std::optional<std::variant<Admission, Reply>> admitted;
  const std::function<void()> ask = [&] {
    if (!shared_.abandoned) admitted = shared_.edge.admit_upload(exchange, length.value_or(0));
  };
  if (!co_await on_pool(ask)) {
    const Refusal full = too_busy("queue-full");
    co_return co_await answer_refusal(parser, exchange, full);
  }
  if (!admitted) co_return Next::close;
  if (const Reply* const instead = std::get_if<Reply>(&*admitted)) {
    const bool is_over = parser.keep_alive() && parser.phase() == RequestParser::Phase::done;
    co_return co_await send(*instead, is_over ? Next::another : Next::close);
  }

  const Response granted = std::move(std::get<Admission>(*admitted).granted);
  std::optional<Reply> instead;
  const std::function<Result<Done>()> check = [&]() -> Result<Done> {
    if (auto genuine = shared_.edge.check_upload(exchange); !genuine) return genuine;
    instead = shared_.edge.before_files(exchange, granted);
    if (instead) return fail(ErrorKind::forbidden, "upload-unwanted");
    return Done{};
  };
  std::optional<BodyIntake> intake;
  intake.emplace(exchange.request, std::move(std::get<Admission>(*admitted).place), exchange.route->max_body, check);
  parser.limit_body(limit);
  co_await receive_upload(parser, *intake, spool, refusal);
  // The clock of the handler begins when it could begin.
  exchange.request.deadline.at = SteadyClock::now() + shared_.settings.request_deadline;
  // Gone before the answer, on the pool: removing a large file takes a while.
  const std::function<void()> let_go = [&] {
    exchange.request.files.clear();
    intake.reset();
  };
  if (refusal || parser.phase() != RequestParser::Phase::done) {
    const bool is_gone = co_await on_pool(let_go);
    if (!is_gone) let_go();
    if (instead) co_return co_await send(*instead, Next::close);
    if (!refusal) co_return Next::close;
    co_return co_await answer_refusal(parser, exchange, *refusal);
  }
  const std::function<Reply()> receive = [&] {
    Reply reply = shared_.edge.receive(exchange, granted);
    let_go();
    return reply;
  };
  co_return co_await answer_on_pool(parser, exchange, receive);
}

Task<void> Connection::receive_upload(RequestParser& parser, BodyIntake& intake, const Spool& spool,
                                      std::optional<Refusal>& refusal) {
  Tally uploads(shared_.live->uploads);
  uploads.add(1);
  if (!co_await say_continue(parser)) co_return;
  const auto start = SteadyClock::now();
  std::uint64_t received = 0;
  for (;;) {
    const std::size_t before = pending().size();
    feed(parser);
    received += before - pending().size();
    refusal = parser.refusal();
    const bool is_over = parser.phase() == RequestParser::Phase::done;
    const std::size_t enough = intake.is_checked() ? kPiece : 1;
    if (!refusal && (is_over || parser.body().size() >= enough)) {
      co_await take_piece(parser.body(), intake, spool, refusal);
      parser.body().clear();
    }
    if (refusal || is_over || closed_) break;
    allow_until(upload_deadline(start, received, spool));
    if (co_await fill() > 0) continue;
    refusal = stopped_body();
    break;
  }
  stop_timing();
  if (refusal || parser.phase() != RequestParser::Phase::done) co_return;
  const std::function<void()> finish = [&] { refusal = attempt([&] { return intake.finish(); }); };
  if (!co_await on_pool(finish)) refusal = too_busy("queue-full");
}

// A pool that is full for a moment does not end an upload of an hour.
Task<void> Connection::take_piece(std::string_view bytes, BodyIntake& intake, const Spool& spool,
                                  std::optional<Refusal>& refusal) {
  stop_timing();
  const std::function<void()> take = [&] { refusal = attempt([&] { return intake.take(bytes); }); };
  const auto until = SteadyClock::now() + spool.settings().silence;
  while (!co_await on_pool(take)) {
    if (closed_ || SteadyClock::now() > until) {
      refusal = too_busy("queue-full");
      co_return;
    }
    co_await pause(kRetry);
  }
}

}  // namespace sas::http::detail
