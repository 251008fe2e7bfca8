#include <optional>
#include <utility>

#include "lib/platform/base/utc.h"
#include "services/statistics/sdmx/action_names.h"
#include "services/statistics/sdmx/ml_data.h"
#include "services/statistics/sdmx/ml_data_body.h"
#include "services/statistics/sdmx/ml_data_header.h"
#include "services/statistics/sdmx/ml_data_rows.h"
#include "services/statistics/sdmx/ml_names.h"
#include "services/statistics/sdmx/xml_events.h"

namespace tabadul::statistics::sdmx {
namespace {

// Where a message is: the outermost part that is open.
enum class In { kNothing, kMessage, kHeader, kDataSet, kProvider, kSkipped };

class MlDataReader final : public DataReader, public XmlHandler {
 public:
  MlDataReader(const Layouts& layouts, DataReceiver& receiver)
      : layouts_(layouts), rows_(receiver), events_(*this) {}

  absl::Status Read(std::string_view bytes) override { return events_.Read(bytes); }
  absl::Status End() override { return events_.End(); }

  absl::Status OnStart(const XmlElement& element) override {
    switch (in_) {
      case In::kNothing:
        return StartMessage(element);
      case In::kMessage:
        return StartPart(element);
      case In::kHeader:
        return header_.OnStart(element, events_.line());
      case In::kDataSet:
        return StartInDataSet(element);
      case In::kProvider:
        provider_.OnStart(element, events_.line());
        return absl::OkStatus();
      case In::kSkipped:
        return absl::OkStatus();
    }
    return absl::OkStatus();
  }

  absl::Status OnEnd(std::string_view, std::string_view) override {
    const int depth = events_.depth();
    switch (in_) {
      case In::kNothing:
      case In::kMessage:
        return absl::OkStatus();
      case In::kHeader:
        if (depth > kPartDepth) return header_.OnEnd(events_.line());
        in_ = In::kMessage;
        return absl::OkStatus();
      case In::kDataSet:
        if (depth > kPartDepth) return body_->OnEnd();
        in_ = In::kMessage;
        RETURN_IF_ERROR(TellDataSet());
        return body_->OnEnd();
      case In::kProvider:
        return depth > kPartDepth + 1 ? absl::OkStatus() : EndProvider();
      case In::kSkipped:
        if (depth == skipped_at_) in_ = skipped_at_ == kPartDepth ? In::kMessage : In::kDataSet;
        return absl::OkStatus();
    }
    return absl::OkStatus();
  }

  absl::Status OnText(std::string_view text) override {
    if (in_ == In::kHeader) header_.OnText(text);
    if (in_ == In::kProvider) provider_.OnText(text);
    if (in_ == In::kDataSet && data_set_told_) return body_->OnText(text);
    return absl::OkStatus();
  }

 private:
  static constexpr int kPartDepth = 2;  // of the header and the data sets in a message

  absl::Status StartMessage(const XmlElement& element) {
    const auto edition = EditionOfMessage(element.ns);
    if (!edition) return MalformedMl(events_.line(), "namespace");
    const bool old = *edition == Edition::k21;
    if (old && (element.name == "GenericData" || element.name == "GenericTimeSeriesData")) {
      body_ = NewGenericBody(rows_);
    } else if (element.name == "StructureSpecificData" ||
               (old && element.name == "StructureSpecificTimeSeriesData")) {
      body_ = NewSpecificBody(rows_, /*primary_measure=*/old);
    } else {
      return MalformedMl(events_.line(), element.name);
    }
    in_ = In::kMessage;
    return absl::OkStatus();
  }

  absl::Status StartPart(const XmlElement& element) {
    if (element.name == "Header") {
      in_ = In::kHeader;
    } else if (element.name == "DataSet") {
      in_ = In::kDataSet;
      return StartDataSet(element);
    } else {
      Skip();
    }
    return absl::OkStatus();
  }

  absl::Status StartDataSet(const XmlElement& element) {
    const uint64_t line = events_.line();
    const MlStructure* structure = header_.header().Find(Own(element, "structureRef"));
    if (structure == nullptr) return MalformedMl(line, "structureRef");
    DataSetHead head{.structure = structure->reference,
                     .action = header_.header().action.value_or(Action::kInformation),
                     .dimension_at_observation = structure->dimension_at_observation,
                     .id = std::string(Own(element, "setID")),
                     .provider = header_.header().provider};
    ASSIGN_OR_RETURN(head.layout, layouts_.Find(structure->reference));
    if (head.id.empty()) head.id = header_.header().data_set_id;
    // Messages of time series need not say so.
    if (head.dimension_at_observation.empty()) head.dimension_at_observation = kTimeDimension;
    if (const std::string_view stated = Own(element, "action"); !stated.empty()) {
      const auto action = ActionNamed(stated);
      if (!action) return MalformedMl(line, "action");
      head.action = *action;
    }
    RETURN_IF_ERROR(TakeTime(element, "validFromDate", head.valid_from));
    RETURN_IF_ERROR(TakeTime(element, "validToDate", head.valid_to));
    data_set_told_ = false;
    RETURN_IF_ERROR(rows_.Begin(std::move(head), structure->explicit_measures, line));
    return body_->Begin(element, line);
  }

  // An attribute of a data set that is not of its data. Qualified in structure-specific data, but not by all producers.
  std::string_view Own(const XmlElement& element, std::string_view name) const {
    for (const Edition edition : {Edition::k21, Edition::k30}) {
      if (const auto own = element.Find(name, NamespacesOf(edition).structure_specific)) return *own;
    }
    return element.Get(name);
  }

  absl::Status TakeTime(const XmlElement& element, std::string_view name, std::optional<absl::Time>& to) {
    const std::string_view text = Own(element, name);
    if (text.empty()) return absl::OkStatus();
    to = ParseUtc(text);
    return to ? absl::OkStatus() : MalformedMl(events_.line(), name);
  }

  absl::Status StartInDataSet(const XmlElement& element) {
    if (element.name == "Annotations") {
      Skip();
      return absl::OkStatus();
    }
    if (events_.depth() == kPartDepth + 1 && element.name == "DataProvider" && !data_set_told_) {
      in_ = In::kProvider;
      provider_.Begin(element, events_.line());
      return absl::OkStatus();
    }
    RETURN_IF_ERROR(TellDataSet());
    return body_->OnStart(element, events_.line());
  }

  absl::Status EndProvider() {
    in_ = In::kDataSet;
    ASSIGN_OR_RETURN(const Reference provider, provider_.Take(ArtefactType::kDataProviderScheme));
    rows_.head().provider = ProviderName(provider);
    return absl::OkStatus();
  }

  // Not before its provider is known.
  absl::Status TellDataSet() {
    if (std::exchange(data_set_told_, true)) return absl::OkStatus();
    RETURN_IF_ERROR(rows_.Tell());
    return body_->Told();
  }

  void Skip() {
    skipped_at_ = events_.depth();
    in_ = In::kSkipped;
  }

  const Layouts& layouts_;
  MlRows rows_;
  XmlEvents events_;
  MlHeaderReader header_;
  std::unique_ptr<MlBody> body_;
  MlReferenceReader provider_;
  In in_ = In::kNothing;
  int skipped_at_ = 0;  // depth of what is passed over
  bool data_set_told_ = false;
};

}  // namespace

std::unique_ptr<DataReader> NewMlDataReader(const Layouts& layouts, DataReceiver& receiver) {
  return std::make_unique<MlDataReader>(layouts, receiver);
}

}  // namespace tabadul::statistics::sdmx
