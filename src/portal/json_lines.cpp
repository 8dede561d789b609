#include "portal/json_lines.h"

namespace sas::portal {
namespace {

class Lines {
 public:
  std::string of(std::string_view json) {
    for (std::size_t i = 0; i < json.size(); ++i) {
      if (json[i] == '"')
        i = text(json, i);
      else if ((json[i] == '{' || json[i] == '[') && i + 1 < json.size() && (json[i + 1] == '}' || json[i + 1] == ']'))
        out_.append(json.substr(i++, 2));
      else
        sign(json[i]);
    }
    return std::move(out_);
  }

 private:
  /// Copies the text that begins there, with its quotes; gives the place of the last.
  std::size_t text(std::string_view json, std::size_t begin) {
    std::size_t end = begin + 1;
    while (end < json.size() && json[end] != '"') end += json[end] == '\\' ? 2U : 1U;
    out_.append(json.substr(begin, end + 1 - begin));
    return end;
  }

  void sign(char c) {
    if (c == '{' || c == '[') {
      out_ += c;
      ++level_;
      line();
    } else if (c == '}' || c == ']') {
      if (level_ > 0) --level_;
      line();
      out_ += c;
    } else if (c == ',') {
      out_ += c;
      line();
    } else {
      out_ += c;
      if (c == ':') out_ += ' ';
    }
  }

  void line() {
    out_ += '\n';
    out_.append(2 * level_, ' ');
  }

  std::string out_;
  std::size_t level_ = 0;
};

}  // namespace

std::string in_lines(std::string_view json) {
  return Lines().of(json);
}

}  // namespace sas::portal
