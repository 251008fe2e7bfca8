#include "lib/ingest/mapping.h"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <map>
#include <sstream>
#include <vector>

#include "fmt/format.h"
#include "lib/ingest/mapping_parser.h"
#include "lib/ingest/tidy.h"
#include "lib/platform/messages/messages.h"
#include "tabadul/common/v1/kind.pb.h"
#include "tabadul/exchange/v1/record.pb.h"
#include "yaml-cpp/eventhandler.h"

namespace tabadul::ingest {
namespace {

constexpr size_t kMaxBytes = 1 << 20;
constexpr size_t kMaxExpanded = 4 << 20;  // with what its aliases name in their places
constexpr size_t kMaxText = 64 << 10;     // of one scalar: some stand once for each of a cell's values

// How large a mapping is when each alias is what it names: so much is made of it, though YAML keeps it once.
class Expansion final : public YAML::EventHandler {
 public:
  static bool IsTooLarge(const std::string& yaml) {
    std::istringstream input(yaml);
    Expansion expansion;
    YAML::Parser(input).HandleNextDocument(expansion);
    return expansion.bytes_ > kMaxExpanded;
  }
  void OnDocumentStart(const YAML::Mark&) override {}
  void OnDocumentEnd() override {}
  void OnNull(const YAML::Mark&, YAML::anchor_t anchor) override { Add(anchor, kNode); }
  void OnAlias(const YAML::Mark&, YAML::anchor_t anchor) override { Add(0, sizes_[anchor]); }
  void OnScalar(const YAML::Mark&, const std::string&, YAML::anchor_t anchor,
                const std::string& value) override {
    Add(anchor, value.size() > kMaxText ? kMaxExpanded + 1 : kNode + value.size());
  }
  void OnSequenceStart(const YAML::Mark&, const std::string&, YAML::anchor_t anchor,
                       YAML::EmitterStyle::value) override {
    Open(anchor);
  }
  void OnSequenceEnd() override { Close(); }
  void OnMapStart(const YAML::Mark&, const std::string&, YAML::anchor_t anchor,
                  YAML::EmitterStyle::value) override {
    Open(anchor);
  }
  void OnMapEnd() override { Close(); }

 private:
  static constexpr size_t kNode = 4;  // of one without text

  // It never counts beyond what is too much.
  void Add(YAML::anchor_t anchor, size_t bytes) {
    bytes_ = std::min(bytes_ + bytes, kMaxExpanded + 1);
    if (anchor != 0) sizes_[anchor] = bytes;
  }
  void Open(YAML::anchor_t anchor) {
    open_.emplace_back(anchor, bytes_);
    Add(0, kNode);
  }
  void Close() {
    const auto [anchor, before] = open_.back();
    open_.pop_back();
    if (anchor != 0) sizes_[anchor] = bytes_ - before;
  }

  size_t bytes_ = 0;
  std::vector<std::pair<YAML::anchor_t, size_t>> open_;  // sequences and maps, and what there was before them
  std::map<YAML::anchor_t, size_t> sizes_;
};

Mapping::Loaded OneProblem(std::string problem, Metadata metadata, int line = 0, int column = 0) {
  Mapping::Loaded loaded;
  loaded.problems.push_back({line, column, "", std::move(problem), std::move(metadata)});
  return loaded;
}

}  // namespace

const std::vector<ImportKind>& ImportKinds() {
  static const auto* const kinds = [] {
    auto* all = new std::vector<ImportKind>;
    const auto* payload = exchange::v1::Record::descriptor()->FindOneofByName("payload");
    for (int i = 0; i < payload->field_count(); ++i) {
      const auto& kind = payload->field(i)->message_type()->options().GetExtension(common::v1::kind);
      if (kind.required().empty()) continue;
      all->push_back(
          {payload->field(i)->name(), payload->field(i), {kind.required().begin(), kind.required().end()}});
    }
    return all;
  }();
  return *kinds;
}

bool HasField(const ImportKind& kind, std::string_view field) {
  FieldPath path;
  return ResolvePath(*kind.payload->message_type(), field, &path).problem.empty();
}

const std::string& Mapping::kind() const { return plan_->kind->name; }
Export Mapping::what() const { return plan_->what; }

Mapping Mapping::ForContract(Export what) {
  auto plan = std::make_shared<MappingPlan>();
  plan->kind = &ImportKinds().front();
  plan->what = what;
  plan->contract = true;
  plan->input.format = Format::kJsonLines;
  return MappingParser::Wrap(std::move(plan));
}

Mapping::Loaded Mapping::FromFile(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  std::ostringstream text;
  if (!file || !(text << file.rdbuf())) return OneProblem("unreadable", {{"file", path}});
  const std::string folder = std::filesystem::path(path).parent_path().string();
  return FromText(text.str(), folder.empty() ? "." : folder);
}

Mapping::Loaded Mapping::FromText(std::string_view yaml, const std::string& folder) {
  if (yaml.size() > kMaxBytes || !ValidUtf8(yaml))
    return OneProblem("unreadable", {{"file", "UTF-8, ≤ 1 MiB"}});
  try {
    const std::string text(yaml);
    if (Expansion::IsTooLarge(text)) return OneProblem("too-large", {});
    MappingParser parser(folder);
    parser.Parse(YAML::Load(text));
    return MappingParser::Finish(std::move(parser));
  } catch (const YAML::Exception& e) {
    return OneProblem("yaml", {{"detail", e.msg}}, e.mark.line + 1, e.mark.column + 1);
  }
}

std::string Describe(const MappingProblem& problem, std::string_view language) {
  Metadata parameters = problem.metadata;
  if (problem.line > 0) parameters["line"] = std::to_string(problem.line);
  if (!problem.key.empty()) parameters["key"] = problem.key;
  const std::string text = messages::Text(language, "mapping.problems." + problem.problem, parameters);
  parameters["text"] = text;
  return messages::Text(language, "mapping.where", parameters);
}

}  // namespace tabadul::ingest
