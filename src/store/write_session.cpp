#include "store/write_session.h"

#include "base/text.h"

namespace sas::store {

Error to_error(const StoreFault& fault) {
  switch (fault.fault()) {
    case Fault::constraint:
      return {ErrorKind::conflict, "store-conflict", fault.what(), {}};
    case Fault::full:
      return {ErrorKind::unavailable, "store-full", fault.what(), {}};
    case Fault::lost:
      return {ErrorKind::unavailable, "store-lost", fault.what(), {}};
    case Fault::busy:
      return {ErrorKind::unavailable, "store-busy", fault.what(), {}};
    case Fault::misuse:
      break;
  }
  return {ErrorKind::internal, "store-misuse", fault.what(), {}};
}

void check_params(std::span<const Value> params) {
  for (const Value& value : params)
    if (const auto* text = std::get_if<std::string>(&value); text && !is_utf8(*text))
      throw StoreFault(Fault::misuse, "a text parameter is not UTF-8");
}

}  // namespace sas::store
