#pragma once
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <string_view>

#include "base/result.h"

/// XML as it comes, without a tree. A document type declaration is refused: nothing of ours has one, and entities that
/// unfold are how small files become large. Of this room only; not thread-safe.
namespace sas::opendata {

using XmlAttributes = std::map<std::string, std::string, std::less<>>;

/// Names without their prefix: "sheet", not "x:sheet".
struct XmlHandlers {
  std::function<void(std::string_view name, const XmlAttributes& attributes)> start;
  std::function<void(std::string_view name)> end;
  std::function<void(std::string_view text)> text;
};

class XmlEvents {
 public:
  explicit XmlEvents(XmlHandlers handlers);
  ~XmlEvents();
  XmlEvents(const XmlEvents&) = delete;
  XmlEvents& operator=(const XmlEvents&) = delete;
  /// Error `xml-broken`.
  [[nodiscard]] Result<Done> feed(std::string_view piece);
  [[nodiscard]] Result<Done> finish();

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace sas::opendata
