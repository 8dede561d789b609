// Runs one JavaScript decoder: function decodeUplink({bytes, fPort}) returns {data, errors}. Reads frames on descriptor
// 0 (the script first, then messages of a port byte and the payload), answers each on descriptor 1. Duktape gives a
// script neither files nor network nor clocks of its own, and this process gives up the means before it reads the
// script. A script that does not end is ended from outside: Debian builds Duktape without a time limit.
#include <duktape.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <unistd.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <optional>
#include <string>

namespace {

constexpr std::size_t memory_limit = 16 * 1024 * 1024;
constexpr std::size_t largest_frame = 1024 * 1024;
constexpr std::size_t largest_answer = 64 * 1024;

bool read_all(char* to, std::size_t size) {
  while (size > 0) {
    const ssize_t n = ::read(0, to, size);
    if (n <= 0) return false;
    to += n;
    size -= static_cast<std::size_t>(n);
  }
  return true;
}

std::optional<std::string> read_frame() {
  unsigned char head[4];
  if (!read_all(reinterpret_cast<char*>(head), sizeof head)) return std::nullopt;
  const std::size_t size =
      std::size_t{head[0]} << 24U | std::size_t{head[1]} << 16U | std::size_t{head[2]} << 8U | head[3];
  if (size > largest_frame) return std::nullopt;
  std::string out(size, '\0');
  if (!read_all(out.data(), size)) return std::nullopt;
  return out;
}

void write_frame(char status, const std::string& text) {
  const std::size_t size = text.size() + 1;
  std::string out;
  for (const unsigned shift : {24U, 16U, 8U, 0U}) out += static_cast<char>(size >> shift & 0xFFU);
  out += status;
  out += text;
  for (std::size_t at = 0; at < out.size();) {
    const ssize_t n = ::write(1, out.data() + at, out.size() - at);
    if (n <= 0) std::_Exit(1);
    at += static_cast<std::size_t>(n);
  }
}

/// Memory of one heap: each piece carries its size in front, so that the whole can be counted.
struct Budget {
  std::size_t used = 0;
  bool exceeded = false;  ///< it was asked for more than there is
};
constexpr std::size_t head_size = alignof(std::max_align_t);

void* take(void* user, duk_size_t size) {
  auto* budget = static_cast<Budget*>(user);
  if (size == 0) return nullptr;
  if (size > memory_limit || budget->used + size > memory_limit) {
    budget->exceeded = true;
    return nullptr;
  }
  auto* piece = static_cast<char*>(std::malloc(size + head_size));
  if (piece == nullptr) return nullptr;
  std::memcpy(piece, &size, sizeof size);
  budget->used += size;
  return piece + head_size;
}

std::size_t size_of(void* piece) {
  std::size_t size = 0;
  std::memcpy(&size, static_cast<char*>(piece) - head_size, sizeof size);
  return size;
}

void give_back(void* user, void* piece) {
  if (piece == nullptr) return;
  static_cast<Budget*>(user)->used -= size_of(piece);
  std::free(static_cast<char*>(piece) - head_size);
}

void* take_again(void* user, void* piece, duk_size_t size) {
  if (piece == nullptr) return take(user, size);
  if (size == 0) {
    give_back(user, piece);
    return nullptr;
  }
  void* next = take(user, size);
  if (next == nullptr) return nullptr;
  std::memcpy(next, piece, std::min<std::size_t>(size, size_of(piece)));
  give_back(user, piece);
  return next;
}

[[noreturn]] void give_up(void*, const char*) {
  std::_Exit(1);
}

struct Request {
  const std::string* script;
  const std::string* message;
};

// Leaves the JSON of the fields, or an error code behind a '!', on the stack. Runs protected: whatever the script
// throws ends here.
duk_ret_t decode(duk_context* ctx, void* user) {
  const auto* request = static_cast<const Request*>(user);
  duk_eval_lstring_noresult(ctx, request->script->data(), request->script->size());
  duk_push_global_object(ctx);
  if (duk_get_prop_string(ctx, -1, "decodeUplink") == 0 || duk_is_callable(ctx, -1) == 0) {
    duk_push_string(ctx, "!decoder-missing");
    return 1;
  }
  duk_push_object(ctx);
  duk_push_array(ctx);
  for (std::size_t i = 1; i < request->message->size(); ++i) {
    duk_push_uint(ctx, static_cast<unsigned char>((*request->message)[i]));
    duk_put_prop_index(ctx, -2, static_cast<duk_uarridx_t>(i - 1));
  }
  duk_put_prop_string(ctx, -2, "bytes");
  duk_push_uint(ctx, static_cast<unsigned char>((*request->message)[0]));
  duk_put_prop_string(ctx, -2, "fPort");
  duk_call(ctx, 1);
  if (duk_is_object(ctx, -1) == 0) {
    duk_push_string(ctx, "!result-shape");
    return 1;
  }
  if (duk_get_prop_string(ctx, -1, "errors") != 0 && duk_is_array(ctx, -1) != 0 && duk_get_length(ctx, -1) > 0) {
    duk_push_string(ctx, "!decoder-error");
    return 1;
  }
  duk_pop(ctx);
  duk_get_prop_string(ctx, -1, "data");
  if (duk_is_object(ctx, -1) == 0 || duk_is_array(ctx, -1) != 0 || duk_is_function(ctx, -1) != 0) {
    duk_push_string(ctx, "!result-shape");
    return 1;
  }
  duk_json_encode(ctx, -1);
  if (duk_is_string(ctx, -1) == 0) duk_push_string(ctx, "!result-shape");
  return 1;
}

/// A heap for each message: a script cannot keep anything from one device for the next.
void answer(const std::string& script, const std::string& message) {
  Budget budget;
  duk_context* ctx = duk_create_heap(take, take_again, give_back, &budget, give_up);
  if (ctx == nullptr) return write_frame('!', "decoder-memory");
  const Request request{&script, &message};
  const duk_int_t failed = duk_safe_call(ctx, decode, const_cast<Request*>(&request), 0, 1);
  if (failed != DUK_EXEC_SUCCESS) {
    write_frame('!', budget.exceeded ? "decoder-memory" : "decoder-threw");
  } else {
    duk_size_t size = 0;
    const char* text = duk_get_lstring(ctx, -1, &size);
    if (text == nullptr || size > largest_answer) {
      write_frame('!', "result-shape");
    } else if (size > 0 && text[0] == '!') {
      write_frame('!', std::string(text + 1, size - 1));
    } else {
      write_frame('=', std::string(text, size));
    }
  }
  duk_destroy_heap(ctx);
}

void limit(int what, rlim_t value) {
  const rlimit both{value, value};
  if (::setrlimit(static_cast<__rlimit_resource_t>(what), &both) != 0) std::_Exit(1);
}

void give_up_rights() {
  ::prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
  ::prctl(PR_SET_PDEATHSIG, 9, 0, 0, 0);
  limit(RLIMIT_CORE, 0);
  limit(RLIMIT_FSIZE, 0);
  limit(RLIMIT_NOFILE, 3);  // 0, 1 and 2 are open: nothing else can be opened, no file and no socket
  limit(RLIMIT_NPROC, 0);
#if !defined(__SANITIZE_ADDRESS__)
  // The address sanitiser lays claim to terabytes of address space; without it a second wall stands behind the budget.
  limit(RLIMIT_AS, 256 * 1024 * 1024);
#endif
}

}  // namespace

int main() {
  give_up_rights();
  const auto script = read_frame();
  if (!script) return 0;
  while (const auto message = read_frame()) {
    if (message->empty()) return 1;
    answer(*script, *message);
  }
  return 0;
}
