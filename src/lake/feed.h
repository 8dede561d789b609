#pragma once
#include <memory>
#include <span>
#include <string>

#include "lake/duck.h"

/// Private to this room: rows that the engine reads while another thread still makes them.
namespace sas::lake::duck {

/// A table that is never whole anywhere: `SELECT * FROM <name>()` reads it once, in the order in which it is filled.
/// One thread fills chunk after chunk and puts each; the statement runs on another. At most two chunks exist, so who
/// fills waits for who reads.
class Feed {
 public:
  Feed(const Connection& connection, const std::string& name, std::span<const Column> columns);
  /// The statement has ended before.
  ~Feed();
  Feed(const Feed&) = delete;
  Feed& operator=(const Feed&) = delete;

  [[nodiscard]] static std::size_t capacity() { return duckdb_vector_size(); }
  /// The array behind a column of the chunk that is being filled; until the next put().
  template <typename T>
  [[nodiscard]] T* values(std::size_t column) const {
    return static_cast<T*>(columns_[column].data);
  }
  void set_null(std::size_t column, std::size_t row);
  void set_text(std::size_t column, std::size_t row, std::string_view text) const;

  enum class Taken { yes, nobody_reads };
  /// Hands over the first `rows` of the chunk; then there is an empty one to fill.
  [[nodiscard]] Taken put(std::size_t rows);
  /// No more rows come.
  void end();
  /// The statement fails instead of ending.
  void stop();
  /// To be called when the statement is over, however it ended.
  void reader_left();

 private:
  struct State;
  struct Place {
    duckdb_vector vector = nullptr;
    void* data = nullptr;
    std::uint64_t* validity = nullptr;  ///< none: no row is NULL yet
  };
  void take_places();

  std::shared_ptr<State> state_;
  std::vector<Place> columns_;
};

}  // namespace sas::lake::duck
