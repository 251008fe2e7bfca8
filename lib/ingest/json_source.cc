#include "lib/ingest/json_source.h"

#include <charconv>
#include <type_traits>

#include "absl/strings/ascii.h"
#include "fmt/format.h"
#include "lib/ingest/json_cutter.h"
#include "lib/ingest/tidy.h"
#include "simdjson.h"

namespace tabadul::ingest {
namespace {

using simdjson::dom::element;
using simdjson::dom::element_type;

// "career_level.name", "tags[0].label": keys and indexes in turn.
struct Step {
  std::string key;
  std::optional<size_t> index;
};
using Path = std::vector<Step>;

Path ParsePath(const std::string& text) {
  Path path;
  for (size_t at = 0; at <= text.size();) {
    size_t end = text.find('.', at);
    if (end == std::string::npos) end = text.size();
    std::string key = text.substr(at, end - at);
    std::optional<size_t> index;
    if (const size_t open = key.find('['); open != std::string::npos && key.back() == ']') {
      size_t value = 0;
      const char* last = key.data() + key.size() - 1;
      const auto [rest, error] = std::from_chars(key.data() + open + 1, last, value);
      if (error == std::errc() && rest == last) {
        index = value;
        key.resize(open);
      }
    }
    path.push_back({key, {}});
    if (index) path.push_back({"", index});
    at = end + 1;
  }
  return path;
}

std::string Cell(element value) {
  switch (value.type()) {
    case element_type::STRING:
      return std::string(std::string_view(value));
    case element_type::NULL_VALUE:
      return "";
    case element_type::BOOL:
      return bool(value) ? "true" : "false";
    case element_type::INT64:
      return std::to_string(int64_t(value));
    case element_type::UINT64:
      return std::to_string(uint64_t(value));
    case element_type::DOUBLE:
      return fmt::format("{}", double(value));
    case element_type::ARRAY:
    case element_type::OBJECT:
      return simdjson::to_string(value);
  }
  return "";
}

std::string Lookup(element value, const Path& path) {
  for (const Step& step : path) {
    element next;
    const auto error = step.index ? value.at(*step.index).get(next) : value.at_key(step.key).get(next);
    if (error) return "";
    value = next;
  }
  return Cell(value);
}

// `Texts`: LineReader or JsonCutter, the texts of the objects one by one.
template <typename Texts>
class JsonSource final : public RowSource {
 public:
  JsonSource(Texts texts, std::vector<std::string> wanted)
      : lines_(std::move(texts)), columns_(std::move(wanted)) {
    for (const std::string& column : columns_) paths_.push_back(ParsePath(column));
  }

  const std::vector<std::string>& columns() const override { return columns_; }
  uint64_t size() const override { return lines_.size(); }

  absl::StatusOr<bool> Next(Row& row) override {
    do {
      ASSIGN_OR_RETURN(const bool any, lines_.Next(line_));
      if (!any) return false;
    } while (kLines && absl::StripAsciiWhitespace(line_.text).empty());
    row = Row{.number = line_.number, .offset = line_.offset, .end = line_.end};
    row.cells.resize(columns_.size());
    line_.too_long ? Refuse(row) : Parse(row);
    return true;
  }

 private:
  void Refuse(Row& row) const {
    row.cells.assign(columns_.size(), "");
    row.error = common::v1::ERROR_REASON_TOO_LONG;
    row.error_metadata = {{"limit", std::to_string(kMaxRowBytes)}, {"unit", "bytes"}};
  }
  void Parse(Row& row) {
    line_.text.reserve(line_.text.size() + simdjson::SIMDJSON_PADDING);
    element object;
    const auto error = parser_.parse(line_.text.data(), line_.text.size(), false).get(object);
    if (error == simdjson::UTF8_ERROR) {
      row.error = common::v1::ERROR_REASON_INVALID_UTF8;
    } else if (error || !object.is_object()) {
      row.error = common::v1::ERROR_REASON_MALFORMED;
      row.error_metadata = {{"form", "{\"…\": …}"}, {"detail", kLines ? "json" : "json-element"}};
    } else {
      Look(object, row);
    }
  }

  // What is wanted of an object may be there again in what is wanted of a part of it.
  void Look(element object, Row& row) const {
    size_t bytes = 0;
    for (size_t i = 0; i < paths_.size(); ++i) {
      row.cells[i] = Lookup(object, paths_[i]);
      bytes += row.cells[i].size();
      if (bytes > kMaxRowBytes) return Refuse(row);
    }
  }

  static constexpr bool kLines = std::is_same_v<Texts, LineReader>;
  Texts lines_;
  LineReader::Line line_;
  const std::vector<std::string> columns_;
  std::vector<Path> paths_;
  simdjson::dom::parser parser_{kMaxRowBytes + 1};
};

class LineSource final : public RowSource {
 public:
  explicit LineSource(ByteReader bytes) : lines_(std::move(bytes)) {}
  const std::vector<std::string>& columns() const override { return columns_; }
  uint64_t size() const override { return lines_.size(); }

  absl::StatusOr<bool> Next(Row& row) override {
    LineReader::Line line;
    do {
      ASSIGN_OR_RETURN(const bool any, lines_.Next(line));
      if (!any) return false;
    } while (absl::StripAsciiWhitespace(line.text).empty());
    row = Row{.number = line.number, .offset = line.offset, .end = line.end};
    if (line.too_long) {
      row.error = common::v1::ERROR_REASON_TOO_LONG;
      row.error_metadata = {{"limit", std::to_string(kMaxRowBytes)}, {"unit", "bytes"}};
      line.text.clear();  // the first part of a record is no use in a rejects file
    } else if (!ValidUtf8(line.text)) {
      row.error = common::v1::ERROR_REASON_INVALID_UTF8;
    }
    row.cells.push_back(std::move(line.text));
    return true;
  }

 private:
  LineReader lines_;
  const std::vector<std::string> columns_ = {"_record"};
};

}  // namespace

std::unique_ptr<RowSource> OpenJsonLines(ByteReader bytes, std::vector<std::string> wanted) {
  return std::make_unique<JsonSource<LineReader>>(LineReader(std::move(bytes)), std::move(wanted));
}

absl::StatusOr<std::unique_ptr<RowSource>> OpenJsonArray(ByteReader bytes, std::string_view path,
                                                         std::vector<std::string> wanted) {
  JsonCutter cutter(std::move(bytes), path);
  RETURN_IF_ERROR(cutter.Find());
  return std::make_unique<JsonSource<JsonCutter>>(std::move(cutter), std::move(wanted));
}

std::unique_ptr<RowSource> OpenLines(ByteReader bytes) {
  return std::make_unique<LineSource>(std::move(bytes));
}

}  // namespace tabadul::ingest
