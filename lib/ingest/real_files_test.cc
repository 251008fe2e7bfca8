// The real exports that lie beside the repository, by the mappings that ship: every row becomes a sensible record or
// a rejection with a true reason. Skipped where the files are not. TABADUL_SHOW=n prints every n-th record.
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <map>

#include "fmt/format.h"
#include "google/protobuf/util/json_util.h"
#include "lib/ingest/importer.h"
#include "lib/ingest/rejects.h"
#include "lib/taxonomy/places.h"
#include "re2/re2.h"
#include "services/jobs/vacancy.h"

namespace tabadul::ingest {
namespace {

struct RealFile {
  std::string mapping, file;
  int64_t rows;
};

void PrintTo(const RealFile& file, std::ostream* out) { *out << file.file; }

std::string Json(const google::protobuf::Message& message) {
  std::string json;
  google::protobuf::util::JsonPrintOptions options;
  options.add_whitespace = true;
  EXPECT_TRUE(google::protobuf::util::MessageToJsonString(message, &json, options).ok());
  return json;
}

// What no reader should meet: markup, Python's lists, placeholders, what is left of broken encodings.
void ExpectNothingGarbled(const google::protobuf::Message& message, const std::string& where) {
  static const RE2 garbled(
      R"(</?[a-zA-Z][^<>]{0,80}>|&(?:nbsp|amp|lt|gt|quot|rsquo|#\w+);|\A\s*[\[\]]|\?\?\?|\[['"]|['"]\]|\bnan\b|\.\.\.$^|\x{FFFD}|Ã©|Ø§)");
  const auto* reflection = message.GetReflection();
  std::vector<const google::protobuf::FieldDescriptor*> fields;
  reflection->ListFields(message, &fields);
  for (const auto* field : fields) {
    const int count = field->is_repeated() ? reflection->FieldSize(message, field) : 1;
    for (int i = 0; i < count; ++i) {
      if (field->cpp_type() == google::protobuf::FieldDescriptor::CPPTYPE_MESSAGE) {
        ExpectNothingGarbled(field->is_repeated() ? reflection->GetRepeatedMessage(message, field, i)
                                                  : reflection->GetMessage(message, field),
                             where);
      } else if (field->cpp_type() == google::protobuf::FieldDescriptor::CPPTYPE_STRING) {
        const std::string text = field->is_repeated() ? reflection->GetRepeatedString(message, field, i)
                                                      : reflection->GetString(message, field);
        EXPECT_FALSE(RE2::PartialMatch(text, garbled)) << where << " " << field->full_name() << ": " << text;
        EXPECT_NE(text, "") << where << " " << field->full_name();
      }
    }
  }
}

// What leaves here is what the hub takes: its own validator finds nothing.
void ExpectAcceptedByTheHub(const jobs::v1::Vacancy& vacancy, const std::string& where) {
  Violations violations;
  jobs::ValidateVacancy(vacancy, violations);
  for (const Violation& violation : violations.list()) {
    ADD_FAILURE() << where << " " << violation.field << " " << ReasonName(violation.reason) << " "
                  << (violation.metadata.count("code") ? violation.metadata.at("code") : "");
  }
}

// How many of the cities that vacancies are in the gazetteer knows.
struct Cities {
  int mentions = 0, known = 0;
  std::map<std::string, int> unknown;

  void Add(const jobs::v1::Vacancy& vacancy) {
    for (const jobs::v1::Location& location : vacancy.locations()) {
      for (const auto& city : location.city().translations()) {
        ++mentions;
        if (taxonomy::FindPlace(location.country(), city.text()) != nullptr)
          ++known;
        else
          ++unknown[location.country() + " " + city.text()];
      }
    }
  }
};

class RealFiles : public testing::TestWithParam<RealFile> {
 protected:
  static std::filesystem::path Data() {
    const char* set = std::getenv("TABADUL_DATA");
    return set ? std::filesystem::path(set) : std::filesystem::current_path() / ".." / "shared" / "data";
  }
};

TEST_P(RealFiles, EveryRowIsARecordADuplicateOrARejection) {
  const auto path = Data() / "vacancies" / GetParam().file;
  if (!std::filesystem::exists(path)) GTEST_SKIP() << path << " is not here";
  const auto loaded = Mapping::FromFile("data/mappings/" + GetParam().mapping);
  for (const auto& problem : loaded.problems) ADD_FAILURE() << Describe(problem, "en");
  ASSERT_TRUE(loaded.ok());
  auto importer = Importer::Open(path, loaded.mapping, {.source = "XX/test/real"});
  ASSERT_TRUE(importer.ok()) << importer.status();

  const int show = std::getenv("TABADUL_SHOW") ? std::atoi(std::getenv("TABADUL_SHOW")) : 0;
  std::map<std::string, int> reasons, present;
  Cities cities;
  const std::string rejects_path = testing::TempDir() + GetParam().file + ".rejects.csv";
  RejectsWriter rejects(rejects_path, (*importer)->columns(), "en");
  Item item;
  for (;;) {
    const auto more = (*importer)->Next(item);
    ASSERT_TRUE(more.ok()) << more.status();
    if (!*more) break;
    const std::string where = fmt::format("{} row {}", GetParam().file, item.row.number);
    if (item.kind == Item::Kind::kRejected) {
      for (const auto& r : item.rejections)
        ++reasons[fmt::format("{} {} {}", ReasonName(r.reason), r.field, r.column)];
      ASSERT_TRUE(rejects.Add(item.row, item.rejections).ok());
    }
    if (item.kind != Item::Kind::kRecord) continue;
    const auto& vacancy = item.record.vacancy();
    EXPECT_GT(vacancy.title().translations_size(), 0) << where;
    EXPECT_GT(vacancy.description().translations_size(), 0) << where;
    ASSERT_GT(vacancy.locations_size(), 0) << where;
    EXPECT_EQ(vacancy.locations(0).country().size(), 2U) << where;
    ExpectAcceptedByTheHub(vacancy, where);
    ExpectNothingGarbled(item.record, where);
    cities.Add(vacancy);
    std::vector<const google::protobuf::FieldDescriptor*> fields;
    vacancy.GetReflection()->ListFields(vacancy, &fields);
    for (const auto* field : fields) ++present[field->name()];
    if (show > 0 && (*importer)->totals().rows % show == 0) fmt::print("{}: {}\n", where, Json(item.record));
  }
  ASSERT_TRUE(rejects.Close().ok());

  const Totals& totals = (*importer)->totals();
  fmt::print("{}: {} rows = {} records + {} rejected + {} exact duplicates\n", GetParam().file, totals.rows,
             totals.records, totals.rejected, totals.duplicates);
  for (const auto& [reason, count] : reasons) fmt::print("  rejected: {} × {}\n", count, reason);
  for (const auto& [field, count] : present) fmt::print("  {} in {}\n", field, count);
  fmt::print("  {} of {} cities known\n", cities.known, cities.mentions);
  for (const auto& [city, count] : cities.unknown) fmt::print("    unknown: {} × {}\n", count, city);
  EXPECT_GE(cities.known * 10, cities.mentions * 9);
  EXPECT_EQ(totals.rows, GetParam().rows);
  EXPECT_EQ(totals.rows, totals.records + totals.rejected + totals.duplicates);
  EXPECT_EQ(totals.rejected, rejects.rows());
  EXPECT_LE(totals.rejected * 100, totals.rows * 2) << "at most 2 %";
}

INSTANTIATE_TEST_SUITE_P(, RealFiles,
                         testing::Values(RealFile{"sa-jadarat.yaml", "sa_jadarat_2022_ar.csv", 1028},
                                         RealFile{"ma-rekrute.yaml", "ma_rekrute_2022_fr.jsonl", 1117},
                                         RealFile{"eg-wuzzuf.yaml", "eg_wuzzuf_2026_en.jsonl", 727},
                                         RealFile{"eg-indeed.yaml", "eg_indeed_2026_en.csv", 247},
                                         RealFile{"ma-mjob.yaml", "ma_mjob_2022_fr.csv", 203},
                                         RealFile{"ng-jobberman.yaml", "ng_jobberman_2026_en.csv", 2374},
                                         RealFile{"mena-naukrigulf.yaml", "mena_naukrigulf_2022_en.jsonl",
                                                  323}),
                         [](const auto& file) {
                           std::string name = file.param.mapping.substr(0, file.param.mapping.find('.'));
                           std::replace(name.begin(), name.end(), '-', '_');
                           return name;
                         });

}  // namespace
}  // namespace tabadul::ingest
