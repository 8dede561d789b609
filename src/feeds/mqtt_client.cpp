#include "feeds/mqtt_client.h"

#include <poll.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include <atomic>
#include <cstring>
#include <deque>
#include <map>
#include <mutex>
#include <stdexcept>
#include <thread>

namespace sas::feeds::mqtt {

using std::chrono::milliseconds;
using std::chrono::steady_clock;

namespace {

/// A message that was received and is not acknowledged yet, in the order of receipt.
struct Unacknowledged {
  std::uint64_t number;
  std::uint16_t packet_id;
  bool durable = false;
};

/// Wakes the client's thread out of poll(2).
class Waker {
 public:
  Waker() : fd_(::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)) {
    if (fd_ < 0) throw std::runtime_error("eventfd");
  }
  ~Waker() { ::close(fd_); }
  Waker(const Waker&) = delete;
  Waker& operator=(const Waker&) = delete;
  void wake() const {
    const std::uint64_t one = 1;
    (void)!::write(fd_, &one, sizeof one);
  }
  void drain() const {
    std::uint64_t count = 0;
    (void)!::read(fd_, &count, sizeof count);
  }
  [[nodiscard]] int fd() const { return fd_; }

 private:
  int fd_;
};

}  // namespace

struct Client::Impl : std::enable_shared_from_this<Client::Impl> {
  Impl(ClientOptions o, Receiver r, Random& rnd) : options(std::move(o)), receiver(std::move(r)), random(rnd) {}

  const ClientOptions options;
  const Receiver receiver;
  Random& random;
  Waker waker;
  std::thread thread;
  std::atomic<bool> stopping{false};

  mutable std::mutex mutex;
  ClientStats stats;
  std::deque<Unacknowledged> unacknowledged;   ///< of this connection
  std::uint64_t next_number = 0;               ///< of messages, over all connections
  std::uint64_t first_number = 0;              ///< the first of this connection: older ones will come again
  std::deque<Publish> queue;                   ///< not sent yet
  std::map<std::uint16_t, Publish> in_flight;  ///< sent at QoS 1, not acknowledged by the broker

  // Of the client's thread only.
  std::unique_ptr<Link> link;
  std::string out;
  std::size_t out_at = 0;
  std::uint16_t next_id = 0;
  std::uint16_t window = 65'535;
  std::uint16_t subscribe_id = 0;
  std::chrono::seconds keep_alive{30};
  steady_clock::time_point last_sent, ping_sent;
  bool waits_for_ping = false;
  bool accepted = false;

  void run() {
    milliseconds pause = options.first_pause;
    while (!stopping) {
      const std::string error = one_connection();
      if (accepted) pause = options.first_pause;
      {
        const std::lock_guard lock(mutex);
        stats.connected = false;
        stats.last_error = error;
      }
      if (stopping) break;
      // Full jitter on the upper half: a broker that comes back is not run over by all at once.
      wait(pause / 2 +
           milliseconds{static_cast<std::int64_t>(below(static_cast<std::uint64_t>(pause.count() / 2 + 1)))});
      pause = std::min(pause * 2, options.longest_pause);
    }
  }

  std::uint64_t below(std::uint64_t bound) {
    std::uint64_t value = 0;
    random.fill(std::as_writable_bytes(std::span(&value, 1)));
    return value % bound;
  }

  void wait(milliseconds time) {
    const auto until = steady_clock::now() + time;
    while (!stopping && steady_clock::now() < until) {
      pollfd one{waker.fd(), POLLIN, 0};
      ::poll(&one, 1,
             static_cast<int>(std::chrono::duration_cast<milliseconds>(until - steady_clock::now()).count() + 1));
      waker.drain();
    }
  }

  /// Runs a connection to its end and returns the code of what ended it.
  std::string one_connection() {
    accepted = false;
    auto opened = connect(options.address, options.patience);
    if (!opened) return opened.error().code;
    link = *std::move(opened);
    begin();
    PacketReader reader(options.version);
    const auto deadline = steady_clock::now() + options.patience;
    std::string error;
    while (error.empty() && !stopping) {
      if (!accepted && steady_clock::now() > deadline) return close("mqtt-unreachable");
      error = keep_going();
      if (error.empty()) error = flush();
      if (error.empty()) error = wait_and_read(reader);
    }
    if (error.empty()) {
      out += encode_disconnect();
      (void)flush();
    }
    return close(std::move(error));
  }

  std::string close(std::string error) {
    link.reset();
    const std::lock_guard lock(mutex);
    unacknowledged.clear();
    first_number = next_number;
    return error;
  }

  void begin() {
    out = encode(options.version, options.connect);
    out_at = 0;
    waits_for_ping = false;
    keep_alive = std::chrono::seconds{options.connect.keep_alive};
    last_sent = steady_clock::now();
    window = 65'535;
  }

  std::uint16_t new_id() {
    // in_flight holds fewer than 65,535, so one is free.
    do {
      if (++next_id == 0) next_id = 1;
    } while (in_flight.contains(next_id) || next_id == subscribe_id);
    return next_id;
  }

  /// What wants to leave: acknowledgements of durable messages, publications, a ping.
  std::string keep_going() {
    if (!accepted) return "";
    const auto now = steady_clock::now();
    if (waits_for_ping && now - ping_sent > keep_alive) return "mqtt-silent";
    const std::lock_guard lock(mutex);
    while (!unacknowledged.empty() && unacknowledged.front().durable) {
      out += encode_puback(unacknowledged.front().packet_id);
      unacknowledged.pop_front();
      ++stats.acknowledged;
    }
    // A piece at a time, so that acknowledgements do not wait behind a long queue.
    while (!queue.empty() && out.size() - out_at < 256 * 1024 && in_flight.size() < window) {
      Publish next = std::move(queue.front());
      queue.pop_front();
      if (next.qos == Qos::at_least_once) next.packet_id = new_id();
      out += encode(options.version, next);
      if (next.qos == Qos::at_least_once) {
        const std::uint16_t id = next.packet_id;
        in_flight.emplace(id, std::move(next));
      } else {
        ++stats.published;
      }
    }
    if (keep_alive.count() > 0 && !waits_for_ping && now - last_sent > keep_alive / 2) {
      out += encode_pingreq();
      waits_for_ping = true;
      ping_sent = now;
    }
    return "";
  }

  std::string flush() {
    while (out_at < out.size()) {
      const auto taken = link->write(std::string_view(out).substr(out_at));
      if (!taken) return taken.error().code;
      if (*taken == 0) return "";
      out_at += *taken;
      last_sent = steady_clock::now();
    }
    out.clear();
    out_at = 0;
    return "";
  }

  std::string wait_and_read(PacketReader& reader) {
    pollfd both[] = {{link->descriptor(), static_cast<short>(POLLIN | (out.empty() ? 0 : POLLOUT)), 0},
                     {waker.fd(), POLLIN, 0}};
    ::poll(both, 2, 250);
    if ((both[1].revents & POLLIN) != 0) waker.drain();
    // TLS may hold bytes that poll does not see, so reading goes on until there is nothing.
    for (int i = 0; i < 16; ++i) {
      const auto bytes = link->read();
      if (!bytes) return bytes.error().code;
      if (bytes->empty()) return "";
      reader.add(*bytes);
      for (;;) {
        auto packet = reader.next();
        if (!packet) return packet.error().code;
        if (!*packet) break;
        if (std::string error = std::visit([&](auto& p) { return got(p); }, **packet); !error.empty()) return error;
      }
    }
    return "";
  }

  std::string got(ConnAck& p) {
    if (accepted) return "mqtt-malformed";
    if (p.code != 0)
      return p.code == 5 || p.code == 0x87 || p.code == 4 || p.code == 0x86 ? "mqtt-forbidden" : "mqtt-refused";
    accepted = true;
    window = p.receive_maximum;
    if (p.keep_alive) keep_alive = std::chrono::seconds{*p.keep_alive};
    const std::lock_guard lock(mutex);
    ++stats.connections;
    stats.connected = true;
    stats.last_error.clear();
    // 4.4: what the broker has not acknowledged is sent again under the same number, before anything new.
    for (auto& [id, publish] : in_flight) {
      publish.delivery = Publish::Delivery::again;
      out += encode(options.version, publish);
    }
    if (!options.subscriptions.empty()) {
      // Also in a session that goes on: the list may have changed since, and subscribing again changes nothing.
      subscribe_id = new_id();
      out += encode_subscribe(options.version, subscribe_id, options.subscriptions);
    }
    return "";
  }

  std::string got(Publish& p) {
    if (!accepted) return "mqtt-malformed";
    std::uint64_t number = 0;
    {
      const std::lock_guard lock(mutex);
      ++stats.received;
      if (p.qos == Qos::at_least_once) {
        number = next_number++;
        unacknowledged.push_back({number, p.packet_id, false});
      }
    }
    if (p.qos == Qos::at_most_once) {
      receiver(std::move(p), [] {});
    } else {
      receiver(std::move(p), [self = weak_from_this(), number] {
        if (const auto alive = self.lock()) alive->durable(number);
      });
    }
    return "";
  }

  std::string got(PubAck& p) {
    const std::lock_guard lock(mutex);
    if (in_flight.erase(p.packet_id) > 0) ++stats.published;
    return "";
  }

  std::string got(SubAck& p) {
    if (p.packet_id != subscribe_id) return "mqtt-malformed";
    for (std::size_t i = 0; i < p.codes.size(); ++i) {
      const bool is_wished =
          i < options.subscriptions.size() && options.subscriptions[i].need == Subscription::Need::wished;
      if (p.codes[i] >= 0x80 && !is_wished) return "mqtt-forbidden";
    }
    subscribe_id = 0;
    return "";
  }

  std::string got(PingResp&) {
    waits_for_ping = false;
    return "";
  }

  std::string got(Disconnect&) { return "mqtt-lost"; }

  void durable(std::uint64_t number) {
    bool first = false;
    {
      const std::lock_guard lock(mutex);
      if (number < first_number || unacknowledged.empty() || number < unacknowledged.front().number) return;
      const std::size_t at = number - unacknowledged.front().number;
      if (at >= unacknowledged.size()) return;
      unacknowledged[at].durable = true;
      first = at == 0;
    }
    if (first) waker.wake();
  }
};

Client::Client(ClientOptions options, Receiver receiver, Random& random)
    : impl_(std::make_shared<Impl>(std::move(options), std::move(receiver), random)) {}

Client::~Client() {
  stop();
}

void Client::start() {
  impl_->thread = std::thread([impl = impl_.get()] { impl->run(); });
}

void Client::stop() {
  impl_->stopping = true;
  impl_->waker.wake();
  if (impl_->thread.joinable()) impl_->thread.join();
}

Result<Done> Client::publish(std::string topic, std::string payload, Qos qos) {
  if (topic.empty() || topic.size() > 65'535 || topic.find_first_of("#+") != std::string::npos)
    return fail(ErrorKind::invalid, "mqtt-topic");
  {
    const std::lock_guard lock(impl_->mutex);
    if (impl_->queue.size() + impl_->in_flight.size() >= impl_->options.max_outgoing)
      return fail(ErrorKind::too_many, "mqtt-busy");
    Publish next;
    next.topic = std::move(topic);
    next.payload = std::move(payload);
    next.qos = qos;
    impl_->queue.push_back(std::move(next));
  }
  impl_->waker.wake();
  return Done{};
}

ClientStats Client::stats() const {
  const std::lock_guard lock(impl_->mutex);
  ClientStats out = impl_->stats;
  out.outgoing = impl_->queue.size() + impl_->in_flight.size();
  return out;
}

}  // namespace sas::feeds::mqtt
