// The shipped JSON Schema, the shipped mappings and the documented example agree with what the parser takes.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "lib/ingest/importer.h"
#include "lib/ingest/mapping_plan.h"
#include "lib/ingest/transforms.h"
#include "nlohmann/json.hpp"
#include "yaml-cpp/yaml.h"

namespace tabadul::ingest {
namespace {

using nlohmann::json;

std::string Read(const std::filesystem::path& path) {
  std::ostringstream text;
  text << std::ifstream(path, std::ios::binary).rdbuf();
  return text.str();
}

// As YAML's core schema types plain scalars, which is what editors do.
json ToJson(const YAML::Node& node) {
  if (node.IsMap()) {
    json object = json::object();
    for (const auto& entry : node) object[entry.first.Scalar()] = ToJson(entry.second);
    return object;
  }
  if (node.IsSequence()) {
    json array = json::array();
    for (const auto& item : node) array.push_back(ToJson(item));
    return array;
  }
  if (node.IsNull()) return nullptr;
  if (node.Tag() == "!") return node.Scalar();  // quoted
  if (node.Scalar() == "true" || node.Scalar() == "false") return node.Scalar() == "true";
  const json number = json::parse(node.Scalar(), nullptr, false);
  return number.is_number() ? number : json(node.Scalar());
}

// As much of draft 07 as the schema uses; a word that is not known fails the test.
class Schema {
 public:
  explicit Schema(json root) : root_(std::move(root)) {}
  bool Accepts(const json& value) const { return Accepts(root_, value); }
  const json& root() const { return root_; }

 private:
  static bool IsOf(const json& value, const std::string& type) {
    return (type == "object" && value.is_object()) || (type == "array" && value.is_array()) ||
           (type == "string" && value.is_string()) || (type == "number" && value.is_number()) ||
           (type == "boolean" && value.is_boolean()) || (type == "null" && value.is_null());
  }
  bool Accepts(const json& schema, const json& value) const {
    return std::all_of(schema.items().begin(), schema.items().end(),
                       [&](const auto& rule) { return Holds(schema, rule.key(), rule.value(), value); });
  }
  bool Holds(const json& schema, const std::string& word, const json& rule, const json& value) const {
    const auto accepts = [&](const json& each) { return Accepts(each, value); };
    if (word == "$ref")
      return Accepts(root_.at(json::json_pointer(rule.get<std::string>().substr(1))), value);
    if (word == "anyOf") return std::any_of(rule.begin(), rule.end(), accepts);
    if (word == "enum") return std::find(rule.begin(), rule.end(), value) != rule.end();
    if (word == "type") {
      const json types = rule.is_array() ? rule : json::array({rule});
      return std::any_of(types.begin(), types.end(), [&](const json& type) { return IsOf(value, type); });
    }
    if (word == "required") {
      return std::all_of(rule.begin(), rule.end(),
                         [&](const json& key) { return value.contains(key.get<std::string>()); });
    }
    if (word == "items") {
      return std::all_of(value.begin(), value.end(), [&](const json& item) { return Accepts(rule, item); });
    }
    if (word == "minItems" || word == "minProperties") return value.size() >= rule.get<size_t>();
    if (word == "maxProperties") return value.size() <= rule.get<size_t>();
    if (word == "properties" || word == "additionalProperties") return Properties(schema, word, value);
    EXPECT_THAT((std::vector<std::string>{"$schema", "title", "description", "definitions"}),
                testing::Contains(word));
    return true;
  }
  bool Properties(const json& schema, const std::string& word, const json& value) const {
    if (!value.is_object()) return true;  // `type` says so
    const json known = schema.value("properties", json::object());
    for (const auto& [key, part] : value.items()) {
      if (word == "properties" && known.contains(key) && !Accepts(known[key], part)) return false;
      if (word == "properties" || known.contains(key)) continue;
      const json& others = schema["additionalProperties"];
      if (others.is_boolean() ? !others.get<bool>() : !Accepts(others, part)) return false;
    }
    return true;
  }

  const json root_;
};

const Schema& TheSchema() {
  static const auto* schema = new Schema(json::parse(Read("data/mappings/mapping.schema.json")));
  return *schema;
}

TEST(MappingSchema, AcceptsEveryShippedMapping) {
  int mappings = 0;
  for (const auto& file : std::filesystem::directory_iterator("data/mappings")) {
    if (file.path().extension() != ".yaml") continue;
    EXPECT_TRUE(TheSchema().Accepts(ToJson(YAML::LoadFile(file.path())))) << file.path();
    EXPECT_TRUE(Mapping::FromFile(file.path()).ok()) << file.path();
    ++mappings;
  }
  EXPECT_GE(mappings, 7);
}

TEST(MappingSchema, KnowsTheKindsThatThereAre) {
  std::vector<std::string> kinds;
  for (const ImportKind& kind : ImportKinds()) kinds.push_back(kind.name);
  EXPECT_EQ(TheSchema().root()["properties"]["kind"]["enum"].get<std::vector<std::string>>(), kinds);
}

TEST(MappingSchema, KnowsTheStepsThatThereAre) {
  std::vector<std::string> steps;
  const json& either = TheSchema().root()["definitions"]["step"]["anyOf"];
  for (const json& name : either[0]["enum"]) steps.push_back(name);
  for (const auto& [name, schema] : either[1]["properties"].items()) steps.push_back(name);
  std::sort(steps.begin(), steps.end());
  steps.erase(std::unique(steps.begin(), steps.end()), steps.end());
  EXPECT_EQ(steps, TransformNames());
}

constexpr char kGood[] =
    "kind: vacancy\nexport: changes\ninput: {format: csv}\nlanguage: en\nid: {column: id}\nfields:\n  title: "
    "title\n"
    "  description: text\n  locations[0].country: {constant: EG}\n";

// What is refused by its shape alone is refused by both.
TEST(MappingSchema, RefusesWhatTheParserRefuses) {
  ASSERT_TRUE(TheSchema().Accepts(ToJson(YAML::Load(kGood))));
  const std::pair<const char*, const char*> changes[] = {
      {"kind: vacancy", "kind: job"},
      {"export: changes", "export: all"},
      {"{format: csv}", "{format: docx}"},
      {"{format: csv}", "{format: csv, delimiter: \"::\"}"},
      {"{format: csv}", "{format: csv, encoding: latin-9}"},
      {"language: en", "langauge: en"},
      {"{column: id}", "{colum: id}"},
      {"{column: id}", "{hash: []}"},
      {"{constant: EG}", "{constant: EG, otherwise: perhaps}"},
      {"{constant: EG}", "{column: a, as: [shout]}"},
      {"{constant: EG}", "{column: a, as: [{times: 2, take: 1}]}"},
      {"{constant: EG}", "{column: a, as: [{range: middle}]}"},
      {"{constant: EG}", "{column: a, when: {column: b, equals: c}}"},
      {"{constant: EG}", "{first: []}"},
      {"{constant: EG}", "{join: {of: [a]}}"},
      {"{constant: EG}", "{column: a, map: {x: [y]}}"}};
  for (const auto& [from, to] : changes) {
    std::string yaml = kGood;
    yaml.replace(yaml.find(from), std::string(from).size(), to);
    EXPECT_FALSE(Mapping::FromText(yaml).ok()) << to;
    EXPECT_FALSE(TheSchema().Accepts(ToJson(YAML::Load(yaml)))) << to;
  }
}

// The text between a fence of this language and its end.
std::string Block(const std::string& text, const std::string& language, size_t nth) {
  size_t at = 0;
  for (size_t i = 0; i <= nth; ++i) at = text.find("```" + language + "\n", at) + language.size() + 4;
  return text.substr(at, text.find("```", at) - at);
}

TEST(MappingDocument, ItsExampleDoesWhatItSays) {
  const std::string text = Read("docs/mappings.md");
  const std::string yaml = Block(text, "yaml", 0);
  EXPECT_TRUE(TheSchema().Accepts(ToJson(YAML::Load(yaml))));
  const auto loaded = Mapping::FromText(yaml);
  for (const auto& problem : loaded.problems) ADD_FAILURE() << Describe(problem, "en");
  ASSERT_TRUE(loaded.ok());
  const std::string path = testing::TempDir() + "example_" + std::to_string(getpid()) + ".csv";
  std::ofstream(path) << Block(text, "csv", 0);
  // The page is UTF-8, the example's ministry is not.
  std::string utf8 = yaml;
  utf8.replace(utf8.find("windows-1252"), 12, "utf-8");
  auto importer = Importer::Open(path, Mapping::FromText(utf8).mapping, {});
  ASSERT_TRUE(importer.ok()) << importer.status();
  std::vector<Item> items;
  for (Item item; *(*importer)->Next(item);) items.push_back(item);
  ASSERT_EQ(items.size(), 3U);
  EXPECT_EQ((*importer)->totals().records, 2);
  EXPECT_EQ((*importer)->totals().duplicates, 1);
  const auto& first = items[0].record.vacancy();
  EXPECT_EQ(items[0].record_id, "x-17");
  EXPECT_EQ(first.description().translations(0).text(), "Vous êtes chargée des soins\n\nProfil : Bac+3");
  EXPECT_EQ(first.locations_size(), 2);
  EXPECT_EQ(first.locations(1).country(), "FR");
  EXPECT_EQ(first.pay().minimum() + " " + first.pay().maximum() + " " + first.pay().currency(),
            "4000 6000 MAD");
  EXPECT_EQ(first.experience().minimum_months(), 24);
  const auto& second = items[1].record.vacancy();
  EXPECT_TRUE(second.employer().anonymous());
  EXPECT_FALSE(second.has_pay());
  EXPECT_FALSE(second.employer().has_name());
}

// Every key and step of the schema has its line in the document.
TEST(MappingDocument, NamesEveryKeyAndStep) {
  const std::string text = Read("docs/mappings.md");
  std::vector<std::string> names = TransformNames();
  for (const char* definition : {"field", "condition"}) {
    for (const auto& [key, schema] : TheSchema().root()["definitions"][definition]["properties"].items())
      names.push_back(key);
  }
  for (const char* part : {"input", "id"}) {
    for (const auto& [key, schema] : TheSchema().root()["properties"][part]["properties"].items())
      names.push_back(key);
  }
  for (const std::string& name : names) {
    EXPECT_TRUE(text.find("`" + name) != std::string::npos ||
                text.find("{" + name + ":") != std::string::npos ||
                text.find(name + ": ") != std::string::npos || text.find(", " + name) != std::string::npos)
        << name;
  }
}

}  // namespace
}  // namespace tabadul::ingest
