#include "sensorthings/batch.h"

#include <map>

#include "base/text.h"
#include "crypto/hash.h"
#include "sensorthings/json_text.h"
#include "sensorthings/observation_door.h"

namespace sas::sensorthings {
namespace {

using Item = BatchItem;
using Outcome = BatchOutcome;

std::string id_of(const json::Object& object) {
  const json::Value* id = object.if_contains("id");
  if (id == nullptr) return {};
  if (id->is_string()) return std::string(id->get_string());
  return id->is_int64() ? std::to_string(id->get_int64()) : std::string();
}

Result<Item> read_item(const json::Value& value, std::size_t number) {
  const auto wrong = [&](std::string_view what) {
    return fail(ErrorKind::invalid, "body-invalid", "requests[" + std::to_string(number) + "]/" + std::string(what));
  };
  if (!value.is_object()) return wrong(": expected an object");
  const json::Object& object = value.get_object();
  Item out;
  out.id = id_of(object);
  if (out.id.empty() || out.id.size() > 100) return wrong("id: expected a text or a whole number");
  const auto method = batch_method(json::text_at(object, "method"));
  if (!method) return wrong("method: expected get, post, patch, put or delete");
  out.method = *method;
  out.url = json::text_at(object, "url");
  if (out.url.empty()) return wrong("url: expected an address behind the root, as in Things(1)");
  out.group = json::text_at(object, "atomicityGroup");
  if (!out.group.empty() && out.method == http::Method::get)
    return wrong("atomicityGroup: a group is for changes, not for get");
  if (const json::Value* body = object.if_contains("body")) out.body = *body;
  if (const json::Value* headers = object.if_contains("headers"); headers != nullptr && headers->is_object())
    for (const auto& header : headers->get_object())
      if (header.value().is_string() &&
          std::string_view(header.value().get_string()).starts_with("application/json-patch+json"))
        out.kind = BodyKind::json_patch;
  return out;
}

Outcome failed(const Error& error) {
  std::string body;
  ObjectText object(body);
  object.text("code", error.code);
  object.text("detail", error.detail);
  object.close();
  return {http::status_of(error.kind), {}, std::move(body)};
}

Result<std::vector<Item>> read_json(std::string_view text) {
  const Result<json::Value> body = json::parse(text);
  if (!body) return fail(ErrorKind::invalid, "json-invalid", "the body is no JSON: " + body.error().detail);
  const json::Value* list = body->is_object() ? body->get_object().if_contains("requests") : nullptr;
  if (list == nullptr || !list->is_array() || list->get_array().size() > most_batch_requests)
    return fail(ErrorKind::invalid, "body-invalid", "requests: expected a list of at most 1000 requests");
  std::vector<Item> out;
  for (const json::Value& each : list->get_array()) {
    Result<Item> item = read_item(each, out.size());
    if (!item) return fail(std::move(item));
    for (const Item& other : out)
      if (other.id == item->id) return fail(ErrorKind::invalid, "body-invalid", "requests: expected every id once");
    out.push_back(std::move(*item));
  }
  return out;
}

std::string write_json(const std::vector<Item>& items, const std::vector<Outcome>& outcomes) {
  std::string out = "{\"responses\":[";
  for (std::size_t i = 0; i < items.size(); ++i) {
    if (i > 0) out += ',';
    ObjectText object(out);
    object.text("id", items[i].id);
    append_number(object.member("status"), static_cast<std::int64_t>(outcomes[i].status));
    if (!outcomes[i].location.empty()) object.text("location", outcomes[i].location);
    if (!outcomes[i].body.empty()) object.raw("body", outcomes[i].body);
    object.close();
  }
  return out + "]}";
}

class Batch {
 public:
  Batch(Service& service, const Access& access, const std::vector<Item>& items)
      : service_(service), access_(access), items_(items) {}

  std::vector<Outcome> run() {
    for (std::size_t i = 0; i < items_.size();) i = items_[i].group.empty() ? alone(i) : together(i);
    return std::move(outcomes_);
  }

 private:
  // "$t1/Locations" goes on from what t1 made.
  [[nodiscard]] std::string resolved(std::string url) const {
    for (const std::string& start :
         {service_.base(), std::string(root_path), std::string("/v1.1"), std::string("v1.1/")})
      if (url.starts_with(start)) {
        url.erase(0, start.size());
        break;
      }
    if (url.starts_with('/')) url.erase(0, 1);
    if (!url.starts_with('$')) return url;
    const std::size_t end = std::min(url.find_first_of("/?"), url.size());
    const auto known = made_.find(url.substr(1, end - 1));
    return known == made_.end() ? url : known->second.path + url.substr(end);
  }

  // {"@iot.id": "$t1"} anywhere in a body.
  void resolve(json::Value& value) const {
    if (auto* list = value.if_array())
      for (json::Value& each : *list) resolve(each);
    if (auto* object = value.if_object())
      for (auto& member : *object) {
        if (member.key() == "@iot.id" && member.value().is_string()) {
          const std::string_view text = member.value().get_string();
          if (!text.starts_with('$')) continue;
          const auto known = made_.find(std::string(text.substr(1)));
          if (known != made_.end()) member.value() = known->second.id;
        } else {
          resolve(member.value());
        }
      }
  }

  void remember(const Item& item, const std::string& location, const std::string& id) {
    if (location.size() <= service_.base().size()) return;
    const Result<json::Value> value = json::parse(id);
    made_[item.id] = {location.substr(service_.base().size() + 1), value ? *value : json::Value(nullptr)};
  }

  struct Prepared {
    std::string path, query, body;
  };
  Prepared prepare(const Item& item) {
    Prepared out;
    const std::string url = resolved(item.url);
    const std::size_t mark = url.find('?');
    // A path may come encoded or plain, as in an address.
    out.path = url_decode(url.substr(0, mark)).value_or(url.substr(0, mark));
    if (mark != std::string::npos) out.query = url.substr(mark + 1);
    json::Value body = item.body;
    resolve(body);
    out.body = json::write(body);
    return out;
  }

  std::size_t alone(std::size_t i) {
    const Item& item = items_[i];
    const Prepared ready = prepare(item);
    if (ready.path == "$batch") {
      outcomes_.push_back(failed({ErrorKind::invalid, "body-invalid", "url: a batch holds no batch", {}}));
      return i + 1;
    }
    if (item.method != http::Method::get && access_.reach == Access::Reach::open_only) {
      outcomes_.push_back(failed({ErrorKind::unauthenticated, "token-missing", "changing needs a token", {}}));
      return i + 1;
    }
    Result<Reply> reply = service_.answer({item.method, ready.path, ready.query, ready.body, item.kind}, access_);
    if (!reply) {
      outcomes_.push_back(failed(reply.error()));
      return i + 1;
    }
    if (!reply->location.empty()) {
      const Result<json::Value> body = json::parse(reply->body);
      const json::Value* id = body && body->is_object() ? body->get_object().if_contains("@iot.id") : nullptr;
      remember(item, reply->location, id == nullptr ? "null" : json::write(*id));
    }
    std::string body = std::move(reply->body);
    if (reply->type != "application/json" && !body.empty()) {
      std::string quoted;
      append_quoted(quoted, body);
      body = std::move(quoted);
    }
    outcomes_.push_back({reply->status, reply->location, std::move(body)});
    return i + 1;
  }

  // Requests of one group that stand together: one transaction.
  std::size_t together(std::size_t begin) {
    std::size_t end = begin;
    while (end < items_.size() && items_[end].group == items_[begin].group) ++end;
    std::vector<Outcome> outcomes;
    std::size_t broken = begin;
    Result<Done> done = fail(ErrorKind::unauthenticated, "token-missing", "changing needs a token");
    const auto before = made_;
    if (access_.reach != Access::Reach::open_only)
      done = service_.core().change(access_, [&](Writer& writer) -> Result<Done> {
        // A store may run this again: it starts afresh.
        outcomes.clear();
        made_ = before;
        for (broken = begin; broken < end; ++broken) {
          const Prepared ready = prepare(items_[broken]);
          const Result<ResourcePath> path = parse_resource_path(ready.path);
          if (!path) return fail(path.error());
          Result<Written> out =
              write(writer, service_.base(), items_[broken].method, *path, ready.body, items_[broken].kind);
          if (!out) return fail(std::move(out));
          remember(items_[broken], out->location, out->id);
          Outcome outcome{out->status, out->status == 201 ? out->location : std::string(), {}};
          if (!out->location.empty()) {
            ObjectText object(outcome.body);
            object.raw("@iot.id", out->id);
            object.text("@iot.selfLink", out->location);
            object.close();
          }
          outcomes.push_back(std::move(outcome));
        }
        return Done{};
      });
    if (!done) {
      made_ = before;
      outcomes.clear();
      if (broken == end) broken = begin;
      // RFC 4918 clause 11.4: 424 for what was not done because another of the group could not be.
      for (std::size_t i = begin; i < end; ++i)
        outcomes.push_back(
            i == broken
                ? failed(done.error())
                : Outcome{
                      424,
                      {},
                      R"({"code":"group-failed","detail":"another request of the group failed; nothing of it was done"})"});
    }
    std::move(outcomes.begin(), outcomes.end(), std::back_inserter(outcomes_));
    return end;
  }

  struct Made {
    std::string path;  ///< behind the root
    json::Value id;
  };
  Service& service_;
  const Access& access_;
  const std::vector<Item>& items_;
  std::vector<Outcome> outcomes_;
  std::map<std::string, Made> made_;
};

}  // namespace

std::optional<http::Method> batch_method(std::string text) {
  for (char& c : text) c = static_cast<char>(c >= 'a' && c <= 'z' ? c - 32 : c);
  for (const http::Method m :
       {http::Method::get, http::Method::post, http::Method::patch, http::Method::put, http::Method::del})
    if (to_text(m) == text) return m;
  return std::nullopt;
}

std::vector<BatchOutcome> run_batch(Service& service, const Access& access, const std::vector<BatchItem>& items) {
  return Batch(service, access, items).run();
}

Result<Reply> answer_batch(Service& service, const Question& question, const Access& access) {
  if (!question.content_type.starts_with("multipart/mixed")) {
    const auto items = read_json(question.body);
    if (!items) return fail(items.error());
    return Reply{200, write_json(*items, run_batch(service, access, *items)), "application/json", {}};
  }
  const auto items = read_mixed(question.content_type, question.body);
  if (!items) return fail(items.error());
  const std::vector<BatchOutcome> outcomes = run_batch(service, access, *items);
  // Made of what is answered, so that it stands in none of it.
  std::string all;
  for (const BatchOutcome& outcome : outcomes) all += outcome.body;
  const std::string boundary = "batch-" + hex(crypto::sha256(all)).substr(0, 32);
  return Reply{200, write_mixed(*items, outcomes, boundary), "multipart/mixed; boundary=" + boundary, {}};
}

}  // namespace sas::sensorthings
