#include "http/request_parser.h"

#include <boost/beast/http/basic_parser.hpp>
#include <boost/beast/http/error.hpp>

#include "http/internal_text.h"

namespace sas::http::detail {
namespace {

namespace beast = boost::beast;
using beast::error_code;
using beast::http::error;
using beast::http::field;

Refusal bad_request(std::string_view reason, std::string detail) {
  return {400, {ErrorKind::invalid, std::string(reason), std::move(detail), {}}, reason};
}

Refusal refusal_for(const error_code& ec, std::size_t max_body) {
  if (ec == error::header_limit)
    return {431, {ErrorKind::too_large, "header-too-large", "the header is too large", {}}, "header-too-large"};
  if (ec == error::body_limit)
    return {413,
            {ErrorKind::too_large, "body-too-large", "the limit is " + std::to_string(max_body) + " bytes", {}},
            "body-too-large"};
  if (ec == error::bad_version)
    return {505, {ErrorKind::unsupported, "http-version", "HTTP/1.0 and HTTP/1.1 are supported", {}}, "http-version"};
  if (ec == error::bad_transfer_encoding || ec == error::bad_content_length || ec == error::multiple_content_length)
    return bad_request("bad-framing", ec.message());
  return bad_request("bad-request", ec.message());
}

}  // namespace

struct RequestParser::Impl final : beast::http::basic_parser<true> {
  explicit Impl(std::size_t target_limit) : max_target(target_limit) {}

  std::size_t max_target;
  std::size_t max_header = 0;
  std::size_t max_body = 0;
  std::size_t header_bytes = 0;
  std::string method;
  std::string target;
  std::vector<std::pair<std::string, std::string>> headers;
  std::string body;
  std::optional<Refusal> refusal;
  bool http11 = false;
  bool header_done = false;
  int hosts = 0;
  int codings = 0;
  int lengths = 0;

  // Any error code stops the parser; `refusal` says what it means.
  void refuse(Refusal why, error_code& ec) {
    if (!refusal) refusal = std::move(why);
    ec = error::bad_field;
  }

  void on_request_impl(beast::http::verb, beast::string_view name, beast::string_view address, int version,
                       error_code& ec) override {
    method.assign(name.data(), name.size());
    http11 = version == 11;
    target.assign(address.data(), std::min(address.size(), max_target));
    if (address.size() > max_target)
      refuse({414, {ErrorKind::too_large, "target-too-long", "the address is too long", {}}, "target-too-long"}, ec);
  }
  void on_response_impl(int, beast::string_view, int, error_code&) override {}

  void on_field_impl(field name, beast::string_view name_text, beast::string_view value, error_code& ec) override {
    if (header_done) return;  // trailers are read and dropped (RFC 9110 clause 6.5.1)
    if (has_control({value.data(), value.size()}))
      return refuse(bad_request("bad-request", "control character in a field"), ec);
    if (name == field::host) ++hosts;
    if (name == field::content_length) ++lengths;
    if (name == field::transfer_encoding) {
      ++codings;
      if (!iequals({value.data(), value.size()}, "chunked"))
        return refuse(
            {501, {ErrorKind::unsupported, "transfer-encoding", "only chunked is supported", {}}, "transfer-encoding"},
            ec);
    }
    headers.emplace_back(std::string(name_text.data(), name_text.size()), std::string(value.data(), value.size()));
  }

  void on_header_impl(error_code& ec) override {
    header_done = true;
    if (codings > 0 && !http11) return refuse(bad_request("bad-framing", "Transfer-Encoding in HTTP/1.0"), ec);
    if (lengths > 1 || (codings > 0 && lengths > 0))
      return refuse(bad_request("bad-framing", "conflicting lengths"), ec);
    // RFC 9112 clause 3.2.
    if (hosts > 1 || (hosts == 0 && http11)) return refuse(bad_request("bad-host", "exactly one Host is needed"), ec);
  }

  void on_body_init_impl(boost::optional<std::uint64_t> const&, error_code&) override {}
  std::size_t on_body_impl(beast::string_view part, error_code&) override {
    body.append(part.data(), part.size());
    return part.size();
  }
  void on_chunk_header_impl(std::uint64_t, beast::string_view, error_code&) override {}
  std::size_t on_chunk_body_impl(std::uint64_t, beast::string_view part, error_code&) override {
    body.append(part.data(), part.size());
    return part.size();
  }
  void on_finish_impl(error_code&) override {}
};

RequestParser::RequestParser(std::size_t max_header, std::size_t max_target)
    : impl_(std::make_unique<Impl>(max_target)) {
  impl_->max_header = max_header;
  impl_->header_limit(static_cast<std::uint32_t>(max_header));
  impl_->body_limit(boost::none);  // judged by content_length() and limit_body(), once the route is known
}
RequestParser::~RequestParser() = default;
RequestParser::RequestParser(RequestParser&&) noexcept = default;
RequestParser& RequestParser::operator=(RequestParser&&) noexcept = default;

std::size_t RequestParser::put(std::string_view bytes) {
  Impl& p = *impl_;
  std::size_t taken = 0;
  while (!p.refusal && taken < bytes.size() && !p.is_done()) {
    const bool in_header = !p.is_header_done();
    error_code ec;
    const std::size_t used = p.put(boost::asio::const_buffer(bytes.data() + taken, bytes.size() - taken), ec);
    taken += used;
    if (in_header) p.header_bytes += used;
    if (ec == error::need_more) {
      // The library limits the request line and the fields apart; together they get one limit here.
      if (in_header && p.header_bytes + bytes.size() - taken > p.max_header)
        p.refusal = refusal_for(error::header_limit, 0);
      break;
    }
    if (ec && !p.refusal) p.refusal = refusal_for(ec, p.max_body);
    if (in_header && p.header_bytes > p.max_header && !p.refusal) p.refusal = refusal_for(error::header_limit, 0);
    if (in_header && p.is_header_done()) break;
  }
  // A request line that fills the whole header is an address that is too long.
  if (p.refusal && p.refusal->status == 431 && p.target.empty() && bytes.find("\r\n") > p.max_target)
    p.refusal =
        Refusal{414, {ErrorKind::too_large, "target-too-long", "the address is too long", {}}, "target-too-long"};
  return taken;
}

RequestParser::Phase RequestParser::phase() const {
  if (impl_->is_done()) return Phase::done;
  return impl_->is_header_done() ? Phase::body : Phase::header;
}

const std::optional<Refusal>& RequestParser::refusal() const {
  return impl_->refusal;
}

void RequestParser::limit_body(std::size_t max_body) {
  impl_->max_body = max_body;
  impl_->body_limit(max_body);
}

std::string& RequestParser::method() {
  return impl_->method;
}
std::string& RequestParser::target() {
  return impl_->target;
}
std::vector<std::pair<std::string, std::string>>& RequestParser::headers() {
  return impl_->headers;
}
std::string& RequestParser::body() {
  return impl_->body;
}
bool RequestParser::keep_alive() const {
  return impl_->keep_alive();
}

bool RequestParser::expects_continue() const {
  for (const auto& [name, value] : impl_->headers)
    if (iequals(name, "expect")) return iequals(value, "100-continue");
  return false;
}

std::optional<std::uint64_t> RequestParser::content_length() const {
  if (impl_->codings > 0) return std::nullopt;
  return impl_->content_length().value_or(0);
}

}  // namespace sas::http::detail
