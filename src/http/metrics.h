#pragma once
#include <atomic>
#include <cstdint>
#include <functional>
#include <initializer_list>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace sas::http {

/// Names and values of labels. Values come from a closed set (route patterns, reasons), never from a visitor.
using Labels = std::vector<std::pair<std::string, std::string>>;

/// Only goes up. Thread-safe.
class Counter {
 public:
  void add(std::uint64_t by = 1) { value_.fetch_add(by, std::memory_order_relaxed); }
  [[nodiscard]] std::uint64_t value() const { return value_.load(std::memory_order_relaxed); }

 private:
  std::atomic<std::uint64_t> value_{0};
};

/// Counts durations in fixed buckets, 1 ms to 10 s. Thread-safe.
class Histogram {
 public:
  static constexpr double bounds[] = {0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10};
  static constexpr std::size_t bucket_count = std::size(bounds) + 1;

  void observe(double seconds);
  /// Observations in bucket `i`, not cumulative; the last bucket has no bound.
  [[nodiscard]] std::uint64_t in_bucket(std::size_t i) const { return buckets_[i].load(std::memory_order_relaxed); }
  [[nodiscard]] double sum() const { return static_cast<double>(micros_.load(std::memory_order_relaxed)) / 1e6; }

 private:
  std::atomic<std::uint64_t> buckets_[bucket_count]{};
  std::atomic<std::uint64_t> micros_{0};
};

/// The figures of the running program, rendered as Prometheus text (exposition format 0.0.4). Owned by main, passed
/// to what counts. Thread-safe. What `counter` and `histogram` return lives as long as the registry; asking again for
/// the same name and labels gives the same one.
class Metrics {
 public:
  using Reading = std::function<double()>;

  Metrics();
  ~Metrics();
  Metrics(const Metrics&) = delete;
  Metrics& operator=(const Metrics&) = delete;

  [[nodiscard]] Counter& counter(std::string_view name, std::string_view help, const Labels& labels = {});
  [[nodiscard]] Histogram& histogram(std::string_view name, std::string_view help, const Labels& labels = {});
  /// `reading` is called while rendering, from any thread, and must own what it uses.
  void gauge(std::string_view name, std::string_view help, Reading reading, const Labels& labels = {});

  [[nodiscard]] std::string render() const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace sas::http
