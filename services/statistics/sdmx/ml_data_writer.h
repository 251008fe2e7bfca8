// What the writers of generic and of structure-specific data have in common: the order of a message, what its detail
// leaves out, and which value of an attribute is written where there is room for one alone. Not thread-safe.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "services/statistics/sdmx/ml_data_frame.h"

namespace tabadul::statistics::sdmx {

class MlDataWriter : public DataWriter {
 public:
  MlDataWriter(DataFormat format, const MessageHead& head, std::string* out)
      : out_(out), frame_(format, head, out) {}

  void BeginDataSet(const DataSetHead& head, Detail detail) final;
  void DataSetAttributes(absl::Span<const AttributeView> attributes) final;
  void Group(const GroupView& group) final;
  void Series(const SeriesView& series) final;
  void End(absl::Span<const FooterMessage> footer) final;

 protected:
  using Attributes = absl::Span<const AttributeView>;

  // The layout's names as this form of writing has them: made once, so that observations need not.
  virtual void Prepare() = 0;
  // The tag of the data set is open before WriteDataSetAttributes, and closed by it or after it.
  virtual void WriteDataSetAttributes(Attributes attributes) = 0;
  virtual void WriteGroup(const GroupView& group) = 0;
  virtual void WriteSeries(const SeriesView& series) = 0;

  // Ends the tag of the data set, if that is open still.
  void CloseTag();
  // None if the detail leaves them out.
  Attributes Wanted(Attributes attributes) const { return with_attributes_ ? attributes : Attributes(); }
  const Layout& layout() const { return *head_.layout; }
  std::string_view time_id() const {
    return layout().time ? std::string_view(layout().time->id) : kTimeDimension;
  }

  // An element begins in which an attribute may stand once.
  void NextElement() { ++element_; }
  // Calls `write` (attribute, value) for those that are to be written in the element: each once, in the language of the
  // message if there are several. `series`: those of groups are left out, which stand in groups.
  template <class Write>
  void EachOnce(Attributes attributes, bool series, const Write& write) {
    for (const AttributeView& view : attributes) {
      const auto number = static_cast<size_t>(view.attribute);
      if (series && of_group_[number]) continue;
      if (std::exchange(written_[number], element_) == element_) continue;
      write(number, view.language.empty() ? view.value : InBestLanguage(attributes, view.attribute));
    }
  }

  std::string* const out_;
  bool flat_ = false;  // AllDimensions at the observation
  int at_ = -1;        // number of the dimension there, if it is not time
  bool with_observations_ = true;

  const MlFrame& frame() const { return frame_; }
  const DataSetHead& data_set() const { return head_; }

 private:
  std::string_view InBestLanguage(Attributes attributes, int attribute) const;

  MlFrame frame_;
  DataSetHead head_;
  bool open_ = false;    // a data set
  bool in_tag_ = false;  // of it
  bool with_attributes_ = true;
  std::vector<bool> of_group_;     // by attribute
  std::vector<uint64_t> written_;  // by attribute: the last element that has it
  uint64_t element_ = 0;
};

std::unique_ptr<DataWriter> NewGenericWriter(DataFormat format, const MessageHead& head, std::string* out);
std::unique_ptr<DataWriter> NewSpecificWriter(DataFormat format, const MessageHead& head, std::string* out);

}  // namespace tabadul::statistics::sdmx
