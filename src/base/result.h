#pragma once
#include <string>
#include <tl/expected.hpp>
#include <utility>
#include <vector>

namespace sas {

/// What went wrong, as the caller must treat it. Closed on purpose: the HTTP edge maps each kind to one status.
enum class ErrorKind {
  invalid,          ///< the input breaks a rule; `fields` says which one (400/422)
  unauthenticated,  ///< log in first (401)
  forbidden,        ///< logged in, not allowed (403)
  not_found,        ///< no such thing, or not for you: the two are never told apart (404)
  conflict,         ///< somebody else changed it, or it exists already (409)
  gone,             ///< it was there and has ended: link expired, draft removed (410)
  too_large,        ///< over a stated limit (413)
  unsupported,      ///< media type or encoding we do not take (415)
  too_many,         ///< slow down (429)
  unavailable,      ///< a part we need does not answer; trying later helps (503)
  internal,         ///< our mistake (500)
};

/// One field that is wrong. `code` is a key in the message catalogues; `field` is the name in the form or JSON.
struct FieldError {
  std::string field;
  std::string code;
  friend bool operator==(const FieldError&, const FieldError&) = default;
};

/// An error that people or other systems can cause. Never holds personal data: it may be logged as it is.
struct Error {
  ErrorKind kind = ErrorKind::internal;
  std::string code;                ///< stable, kebab-case; key `error.<code>` in the message catalogues
  std::string detail;              ///< for the log and the API developer, in English
  std::vector<FieldError> fields;  ///< empty unless kind is invalid
};

/// A value or the error that took its place. Exceptions are kept for broken invariants and lost resources.
template <typename T>
using Result = tl::expected<T, Error>;

/// Success without a value.
struct Done {
  friend bool operator==(const Done&, const Done&) = default;
};

[[nodiscard]] inline tl::unexpected<Error> fail(ErrorKind kind, std::string code, std::string detail = {}) {
  return tl::unexpected<Error>(Error{kind, std::move(code), std::move(detail), {}});
}

[[nodiscard]] inline tl::unexpected<Error> fail(Error error) {
  return tl::unexpected<Error>(std::move(error));
}

/// Passes the error of one result on as the error of another type.
template <typename T>
[[nodiscard]] tl::unexpected<Error> fail(Result<T>&& result) {
  return tl::unexpected<Error>(std::move(result).error());
}

}  // namespace sas
