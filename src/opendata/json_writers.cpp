#include <fmt/format.h>

#include <algorithm>
#include <stdexcept>

#include "opendata/format_writers.h"
#include "opendata/out_file.h"
#include "shapes/forms.h"

namespace sas::opendata {
namespace {

using releases::Type;

// What a JSON string may not hold as it is (RFC 8259 clause 7); bytes from 0x80 on are UTF-8 already.
bool needs_escape(char c) {
  return static_cast<unsigned char>(c) < 0x20 || c == '"' || c == '\\';
}

void append_escaped(std::string& out, char c) {
  if (c == '"' || c == '\\') {
    out += '\\';
    out += c;
  } else if (c == '\n') {
    out += "\\n";
  } else if (c == '\t') {
    out += "\\t";
  } else {
    out += fmt::format("\\u{:04x}", static_cast<unsigned>(static_cast<unsigned char>(c)));
  }
}

void append_text(std::string& out, std::string_view text) {
  out += '"';
  for (auto at = text.begin();;) {
    const auto stop = std::find_if(at, text.end(), needs_escape);
    out.append(at, stop);
    if (stop == text.end()) break;
    append_escaped(out, *stop);
    at = stop + 1;
  }
  out += '"';
}

class ObjectText {
 public:
  /// `left_out`: the place of a column that stands elsewhere in the file.
  ObjectText(const TableShape& shape, std::optional<std::size_t> left_out) : left_out_(left_out) {
    bool is_first = true;
    for (const releases::Column& column : shape.columns) {
      const bool stays = keys_.size() != left_out;
      std::string key = is_first ? "" : ",";
      is_first = is_first && !stays;
      append_text(key, column.name);
      keys_.push_back(key + ":");
      is_text_.push_back(column.type != Type::integer && column.type != Type::decimal && column.type != Type::truth);
    }
  }

  void append(std::string& out, Cells cells) const {
    out += '{';
    for (std::size_t i = 0; i < cells.size(); ++i) {
      if (i == left_out_) continue;
      out += keys_[i];
      if (cells[i].empty())
        out += "null";
      else if (is_text_[i])
        append_text(out, cells[i]);
      else
        out += cells[i];  // a number or a truth, in the form that JSON has for it
    }
    out += '}';
  }

 private:
  std::vector<std::string> keys_;  ///< with what stands around them
  std::vector<char> is_text_;
  std::optional<std::size_t> left_out_;
};

/// Rows one after the other, with a text before, between and behind them.
class JsonFile : public FormatWriter {
 public:
  struct Frame {
    std::string_view before, between, behind;
  };
  JsonFile(const std::string& path, ObjectText object, Frame frame)
      : object_(std::move(object)), file_(path), frame_(frame), text_(frame.before) {}

  [[nodiscard]] Result<Done> row(Cells cells) final {
    if (has_rows_) text_ += frame_.between;
    has_rows_ = true;
    if (auto appended = append_row(text_, cells); !appended) return appended;
    if (text_.size() < kPiece) return Done{};
    return write();
  }

  [[nodiscard]] Result<Done> finish() final {
    text_ += frame_.behind;
    if (auto written = write(); !written) return written;
    return file_.close();
  }

 protected:
  [[nodiscard]] virtual Result<Done> append_row(std::string& out, Cells cells) const {
    object_.append(out, cells);
    return Done{};
  }
  const ObjectText object_;

 private:
  static constexpr std::size_t kPiece = std::size_t{1} << 18;
  [[nodiscard]] Result<Done> write() {
    auto written = file_.write(text_);
    text_.clear();
    return written;
  }

  OutFile file_;
  Frame frame_;
  std::string text_;
  bool has_rows_ = false;
};

class JsonLinesFile final : public JsonFile {
 public:
  JsonLinesFile(const std::string& path, const TableShape& shape)
      : JsonFile(path, {shape, std::nullopt}, {"", "", ""}) {}

 private:
  [[nodiscard]] Result<Done> append_row(std::string& out, Cells cells) const override {
    object_.append(out, cells);
    out += '\n';
    return Done{};
  }
};

class GeoJsonFile final : public JsonFile {
 public:
  GeoJsonFile(const std::string& path, const TableShape& shape)
      : JsonFile(path, {shape, shape.shapes}, {"{\"type\":\"FeatureCollection\",\"features\":[\n", ",\n", "\n]}\n"}),
        point_(shape.point),
        shapes_(shape.shapes) {}

 private:
  [[nodiscard]] Result<Done> append_row(std::string& out, Cells cells) const override {
    const auto geometry = point_ ? Result<std::string>(point_of(cells)) : shape_of(cells[*shapes_]);
    if (!geometry) return fail(Error(geometry.error()));
    out.append("{\"type\":\"Feature\",\"geometry\":").append(*geometry).append(",\"properties\":");
    object_.append(out, cells);
    out += '}';
    return Done{};
  }

  [[nodiscard]] std::string point_of(Cells cells) const {
    const std::string_view longitude = cells[point_->longitude], latitude = cells[point_->latitude];
    if (longitude.empty() || latitude.empty()) return "null";
    return fmt::format("{{\"type\":\"Point\",\"coordinates\":[{},{}]}}", longitude, latitude);
  }

  static Result<std::string> shape_of(std::string_view cell) {
    if (cell.empty()) return "null";
    const auto shape = shapes::shape_from_text(cell);
    if (!shape) return fail(ErrorKind::invalid, "cell-type", shape.error().code);
    return shapes::geojson_of(*shape);
  }

  std::optional<TableShape::Point> point_;
  std::optional<std::size_t> shapes_;
};

}  // namespace

TableShape shape_of(const std::vector<releases::Column>& columns, const releases::Description& words) {
  TableShape out{columns, std::nullopt, std::nullopt, words.title.nl};
  TableShape::Point point;
  int found = 0;
  for (std::size_t i = 0; i < columns.size(); ++i) {
    if (columns[i].name == words.longitude_column) point.longitude = i, ++found;
    if (columns[i].name == words.latitude_column) point.latitude = i, ++found;
    if (columns[i].type == Type::shape && columns[i].name == words.shape_column) out.shapes = i;
  }
  if (found == 2) out.point = point;
  return out;
}

std::unique_ptr<FormatWriter> json_writer(const std::string& path, const TableShape& shape) {
  return std::make_unique<JsonFile>(path, ObjectText(shape, std::nullopt), JsonFile::Frame{"[\n", ",\n", "\n]\n"});
}

std::unique_ptr<FormatWriter> json_lines_writer(const std::string& path, const TableShape& shape) {
  return std::make_unique<JsonLinesFile>(path, shape);
}

std::unique_ptr<FormatWriter> geojson_writer(const std::string& path, const TableShape& shape) {
  if (!has_places(shape)) throw std::logic_error("no column with places");
  return std::make_unique<GeoJsonFile>(path, shape);
}

}  // namespace sas::opendata
