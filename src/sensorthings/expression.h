#pragma once
#include <memory>
#include <string>
#include <vector>

#include "sensorthings/value.h"

/// A parsed expression of $filter or $orderby, not yet held against the model.
namespace sas::sensorthings {

enum class Op {
  literal,
  path,
  call,
  list,  ///< what stands behind `in`
  eq,
  ne,
  gt,
  ge,
  lt,
  le,
  in,
  both,    ///< and
  either,  ///< or
  no,      ///< not
  negate,
  add,
  sub,
  mul,
  div,
  mod,
};

struct Expression {
  Op op = Op::literal;
  std::size_t at = 0;             ///< place in the text, for errors
  Value literal = nullptr;        ///< literal
  std::vector<std::string> path;  ///< path: "Datastream", "Thing", "name"
  std::string name;               ///< call: in lower case, as the standard writes it
  std::vector<Expression> args;   ///< of a call, an operator or a list
};

}  // namespace sas::sensorthings
