#include "base/text.h"
#include "sensorthings/batch.h"

namespace sas::sensorthings {
namespace {

tl::unexpected<Error> wrong(std::size_t part, std::string_view what) {
  return fail(ErrorKind::invalid, "body-invalid", "part " + std::to_string(part + 1) + ": " + std::string(what));
}

std::string lower(std::string_view text) {
  std::string out(text);
  for (char& c : out)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c + 32);
  return out;
}

/// Fields and what follows their empty line.
struct Block {
  std::vector<std::pair<std::string, std::string>> fields;  ///< names in lower case
  std::string_view content;

  [[nodiscard]] std::string field(std::string_view name) const {
    for (const auto& [key, value] : fields)
      if (key == name) return value;
    return {};
  }
};

std::string_view take_line(std::string_view& rest) {
  const std::size_t end = rest.find('\n');
  std::string_view line = rest.substr(0, end);
  rest.remove_prefix(end == std::string_view::npos ? rest.size() : end + 1);
  if (line.ends_with('\r')) line.remove_suffix(1);
  return line;
}

Block read_block(std::string_view text) {
  Block out;
  while (!text.empty()) {
    const std::string_view line = take_line(text);
    if (line.empty()) break;
    const std::size_t colon = line.find(':');
    if (colon != std::string_view::npos)
      out.fields.emplace_back(lower(trim(line.substr(0, colon))), std::string(trim(line.substr(colon + 1))));
  }
  out.content = text;
  return out;
}

// RFC 2046 clause 5.1.1; none when the type is another or names no boundary.
std::optional<std::string> boundary_of(std::string_view content_type) {
  if (!lower(content_type).starts_with("multipart/mixed")) return std::nullopt;
  const std::size_t at = lower(content_type).find("boundary=");
  if (at == std::string::npos) return std::nullopt;
  std::string_view value = content_type.substr(at + 9);
  value = value.substr(0, value.find(';'));
  value = trim(value);
  if (value.size() > 1 && value.front() == '"' && value.back() == '"') value = value.substr(1, value.size() - 2);
  if (value.empty() || value.size() > 70) return std::nullopt;
  return std::string(value);
}

std::vector<std::string_view> parts_of(std::string_view body, const std::string& boundary) {
  std::vector<std::string_view> out;
  const std::string mark = "--" + boundary;
  std::size_t at = body.find(mark);
  while (at != std::string_view::npos && out.size() <= most_batch_requests) {
    std::string_view rest = body.substr(at + mark.size());
    if (rest.starts_with("--")) break;
    (void)take_line(rest);
    const std::size_t next = rest.find(mark);
    if (next == std::string_view::npos) break;
    std::string_view part = rest.substr(0, next);
    // The line end before a boundary belongs to the boundary.
    if (part.ends_with('\n')) part.remove_suffix(1);
    if (part.ends_with('\r')) part.remove_suffix(1);
    out.push_back(part);
    at = static_cast<std::size_t>(rest.data() - body.data()) + next;
  }
  return out;
}

// "POST Things HTTP/1.1", fields, an empty line, the body.
Result<BatchItem> read_request(const Block& part, std::size_t number, std::string group) {
  if (!lower(part.field("content-type")).starts_with("application/http"))
    return wrong(number, "expected Content-Type: application/http");
  std::string_view text = part.content;
  std::string_view line;
  while (!text.empty() && line.empty()) line = take_line(text);
  const std::size_t first = line.find(' '), last = line.rfind(' ');
  if (first == std::string_view::npos || last == first || !line.substr(last + 1).starts_with("HTTP/1."))
    return wrong(number, "expected a request line such as POST Things HTTP/1.1");
  BatchItem out;
  const auto method = batch_method(std::string(line.substr(0, first)));
  if (!method) return wrong(number, "the method is get, post, patch, put or delete");
  out.method = *method;
  out.url = trim(line.substr(first + 1, last - first - 1));
  out.group = std::move(group);
  if (!out.group.empty() && out.method == http::Method::get) return wrong(number, "a change set holds no GET");
  out.id = part.field("content-id");
  if (out.id.empty()) out.id = "part-" + std::to_string(number + 1);
  const Block request = read_block(text);
  if (request.field("content-type").starts_with("application/json-patch+json")) out.kind = BodyKind::json_patch;
  if (const std::string_view body = trim(request.content); !body.empty()) {
    Result<json::Value> value = json::parse(body);
    if (!value) return fail(ErrorKind::invalid, "json-invalid", "part " + std::to_string(number + 1) + " is no JSON");
    out.body = std::move(*value);
  }
  return out;
}

std::string http_part(const BatchItem& item, const BatchOutcome& outcome) {
  std::string out = "Content-Type: application/http\r\nContent-Transfer-Encoding: binary\r\n";
  if (!item.id.starts_with("part-")) out += "Content-ID: " + item.id + "\r\n";
  out += "\r\nHTTP/1.1 " + std::to_string(outcome.status) + " \r\n";
  if (!outcome.location.empty()) out += "Location: " + outcome.location + "\r\n";
  if (!outcome.body.empty()) out += "Content-Type: application/json\r\n";
  return out + "\r\n" + outcome.body + "\r\n";
}

}  // namespace

Result<std::vector<BatchItem>> read_mixed(std::string_view content_type, std::string_view body) {
  const auto boundary = boundary_of(content_type);
  if (!boundary) return fail(ErrorKind::invalid, "body-invalid", "Content-Type: expected multipart/mixed; boundary=…");
  std::vector<BatchItem> out;
  std::size_t set = 0;
  for (const std::string_view text : parts_of(body, *boundary)) {
    const Block part = read_block(text);
    const auto inner = boundary_of(part.field("content-type"));
    std::vector<Block> requests;
    if (inner)
      for (const std::string_view each : parts_of(part.content, *inner)) requests.push_back(read_block(each));
    else
      requests.push_back(part);
    const std::string group = inner ? "set-" + std::to_string(++set) : std::string();
    for (const Block& request : requests) {
      Result<BatchItem> item = read_request(request, out.size(), group);
      if (!item) return fail(std::move(item));
      for (const BatchItem& other : out)
        if (other.id == item->id) return wrong(out.size(), "expected every Content-ID once");
      out.push_back(std::move(*item));
      if (out.size() > most_batch_requests) return wrong(out.size(), "a batch holds at most 1000 requests");
    }
  }
  if (out.empty()) return wrong(0, "the batch holds no request");
  return out;
}

std::string write_mixed(const std::vector<BatchItem>& items, const std::vector<BatchOutcome>& outcomes,
                        const std::string& boundary) {
  std::string out;
  for (std::size_t i = 0; i < items.size();) {
    out += "--" + boundary + "\r\n";
    if (items[i].group.empty()) {
      out += http_part(items[i], outcomes[i]);
      ++i;
      continue;
    }
    const std::string inner = boundary + "-" + items[i].group;
    out += "Content-Type: multipart/mixed; boundary=" + inner + "\r\n\r\n";
    for (const std::string group = items[i].group; i < items.size() && items[i].group == group; ++i)
      out += "--" + inner + "\r\n" + http_part(items[i], outcomes[i]);
    out += "--" + inner + "--\r\n";
  }
  return out + "--" + boundary + "--\r\n";
}

}  // namespace sas::sensorthings
