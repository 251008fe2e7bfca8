#include "services/statistics/submission/reading.h"

#include <algorithm>
#include <limits>

#include "absl/strings/numbers.h"
#include "services/statistics/series/component_checks.h"
#include "services/statistics/series/series.h"
#include "services/statistics/submission/table_reader.h"

namespace tabadul::statistics {
namespace {

using namespace common::v1;  // NOLINT: the reasons

constexpr size_t kPieceBytes = 256 << 10;
constexpr size_t kBeginBytes = 4 << 10;  // from which a format is told
constexpr uint64_t kRowsUnasked = 4096;  // between two looks whether anybody still waits
constexpr char kMediaForm[] = "application/vnd.sdmx.data+csv;version=2.0.0";

// Counts statements, so that each has a number of its own whatever the format tells of lines, and gives a data set that names
// no action the submission's. What the reader itself could not read is kept apart: it has no number.
class Numbering final : public sdmx::DataReceiver {
 public:
  Numbering(sdmx::DataReceiver& next, v1::SubmissionAction action, const std::function<bool()>& go_on,
            std::vector<uint32_t>* lines)
      : next_(next), action_(action), go_on_(go_on), lines_(lines) {}

  absl::Status OnDataSet(const sdmx::DataSetHead& head) override {
    sdmx::DataSetHead named = head;
    if (named.action == sdmx::Action::kInformation) named.action = Default();
    return next_.OnDataSet(named);
  }
  absl::Status OnRow(const sdmx::DataRow& row) override {
    if (count_ == kMaxRows) {
      return Error(ERROR_REASON_TOO_MANY, {{"field", "rows"}, {"limit", std::to_string(kMaxRows)}});
    }
    if (count_ % kRowsUnasked == 0 && !go_on_()) return Error(ERROR_REASON_CANCELLED);
    row_ = row;
    row_.line = ++count_;
    if (lines_ != nullptr) {
      const uint64_t line = row.line != 0 ? row.line : count_;
      lines_->push_back(
          static_cast<uint32_t>(std::min<uint64_t>(line, std::numeric_limits<uint32_t>::max())));
    }
    return next_.OnRow(row_);
  }
  absl::Status OnMistake(const sdmx::Mistake& mistake) override {
    ++mistake_count_;
    if (mistakes_.size() < Collector::Limits().mistakes) mistakes_.push_back(mistake);
    return absl::OkStatus();
  }

  std::vector<sdmx::Mistake>& mistakes() { return mistakes_; }
  uint64_t mistake_count() const { return mistake_count_; }

 private:
  sdmx::Action Default() const {
    if (action_ == v1::SUBMISSION_ACTION_REPLACE) return sdmx::Action::kReplace;
    if (action_ == v1::SUBMISSION_ACTION_DELETE) return sdmx::Action::kDelete;
    return sdmx::Action::kAppend;
  }

  sdmx::DataReceiver& next_;
  const v1::SubmissionAction action_;
  const std::function<bool()>& go_on_;
  std::vector<uint32_t>* const lines_;  // null: they are known
  sdmx::DataRow row_;                   // room
  uint64_t count_ = 0;
  std::vector<sdmx::Mistake> mistakes_;
  uint64_t mistake_count_ = 0;
};

// Of the statements with these numbers, which series they are of. A file is read again for it: most have no mistakes, and
// to keep the key of every row for those that have would cost more.
class SpoiltSeries final : public sdmx::DataReceiver {
 public:
  explicit SpoiltSeries(absl::flat_hash_set<uint64_t> numbers, std::shared_ptr<const Layout> otherwise)
      : numbers_(std::move(numbers)), otherwise_(std::move(otherwise)) {}

  absl::Status OnDataSet(const sdmx::DataSetHead& head) override {
    layout_ = head.layout->dataflow ? head.layout : otherwise_;
    dataflow_ = DataflowText(ReferenceTo(*layout_->dataflow));
    return absl::OkStatus();
  }
  absl::Status OnRow(const sdmx::DataRow& row) override {
    if (!numbers_.contains(row.line) || row.key.size() != layout_->dimensions.size()) return absl::OkStatus();
    std::vector<std::string> key = row.key;
    for (size_t i = 0; i < key.size(); ++i) {
      if (const auto code = CodeOfSynonym(layout_->dimensions[i], key[i])) key[i] = *code;
    }
    series.insert(SeriesId(dataflow_, key));
    return absl::OkStatus();
  }
  absl::Status OnMistake(const sdmx::Mistake&) override { return absl::OkStatus(); }

  absl::flat_hash_set<std::string> series;

 private:
  const absl::flat_hash_set<uint64_t> numbers_;
  const std::shared_ptr<const Layout> otherwise_;
  std::shared_ptr<const Layout> layout_;
  std::string dataflow_;
};

class FileReading {
 public:
  FileReading(const FileForm& form, const v1::SubmissionOptions& options, Spool& file, const Layouts& layouts,
              const std::function<bool()>& go_on)
      : form_(form), options_(options), file_(file), layouts_(layouts), go_on_(go_on) {}

  absl::StatusOr<FileContent> Run() {
    RETURN_IF_ERROR(FindDataflow());
    FileContent content;
    Collector collector(dataflow_);
    Numbering numbering(collector, options_.action(), go_on_, &content.lines);
    RETURN_IF_ERROR(Read(numbering));
    content.collected = collector.Finish();
    RETURN_IF_ERROR(TakeMistakes(numbering, content));
    return content;
  }

 private:
  // That of messages and tables that do not name it.
  absl::Status FindDataflow() {
    const bool in_mapping = form_.mapping && !form_.mapping->dataflow.empty();
    const std::string& name = in_mapping ? form_.mapping->dataflow : options_.dataflow();
    if (name.empty() && !form_.mapping) return absl::OkStatus();
    if (name.empty()) return Error(ERROR_REASON_REQUIRED, {{"field", "dataflow"}});
    const auto reference = ParseDataflow(name);
    if (!reference) {
      return Error(ERROR_REASON_MALFORMED, {{"field", "dataflow"}, {"form", "AGENCY:FLOW(VERSION)"}});
    }
    ASSIGN_OR_RETURN(dataflow_, layouts_.Find(*reference));
    if (!form_.mapping) return absl::OkStatus();
    if (auto why = WhyNoSeries(*dataflow_)) return Error(why->reason, std::move(why->metadata));
    return CheckMapping(*form_.mapping, *dataflow_);
  }

  absl::Status Read(sdmx::DataReceiver& receiver) {
    if (form_.mapping) {
      ASSIGN_OR_RETURN(const std::string path, file_.Path());
      return ReadTable(path, *form_.mapping, dataflow_, receiver);
    }
    const auto reader = sdmx::NewDataReader(form_.format, layouts_, receiver);
    RETURN_IF_ERROR(file_.Read(kPieceBytes, [&](std::string_view piece) { return reader->Read(piece); }));
    return reader->End();
  }

  absl::Status TakeMistakes(Numbering& numbering, FileContent& content) {
    const Collected& collected = content.collected;
    content.mistake_count = numbering.mistake_count() + collected.mistake_count();
    content.overflowed = collected.mistake_count() > collected.mistakes().size();
    content.mistakes = std::move(numbering.mistakes());
    absl::flat_hash_set<uint64_t> numbers;
    for (sdmx::Mistake mistake : collected.mistakes()) {
      numbers.insert(mistake.line);
      mistake.line = content.LineOf(mistake.line);
      if (const auto row = mistake.violation.metadata.find("row"); row != mistake.violation.metadata.end()) {
        uint64_t first = 0;
        if (absl::SimpleAtoi(row->second, &first)) row->second = std::to_string(content.LineOf(first));
      }
      content.mistakes.push_back(std::move(mistake));
    }
    std::stable_sort(content.mistakes.begin(), content.mistakes.end(),
                     [](const sdmx::Mistake& a, const sdmx::Mistake& b) { return a.line < b.line; });
    if (numbers.empty() || content.overflowed) return absl::OkStatus();
    SpoiltSeries spoilt(std::move(numbers), dataflow_);
    Numbering again(spoilt, options_.action(), go_on_, nullptr);
    RETURN_IF_ERROR(Read(again));
    content.spoilt = std::move(spoilt.series);
    return absl::OkStatus();
  }

  const FileForm& form_;
  const v1::SubmissionOptions& options_;
  Spool& file_;
  const Layouts& layouts_;
  const std::function<bool()>& go_on_;
  std::shared_ptr<const Layout> dataflow_;
};

}  // namespace

std::string FileForm::media_type() const {
  return mapping ? "text/yaml" : std::string(sdmx::MediaType(format));
}

absl::StatusOr<FileForm> FormOf(const v1::SubmissionOptions& options, Spool& file) {
  FileForm form;
  if (!options.mapping().empty()) {
    ASSIGN_OR_RETURN(form.mapping, TableMapping::Parse(options.mapping()));
    return form;
  }
  std::optional<sdmx::DataFormat> format;
  if (!options.media_type().empty()) {
    if (const auto media = sdmx::DataMediaOf(options.media_type(), sdmx::Rest::kV2)) format = media->format;
  } else {
    std::string begin;
    const absl::Status read = file.Read(kBeginBytes, [&](std::string_view piece) {
      begin = piece;
      return absl::CancelledError();  // the first piece is enough
    });
    if (!read.ok() && !absl::IsCancelled(read)) return read;
    format = sdmx::GuessDataFormat(begin);
  }
  if (!format) return Error(ERROR_REASON_MALFORMED, {{"field", "media_type"}, {"form", kMediaForm}});
  form.format = *format;
  return form;
}

absl::StatusOr<FileContent> ReadFile(const FileForm& form, const v1::SubmissionOptions& options, Spool& file,
                                     const Layouts& layouts, const std::function<bool()>& go_on) {
  return FileReading(form, options, file, layouts, go_on).Run();
}

}  // namespace tabadul::statistics
