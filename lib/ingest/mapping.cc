#include "lib/ingest/mapping.h"

#include <filesystem>
#include <fstream>
#include <sstream>

#include "fmt/format.h"
#include "lib/ingest/mapping_parser.h"
#include "lib/ingest/tidy.h"
#include "lib/platform/messages/messages.h"
#include "tabadul/common/v1/kind.pb.h"
#include "tabadul/exchange/v1/record.pb.h"

namespace tabadul::ingest {
namespace {

constexpr size_t kMaxBytes = 1 << 20;

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
    MappingParser parser(folder);
    parser.Parse(YAML::Load(std::string(yaml)));
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
