#include "lake/feed.h"

#include <array>
#include <condition_variable>
#include <mutex>
#include <optional>
#include <utility>

namespace sas::lake::duck {

// The engine holds it as long as the function is known to it, which may be longer than the feed.
struct Feed::State {
  ~State() {
    for (Stage& stage : stages)
      if (stage.chunk != nullptr) duckdb_destroy_data_chunk(&stage.chunk);
  }

  struct Stage {
    duckdb_data_chunk chunk = nullptr;
    std::size_t rows = 0;
  };
  std::vector<Column> columns;
  std::array<Stage, 2> stages{};
  std::size_t filling = 0;  ///< of the filling thread alone

  std::mutex mutex;
  std::condition_variable changed;
  std::optional<std::size_t> ready, taken;  ///< stages: handed over; with the reader
  bool is_over = false, is_stopped = false, is_reader_gone = false;

  enum class Next { rows, end, failed };
  Next next();
};

// A call means that the chunk before is done with.
Feed::State::Next Feed::State::next() {
  std::unique_lock lock(mutex);
  taken.reset();
  changed.notify_all();
  changed.wait(lock, [&] { return ready || is_over || is_stopped; });
  if (is_stopped) return Next::failed;
  if (!ready) return Next::end;
  taken = std::exchange(ready, std::nullopt);
  changed.notify_all();
  return Next::rows;
}

Feed::Feed(const Connection& connection, const std::string& name, std::span<const Column> columns)
    : state_(std::make_shared<State>()), columns_(columns.size()) {
  state_->columns.assign(columns.begin(), columns.end());
  std::vector<duckdb_logical_type> types;
  types.reserve(columns.size());
  for (const Column& column : columns) types.push_back(duckdb_create_logical_type(column.type));
  for (State::Stage& stage : state_->stages) stage.chunk = duckdb_create_data_chunk(types.data(), types.size());
  for (duckdb_logical_type& type : types) duckdb_destroy_logical_type(&type);
  take_places();

  duckdb_table_function function = duckdb_create_table_function();
  duckdb_table_function_set_name(function, name.c_str());
  duckdb_table_function_set_extra_info(function, new std::shared_ptr<State>(state_),
                                       [](void* held) { delete static_cast<std::shared_ptr<State>*>(held); });
  duckdb_table_function_set_bind(function, [](duckdb_bind_info info) {
    for (const Column& column : (*static_cast<std::shared_ptr<State>*>(duckdb_bind_get_extra_info(info)))->columns) {
      duckdb_logical_type type = duckdb_create_logical_type(column.type);
      duckdb_bind_add_result_column(info, column.name.c_str(), type);
      duckdb_destroy_logical_type(&type);
    }
  });
  duckdb_table_function_set_init(function, [](duckdb_init_info info) { duckdb_init_set_max_threads(info, 1); });
  duckdb_table_function_set_function(function, [](duckdb_function_info info, duckdb_data_chunk output) {
    State& state = **static_cast<std::shared_ptr<State>*>(duckdb_function_get_extra_info(info));
    const State::Next next = state.next();
    if (next == State::Next::failed) duckdb_function_set_error(info, "the rows broke off");
    if (next != State::Next::rows) return duckdb_data_chunk_set_size(output, 0);
    const State::Stage& stage = state.stages.at(*state.taken);
    for (std::size_t i = 0; i < state.columns.size(); ++i)
      duckdb_vector_reference_vector(duckdb_data_chunk_get_vector(output, i),
                                     duckdb_data_chunk_get_vector(stage.chunk, i));
    duckdb_data_chunk_set_size(output, stage.rows);
  });
  const duckdb_state registered = duckdb_register_table_function(connection.handle(), function);
  duckdb_destroy_table_function(&function);
  if (registered != DuckDBSuccess) throw Fault(FaultKind::misuse, "the engine does not know the feed");
}

Feed::~Feed() = default;

void Feed::take_places() {
  const duckdb_data_chunk chunk = state_->stages.at(state_->filling).chunk;
  for (std::size_t i = 0; i < columns_.size(); ++i) {
    const duckdb_vector vector = duckdb_data_chunk_get_vector(chunk, i);
    columns_[i] = {vector, duckdb_vector_get_data(vector), nullptr};
  }
}

void Feed::set_null(std::size_t column, std::size_t row) {
  Place& place = columns_[column];
  if (place.validity == nullptr) {
    duckdb_vector_ensure_validity_writable(place.vector);
    place.validity = duckdb_vector_get_validity(place.vector);
  }
  place.validity[row / 64] &= ~(std::uint64_t{1} << (row % 64));
}

void Feed::set_text(std::size_t column, std::size_t row, std::string_view text) const {
  duckdb_vector_assign_string_element_len(columns_[column].vector, row, text.data(), text.size());
}

Feed::Taken Feed::put(std::size_t rows) {
  State& state = *state_;
  const std::size_t next = 1 - state.filling;
  {
    std::unique_lock lock(state.mutex);
    state.changed.wait(lock, [&] { return state.is_reader_gone || !state.ready; });
    state.stages.at(state.filling).rows = rows;
    state.ready = state.filling;
    state.changed.notify_all();
    state.changed.wait(lock, [&] { return state.is_reader_gone || state.taken != next; });
    if (state.is_reader_gone) return Taken::nobody_reads;
  }
  state.filling = next;
  duckdb_data_chunk_reset(state.stages.at(next).chunk);
  take_places();
  return Taken::yes;
}

void Feed::end() {
  const std::lock_guard lock(state_->mutex);
  state_->is_over = true;
  state_->changed.notify_all();
}

void Feed::stop() {
  const std::lock_guard lock(state_->mutex);
  state_->is_stopped = true;
  state_->changed.notify_all();
}

void Feed::reader_left() {
  const std::lock_guard lock(state_->mutex);
  state_->is_reader_gone = true;
  state_->changed.notify_all();
}

}  // namespace sas::lake::duck
