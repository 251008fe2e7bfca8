#include "lib/ingest/xml_source.h"

#include <algorithm>

#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "lib/ingest/xml_stream.h"
#include "lib/ingest/xml_tree.h"
#include "nlohmann/json.hpp"

namespace tabadul::ingest {
namespace {

constexpr size_t kMaxNodes = 100'000;  // of a row
constexpr int kMaxDepth = 200;

class XmlSource final : public RowSource {
 public:
  XmlSource(ByteReader bytes, const InputFormat& input, std::vector<std::string> wanted)
      : bytes_(std::move(bytes)),
        columns_(std::move(wanted)),
        row_path_(absl::StrSplit(input.rows, '/')),
        xml_([this](char* buffer, int size) { return Read(buffer, size); },
             input.encoding == Encoding::kDetect ? "" : std::string(NameOf(input.encoding))) {
    for (const std::string& column : columns_) paths_.emplace_back(column);
  }

  // At least one element must be there; which one is found by Next.
  absl::Status Begin() {
    node_ = xml_.Next();
    RETURN_IF_ERROR(trouble_);
    if (node_ == XmlStream::Node::kStart) return absl::OkStatus();
    return Error(common::v1::ERROR_REASON_MALFORMED, {{"field", "file"}, {"form", "XML"}});
  }

  const std::vector<std::string>& columns() const override { return columns_; }
  uint64_t size() const override { return bytes_.size(); }

  absl::StatusOr<bool> Next(Row& row) override {
    for (; !ended_; node_ = xml_.Next()) {
      if (node_ == XmlStream::Node::kStart && At(xml_.name())) {
        row = Row{.number = ++number_, .offset = std::min(read_, bytes_.end())};
        TakeRow(row);
        row.end = bytes_.end();
        RETURN_IF_ERROR(trouble_);
        if (!ended_) node_ = xml_.Next();
        return true;
      }
      if (node_ == XmlStream::Node::kDone || node_ == XmlStream::Node::kBroken) {
        ended_ = true;
        RETURN_IF_ERROR(trouble_);
        if (node_ == XmlStream::Node::kDone) break;
        row = Row{.number = ++number_, .offset = bytes_.end(), .end = bytes_.end()};
        Broken(row);
        return true;
      }
    }
    return false;
  }

 private:
  int Read(char* buffer, int size) {
    if (chunk_.empty()) {
      auto next = bytes_.Next();
      if (!next.ok()) {
        trouble_ = next.status();
        return -1;
      }
      chunk_ = *next;
      read_ = bytes_.offset();
    }
    const size_t count = std::min(chunk_.size(), static_cast<size_t>(size));
    std::copy_n(chunk_.data(), count, buffer);
    chunk_.remove_prefix(count);
    read_ += count;
    return static_cast<int>(count);
  }

  // Whether the element that starts is a row: its path, or its name where only that was given.
  bool At(std::string_view name) {
    path_.resize(static_cast<size_t>(std::min(xml_.depth(), kMaxDepth)));
    path_.emplace_back(name);
    if (row_path_.size() == 1) return name == row_path_[0];
    return path_ == row_path_;
  }

  void TakeRow(Row& row) {
    row.cells.resize(columns_.size());
    XmlElement root;
    root.name = std::string(xml_.name());
    root.attributes = xml_.Attributes();
    std::vector<XmlElement*> open = {&root};
    size_t bytes = 0, nodes = 0;
    while (!open.empty()) {
      node_ = xml_.Next();
      if (node_ == XmlStream::Node::kDone || node_ == XmlStream::Node::kBroken) {
        ended_ = true;
        return Broken(row);
      }
      if (node_ == XmlStream::Node::kEnd) {
        open.pop_back();
        continue;
      }
      auto child = std::make_unique<XmlElement>();
      if (node_ == XmlStream::Node::kText) {
        child->text = std::string(xml_.text());
      } else {
        child->name = std::string(xml_.name());
        child->attributes = xml_.Attributes();
        for (const auto& [name, value] : child->attributes) bytes += name.size() + value.size();
      }
      bytes += child->text.size();
      XmlElement* const added = child.get();
      // Of what is too large only the shape is followed, to its end.
      const bool fits = bytes <= kMaxRowBytes && ++nodes <= kMaxNodes && open.size() < kMaxDepth;
      if (fits) open.back()->children.push_back(std::move(child));
      if (node_ == XmlStream::Node::kStart) open.push_back(fits ? added : open.back());
      if (!fits) row.error = common::v1::ERROR_REASON_TOO_LONG;
    }
    // What is wanted of an element may be there again in what is wanted of one below it.
    bytes = 0;
    for (size_t i = 0; i < paths_.size() && row.error == common::v1::ERROR_REASON_UNSPECIFIED; ++i) {
      row.cells[i] = Cell(paths_[i].Find(root));
      bytes += row.cells[i].size();
      if (bytes > kMaxRowBytes) row.error = common::v1::ERROR_REASON_TOO_LONG;
    }
    if (row.error == common::v1::ERROR_REASON_UNSPECIFIED) return;
    row.cells.assign(columns_.size(), "");
    row.error_metadata = {{"limit", std::to_string(kMaxRowBytes)}, {"unit", "bytes"}};
  }

  static std::string Cell(std::vector<std::string> found) {
    if (found.empty()) return "";
    if (found.size() == 1) return std::move(found[0]);
    return nlohmann::json(found).dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
  }

  // What follows cannot be read: one row says so, so that a full export is not taken for whole.
  void Broken(Row& row) const {
    row.cells.assign(columns_.size(), "");
    row.error = common::v1::ERROR_REASON_MALFORMED;
    row.error_metadata = {{"form", "XML"}, {"detail", "xml"}};
  }

  ByteReader bytes_;
  std::string_view chunk_;
  uint64_t read_ = 0;
  const std::vector<std::string> columns_;
  const std::vector<std::string> row_path_;
  std::vector<XmlPath> paths_;
  std::vector<std::string> path_;
  XmlStream xml_;
  XmlStream::Node node_ = XmlStream::Node::kText;
  absl::Status trouble_;
  int64_t number_ = 0;
  bool ended_ = false;
};

}  // namespace

absl::StatusOr<std::unique_ptr<RowSource>> OpenXml(ByteReader bytes, const InputFormat& input,
                                                   std::vector<std::string> wanted) {
  auto source = std::make_unique<XmlSource>(std::move(bytes), input, std::move(wanted));
  RETURN_IF_ERROR(source->Begin());
  return source;
}

}  // namespace tabadul::ingest
