#include "portal/ckan_call.h"

#include <fmt/format.h>

#include <cmath>

#include "base/text.h"
#include "portal/counter.h"

namespace sas::portal {
namespace {

using http::Request;
using http::Response;

json::Object object_of(const http::Fields& fields) {
  json::Object out;
  for (const auto& [name, value] : fields.items()) out[name] = value;
  return out;
}

std::string as_text(const json::Value& value) {
  if (value.is_string()) return std::string(value.get_string());
  return value.is_null() ? std::string() : json::write(value);
}

struct Form {
  int status;
  std::string_view type;
};
Form form_of(ErrorKind kind) {
  switch (kind) {
    case ErrorKind::not_found:
    case ErrorKind::gone:
      return {404, "Not Found Error"};
    case ErrorKind::forbidden:
    case ErrorKind::unauthenticated:
      return {403, "Authorization Error"};
    case ErrorKind::invalid:
    case ErrorKind::conflict:
    case ErrorKind::too_large:
    case ErrorKind::unsupported:
      return {409, "Validation Error"};
    case ErrorKind::too_many:
      return {429, "Too Many Requests"};
    case ErrorKind::unavailable:
      return {503, "Search Error"};
    case ErrorKind::internal:
      return {500, "Internal Server Error"};
  }
  return {500, "Internal Server Error"};
}

}  // namespace

Error wrong_argument(std::string_view name, std::string remedy) {
  return {ErrorKind::invalid, "ckan-argument", std::move(remedy), {{std::string(name), "ckan-argument"}}};
}

Result<CkanArguments> CkanArguments::read(const Request& request) {
  if (request.method != http::Method::post) return CkanArguments(object_of(request.query));
  json::Object out = object_of(request.query);
  if (trim(request.body).empty()) return CkanArguments(std::move(out));
  json::Object sent;
  const std::string type = request.header("content-type");
  if (type.starts_with("application/x-www-form-urlencoded") || type.starts_with("multipart/form-data")) {
    const auto form = http::read_form(request);
    if (!form) return fail(Error(form.error()));
    sent = object_of(form->fields);
  } else {
    auto parsed = json::parse(request.body);
    if (!parsed || !parsed->is_object())
      return fail(ErrorKind::invalid, "ckan-body", "the body must be a JSON object: {\"id\": \"…\"}");
    sent = std::move(parsed->get_object());
  }
  for (auto& [name, value] : sent) out[name] = std::move(value);
  return CkanArguments(std::move(out));
}

bool CkanArguments::has(std::string_view name) const {
  const json::Value* value = values_.if_contains(name);
  return value != nullptr && !value->is_null() && !(value->is_string() && value->get_string().empty());
}

std::string CkanArguments::text(std::string_view name) const {
  const json::Value* value = values_.if_contains(name);
  return value == nullptr ? std::string() : as_text(*value);
}

Result<std::string> CkanArguments::required(std::string_view name) const {
  if (!has(name)) return fail(wrong_argument(name, "Missing value"));
  return text(name);
}

Result<std::uint64_t> CkanArguments::number(std::string_view name, std::uint64_t otherwise, std::uint64_t most) const {
  if (!has(name)) return otherwise;
  const auto number = parse_int(text(name));
  if (!number) return fail(wrong_argument(name, "Must be a whole number from 0"));
  return std::min(static_cast<std::uint64_t>(*number), most);
}

Result<CkanArguments::Flag> CkanArguments::flag(std::string_view name, Flag otherwise) const {
  if (!has(name)) return otherwise;
  const std::string word = fold(text(name));
  if (word == "true" || word == "1" || word == "yes") return Flag::yes;
  if (word == "false" || word == "0" || word == "no") return Flag::no;
  return fail(wrong_argument(name, "Must be true or false"));
}

Result<json::Value> CkanArguments::value(std::string_view name) const {
  const json::Value* value = values_.if_contains(name);
  if (value == nullptr) return json::Value(nullptr);
  if (!value->is_string()) return *value;
  const std::string_view text = trim(std::string_view(value->get_string()));
  if (!text.starts_with('{') && !text.starts_with('[')) return *value;
  auto parsed = json::parse(text);
  if (!parsed) return fail(wrong_argument(name, "Must be valid JSON"));
  return parsed;
}

Result<std::vector<std::string>> CkanArguments::list(std::string_view name) const {
  const Result<json::Value> found = value(name);
  if (!found) return fail(Error(found.error()));
  std::vector<std::string> out;
  if (found->is_array()) {
    for (const json::Value& one : found->get_array()) out.push_back(as_text(one));
  } else if (found->is_string()) {
    for (const std::string& part : split(std::string_view(found->get_string()), ','))
      if (const std::string_view word = trim(part); !word.empty()) out.emplace_back(word);
  } else if (!found->is_null()) {
    return fail(wrong_argument(name, "Must be a list"));
  }
  return out;
}

Response ckan_answer(const std::string& help, const std::string& result) {
  Response response = http::json_response(
      fmt::format("{{\"help\":{},\"success\":true,\"result\":{}}}", json::write(json::Value(help)), result));
  return open_to_all(std::move(response));
}

Response ckan_error(const std::string& help, const Error& error) {
  const Form form = form_of(error.kind);
  json::Object told{{"__type", form.type}};
  if (form.status == 409 && !error.fields.empty())
    for (const FieldError& field : error.fields) told[field.field] = json::Array{json::Value(error.detail)};
  else
    told["message"] = error.detail.empty() ? error.code : error.detail;
  Response response = http::json_response(
      json::write(json::Object{{"help", help}, {"success", false}, {"error", std::move(told)}}), form.status);
  return open_to_all(std::move(response));
}

}  // namespace sas::portal
