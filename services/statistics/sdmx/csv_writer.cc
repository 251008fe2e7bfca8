#include "services/statistics/sdmx/csv_writer.h"

#include <memory>
#include <utility>

#include "lib/platform/base/utc.h"
#include "services/statistics/period.h"
#include "services/statistics/structure/urn.h"

namespace tabadul::statistics::sdmx {
namespace {

using Keys = CsvOptions::Keys;
using Labels = CsvOptions::Labels;

constexpr std::string_view kLineEnd = "\r\n";

Labels LabelsOf(DataFormat format, Labels wanted) {
  return format == DataFormat::kCsv1 && wanted == Labels::kName ? Labels::kBoth : wanted;
}

// 1.0 has none, and a row that is a series has none of an observation.
Keys KeysOf(bool version_2, bool observations, Keys wanted) {
  if (!version_2) return Keys::kNone;
  if (observations) return wanted;
  return wanted == Keys::kSeries || wanted == Keys::kBoth ? Keys::kSeries : Keys::kNone;
}

std::string_view TypeName(ArtefactType type) {
  if (type == ArtefactType::kDataStructure) return "datastructure";
  if (type == ArtefactType::kProvisionAgreement) return "dataprovision";
  return "dataflow";
}

std::string_view Code(Action action) {
  switch (action) {
    case Action::kInformation:
      return "I";
    case Action::kAppend:
      return "A";
    case Action::kReplace:
      return "R";
    case Action::kDelete:
      return "D";
  }
  return "I";
}

// A version may be left out, as of what has none.
std::string NameText(const Reference& reference) {
  return reference.version.empty() ? reference.agency + ":" + reference.id : ShortUrn(reference);
}

// The structure that the data set names, with its names if they are at hand.
const Artefact* ArtefactOf(const DataSetHead& head, ArtefactType type) {
  if (type == ArtefactType::kDataflow) return head.layout->dataflow.get();
  if (type == ArtefactType::kDataStructure) return head.layout->structure.get();
  return nullptr;
}

size_t At(int number) { return static_cast<size_t>(number); }

}  // namespace

CsvWriter::CsvWriter(DataFormat format, const MessageHead& head, const CsvOptions& options, std::string* out)
    : version_2_(format == DataFormat::kCsv2),
      options_(options),
      cells_(LabelsOf(format, options.labels), head.language),
      out_(out) {}

void CsvWriter::BeginDataSet(const DataSetHead& head, Detail detail) {
  layout_ = head.layout;
  if (!begun_) columns_ = CsvColumns::Of(head, detail);
  columns_.Fit(head);
  if (!begun_) {
    keys_ = KeysOf(version_2_, columns_.observations, options_.keys);
    out_->append(CsvHeaderRow(version_2_ ? 2 : 1, *layout_, columns_, cells_, keys_)).append(kLineEnd);
    begun_ = true;
  }
  RenderPrefix(head);
  RenderSuffix(head);
  data_set_cells_.resize(columns_.attributes.size());
  for (std::string& cell : data_set_cells_) {
    cell.clear();
    cells_.Several("", &cell);
  }
  found_.assign(columns_.attributes.size(), {});
}

void CsvWriter::RenderPrefix(const DataSetHead& head) {
  // 1.0 knows dataflows alone.
  const bool by_dataflow = !version_2_ && head.layout->dataflow != nullptr;
  const Reference reference = by_dataflow ? ReferenceTo(*head.layout->dataflow) : head.structure;
  const Artefact* artefact = ArtefactOf(head, reference.type);
  const std::string name(artefact == nullptr ? std::string_view()
                                             : InLanguage(artefact->names, cells_.language()));
  std::string id = NameText(reference);
  if (cells_.labels() == Labels::kBoth && !name.empty()) id += ": " + name;
  prefix_.clear();
  if (version_2_) prefix_.append(TypeName(reference.type)).append(",");
  AppendCsvText(id, &prefix_);
  if (!version_2_) return;
  if (cells_.labels() == Labels::kName) {
    prefix_ += ',';
    AppendCsvText(name, &prefix_);
  }
  prefix_.append(",").append(Code(head.action));
}

void CsvWriter::RenderSuffix(const DataSetHead& head) {
  suffix_.clear();
  if (columns_.history) {
    for (const auto& time : {head.valid_from, head.valid_to}) {
      suffix_ += ',';
      if (time) suffix_ += FormatUtcExact(*time);
    }
  }
  suffix_ += kLineEnd;
}

void CsvWriter::DataSetAttributes(absl::Span<const AttributeView> attributes) {
  RenderAttributes(attributes, &data_set_cells_);
}

void CsvWriter::Series(const SeriesView& series) {
  RenderKeys(series);
  RenderKey(series);
  series_cells_.resize(data_set_cells_.size());
  for (size_t i = 0; i < series_cells_.size(); ++i) series_cells_[i].assign(data_set_cells_[i]);
  RenderAttributes(series.attributes, &series_cells_);
  RenderTail();
  if (columns_.observations) {
    for (const ObservationView& observation : series.observations) WriteObservation(observation);
    // Attributes of a key that has no observations are a row of their own, which 1.0 does not have.
    const bool attributes_alone = series.observations.empty() && !series.attributes.empty();
    if (attributes_alone && version_2_ && columns_.at_observation < 0) WriteObservation({});
  } else {
    out_->append(lead_).append(before_).append(after_).append(tail_);
  }
}

// The columns SERIES_KEY and OBS_KEY: codes in the order of the structure, the period last.
void CsvWriter::RenderKeys(const SeriesView& series) {
  lead_.assign(prefix_);
  if (keys_ == Keys::kNone) return;
  scratch_.clear();
  key_before_.clear();
  key_after_.clear();
  std::string* part = &key_before_;
  bool first = true;  // of the series' key
  const auto add = [&](std::string_view code) {
    if (!std::exchange(first, false)) scratch_ += '.';
    scratch_ += code;
    *part += code;
  };
  for (size_t i = 0; i < columns_.dimensions.size(); ++i) {
    if (i > 0) *part += '.';
    const int at = columns_.dimension_of[i];
    if (static_cast<int>(i) == columns_.at_observation) {
      part = &key_after_;
    } else {
      add(at < 0 ? std::string_view() : series.key[At(at)]);
    }
  }
  if (columns_.time) {
    if (!columns_.dimensions.empty()) *part += '.';
    if (PeriodIsOfSeries()) add(series.period);
  }
  if (keys_ == Keys::kObservation) return;
  lead_ += ',';
  AppendCsvText(scratch_, &lead_);
}

void CsvWriter::RenderKey(const SeriesView& series) {
  before_.clear();
  after_.clear();
  std::string* part = &before_;
  for (size_t i = 0; i < columns_.dimensions.size(); ++i) {
    if (static_cast<int>(i) == columns_.at_observation) {
      part = &after_;
      continue;
    }
    const int at = columns_.dimension_of[i];
    cells_.Value(Dimension(i), at < 0 ? std::string_view() : series.key[At(at)], part);
  }
  if (columns_.time && PeriodIsOfSeries()) AppendPeriod(series.period, part);
}

void CsvWriter::RenderTail() {
  tail_.clear();
  for (const std::string& cell : series_cells_) tail_ += cell;
  tail_ += suffix_;
}

void CsvWriter::RenderAttributes(absl::Span<const AttributeView> attributes,
                                 std::vector<std::string>* cells) {
  for (const AttributeView& view : attributes) {
    const int column = columns_.column_of_attribute[At(view.attribute)];
    if (column < 0 || found_[At(column)].times++ > 0) continue;
    std::string& cell = (*cells)[At(column)];
    cell.clear();
    RenderAttribute(column, attributes, &cell);
  }
  for (Found& found : found_) found = {};
}

void CsvWriter::WriteObservation(const ObservationView& observation) {
  std::string& out = *out_;
  out.append(lead_);
  if (keys_ == Keys::kObservation || keys_ == Keys::kBoth) {
    scratch_.assign(key_before_).append(observation.at).append(key_after_);
    out += ',';
    AppendCsvText(scratch_, &out);
  }
  out.append(before_);
  if (columns_.at_observation >= 0) {
    cells_.Value(Dimension(At(columns_.at_observation)), observation.at, &out);
  } else if (columns_.time) {
    AppendPeriod(observation.at, &out);
  }
  out.append(after_);
  for (const int measure : columns_.measure_of) {
    const bool stated = measure >= 0 && At(measure) < observation.values.size();
    cells_.Value(measure < 0 ? nullptr : &layout_->measures[At(measure)],
                 stated ? observation.values[At(measure)] : std::string_view(), &out);
  }
  if (observation.attributes.empty()) {
    out.append(tail_);
  } else {
    WriteAttributes(observation.attributes);
  }
}

void CsvWriter::WriteAttributes(absl::Span<const AttributeView> attributes) {
  for (const AttributeView& view : attributes) {
    const int column = columns_.column_of_attribute[At(view.attribute)];
    if (column < 0) continue;
    ++found_[At(column)].times;
    found_[At(column)].last = &view;
  }
  for (size_t column = 0; column < found_.size(); ++column) {
    const Found found = std::exchange(found_[column], {});
    if (found.times == 0) {
      out_->append(series_cells_[column]);
    } else if (found.times == 1 && found.last->language.empty() && !columns_.several[column]) {
      cells_.Value(&layout_->attributes[At(found.last->attribute)], found.last->value, out_);
    } else {
      RenderAttribute(static_cast<int>(column), attributes, out_);
    }
  }
  out_->append(suffix_);
}

void CsvWriter::AppendPeriod(std::string_view period, std::string* to) const {
  if (options_.time_format == CsvOptions::TimeFormat::kNormalized) {
    if (const auto parsed = Period::Parse(period)) {
      cells_.Value(nullptr, parsed->Beginning(), to);
      return;
    }
  }
  cells_.Value(nullptr, period, to);
}

const LaidComponent* CsvWriter::Dimension(size_t column) const {
  const int at = columns_.dimension_of[column];
  return at < 0 ? nullptr : &layout_->dimensions[At(at)];
}

std::unique_ptr<DataWriter> NewCsvDataWriter(DataFormat format, const MessageHead& head,
                                             const CsvOptions& options, std::string* out) {
  return std::make_unique<CsvWriter>(format, head, options, out);
}

}  // namespace tabadul::statistics::sdmx
