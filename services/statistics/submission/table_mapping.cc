#include "services/statistics/submission/table_mapping.h"

#include <algorithm>

#include "lib/ingest/tidy.h"
#include "lib/platform/base/status.h"
#include "yaml-cpp/yaml.h"

namespace tabadul::statistics {
namespace {

using namespace common::v1;  // NOLINT: the reasons

class TableParser {
 public:
  explicit TableParser(TableMapping& mapping) : mapping_(mapping) {}

  void Parse(const YAML::Node& root) {
    if (!Keys(root, "mapping", {"dataflow", "input", "absent", "components", "spread"})) return;
    mapping_.dataflow = Text(root, "mapping", "dataflow").value_or("");
    if (root["input"]) Input(root["input"]);
    Absent(root["absent"]);
    Components(root["components"]);
    if (root["spread"]) Spread(root["spread"]);
  }
  absl::Status Finish() const { return violations_.ToStatus(); }

 private:
  void Tell(const YAML::Node& at, const std::string& field, ErrorReason reason, Metadata metadata = {}) {
    if (at.IsDefined() && at.Mark().line >= 0) metadata["line"] = std::to_string(at.Mark().line + 1);
    violations_.Add(field, reason, std::move(metadata));
  }
  void Malformed(const YAML::Node& at, const std::string& field, const char* form) {
    Tell(at, field, ERROR_REASON_MALFORMED, {{"form", form}});
  }
  // False once the mapping, with its aliases in their places, has become too large.
  bool Count(const YAML::Node& at, const std::string& field) {
    if (++values_ <= kMaxMappingValues) return true;
    if (values_ == kMaxMappingValues + 1) {
      Tell(at, field, ERROR_REASON_TOO_MANY, {{"limit", std::to_string(kMaxMappingValues)}});
    }
    return false;
  }

  bool Keys(const YAML::Node& map, const std::string& field, std::initializer_list<std::string_view> known) {
    if (!map.IsMap()) return Malformed(map, field, "{key: value}"), false;
    std::vector<std::string> seen;
    for (const auto& entry : map) {
      const std::string key = entry.first.IsScalar() ? entry.first.Scalar() : "";
      const std::string at = field + "." + key;
      if (!Count(entry.first, field)) return false;
      if (std::find(known.begin(), known.end(), key) == known.end()) {
        Tell(entry.first, at, ERROR_REASON_UNKNOWN_FIELD, {{"by", "name"}});
      } else if (std::find(seen.begin(), seen.end(), key) != seen.end()) {
        Tell(entry.first, at, ERROR_REASON_CONTRADICTION, {{"other", at}});
      }
      seen.push_back(key);
    }
    return true;
  }
  std::optional<std::string> Text(const YAML::Node& map, const std::string& field, const char* name) {
    const YAML::Node node = map[name];
    if (!node) return std::nullopt;
    if (node.IsScalar()) return node.Scalar();
    Malformed(node, field + "." + name, "text");
    return std::nullopt;
  }

  void Input(const YAML::Node& node) {
    static const std::map<std::string, ingest::Format> kFormats = {{"csv", ingest::Format::kCsv},
                                                                   {"jsonl", ingest::Format::kJsonLines},
                                                                   {"json", ingest::Format::kJsonArray},
                                                                   {"xlsx", ingest::Format::kXlsx},
                                                                   {"xml", ingest::Format::kXml}};
    const std::string field = "mapping.input";
    if (!Keys(node, field, {"format", "delimiter", "encoding", "sheet", "rows"})) return;
    ingest::InputFormat& input = mapping_.input;
    if (const auto format = Text(node, field, "format")) {
      const auto found = kFormats.find(*format);
      if (found == kFormats.end())
        return Malformed(node, field + ".format", "csv | jsonl | json | xlsx | xml");
      input.format = found->second;
    }
    if (const auto delimiter = Text(node, field, "delimiter")) {
      const bool one =
          delimiter->size() == 1 && std::string_view(",;|\t:").find(*delimiter) != std::string_view::npos;
      if (!one) return Malformed(node, field + ".delimiter", R"("," | ";" | "|" | ":" | "\t")");
      input.delimiter = delimiter->front();
    }
    if (const auto name = Text(node, field, "encoding")) {
      const auto encoding = ingest::EncodingOf(*name);
      if (!encoding) {
        return Malformed(node, field + ".encoding",
                         "detect | utf-8 | utf-16le | utf-16be | windows-1256 | windows-1252");
      }
      input.encoding = *encoding;
    }
    input.sheet = Text(node, field, "sheet").value_or("");
    input.rows = Text(node, field, "rows").value_or("");
  }

  void Absent(const YAML::Node& node) {
    if (!node) return;
    if (!node.IsSequence()) return Malformed(node, "mapping.absent", "[text, …]");
    for (const YAML::Node& text : node) {
      if (!Count(text, "mapping.absent")) return;
      if (!text.IsScalar()) return Malformed(text, "mapping.absent", "[text, …]");
      mapping_.absent.push_back(ingest::Tidy(text.Scalar(), ingest::Lines::kOne));
    }
  }

  void Components(const YAML::Node& node) {
    const std::string field = "mapping.components";
    if (!node) return Tell(node, field, ERROR_REASON_REQUIRED);
    if (!node.IsMap()) return Malformed(node, field, "{component: column}");
    for (const auto& entry : node) {
      if (!Count(entry.first, field)) return;
      if (!entry.first.IsScalar()) return Malformed(entry.first, field, "{component: column}");
      TableValue value;
      value.component = entry.first.Scalar();
      const std::string at = field + "." + value.component;
      for (const TableValue& other : mapping_.values) {
        if (other.component == value.component)
          Tell(entry.first, at, ERROR_REASON_CONTRADICTION, {{"other", at}});
      }
      Value(entry.second, at, value);
      mapping_.values.push_back(std::move(value));
    }
  }

  void Value(const YAML::Node& node, const std::string& field, TableValue& value) {
    if (node.IsScalar()) {
      value.column = Column(node.Scalar());
      return;
    }
    if (!Keys(node, field, {"column", "constant", "as", "map", "default", "decimal", "language"})) return;
    const auto column = Text(node, field, "column"), constant = Text(node, field, "constant");
    if (column && constant) {
      Tell(node, field + ".column", ERROR_REASON_CONTRADICTION, {{"other", field + ".constant"}});
    }
    if (column) value.column = Column(*column);
    value.constant = constant;
    value.fallback = Text(node, field, "default");
    value.language = Text(node, field, "language").value_or("");
    if (const auto decimal = Text(node, field, "decimal")) {
      if (*decimal != "," && *decimal != ".") return Malformed(node, field + ".decimal", R"("," | ".")");
      value.decimal = decimal->front();
    }
    Steps(node["as"], field + ".as", value);
    Map(node["map"], field + ".map", value);
  }

  void Steps(const YAML::Node& steps, const std::string& field, TableValue& value) {
    if (!steps) return;
    if (!steps.IsSequence()) return Malformed(steps, field, "[step, …]");
    for (const YAML::Node& step : steps) {
      if (!Count(step, field)) return;
      ingest::TransformProblem problem;
      auto transform = ingest::MakeTransform(step, patterns_, &problem);
      if (transform) {
        value.as.push_back(*std::move(transform));
      } else {
        Malformed(step, field, "step");
      }
    }
  }

  void Map(const YAML::Node& map, const std::string& field, TableValue& value) {
    if (!map) return;
    if (!map.IsMap()) return Malformed(map, field, "{value: code}");
    for (const auto& entry : map) {
      if (!Count(entry.first, field)) return;
      if (!entry.first.IsScalar() || !entry.second.IsScalar())
        return Malformed(entry.first, field, "{value: code}");
      const std::string from = ingest::Tidy(entry.first.Scalar(), ingest::Lines::kOne);
      if (!value.map.emplace(from, entry.second.Scalar()).second) {
        Tell(entry.first, field + "." + from, ERROR_REASON_CONTRADICTION, {{"other", field + "." + from}});
      }
    }
  }

  void Spread(const YAML::Node& node) {
    const std::string field = "mapping.spread";
    if (!Keys(node, field, {"component", "columns"})) return;
    mapping_.spread = Text(node, field, "component").value_or("");
    if (mapping_.spread.empty()) Tell(node, field + ".component", ERROR_REASON_REQUIRED);
    const YAML::Node columns = node["columns"];
    if (!columns || !columns.IsMap()) return Malformed(node, field + ".columns", "{column: code}");
    for (const auto& entry : columns) {
      if (!Count(entry.first, field)) return;
      if (!entry.first.IsScalar() || !entry.second.IsScalar()) {
        return Malformed(entry.first, field + ".columns", "{column: code}");
      }
      if (mapping_.spread_columns.size() == kMaxSpread) {
        return Tell(entry.first, field + ".columns", ERROR_REASON_TOO_MANY,
                    {{"limit", std::to_string(kMaxSpread)}});
      }
      mapping_.spread_columns.emplace_back(Column(entry.first.Scalar()), entry.second.Scalar());
    }
  }

  size_t Column(const std::string& name) {
    const auto [it, added] =
        columns_.try_emplace(ingest::Tidy(name, ingest::Lines::kOne), mapping_.columns.size());
    if (added) mapping_.columns.push_back(it->first);
    return it->second;
  }

  TableMapping& mapping_;
  Violations violations_;
  ingest::PatternRoom patterns_;
  std::map<std::string, size_t> columns_;
  size_t values_ = 0;
};

}  // namespace

absl::StatusOr<TableMapping> TableMapping::Parse(std::string_view yaml) {
  if (yaml.size() > kMaxMappingBytes) {
    return Error(ERROR_REASON_TOO_LONG,
                 {{"field", "mapping"}, {"limit", std::to_string(kMaxMappingBytes)}, {"unit", "bytes"}});
  }
  if (!ingest::ValidUtf8(yaml)) return Error(ERROR_REASON_INVALID_UTF8, {{"field", "mapping"}});
  TableMapping mapping;
  try {
    TableParser parser(mapping);
    parser.Parse(YAML::Load(std::string(yaml)));
    RETURN_IF_ERROR(parser.Finish());
  } catch (const YAML::Exception& e) {
    return Error(ERROR_REASON_MALFORMED, {{"field", "mapping"},
                                          {"form", "YAML"},
                                          {"line", std::to_string(e.mark.line + 1)},
                                          {"column", std::to_string(e.mark.column + 1)}});
  }
  return mapping;
}

}  // namespace tabadul::statistics
