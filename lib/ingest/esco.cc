#include "lib/ingest/esco.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <filesystem>
#include <functional>
#include <optional>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "lib/ingest/row_source.h"
#include "lib/ingest/tidy.h"
#include "lib/taxonomy/code_list.h"

namespace tabadul::ingest {
namespace {

using taxonomy::LabelKind;

constexpr std::array<const char*, 3> kLanguages = {"ar", "en", "fr"};
constexpr size_t kLongestLabel = 1000;
constexpr char kAttribution[] =
    "ESCO, European Skills, Competences, Qualifications and Occupations: © European Union, reused under "
    "Commission Decision 2011/833/EU";

// A CSV file and where its columns are.
class Table {
 public:
  static absl::StatusOr<Table> Open(const std::string& path, const std::vector<const char*>& needed) {
    Table table;
    ASSIGN_OR_RETURN(table.rows_, OpenRows(path, {}, {}));
    for (size_t i = 0; i < table.rows_->columns().size(); ++i)
      table.columns_.emplace(table.rows_->columns()[i], i);
    for (const char* column : needed) {
      if (!table.columns_.contains(column)) {
        return Error(
            common::v1::ERROR_REASON_MALFORMED,
            {{"field", "file"}, {"file", path}, {"form", fmt::format("{}", fmt::join(needed, ","))}});
      }
    }
    return table;
  }
  // Rows that could not be read are passed over: they name no concept.
  absl::Status Each(const std::function<void(const Row&)>& visit) {
    for (Row row;;) {
      ASSIGN_OR_RETURN(const bool more, rows_->Next(row));
      if (!more) return absl::OkStatus();
      if (row.error == common::v1::ERROR_REASON_UNSPECIFIED) visit(row);
    }
  }
  bool Has(const char* column) const { return columns_.contains(column); }
  // Empty if there is no such column.
  const std::string& Cell(const Row& row, const char* column) const {
    static const std::string& none = *new std::string;
    const auto found = columns_.find(column);
    return found == columns_.end() || found->second >= row.cells.size() ? none : row.cells[found->second];
  }

 private:
  std::unique_ptr<RowSource> rows_;
  absl::flat_hash_map<std::string, size_t> columns_;
};

// The concepts of one pack, as they come.
class Collector {
 public:
  explicit Collector(const EscoOptions& options) {
    content_.scheme = options.skills ? "ESCO-skills" : "ESCO";
    content_.edition = options.edition;
    content_.uri =
        options.skills ? "http://data.europa.eu/esco/skill/" : "http://data.europa.eu/esco/occupation/";
    content_.attribution = kAttribution;
  }

  // The concept of a URI or id; made if it is new.
  uint32_t Concept(std::string_view uri, std::string_view group, const std::string& code) {
    const std::string_view id = uri.substr(uri.rfind('/') + 1);
    const auto [found, fresh] = numbers_.emplace(std::string(id), content_.concepts.size());
    if (fresh) content_.concepts.push_back({std::string(id), "", ""});
    taxonomy::PackConcept& one = content_.concepts[found->second];
    if (group.starts_with('C')) group.remove_prefix(1);
    if (one.group.empty() && group.size() == 4 && taxonomy::List(taxonomy::kIsco08).Contains(group))
      one.group = group;
    if (one.code.empty()) one.code = code;
    return found->second;
  }
  std::optional<uint32_t> Known(std::string_view id) const {
    const auto found = numbers_.find(Absl(id));
    return found == numbers_.end() ? std::nullopt : std::optional(found->second);
  }
  void Label(uint32_t of, const char* language, LabelKind kind, std::string_view text) {
    if (!ValidUtf8(text)) return;
    std::string line = Tidy(text, Lines::kOne);
    if (line.empty() || line.size() > kLongestLabel) return;
    content_.labels.push_back({of, language, kind, std::move(line)});
  }
  // One a line.
  void Labels(uint32_t of, const char* language, LabelKind kind, std::string_view lines) {
    while (!lines.empty()) {
      const size_t end = std::min(lines.find('\n'), lines.size());
      Label(of, language, kind, lines.substr(0, end));
      lines.remove_prefix(std::min(end + 1, lines.size()));
    }
  }
  taxonomy::PackContent Take() { return std::move(content_); }

 private:
  taxonomy::PackContent content_;
  absl::flat_hash_map<std::string, uint32_t> numbers_;
};

// What ESCO publishes: a file a language.
absl::Status ReadPublished(const std::string& path, const char* language, bool skills, Collector& collector) {
  ASSIGN_OR_RETURN(Table table,
                   Table::Open(path, {"conceptType", "conceptUri", "preferredLabel", "altLabels"}));
  return table.Each([&](const Row& row) {
    const std::string& type = table.Cell(row, "conceptType");
    const std::string& status = table.Cell(row, "status");
    const std::string& uri = table.Cell(row, "conceptUri");
    if (uri.empty() || (!status.empty() && status != "released")) return;
    if (skills ? type != "KnowledgeSkillCompetence" && type != "Skill" : type != "Occupation") return;
    const uint32_t of = collector.Concept(uri, table.Cell(row, "iscoGroup"), table.Cell(row, "code"));
    collector.Label(of, language, LabelKind::kPreferred, table.Cell(row, "preferredLabel"));
    collector.Labels(of, language, LabelKind::kAlternative, table.Cell(row, "altLabels"));
    collector.Labels(of, language, LabelKind::kHidden, table.Cell(row, "hiddenLabels"));
  });
}

// A table with a column of names a language.
absl::Status ReadNames(const std::string& path, Collector& collector) {
  ASSIGN_OR_RETURN(Table table, Table::Open(path, {"esco_id", "label_en"}));
  return table.Each([&](const Row& row) {
    if (table.Cell(row, "esco_id").empty()) return;
    const uint32_t of = collector.Concept(table.Cell(row, "esco_id"), table.Cell(row, "isco08"),
                                          table.Cell(row, "esco_code"));
    for (const char* language : kLanguages)
      collector.Label(of, language, LabelKind::kPreferred,
                      table.Cell(row, fmt::format("label_{}", language).c_str()));
  });
}

// Synonyms of concepts that are known.
absl::Status ReadSynonyms(const std::string& path, Collector& collector) {
  ASSIGN_OR_RETURN(Table table, Table::Open(path, {"esco_id", "lang", "alt_label"}));
  return table.Each([&](const Row& row) {
    const auto of = collector.Known(table.Cell(row, "esco_id"));
    const auto language = std::find(kLanguages.begin(), kLanguages.end(), table.Cell(row, "lang"));
    if (of && language != kLanguages.end())
      collector.Label(*of, *language, LabelKind::kAlternative, table.Cell(row, "alt_label"));
  });
}

}  // namespace

absl::StatusOr<taxonomy::PackContent> ReadEsco(const std::string& folder, const EscoOptions& options) {
  const std::string what = options.skills ? "skills" : "occupations";
  Collector collector(options);
  bool found = false;
  for (const char* language : kLanguages) {
    const std::string path = fmt::format("{}/{}_{}.csv", folder, what, language);
    if (!std::filesystem::exists(path)) continue;
    found = true;
    RETURN_IF_ERROR(ReadPublished(path, language, options.skills, collector));
  }
  const std::string names = fmt::format("{}/esco_{}_en_fr.csv", folder, what);
  if (!found && std::filesystem::exists(names)) {
    found = true;
    RETURN_IF_ERROR(ReadNames(names, collector));
    const std::string synonyms = folder + "/esco_altlabels_en_fr.csv";
    if (!options.skills && std::filesystem::exists(synonyms))
      RETURN_IF_ERROR(ReadSynonyms(synonyms, collector));
  }
  if (!found)
    return Error(common::v1::ERROR_REASON_NOT_FOUND,
                 {{"field", "file"}, {"file", fmt::format("{}/{}_en.csv", folder, what)}});
  return collector.Take();
}

}  // namespace tabadul::ingest
