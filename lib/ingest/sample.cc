#include "lib/ingest/sample.h"

#include <algorithm>
#include <array>
#include <map>
#include <set>

#include "absl/strings/ascii.h"
#include "absl/strings/str_join.h"
#include "lib/ingest/byte_reader.h"
#include "lib/ingest/json_cutter.h"
#include "lib/ingest/tidy.h"
#include "lib/ingest/xml_stream.h"
#include "lib/ingest/xml_tree.h"
#include "nlohmann/json.hpp"
#include "re2/re2.h"

namespace tabadul::ingest {
namespace {

using nlohmann::json;

constexpr size_t kMaxColumns = 300;
constexpr int kShapeRows = 50;
constexpr size_t kMaxPath = 1000;  // in bytes, of a column in XML

absl::Status NoFormat() {
  return Error(common::v1::ERROR_REASON_MALFORMED, {{"field", "file"}, {"form", "CSV, XLSX, JSON, XML"}});
}

// The first bytes as UTF-8.
absl::StatusOr<std::string> Head(const std::string& path, Encoding* encoding) {
  ASSIGN_OR_RETURN(ByteReader raw, ByteReader::Open(path));
  ASSIGN_OR_RETURN(const std::string_view bytes, raw.Next());
  *encoding = DetectEncoding(bytes);
  if (bytes.substr(0, 4) == "PK\x03\x04") return std::string(bytes.substr(0, 4));
  ASSIGN_OR_RETURN(ByteReader reader, ByteReader::Open(path));
  reader.DecodeFrom(*encoding);
  ASSIGN_OR_RETURN(const std::string_view head, reader.Next());
  return std::string(head);
}

// The separator that parts most lines into the same number of cells, outside quotes.
char Delimiter(std::string_view head) {
  char best = ',';
  size_t most = 0;
  for (const char candidate : {',', ';', '\t', '|'}) {
    std::map<size_t, size_t> lines;  // by how many separators they hold
    size_t count = 0, read = 0;
    bool quoted = false;
    for (const char c : head) {
      if (c == '"') quoted = !quoted;
      if (quoted) continue;
      count += c == candidate;
      if (c == '\n') {
        ++lines[count];
        count = 0;
        if (++read == 30) break;
      }
    }
    if (read == 0) ++lines[count];
    for (const auto& [separators, number] : lines) {
      if (separators * number > most) {
        most = separators * number;
        best = candidate;
      }
    }
  }
  return best;
}

// ---- JSON: the paths of the values in its objects

bool Addressable(const std::string& key) {
  return !key.empty() && key.find_first_of(".[]") == std::string::npos;
}

void Paths(const json& object, const std::string& prefix, int depth, std::vector<std::string>* paths) {
  for (const auto& [key, value] : object.items()) {
    if (!Addressable(key)) continue;
    const std::string path = prefix + key;
    if (value.is_object() && depth < 4) {
      Paths(value, path + ".", depth + 1, paths);
    } else if (paths->size() < kMaxColumns && std::find(paths->begin(), paths->end(), path) == paths->end()) {
      paths->push_back(path);
    }
  }
}

template <typename Texts>
absl::StatusOr<std::vector<std::string>> JsonColumns(Texts texts) {
  std::vector<std::string> paths;
  LineReader::Line line;
  for (int i = 0; i < kShapeRows; ++i) {
    ASSIGN_OR_RETURN(const bool any, texts.Next(line));
    if (!any) break;
    const json object = json::parse(line.text, nullptr, false);
    if (object.is_object()) Paths(object, "", 0, &paths);
  }
  return paths;
}

absl::StatusOr<std::vector<std::string>> ArrayColumns(const std::string& path, Encoding encoding,
                                                      const std::string& rows) {
  ASSIGN_OR_RETURN(ByteReader bytes, ByteReader::Open(path));
  bytes.DecodeFrom(encoding);
  JsonCutter cutter(std::move(bytes), rows);
  RETURN_IF_ERROR(cutter.Find());
  return JsonColumns(std::move(cutter));
}

absl::StatusOr<std::vector<std::string>> LineColumns(const std::string& path, Encoding encoding) {
  ASSIGN_OR_RETURN(ByteReader bytes, ByteReader::Open(path));
  bytes.DecodeFrom(encoding);
  return JsonColumns(LineReader(std::move(bytes)));
}

// A file that begins with an object: one a line, or one with the array somewhere in it.
absl::StatusOr<std::vector<std::string>> ObjectColumns(const std::string& path, const std::string& head,
                                                       Sample* sample) {
  const json first = json::parse(head.substr(0, head.find('\n')), nullptr, false);
  static const RE2 array(R"re("(\w+)"\s*:\s*\[\s*\{)re"), outer(R"re("(\w+)"\s*:\s*\{)re");
  std::vector<std::string> candidates, outers = {""};
  re2::StringPiece rest(head), again(head);
  for (std::string key; outers.size() < 8 && RE2::FindAndConsume(&again, outer, &key);)
    outers.push_back(key + ".");
  for (std::string key; candidates.size() < 20 && RE2::FindAndConsume(&rest, array, &key);)
    candidates.push_back(key);
  if (first.is_object() && head.find('\n') != std::string::npos) {
    sample->input.format = Format::kJsonLines;
    return LineColumns(path, sample->encoding);
  }
  sample->input.format = Format::kJsonArray;
  for (const std::string& prefix : outers) {
    for (const std::string& key : candidates) {
      auto columns = ArrayColumns(path, sample->encoding, prefix + key);
      if (!columns.ok() || columns->empty()) continue;
      sample->input.rows = prefix + key;
      return columns;
    }
  }
  if (!first.is_object()) return NoFormat();
  sample->input.format = Format::kJsonLines;  // one object, one line
  return LineColumns(path, sample->encoding);
}

// ---- XML: which element is a row, and what it holds

class XmlShape {
 public:
  absl::Status Read(const std::string& path) {
    ASSIGN_OR_RETURN(ByteReader bytes, ByteReader::Open(path));
    std::string_view chunk;
    XmlStream xml([&](char* buffer, int size) {
      if (chunk.empty()) {
        auto next = bytes.Next();
        if (!next.ok()) return -1;
        chunk = *next;
      }
      const size_t count = std::min(chunk.size(), static_cast<size_t>(size));
      std::copy_n(chunk.data(), count, buffer);
      chunk.remove_prefix(count);
      return static_cast<int>(count);
    });
    std::vector<std::string> open;
    size_t length = 0;  // of the path
    for (int nodes = 0; nodes < 50'000; ++nodes) {
      const XmlStream::Node node = xml.Next();
      if (node == XmlStream::Node::kDone || node == XmlStream::Node::kBroken) break;
      if (node == XmlStream::Node::kEnd && !open.empty()) {
        length -= open.back().size() + 1;
        open.pop_back();
      }
      if (node != XmlStream::Node::kStart) continue;
      open.emplace_back(xml.name());
      length += open.back().size() + 1;
      // Names may be long and nest deeply: their paths would be many times the file.
      if (length > kMaxPath) continue;
      const std::string at = absl::StrJoin(open, "/");
      if (count_.emplace(at, 0).second) order_.push_back(at);
      ++count_[at];
      for (const auto& [name, value] : xml.Attributes()) {
        if (length + name.size() > kMaxPath) continue;
        const std::string attribute = at + "/@" + name;
        if (attributes_.insert(attribute).second) order_.push_back(attribute);
      }
      if (order_.size() > kMaxColumns * 4) break;
    }
    return Rows() ? absl::OkStatus() : NoFormat();
  }

  const std::string& rows() const { return rows_; }
  // What has no elements below it, and attributes, by their path from the row.
  std::vector<std::string> Columns() const {
    std::vector<std::string> columns;
    for (const std::string& path : order_) {
      if (!path.starts_with(rows_ + "/") || columns.size() >= kMaxColumns) continue;
      const bool leaf = std::none_of(order_.begin(), order_.end(), [&](const std::string& other) {
        return other.starts_with(path + "/") && other[path.size() + 1] != '@';
      });
      if (leaf) columns.push_back(path.substr(rows_.size() + 1));
    }
    return columns;
  }

 private:
  // The outermost element that repeats and has elements below it; the one child of the root if nothing repeats.
  bool Rows() {
    const auto has_children = [&](const std::string& path) {
      return std::any_of(order_.begin(), order_.end(),
                         [&](const std::string& other) { return other.starts_with(path + "/"); });
    };
    size_t best = 0;
    for (const std::string& path : order_) {
      if (path.find('@') != std::string::npos || path.find('/') == std::string::npos || !has_children(path))
        continue;
      const auto depth = static_cast<size_t>(std::count(path.begin(), path.end(), '/'));
      const size_t score = (count_.at(path) > 1 ? 1000 : 1) * (20 - std::min<size_t>(depth, 19));
      if (score <= best) continue;
      best = score;
      rows_ = path;
    }
    return best > 0;
  }

  std::map<std::string, size_t> count_;
  std::vector<std::string> order_;
  std::set<std::string> attributes_;
  std::string rows_;
};

// The format of `sample`, and the columns that tables do not name themselves.
absl::StatusOr<std::vector<std::string>> Shape(const std::string& path, Sample* sample) {
  ASSIGN_OR_RETURN(const std::string head, Head(path, &sample->encoding));
  const size_t first = head.find_first_not_of(" \t\r\n");
  if (first == std::string::npos) return NoFormat();
  if (head.starts_with("PK\x03\x04")) {
    sample->input.format = Format::kXlsx;
    sample->encoding = Encoding::kDetect;
  } else if (head[first] == '<') {
    sample->input.format = Format::kXml;
    sample->encoding = Encoding::kDetect;
    XmlShape shape;
    RETURN_IF_ERROR(shape.Read(path));
    sample->input.rows = shape.rows();
    return shape.Columns();
  } else if (head[first] == '[') {
    sample->input.format = Format::kJsonArray;
    return ArrayColumns(path, sample->encoding, "");
  } else if (head[first] == '{') {
    return ObjectColumns(path, head.substr(first), sample);
  } else {
    sample->input.delimiter = Delimiter(head);
  }
  return std::vector<std::string>();
}

}  // namespace

size_t Sample::Column::filled() const {
  return static_cast<size_t>(
      std::count_if(values.begin(), values.end(), [](const std::string& v) { return !v.empty(); }));
}

absl::StatusOr<Sample> TakeSample(const std::string& path) {
  Sample sample;
  ASSIGN_OR_RETURN(const std::vector<std::string> wanted, Shape(path, &sample));
  ASSIGN_OR_RETURN(const std::unique_ptr<RowSource> rows, OpenRows(path, sample.input, wanted));
  if (rows->columns().empty()) return NoFormat();
  for (const std::string& name : rows->columns()) sample.columns.push_back({name, {}});
  Row row;
  size_t bytes = 0;
  while (sample.rows < kMaxSampleRows && bytes < kMaxSampleBytes) {
    ASSIGN_OR_RETURN(const bool any, rows->Next(row));
    if (!any) break;
    if (row.error != common::v1::ERROR_REASON_UNSPECIFIED) continue;
    ++sample.rows;
    for (size_t i = 0; i < sample.columns.size(); ++i) {
      std::string value = Tidy(row.cells[i], Lines::kMany);
      bytes += sizeof(value) + value.size();
      sample.columns[i].values.push_back(IsPlaceholder(value) ? "" : std::move(value));
    }
  }
  return sample;
}

}  // namespace tabadul::ingest
