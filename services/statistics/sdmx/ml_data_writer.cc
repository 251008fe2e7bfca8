#include "services/statistics/sdmx/ml_data_writer.h"

#include "services/statistics/sdmx/ml_data.h"

namespace tabadul::statistics::sdmx {

void MlDataWriter::BeginDataSet(const DataSetHead& head, Detail detail) {
  if (!frame_.begun()) frame_.Begin(&head);
  if (open_) {
    CloseTag();
    frame_.EndDataSet();
  }
  head_ = head;
  flat_ = head.dimension_at_observation == kAllDimensions;
  at_ = layout().FindDimension(head.dimension_at_observation);
  with_attributes_ = detail == Detail::kFull || detail == Detail::kNoData;
  with_observations_ = detail == Detail::kFull || detail == Detail::kDataOnly;
  of_group_.clear();
  for (const LaidAttribute& attribute : layout().attributes) {
    of_group_.push_back(attribute.attachment.level == Attachment::Level::kGroup);
  }
  written_.assign(of_group_.size(), 0);
  element_ = 0;
  Prepare();
  frame_.StartDataSet(head_);
  open_ = in_tag_ = true;
}

void MlDataWriter::CloseTag() {
  if (!std::exchange(in_tag_, false)) return;
  out_->push_back('>');
  frame_.Provider(head_);
}

void MlDataWriter::DataSetAttributes(Attributes attributes) {
  if (!with_attributes_ || attributes.empty()) return;
  NextElement();
  WriteDataSetAttributes(attributes);
}

void MlDataWriter::Group(const GroupView& group) {
  if (!with_attributes_ || group.attributes.empty()) return;
  CloseTag();
  NextElement();
  WriteGroup(group);
}

void MlDataWriter::Series(const SeriesView& series) {
  CloseTag();
  WriteSeries(series);
}

void MlDataWriter::End(absl::Span<const FooterMessage> footer) {
  if (!frame_.begun()) frame_.Begin(nullptr);
  if (open_) {
    CloseTag();
    frame_.EndDataSet();
  }
  frame_.End(footer);
}

std::string_view MlDataWriter::InBestLanguage(Attributes attributes, int attribute) const {
  std::string_view first, english;
  for (const AttributeView& view : attributes) {
    if (view.attribute != attribute) continue;
    if (view.language == frame_.head().language) return view.value;
    if (view.language == "en" && english.data() == nullptr) english = view.value;
    if (first.data() == nullptr) first = view.value;
  }
  return english.data() == nullptr ? first : english;
}

std::unique_ptr<DataWriter> NewMlDataWriter(DataFormat format, const MessageHead& head, std::string* out) {
  const bool generic = format == DataFormat::kGeneric21 || format == DataFormat::kGenericTimeSeries21;
  return generic ? NewGenericWriter(format, head, out) : NewSpecificWriter(format, head, out);
}

}  // namespace tabadul::statistics::sdmx
