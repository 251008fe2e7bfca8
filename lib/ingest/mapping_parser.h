// YAML to MappingPlan, collecting every mistake with its line. Used by mapping.cc only.
#pragma once

#include <memory>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "lib/ingest/mapping_plan.h"
#include "yaml-cpp/yaml.h"

namespace tabadul::ingest {

class MappingParser {
 public:
  // `folder`: where files that the mapping names lie; empty = it may name none.
  explicit MappingParser(std::string folder) : folder_(std::move(folder)) {}
  // Throws YAML::Exception (FromText catches it: broken YAML is one problem).
  void Parse(const YAML::Node& root);

  static Mapping::Loaded Finish(MappingParser parser);
  static Mapping Wrap(std::shared_ptr<const MappingPlan> plan);
  void Problem(const YAML::Node& at, std::string key, std::string problem, Metadata metadata = {});

 private:
  // The keys of a map: unknown and doubled ones are problems. False if it is no map.
  bool Keys(const YAML::Node& map, const std::string& key, const std::vector<std::string>& allowed);
  // A scalar of `map`, or a problem.
  std::optional<std::string> Text(const YAML::Node& map, const std::string& prefix, const std::string& name,
                                  bool required);
  std::vector<std::string> TextList(const YAML::Node& node, const std::string& key);

  static bool IsLanguageTag(std::string_view text);  // its form, roughly: BCP 47 has thousands

  void ParseKind(const YAML::Node& root);
  void ParseExport(const YAML::Node& root);
  void ParseInput(const YAML::Node& input);
  void OnlyFor(const YAML::Node& input, const char* name, bool good, const char* formats);
  void ParseId(const YAML::Node& root);
  void ParseHash(const YAML::Node& id, const std::string& name);
  void ParseLanguage(const YAML::Node& node);
  void ParseFields(const YAML::Node& root);
  void ParseField(const std::string& name, const YAML::Node& at, const YAML::Node& spec);
  void ParseEach(const FieldPath& list, const YAML::Node& spec, const std::string& key, FieldPlan* field);
  void ParseOnlyWith(const YAML::Node& spec, const std::string& key, FieldPlan* field);
  void CheckRequired(const YAML::Node& fields);

  // `path` is where the value goes, or null for a part of a join. `in_each`: the element is a source, too.
  ValuePlan ParseValue(const YAML::Node& spec, const std::string& key, const FieldPath* path, bool in_each);
  void ParseSource(const YAML::Node& spec, const std::string& key, bool in_each, ValuePlan* value);
  void ParseParts(const YAML::Node& list, const std::string& key, bool in_each, ValuePlan* value);
  void ParseSteps(const YAML::Node& steps, const std::string& key, ValuePlan* value);
  void ParseMap(const YAML::Node& map, const std::string& key, const FieldPath* path, ValuePlan* value);
  std::vector<Condition> ParseWhen(const YAML::Node& when, const std::string& key);
  std::optional<Condition> ParseCondition(const YAML::Node& node, const std::string& key);
  std::optional<Condition> ParseGroup(const YAML::Node& node, const std::string& key,
                                      const std::string& name);
  bool ParseTest(const YAML::Node& node, const std::string& key, const std::string& name,
                 Condition* condition);
  void ParseOtherwise(const YAML::Node& spec, const std::string& key, ValuePlan* value);
  void ParseDate(const YAML::Node& spec, const std::string& key, const FieldPath* path, ValuePlan* value);
  void CheckValue(const YAML::Node& at, const std::string& key, const FieldPath* path,
                  const std::string& text);
  bool Resolve(const YAML::Node& at, const std::string& key, const google::protobuf::Descriptor& root,
               const std::string& text, FieldPath* path);
  size_t Column(const YAML::Node& at, const std::string& name);

  static constexpr int kMaxValues = 5000;
  static constexpr int kMaxDepth = 6;
  static constexpr size_t kMaxProblems = 1000;  // nobody reads more

  const std::string folder_;
  std::shared_ptr<MappingPlan> plan_ = std::make_shared<MappingPlan>();
  std::vector<MappingProblem> problems_;
  PatternRoom patterns_;
  std::set<std::string> field_names_;
  int values_ = 0;  // so that YAML aliases cannot multiply without end
  int depth_ = 0;
};

}  // namespace tabadul::ingest
