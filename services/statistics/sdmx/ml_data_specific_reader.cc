// Structure-specific data of 2.1 and 3.0: SDMXDataStructureSpecific.xsd (2.1: …Base.xsd). A value is an XML attribute
// that has the name of its component; in 3.0 also a Comp, where there are several or they have languages.
#include <array>
#include <vector>

#include "absl/strings/ascii.h"
#include "services/statistics/sdmx/ml_data_body.h"

namespace tabadul::statistics::sdmx {
namespace {

using common::v1::ERROR_REASON_TEXT_NOT_PLAIN;

enum class In { kDataSet, kGroup, kSeries, kObservation, kAttributes, kComponent, kValue, kText, kMarkup };

constexpr std::string_view kInstance = "http://www.w3.org/2001/XMLSchema-instance";
constexpr std::string_view kDefaultLanguage = "en";  // of Text, SDMXCommon.xsd

// Of a data set. The schemas qualify them; many producers do not.
constexpr std::array<std::string_view, 10> kOfDataSet = {
    "structureRef",  "setID",       "action",          "reportingBeginDate", "reportingEndDate",
    "validFromDate", "validToDate", "publicationYear", "publicationPeriod",  "dataScope"};

bool IsOfDataSet(std::string_view name) {
  for (const std::string_view own : kOfDataSet) {
    if (own == name) return true;
  }
  return false;
}

class SpecificBody final : public MlBody {
 public:
  SpecificBody(MlRows& rows, bool primary_measure) : rows_(rows), primary_measure_(primary_measure) {}

  absl::Status Begin(const XmlElement& data_set, uint64_t line) override {
    open_.assign(1, In::kDataSet);
    rows_.StartAttributes(line);
    for (const XmlAttribute& attribute : data_set.attributes) {
      if (!attribute.ns.empty() || (IsOfDataSet(attribute.name) && !rows_.Knows(attribute.name))) continue;
      RETURN_IF_ERROR(rows_.Set(attribute.name, attribute.value, MlRows::Part::kAttribute));
    }
    return absl::OkStatus();
  }
  absl::Status Told() override { return rows_.EndAttributes(); }

  absl::Status OnStart(const XmlElement& element, uint64_t line) override {
    const In around = open_.back();
    switch (around) {
      case In::kDataSet:
        return InDataSet(element, line);
      case In::kSeries:
        if (element.name == "Obs") return Observation(element, line);
        if (!rows_.AtSeriesHead()) break;
        [[fallthrough]];
      case In::kGroup:
      case In::kObservation:
      case In::kAttributes:
        if (element.name != "Comp") break;
        open_.push_back(In::kComponent);
        component_ = element.Get("id");
        values_ = 0;
        return absl::OkStatus();
      case In::kComponent:
        if (element.name != "Value") break;
        open_.push_back(In::kValue);
        said_ = false;
        return absl::OkStatus();
      case In::kValue:
        return InValue(element);
      case In::kText:
      case In::kMarkup:
        rows_.Wrong(component_, ERROR_REASON_TEXT_NOT_PLAIN);
        open_.push_back(In::kMarkup);
        return absl::OkStatus();
    }
    return MalformedMl(line, element.name);
  }

  absl::Status OnEnd() override {
    const In ended = open_.back();
    open_.pop_back();
    switch (ended) {
      case In::kGroup:
        return rows_.EndGroup();
      case In::kSeries:
        return rows_.EndSeries();
      case In::kObservation:
        return rows_.EndObservation();
      case In::kAttributes:
        return rows_.EndAttributes();
      case In::kComponent:  // without a value it is named all the same: to be deleted
        return values_ == 0 ? Value("", "") : absl::OkStatus();
      case In::kValue:
      case In::kText:
        return said_ ? absl::OkStatus() : Value("", ended == In::kText ? language_ : "");
      case In::kDataSet:
      case In::kMarkup:
        return absl::OkStatus();
    }
    return absl::OkStatus();
  }

  absl::Status OnText(std::string_view text) override {
    if (open_.back() == In::kText) return Value(text, language_);
    if (open_.back() == In::kValue) return Value(Std(absl::StripAsciiWhitespace(Absl(text))), "");
    return absl::OkStatus();
  }

 private:
  absl::Status InDataSet(const XmlElement& element, uint64_t line) {
    if (element.name == "Obs") return Observation(element, line);
    if (element.name == "Series") {
      open_.push_back(In::kSeries);
      rows_.StartSeries(line);
    } else if (element.name == "Group") {
      open_.push_back(In::kGroup);
      rows_.StartGroup(line);
    } else if (element.name == "Atts") {
      open_.push_back(In::kAttributes);
      rows_.StartAttributes(line);
    } else {
      return MalformedMl(line, element.name);
    }
    return Values(element);
  }

  absl::Status Observation(const XmlElement& element, uint64_t line) {
    open_.push_back(In::kObservation);
    RETURN_IF_ERROR(rows_.StartObservation(line));
    std::string_view type = element.Get("type", kInstance);
    type.remove_prefix(type.find(':') + 1);  // 0 if there is none
    rows_.SetType(type);
    return Values(element);
  }

  absl::Status Values(const XmlElement& element) {
    for (const XmlAttribute& attribute : element.attributes) {
      if (!attribute.ns.empty()) continue;
      // The schemas give the element a type by this name too.
      if (attribute.name == "type" && !rows_.Knows(attribute.name)) continue;
      if (primary_measure_ && attribute.name == kPrimaryMeasure) {
        RETURN_IF_ERROR(rows_.SetPrimaryMeasure(attribute.value));
      } else {
        RETURN_IF_ERROR(rows_.Set(attribute.name, attribute.value));
      }
    }
    return absl::OkStatus();
  }

  absl::Status InValue(const XmlElement& element) {
    if (element.name == "Text") {
      open_.push_back(In::kText);
      language_ = element.Find("lang", kXmlNamespace).value_or(kDefaultLanguage);
      said_ = false;
    } else {
      open_.push_back(In::kMarkup);
      rows_.Wrong(component_, ERROR_REASON_TEXT_NOT_PLAIN);
      said_ = true;
    }
    return absl::OkStatus();
  }

  absl::Status Value(std::string_view value, std::string_view language) {
    said_ = true;
    ++values_;
    return rows_.Set(component_, value, MlRows::Part::kAny, language);
  }

  MlRows& rows_;
  const bool primary_measure_;
  std::vector<In> open_;  // what is open, from the data set inwards
  std::string component_, language_;
  size_t values_ = 0;
  bool said_ = false;  // whether the value or text has been told
};

}  // namespace

std::unique_ptr<MlBody> NewSpecificBody(MlRows& rows, bool primary_measure) {
  return std::make_unique<SpecificBody>(rows, primary_measure);
}

}  // namespace tabadul::statistics::sdmx
