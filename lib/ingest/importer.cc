#include "lib/ingest/importer.h"

#include <algorithm>

#include "absl/strings/str_join.h"
#include "google/protobuf/util/json_util.h"
#include "lib/evidence/canonical.h"
#include "lib/evidence/digest.h"
#include "lib/ingest/converter.h"
#include "lib/ingest/json_source.h"
#include "lib/ingest/mapping_plan.h"
#include "lib/ingest/rejects.h"
#include "lib/ingest/seen_ids.h"
#include "lib/platform/base/utf8.h"

namespace tabadul::ingest {
namespace {

// What every import does: rows in, duplicates out, everything counted. Subclasses make the record of a row.
class CountingImporter : public Importer {
 public:
  CountingImporter(const std::string& path, std::unique_ptr<RowSource> rows, ImportOptions options)
      : rows_(std::move(rows)), options_(std::move(options)), seen_(path) {}

  const std::vector<std::string>& columns() const override { return rows_->columns(); }
  const Totals& totals() const override { return totals_; }
  uint64_t size() const override { return rows_->size(); }

  absl::StatusOr<bool> Next(Item& item) override {
    item.record.Clear();
    item.rejections.clear();
    ASSIGN_OR_RETURN(const bool any, rows_->Next(item.row));
    if (!any) return false;
    if (item.row.error != common::v1::ERROR_REASON_UNSPECIFIED) {
      item.rejections.push_back({"", item.row.error, item.row.error_metadata, ""});
    } else {
      Make(item.row, &item.record, &item.rejections);
    }
    item.record_id = item.record.record_id();
    item.kind = Item::Kind::kRejected;
    if (item.rejections.empty()) {
      ASSIGN_OR_RETURN(item.kind, Seen(item));
    }
    Count(item.kind);
    return true;
  }

 protected:
  virtual void Make(const Row& row, exchange::v1::Record* record, std::vector<Rejection>* rejections) = 0;
  // SHA-256 of what must agree where an id stands again.
  virtual std::string Content(const Row&, const exchange::v1::Record& record) const {
    return evidence::Sha256(evidence::CanonicalBytes(record));
  }

 private:
  absl::StatusOr<Item::Kind> Seen(Item& item) {
    if (item.record.source().empty()) item.record.set_source(options_.source);
    ASSIGN_OR_RETURN(const SeenIds::Answer answer,
                     seen_.See(item.record.record_id(), Content(item.row, item.record), item.row.number));
    if (answer.verdict == SeenIds::Verdict::kNew) return Item::Kind::kRecord;
    if (answer.verdict == SeenIds::Verdict::kSame) return Item::Kind::kDuplicate;
    item.rejections.push_back(
        {"record_id",
         common::v1::ERROR_REASON_DUPLICATE_IN_FILE,
         {{"row", std::to_string(item.row.number)}, {"first", std::to_string(answer.row)}},
         ""});
    return Item::Kind::kRejected;
  }
  void Count(Item::Kind kind) {
    ++totals_.rows;
    ++(kind == Item::Kind::kRecord      ? totals_.records
       : kind == Item::Kind::kDuplicate ? totals_.duplicates
                                        : totals_.rejected);
  }

  std::unique_ptr<RowSource> rows_;
  const ImportOptions options_;
  SeenIds seen_;
  Totals totals_;
};

class MappedImporter final : public CountingImporter {
 public:
  MappedImporter(const std::string& path, std::unique_ptr<RowSource> rows, ImportOptions options,
                 Converter converter)
      : CountingImporter(path, std::move(rows), std::move(options)), converter_(std::move(converter)) {}

 private:
  void Make(const Row& row, exchange::v1::Record* record, std::vector<Rejection>* rejections) override {
    converter_.Convert(row, record, rejections);
  }
  std::string Content(const Row& row, const exchange::v1::Record& record) const override {
    return converter_.Content(row, record);
  }
  const Converter converter_;
};

// Contract JSON Lines: proto3 JSON of a Record; what it says is taken as it is, the hub validates.
class ContractImporter final : public CountingImporter {
 public:
  using CountingImporter::CountingImporter;

 private:
  void Make(const Row& row, exchange::v1::Record* record, std::vector<Rejection>* rejections) override {
    const std::string& json = row.cells[0];
    const auto status = google::protobuf::util::JsonStringToMessage({json.data(), json.size()}, record);
    if (!status.ok()) {
      record->Clear();
      rejections->push_back(
          {"",
           common::v1::ERROR_REASON_MALFORMED,
           {{"form", "tabadul.exchange.v1.Record"},
            {"detail", "contract"},
            {"error", Shortened(std::string(status.message().data(), status.message().size()))}},
           "_record"});
      return;
    }
    if (record->record_id().empty())
      rejections->push_back({"record_id", common::v1::ERROR_REASON_REQUIRED, {}, "_record"});
    if (record->payload_case() == exchange::v1::Record::PAYLOAD_NOT_SET) {
      rejections->push_back({"payload", common::v1::ERROR_REASON_REQUIRED, {}, "_record"});
    }
  }
  // Names fields and positions; long values of the file do not belong into messages.
  static std::string Shortened(std::string message) {
    std::replace(message.begin(), message.end(), '\n', ' ');
    constexpr size_t kEnough = 160;
    return Truncated(message, kEnough);
  }
};

// Where the columns of the plan stand in the file; PRECONDITION with the names of those that do not.
absl::StatusOr<std::vector<size_t>> FindColumns(const MappingPlan& plan,
                                                const std::vector<std::string>& columns,
                                                const std::string& path) {
  std::vector<size_t> order;
  std::vector<std::string> missing;
  for (const std::string& name : plan.columns) {
    const auto at = std::find(columns.begin(), columns.end(), name);
    if (at == columns.end()) missing.push_back(name);
    order.push_back(static_cast<size_t>(at - columns.begin()));
  }
  if (missing.empty()) return order;
  return Error(common::v1::ERROR_REASON_PRECONDITION, {{"field", "mapping"},
                                                       {"columns", absl::StrJoin(missing, ", ")},
                                                       {"present", absl::StrJoin(columns, ", ")},
                                                       {"file", path}});
}

}  // namespace

std::vector<Rejection> FromViolations(const std::vector<Violation>& violations) {
  std::vector<Rejection> rejections;
  for (const Violation& violation : violations) {
    rejections.push_back({violation.field, violation.reason, violation.metadata, ""});
  }
  return rejections;
}

absl::StatusOr<std::unique_ptr<Importer>> Importer::Open(const std::string& path, const Mapping& mapping,
                                                         ImportOptions options) {
  const std::shared_ptr<const MappingPlan> plan = mapping.shared_plan();
  if (plan->contract) {
    ASSIGN_OR_RETURN(ByteReader bytes, ByteReader::Open(path));
    return std::make_unique<ContractImporter>(path, OpenLines(std::move(bytes)), std::move(options));
  }
  // What was written by RejectsWriter is read as it writes, whatever the mapping says of the export itself.
  const InputFormat input = path.ends_with(kRejectsEnding) ? InputFormat() : plan->input;
  ASSIGN_OR_RETURN(std::unique_ptr<RowSource> rows, OpenRows(path, input, plan->columns));
  ASSIGN_OR_RETURN(std::vector<size_t> order, FindColumns(*plan, rows->columns(), path));
  return std::make_unique<MappedImporter>(path, std::move(rows), std::move(options),
                                          Converter(plan, std::move(order)));
}

}  // namespace tabadul::ingest
