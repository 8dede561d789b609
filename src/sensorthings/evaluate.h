#pragma once
#include <functional>
#include <optional>
#include <string>

#include "base/result.h"
#include "sensorthings/expression.h"

/// What an expression is worth for one row, reckoned here: for everything that the two record stores would answer
/// differently, or not at all. Pure.
namespace sas::sensorthings {

/// The value of a path for the row at hand.
using Lookup = std::function<Value(const Expression& path)>;

/// Names of functions and their numbers of arguments; errors `url-invalid` for what the standard does not have.
[[nodiscard]] Result<Done> check_calls(const Expression& expression);

/// Null where an operand is null or of a type that the operator has no meaning for. `now` is what now() says.
[[nodiscard]] Value evaluate(const Expression& expression, const Lookup& lookup, Moment now);
/// True when it is worth true; null counts as false (OData 4.0 part 1 clause 11.2.6.1.1).
[[nodiscard]] bool matches(const Expression& filter, const Lookup& lookup, Moment now);
/// Less than zero, zero or more: for $orderby. Null comes first.
[[nodiscard]] int order(const Value& a, const Value& b);

/// A part of a JSON value as something that can be compared.
[[nodiscard]] Value value_of(const json::Value& value);
/// "owner", "name": names and numbers of array places; null when there is none.
[[nodiscard]] const json::Value* part_of(const json::Value& value, const std::string* begin, const std::string* end);

}  // namespace sas::sensorthings
