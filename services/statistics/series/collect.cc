#include "services/statistics/series/collect.h"

#include <algorithm>
#include <tuple>
#include <utility>

#include "services/statistics/series/series.h"
#include "services/statistics/structure/urn.h"

namespace tabadul::statistics {
namespace {

Change ChangeOf(sdmx::Action action) {
  switch (action) {
    case sdmx::Action::kInformation:
    case sdmx::Action::kAppend:
      return Change::kAppend;
    case sdmx::Action::kReplace:
      return Change::kReplace;
    case sdmx::Action::kDelete:
      return Change::kDelete;
  }
  return Change::kAppend;
}

bool IsWhole(const Layout& layout, const std::vector<std::string>& key) {
  return key.size() == layout.dimensions.size() &&
         std::none_of(key.begin(), key.end(), [](const std::string& code) { return code.empty(); });
}

absl::Status TooMany(std::string_view field, size_t limit) {
  return Error(common::v1::ERROR_REASON_TOO_MANY,
               {{"field", std::string(field)}, {"limit", std::to_string(limit)}});
}

// How the values of an attribute in two sets are to each other.
enum class Agreement { kNone, kSame, kOther };

Agreement Compare(const AttributeSets::Set& a, const AttributeSets::Set& b, int attribute) {
  const auto of = [attribute](const AttributeSets::Set& set) {
    std::vector<std::pair<std::string_view, std::string_view>> values;
    for (const sdmx::AttributeValue& value : set.values) {
      if (value.attribute == attribute) values.emplace_back(value.language, value.value);
    }
    return values;
  };
  const auto ours = of(a), theirs = of(b);
  if (ours.empty() || theirs.empty()) return Agreement::kNone;
  return ours == theirs ? Agreement::kSame : Agreement::kOther;
}

bool Disjoint(const AttributeSets::Set& a, const AttributeSets::Set& b) {
  return std::none_of(a.values.begin(), a.values.end(), [&](const sdmx::AttributeValue& value) {
    return Compare(a, b, value.attribute) != Agreement::kNone;
  });
}

}  // namespace

absl::Status Collector::OnDataSet(const sdmx::DataSetHead& head) {
  std::shared_ptr<const Layout> layout = head.layout;
  const Reference structure = ReferenceTo(*layout->structure);
  if (!layout->dataflow) {
    layout = otherwise_;
    if (!layout || ReferenceTo(*layout->structure) != structure) {
      return Error(common::v1::ERROR_REASON_PRECONDITION,
                   {{"structure", ShortUrn(structure)}, {"part", "dataflow"}});
    }
  }
  if (auto why = WhyNoSeries(*layout)) return Error(why->reason, std::move(why->metadata));
  const auto [it, added] = flows_.try_emplace(DataflowText(ReferenceTo(*layout->dataflow)), flows_.size());
  if (added) result_.flows_.push_back({it->first, layout});
  if (flow_ != it->second) last_.reset();
  key_known_ = false;
  flow_ = it->second;
  frequency_ = FrequencyDimension(*layout);
  action_ = head.action;
  return absl::OkStatus();
}

absl::Status Collector::OnMistake(const sdmx::Mistake& mistake) {
  Tell(mistake.line, mistake.violation);
  return absl::OkStatus();
}

void Collector::Tell(uint64_t line, Violation violation) {
  ++result_.mistake_count_;
  if (result_.mistakes_.size() < limits_.mistakes) result_.mistakes_.push_back({line, std::move(violation)});
}

void Collector::BeginStep(Change change) {
  if (change_ == change) return;
  if (change_) ++step_;
  change_ = change;
}

absl::Status Collector::OnRow(const sdmx::DataRow& row) {
  BeginStep(ChangeOf(row.action.value_or(action_)));
  const bool whole = IsWhole(layout(), row.key);
  Row read;
  read.observation.line = row.line;
  std::optional<Violation> fault = TakeKey(row);
  if (!fault) {
    fault = change_ == Change::kDelete ? ReadDeletion(row, read.deletion) : ReadChange(row, read);
  }
  if (!fault && !whole && change_ != Change::kDelete) fault = CheckWide(row);
  if (fault) {
    Tell(row.line, *std::move(fault));
  } else {
    RETURN_IF_ERROR(whole ? TakeNamed(row, read) : TakeWide(row, read));
  }
  // Also what rows that are not taken have said is kept.
  if (key_bytes_ + result_.sets_.bytes() + result_.periods_.bytes() > limits_.text_bytes) {
    return TooMany("text", limits_.text_bytes);
  }
  return absl::OkStatus();
}

absl::Status Collector::CountStatement(size_t key_bytes) {
  key_bytes_ += key_bytes;
  if (++statements_ > limits_.series) return TooMany("series", limits_.series);
  return absl::OkStatus();
}

absl::StatusOr<Part*> Collector::FindPart(const sdmx::DataRow& row) {
  if (!last_ || result_.series_[*last_].key != key_) {
    std::string name = PartOfKey(flow_, MaskOf(key_), key_);
    const size_t bytes = 2 * name.size() + key_.size() * sizeof(std::string);
    const auto [it, added] = named_.try_emplace(std::move(name), result_.series_.size());
    if (added) {
      RETURN_IF_ERROR(CountStatement(bytes));
      result_.series_.push_back({flow_, key_, {}});
    }
    last_ = it->second;
  }
  std::vector<Part>& parts = result_.series_[*last_].parts;
  if (parts.empty() || parts.back().step != step_) {
    if (!parts.empty()) RETURN_IF_ERROR(CountStatement(sizeof(Part)));
    Part& part = parts.emplace_back();
    part.step = step_;
    part.change = *change_;
    part.line = row.line;
  }
  return &parts.back();
}

absl::Status Collector::TakeNamed(const sdmx::DataRow& row, Row& read) {
  ASSIGN_OR_RETURN(Part * part, FindPart(row));
  if (*change_ == Change::kDelete) {
    RETURN_IF_ERROR(CountStatement(sizeof(DeletionStatement)));
    part->deletions.push_back(std::move(read.deletion));
    return absl::OkStatus();
  }
  if (auto fault = TakeAttributes(read.attributes, *part)) {
    Tell(row.line, *std::move(fault));
    return absl::OkStatus();
  }
  if (row.period.empty()) return absl::OkStatus();
  if (++result_.observations_ > limits_.observations) return TooMany("observations", limits_.observations);
  part->observations.push_back(read.observation);
  return absl::OkStatus();
}

absl::Status Collector::TakeWide(const sdmx::DataRow& row, Row& read) {
  const uint64_t mask = MaskOf(key_);
  if (std::find(masks_.begin(), masks_.end(), mask) == masks_.end()) {
    if (masks_.size() == limits_.parts) return TooMany("parts", limits_.parts);
    masks_.push_back(mask);
  }
  RETURN_IF_ERROR(CountStatement(sizeof(WideStatement)));
  const auto [it, added] = wide_.try_emplace(PartOfKey(flow_, mask, key_), result_.wide_.size());
  if (added) result_.wide_.push_back({flow_, key_, {}});
  auto& statements = result_.wide_[it->second].statements;
  if (statements.size() == limits_.of_part) return TooMany("statements", limits_.of_part);
  statements.push_back({step_, *change_, row.line, read.attributes, std::move(read.deletion)});
  return absl::OkStatus();
}

// What a series has already said of an attribute it may say again, but not otherwise.
std::optional<Violation> Collector::TakeAttributes(uint32_t set, Part& part) const {
  if (set == 0 || std::find(part.attributes.begin(), part.attributes.end(), set) != part.attributes.end()) {
    return std::nullopt;
  }
  bool adds = false;
  int before = -1;  // values are sorted by attribute, and compared all at once
  for (const sdmx::AttributeValue& value : result_.sets_.at(set).values) {
    if (value.attribute == std::exchange(before, value.attribute)) continue;
    bool said = false;
    for (const uint32_t other : part.attributes) {
      const Agreement agreement = Compare(result_.sets_.at(set), result_.sets_.at(other), value.attribute);
      if (agreement == Agreement::kOther) {
        return Violation{layout().attributes[static_cast<size_t>(value.attribute)].id,
                         common::v1::ERROR_REASON_DUPLICATE_IN_FILE,
                         {{"row", std::to_string(part.line)}}};
      }
      said = said || agreement == Agreement::kSame;
    }
    adds = adds || !said;
  }
  if (adds) part.attributes.push_back(set);
  return std::nullopt;
}

// Sorts the observations; of those that are there twice the first stays, and what adds to it.
void Collector::Fold(Part& part) {
  const PeriodTable& periods = result_.periods_;
  const AttributeSets& sets = result_.sets_;
  std::stable_sort(part.observations.begin(), part.observations.end(),
                   [&](const ObservationStatement& a, const ObservationStatement& b) {
                     return periods.rank(a.period) < periods.rank(b.period);
                   });
  std::vector<ObservationStatement> folded;
  folded.reserve(part.observations.size());
  size_t first = 0;  // in `folded`, of the same period
  for (const ObservationStatement& stated : part.observations) {
    if (folded.empty() || periods.rank(folded.back().period) != periods.rank(stated.period)) {
      first = folded.size();
    }
    bool same = false, adds = true;
    for (size_t i = first; i < folded.size() && !same; ++i) {
      const ObservationStatement& other = folded[i];
      same = stated.measure == other.measure && stated.value == other.value &&
             stated.decimals == other.decimals && stated.attributes == other.attributes;
      adds = adds && part.change == Change::kAppend &&
             (stated.measure == Stated::kNot || other.measure == Stated::kNot) &&
             Disjoint(sets.at(stated.attributes), sets.at(other.attributes));
    }
    if (same) continue;
    if (adds) {
      folded.push_back(stated);
    } else {
      Tell(stated.line,
           {"", common::v1::ERROR_REASON_DUPLICATE_IN_FILE, {{"row", std::to_string(folded[first].line)}}});
    }
  }
  part.observations = std::move(folded);
}

Collected Collector::Finish() {
  result_.periods_.Rank();
  for (Collected::Named& named : result_.series_) {
    for (Part& part : named.parts) Fold(part);
  }
  std::sort(result_.series_.begin(), result_.series_.end(),
            [](const Collected::Named& a, const Collected::Named& b) {
              return std::tie(a.flow, a.key) < std::tie(b.flow, b.key);
            });
  result_.IndexWide();
  std::stable_sort(result_.mistakes_.begin(), result_.mistakes_.end(),
                   [](const sdmx::Mistake& a, const sdmx::Mistake& b) { return a.line < b.line; });
  return std::move(result_);
}

}  // namespace tabadul::statistics
