#include "lake/duck.h"

#include <array>

namespace sas::lake::duck {

namespace {

bool mentions(std::string_view text, std::string_view part) {
  return text.find(part) != std::string_view::npos;
}

FaultKind kind_of(duckdb_error_type type, std::string_view message) {
  if (mentions(message, "No space left") || mentions(message, "Disk quota exceeded") ||
      mentions(message, "File too large"))
    return FaultKind::full;
  switch (type) {
    case DUCKDB_ERROR_INTERRUPT:
      return FaultKind::interrupted;
    case DUCKDB_ERROR_OUT_OF_MEMORY:
      return FaultKind::memory;
    case DUCKDB_ERROR_IO:
    case DUCKDB_ERROR_FATAL:
    case DUCKDB_ERROR_INTERNAL:
    case DUCKDB_ERROR_TRANSACTION:
    case DUCKDB_ERROR_CONNECTION:
    case DUCKDB_ERROR_SERIALIZATION:
      return FaultKind::lost;
    default:
      return FaultKind::failed;
  }
}

Fault fault_of(duckdb_result* result) {
  const char* said = duckdb_result_error(result);
  const std::string message = said ? said : "the engine gave no reason";
  return {kind_of(duckdb_result_error_type(result), message), message};
}

class Prepared {
 public:
  Prepared(duckdb_connection connection, const std::string& sql) {
    if (duckdb_prepare(connection, sql.c_str(), &statement_) == DuckDBSuccess) return;
    const char* said = duckdb_prepare_error(statement_);
    const Fault fault{FaultKind::misuse, said ? said : "the statement cannot be prepared"};
    duckdb_destroy_prepare(&statement_);
    throw fault;
  }
  ~Prepared() { duckdb_destroy_prepare(&statement_); }
  Prepared(const Prepared&) = delete;
  Prepared& operator=(const Prepared&) = delete;

  void bind(idx_t index, const Cell& cell) {
    struct Binder {
      duckdb_prepared_statement statement;
      idx_t index;
      duckdb_state operator()(std::nullptr_t) const { return duckdb_bind_null(statement, index); }
      duckdb_state operator()(std::int64_t value) const { return duckdb_bind_int64(statement, index, value); }
      duckdb_state operator()(double value) const { return duckdb_bind_double(statement, index, value); }
      duckdb_state operator()(const std::string& value) const {
        return duckdb_bind_varchar_length(statement, index, value.data(), value.size());
      }
    };
    if (std::visit(Binder{statement_, index}, cell) != DuckDBSuccess)
      throw Fault(FaultKind::misuse, "the statement has no parameter $" + std::to_string(index));
  }

  [[nodiscard]] std::vector<Column> columns() const {
    std::vector<Column> out;
    for (idx_t i = 0; i < duckdb_prepared_statement_column_count(statement_); ++i) {
      const char* name = duckdb_prepared_statement_column_name(statement_, i);
      out.push_back({name ? name : "", duckdb_prepared_statement_column_type(statement_, i)});
      duckdb_free(const_cast<char*>(name));
    }
    return out;
  }

  using Run = duckdb_state (*)(duckdb_prepared_statement, duckdb_result*);
  Answer execute(Run run = duckdb_execute_prepared) {
    duckdb_result result;
    if (run(statement_, &result) == DuckDBSuccess) return Answer(result);
    const Fault fault = fault_of(&result);
    duckdb_destroy_result(&result);
    throw fault;
  }

 private:
  duckdb_prepared_statement statement_ = nullptr;
};

}  // namespace

Chunk::Chunk(duckdb_data_chunk chunk) : chunk_(chunk), rows_(duckdb_data_chunk_get_size(chunk)) {}

bool Chunk::is_null(std::size_t column, std::size_t row) const {
  std::uint64_t* validity = duckdb_vector_get_validity(duckdb_data_chunk_get_vector(chunk_.get(), column));
  return validity && !duckdb_validity_row_is_valid(validity, row);
}

const void* Chunk::raw(std::size_t column) const {
  return duckdb_vector_get_data(duckdb_data_chunk_get_vector(chunk_.get(), column));
}

std::string_view Chunk::text(std::size_t column, std::size_t row) const {
  const auto* strings = static_cast<const duckdb_string_t*>(raw(column));
  // The data of a short string stands in the element itself, so it must not be copied.
  const duckdb_string_t& string = strings[row];
  if (duckdb_string_is_inlined(string)) return {string.value.inlined.inlined, string.value.inlined.length};
  return {string.value.pointer.ptr, string.value.pointer.length};
}

void Answer::Destroy::operator()(duckdb_result* result) const {
  duckdb_destroy_result(result);
  delete result;
}

std::size_t Answer::columns() const {
  return duckdb_column_count(result_.get());
}
std::string Answer::name(std::size_t column) const {
  return duckdb_column_name(result_.get(), column);
}
duckdb_type Answer::type(std::size_t column) const {
  return duckdb_column_type(result_.get(), column);
}

std::pair<int, duckdb_type> Answer::decimal(std::size_t column) const {
  duckdb_logical_type type = duckdb_column_logical_type(result_.get(), column);
  const std::pair<int, duckdb_type> out{duckdb_decimal_scale(type), duckdb_decimal_internal_type(type)};
  duckdb_destroy_logical_type(&type);
  return out;
}

std::optional<Chunk> Answer::next() {
  duckdb_data_chunk chunk = duckdb_fetch_chunk(*result_);
  if (chunk) return Chunk(chunk);
  const char* said = duckdb_result_error(result_.get());
  if (said && *said) throw fault_of(result_.get());
  return std::nullopt;
}

std::int64_t Answer::integer(std::int64_t otherwise) {
  const std::optional<Chunk> chunk = next();
  if (!chunk || chunk->rows() == 0 || chunk->is_null(0, 0)) return otherwise;
  return chunk->values<std::int64_t>(0)[0];
}

void Connection::run(const std::string& sql) {
  duckdb_result result;
  const duckdb_state state = duckdb_query(connection_.get(), sql.c_str(), &result);
  if (state == DuckDBSuccess) {
    duckdb_destroy_result(&result);
    return;
  }
  const Fault fault = fault_of(&result);
  duckdb_destroy_result(&result);
  throw fault;
}

Answer Connection::query(const std::string& sql, std::span<const Cell> params) {
  Prepared prepared(connection_.get(), sql);
  for (std::size_t i = 0; i < params.size(); ++i) prepared.bind(i + 1, params[i]);
  return prepared.execute();
}

Answer Connection::stream(const std::string& sql, std::initializer_list<Cell> params) {
  Prepared prepared(connection_.get(), sql);
  idx_t index = 0;
  for (const Cell& param : params) prepared.bind(++index, param);
  return prepared.execute(duckdb_execute_prepared_streaming);
}

Answer Connection::query(const std::string& sql, std::initializer_list<Cell> params) {
  return query(sql, std::span<const Cell>(params.begin(), params.size()));
}

std::vector<Column> Connection::columns_of(const std::string& sql) const {
  return Prepared(connection_.get(), sql).columns();
}

Transaction::~Transaction() {
  if (!connection_) return;
  duckdb_result result;
  // It may fail because the engine rolled back already, or is gone; either way nothing is kept.
  duckdb_query(connection_->handle(), "ROLLBACK", &result);
  duckdb_destroy_result(&result);
}

void Transaction::commit() {
  connection_->run("COMMIT");
  connection_ = nullptr;
}

Database Database::open(const std::string& path, std::span<const Setting> settings) {
  duckdb_config config = nullptr;
  if (duckdb_create_config(&config) != DuckDBSuccess) throw Fault(FaultKind::lost, "no memory for the engine");
  for (const auto& [name, value] : settings)
    if (duckdb_set_config(config, name.c_str(), value.c_str()) != DuckDBSuccess) {
      duckdb_destroy_config(&config);
      throw Fault(FaultKind::misuse, "the engine has no setting " + name + " = " + value);
    }
  duckdb_database database = nullptr;
  char* said = nullptr;
  const duckdb_state state = duckdb_open_ext(path.c_str(), &database, config, &said);
  duckdb_destroy_config(&config);
  if (state == DuckDBSuccess) return Database(database);
  const std::string message = said ? said : "the engine gave no reason";
  duckdb_free(said);
  throw Fault(kind_of(DUCKDB_ERROR_IO, message), message);
}

Connection Database::connect() const {
  duckdb_connection connection = nullptr;
  if (duckdb_connect(database_.get(), &connection) != DuckDBSuccess)
    throw Fault(FaultKind::lost, "the engine gives no connection");
  return Connection(connection);
}

Appender::Appender(const Connection& connection, const std::string& table, std::span<const duckdb_type> columns) {
  if (duckdb_appender_create(connection.handle(), nullptr, table.c_str(), &appender_) != DuckDBSuccess) failed();
  std::vector<duckdb_logical_type> types;
  types.reserve(columns.size());
  for (const duckdb_type column : columns) types.push_back(duckdb_create_logical_type(column));
  chunk_ = duckdb_create_data_chunk(types.data(), types.size());
  for (duckdb_logical_type& type : types) duckdb_destroy_logical_type(&type);
}

Appender::~Appender() {
  duckdb_destroy_data_chunk(&chunk_);
  duckdb_appender_destroy(&appender_);
}

void Appender::set_null(std::size_t column, std::size_t row) const {
  duckdb_vector vector = duckdb_data_chunk_get_vector(chunk_, column);
  duckdb_vector_ensure_validity_writable(vector);
  duckdb_validity_set_row_invalid(duckdb_vector_get_validity(vector), row);
}

std::uint64_t* Appender::validity(std::size_t column) const {
  duckdb_vector vector = duckdb_data_chunk_get_vector(chunk_, column);
  duckdb_vector_ensure_validity_writable(vector);
  return duckdb_vector_get_validity(vector);
}

void Appender::set_text(std::size_t column, std::size_t row, std::string_view text) const {
  duckdb_vector_assign_string_element_len(duckdb_data_chunk_get_vector(chunk_, column), row, text.data(), text.size());
}

void Appender::put(std::size_t rows) {
  duckdb_data_chunk_set_size(chunk_, rows);
  if (duckdb_append_data_chunk(appender_, chunk_) != DuckDBSuccess) failed();
  duckdb_data_chunk_reset(chunk_);
}

void Appender::flush() {
  if (duckdb_appender_flush(appender_) != DuckDBSuccess) failed();
}

void Appender::failed() {
  duckdb_error_data data = duckdb_appender_error_data(appender_);
  const std::string message = data ? duckdb_error_data_message(data) : "the appender gave no reason";
  const FaultKind kind = kind_of(data ? duckdb_error_data_error_type(data) : DUCKDB_ERROR_IO, message);
  duckdb_destroy_error_data(&data);
  throw Fault(kind, message);
}

}  // namespace sas::lake::duck
