#include "services/statistics/rest/data_body.h"

#include <utility>

#include "absl/hash/hash.h"
#include "services/statistics/rest/sections.h"

namespace tabadul::statistics::rest {
namespace {

// Groups beyond these are written again where they come again, which says nothing else.
constexpr size_t kMaxGroupsRemembered = 200'000;

bool TellsGroups(sdmx::DataFormat format) {
  using F = sdmx::DataFormat;
  return format == F::kGeneric21 || format == F::kGenericTimeSeries21 || format == F::kStructureSpecific21 ||
         format == F::kStructureSpecificTimeSeries21 || format == F::kStructureSpecific30;
}

}  // namespace

DataBody::DataBody(const sdmx::DataMedia& media, sdmx::MessageHead head, std::vector<DataSet> sets,
                   const Window& window)
    : format_(media.format),
      head_(std::move(head)),
      sets_(std::move(sets)),
      writer_(sdmx::NewDataWriter(media.format, head_, media.csv, &pieces_.text())),
      window_(window) {}

absl::StatusOr<bool> DataBody::Begin(const Context& context) { return OpenSet(context); }

absl::StatusOr<bool> DataBody::Next(const Context& context, std::string* piece) {
  while (phase_ != Phase::kOver && pieces_.left() < kPieceBytes) RETURN_IF_ERROR(Step(context));
  return pieces_.Take(piece);
}

absl::Status DataBody::Step(const Context& context) {
  RETURN_IF_ERROR(StillWanted(context));
  switch (phase_) {
    case Phase::kDataSet:
      BeginSet();
      return absl::OkStatus();
    case Phase::kGroups:
      return StepGroups(context);
    case Phase::kSeries:
      return StepSeries(context);
    case Phase::kEnd:
      writer_->End({});
      phase_ = Phase::kOver;
      return absl::OkStatus();
    case Phase::kOver:
      return absl::OkStatus();
  }
  return absl::OkStatus();
}

// Time is at the observation of what comes from the cube, and of a flat message too.
std::unique_ptr<SeriesStream> DataBody::Turned(std::unique_ptr<SeriesStream> stream) const {
  const int at = set().head.layout->FindDimension(set().head.dimension_at_observation);
  if (at < 0) return stream;
  return Sections(std::move(stream), set().head.layout, static_cast<size_t>(at));
}

absl::StatusOr<bool> DataBody::OpenSet(const Context& context) {
  for (; set_ < sets_.size(); ++set_) {
    window_before_ = window_;
    stream_ = Turned(set().open());
    ASSIGN_OR_RETURN(const bool any, FindSeries(context, *stream_, window_));
    if (any) return true;
  }
  stream_.reset();
  return false;
}

absl::StatusOr<bool> DataBody::FindSeries(const Context& context, SeriesStream& stream, Window& window) {
  const bool observations = set().detail == sdmx::Detail::kFull || set().detail == sdmx::Detail::kDataOnly;
  while (!window.over()) {
    ASSIGN_OR_RETURN(const bool more, stream.Next(context));
    if (!more) return false;
    current_ = stream.view();
    if (window.all() || window.Take(observations, &current_.series)) return true;
    RETURN_IF_ERROR(StillWanted(context));
  }
  return false;
}

bool DataBody::HasGroups() const {
  if (!TellsGroups(format_)) return false;
  if (set().detail != sdmx::Detail::kFull && set().detail != sdmx::Detail::kNoData) return false;
  for (const LaidAttribute& attribute : set().head.layout->attributes) {
    if (attribute.attachment.level == Attachment::Level::kGroup) return true;
  }
  return false;
}

void DataBody::BeginSet() {
  writer_->BeginDataSet(set().head, set().detail);
  writer_->DataSetAttributes(current_.of_data_set);
  phase_ = Phase::kSeries;
  if (!HasGroups()) return;
  groups_.clear();
  groups_stream_ = set().open();
  phase_ = Phase::kGroups;
}

absl::Status DataBody::StepGroups(const Context& context) {
  const ViewedSeries current = current_;
  ASSIGN_OR_RETURN(const bool more, FindSeries(context, *groups_stream_, window_before_));
  if (more) {
    WriteGroups(current_);
  } else {
    groups_stream_.reset();
    phase_ = Phase::kSeries;
  }
  current_ = current;
  return absl::OkStatus();
}

void DataBody::WriteGroups(const ViewedSeries& view) {
  const Layout& layout = *set().head.layout;
  for (size_t group = 0; group < layout.groups.size(); ++group) {
    std::vector<sdmx::AttributeView> attributes;
    for (const sdmx::AttributeView& attribute : view.of_group) {
      const auto& laid = layout.attributes[static_cast<size_t>(attribute.attribute)];
      if (laid.attachment.group == layout.groups[group].id) attributes.push_back(attribute);
    }
    if (attributes.empty()) continue;
    std::vector<std::string_view> key;
    std::string name = std::to_string(group);
    for (const std::string& id : layout.groups[group].dimensions) {
      const int dimension = layout.FindDimension(id);
      if (dimension < 0) continue;  // the time, which is of no series
      key.push_back(view.series.key[static_cast<size_t>(dimension)]);
      name.append(".").append(key.back());
    }
    const size_t hash = absl::HashOf(name);
    if (groups_.contains(hash)) continue;
    if (groups_.size() < kMaxGroupsRemembered) groups_.insert(hash);
    writer_->Group({.group = static_cast<int>(group), .key = key, .attributes = attributes});
  }
}

absl::Status DataBody::StepSeries(const Context& context) {
  writer_->Series(current_.series);
  ASSIGN_OR_RETURN(const bool more, FindSeries(context, *stream_, window_));
  if (more) return absl::OkStatus();
  ++set_;
  ASSIGN_OR_RETURN(const bool another, OpenSet(context));
  phase_ = another ? Phase::kDataSet : Phase::kEnd;
  return absl::OkStatus();
}

}  // namespace tabadul::statistics::rest
