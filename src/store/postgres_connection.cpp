#include "store/postgres_connection.h"

#include <libpq-fe.h>

#include <array>
#include <charconv>
#include <limits>

#include "base/text.h"
#include "store/write_session.h"

namespace sas::store {

namespace {

/// Beyond this many texts somebody builds SQL with values in it; the cache starts afresh.
constexpr std::size_t max_prepared = 1024;

/// Object identifiers of built-in types (pg_type.dat); libpq has no header for them.
namespace oid {
constexpr Oid boolean = 16, bytes = 17, int8 = 20, int2 = 21, int4 = 23, text = 25, real4 = 700, real8 = 701,
              numeric = 1700;
}

Oid type_of(const Value& value) {
  constexpr std::array<Oid, std::variant_size_v<Value>> types{0, oid::int8, oid::real8, oid::text, oid::bytes};
  return types[value.index()];
}

Fault fault_of(std::string_view state) {
  if (state.starts_with("23")) return Fault::constraint;
  if (state == "53100") return Fault::full;
  if (state == "53300" || state == "55P03") return Fault::busy;
  if (state == "08P01") return Fault::misuse;  // Wrong number of parameters; the rest of class 08 is the connection.
  if (state.starts_with("08") || state.starts_with("53") || state.starts_with("57") || state.starts_with("58") ||
      state == "25P03" || state.starts_with("XX"))
    return Fault::lost;
  return Fault::misuse;
}

std::string field(const pg_result* result, int code) {
  const char* text = result ? PQresultErrorField(result, code) : nullptr;
  return text ? text : "";
}

/// Only names and states: the messages of class 22 and the DETAIL lines quote values, which may be personal data.
std::string describe(const pg_result* result, const std::string& state) {
  std::string out = "postgresql " + state;
  if (state.starts_with("42")) out += ": " + field(result, PG_DIAG_MESSAGE_PRIMARY);
  for (const int part : {PG_DIAG_TABLE_NAME, PG_DIAG_COLUMN_NAME, PG_DIAG_CONSTRAINT_NAME})
    if (const std::string name = field(result, part); !name.empty()) out += " " + name;
  return out;
}

double to_real(std::string_view text) {
  double value = 0;
  if (text == "Infinity") return std::numeric_limits<double>::infinity();
  if (text == "-Infinity") return -std::numeric_limits<double>::infinity();
  if (text == "NaN") return std::numeric_limits<double>::quiet_NaN();
  std::from_chars(text.data(), text.data() + text.size(), value);
  return value;
}

Value to_integer(std::string_view text) {
  std::int64_t value = 0;
  const auto parsed = std::from_chars(text.data(), text.data() + text.size(), value);
  if (parsed.ec != std::errc{}) return to_real(text);
  return value;
}

/// sum() of bigint and avg() answer numeric; whole ones are integers here, as in SQLite.
Value to_number(std::string_view text) {
  return text.find_first_not_of("-0123456789") == std::string_view::npos ? to_integer(text) : Value{to_real(text)};
}

Value column_value(const pg_result* result, int row, int column) {
  if (PQgetisnull(result, row, column)) return nullptr;
  const std::string_view text(PQgetvalue(result, row, column),
                              static_cast<std::size_t>(PQgetlength(result, row, column)));
  switch (PQftype(result, column)) {
    case oid::int2:
    case oid::int4:
    case oid::int8:
      return to_integer(text);
    case oid::boolean:
      return std::int64_t{text == "t" ? 1 : 0};
    case oid::real4:
    case oid::real8:
      return to_real(text);
    case oid::numeric:
      return to_number(text);
    case oid::bytes:
      return Blob{from_hex(text.substr(2)).value_or("")};  // "\x…"
    default:
      return std::string(text);
  }
}

Row row_of(const pg_result* result, int row) {
  const int columns = PQnfields(result);
  std::vector<Value> values;
  values.reserve(static_cast<std::size_t>(columns));
  for (int i = 0; i < columns; ++i) values.push_back(column_value(result, row, i));
  return Row(std::move(values));
}

/// Parameters as libpq wants them: text for numbers and text, binary for bytes. Views into `params`, which must outlive
/// it.
struct BoundParams {
  explicit BoundParams(std::span<const Value> params) {
    numbers.reserve(params.size());  // No growth: `values` points into it.
    for (const Value& value : params) add(value);
  }

  void add(const Value& value) {
    const auto* text = std::get_if<std::string>(&value);
    const auto* blob = std::get_if<Blob>(&value);
    if (text)
      push(text->c_str(), text->size(), 0);
    else if (blob)
      push(blob->bytes.data(), blob->bytes.size(), 1);
    else if (std::holds_alternative<std::nullptr_t>(value))
      push(nullptr, 0, 0);
    else {
      numbers.push_back(number_text(value));
      push(numbers.back().c_str(), numbers.back().size(), 0);
    }
  }

  static std::string number_text(const Value& value) {
    std::array<char, 40> buffer{};
    const auto* integer = std::get_if<std::int64_t>(&value);
    const auto end = integer ? std::to_chars(buffer.data(), buffer.data() + buffer.size(), *integer).ptr
                             : std::to_chars(buffer.data(), buffer.data() + buffer.size(), std::get<double>(value)).ptr;
    return {buffer.data(), end};
  }

  void push(const char* data, std::size_t size, int format) {
    values.push_back(data);
    lengths.push_back(static_cast<int>(size));
    formats.push_back(format);
  }

  std::vector<std::string> numbers;
  std::vector<const char*> values;
  std::vector<int> lengths;
  std::vector<int> formats;
};

}  // namespace

void PostgresConnection::Clear::operator()(pg_result* result) const {
  PQclear(result);
}

PostgresConnection::PostgresConnection(const std::string& uri) : connection_(PQconnectdb(uri.c_str())) {
  if (PQstatus(connection_) != CONNECTION_OK) {
    PQfinish(connection_);
    throw StoreFault(Fault::lost, "no connection to postgresql");  // libpq's own text can hold the address and user.
  }
  PQsetNoticeProcessor(
      connection_, [](void*, const char*) {}, nullptr);
  try {
    // A server that hangs inside a transaction must not keep the others from writing for ever.
    run_script(
        "SET client_encoding='UTF8'; SET standard_conforming_strings=on; SET synchronous_commit=on; SET TIME ZONE "
        "'UTC';"
        "SET bytea_output='hex'; SET extra_float_digits=1; SET lock_timeout='20s';"
        "SET idle_in_transaction_session_timeout='60s'");
  } catch (...) {
    PQfinish(connection_);
    throw;
  }
}

PostgresConnection::~PostgresConnection() {
  PQfinish(connection_);
}

bool PostgresConnection::is_alive() const {
  return PQstatus(connection_) == CONNECTION_OK;
}

bool PostgresConnection::in_transaction() const {
  const PGTransactionStatusType status = PQtransactionStatus(connection_);
  return status == PQTRANS_INTRANS || status == PQTRANS_INERROR;
}

bool PostgresConnection::is_failed() const {
  return PQtransactionStatus(connection_) == PQTRANS_INERROR;
}

void PostgresConnection::throw_fault(const pg_result* result) const {
  const std::string state = field(result, PG_DIAG_SQLSTATE);
  if (state.empty() || !is_alive()) throw StoreFault(Fault::lost, "connection to postgresql lost");
  if (state == "40001" || state == "40P01") throw RunAgain(Fault::busy, describe(result, state));
  throw StoreFault(fault_of(state), describe(result, state));
}

void PostgresConnection::run_script(std::string_view sql) {
  const Answer answer(PQexec(connection_, std::string(sql).c_str()));
  const ExecStatusType status = PQresultStatus(answer.get());
  if (status != PGRES_COMMAND_OK && status != PGRES_TUPLES_OK) throw_fault(answer.get());
}

const std::string& PostgresConnection::prepared(std::string_view sql, std::span<const Value> params) {
  std::string key(sql);
  std::vector<Oid> types;
  for (const Value& value : params) {
    types.push_back(type_of(value));
    key += static_cast<char>('0' + value.index());
  }
  if (const auto found = prepared_.find(key); found != prepared_.end()) return found->second;
  if (prepared_.size() >= max_prepared) {
    prepared_.clear();
    run_script("DEALLOCATE ALL");
  }
  std::string name = "s" + std::to_string(next_name_++);
  const Answer answer(
      PQprepare(connection_, name.c_str(), std::string(sql).c_str(), static_cast<int>(types.size()), types.data()));
  if (PQresultStatus(answer.get()) != PGRES_COMMAND_OK) throw_fault(answer.get());
  return prepared_.emplace(std::move(key), std::move(name)).first->second;
}

PostgresConnection::Answer PostgresConnection::run(std::string_view sql, std::span<const Value> params) {
  check_params(params);
  const std::string& name = prepared(sql, params);
  const BoundParams bound(params);
  Answer answer(PQexecPrepared(connection_, name.c_str(), static_cast<int>(params.size()), bound.values.data(),
                               bound.lengths.data(), bound.formats.data(), 0));
  const ExecStatusType status = PQresultStatus(answer.get());
  if (status != PGRES_COMMAND_OK && status != PGRES_TUPLES_OK) throw_fault(answer.get());
  return answer;
}

void PostgresConnection::each(std::string_view sql, std::span<const Value> params,
                              const std::function<void(const Row&)>& use) {
  const Answer answer = run(sql, params);
  const int rows = PQntuples(answer.get());
  for (int i = 0; i < rows; ++i) use(row_of(answer.get(), i));
}

std::int64_t PostgresConnection::execute(std::string_view sql, std::span<const Value> params) {
  const Answer answer = run(sql, params);
  const std::string_view changed = PQcmdTuples(answer.get());
  return parse_int(changed).value_or(0);
}

}  // namespace sas::store
