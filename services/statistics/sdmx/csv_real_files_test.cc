// SDMX-CSV files of others that lie beside the repository: every row is taken, or a mistake where the file was made wrong on
// purpose; and what is read is written and read the same. Skipped where the files are not.
#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>

#include "services/statistics/sdmx/csv_data.h"
#include "services/statistics/sdmx/csv_test_data.h"

namespace tabadul::statistics::sdmx {
namespace {

constexpr auto kDerivatives = [] {
  return PlainLayout{
      .dimensions = {"FREQ", "DER_TYPE", "DER_INSTR", "DER_RISK", "DER_REP_CTY", "DER_SECTOR_CPY", "DER_CPC",
                     "DER_SECTOR_UDL", "DER_CURR_LEG1", "DER_CURR_LEG2", "DER_ISSUE_MAT", "DER_RATING",
                     "DER_EX_METHOD", "DER_BASIS"},
      .time = "TIME_PERIOD",
      .measures = {"OBS_VALUE"},
      .attributes = {"AVAILABILITY", "COLLECTION", "OBS_STATUS", "OBS_CONF", "DECIMALS@FREQ"}};
};
constexpr auto kExample = [] {
  return PlainLayout{.dimensions = {"DIM_1", "DIM_2"},
                     .time = "DIM_3",
                     .measures = {"OBS_VALUE", "OBS_VALUE1", "OBS_VALUE2", "MEAS_1"},
                     .attributes = {"ATTR_1", "ATTR_2@DIM_2", "ATTR_3"}};
};
constexpr auto kLanguages = [] {
  PlainLayout layout = kExample();
  layout.attributes = {"ATTR_1{}", "ATTR_2", "ATTR_3"};
  return layout;
};
constexpr auto kSeveral = [] {
  PlainLayout layout = kExample();
  layout.attributes = {"ATTR_1[]", "ATTR_2[]", "ATTR_3[]"};
  return layout;
};
constexpr auto kLabels = [] {
  return PlainLayout{.dimensions = {"DIM1", "DIM2"},
                     .time = "TIME_PERIOD",
                     .measures = {"OBS_VALUE"},
                     .attributes = {"ATT1@DIM1,DIM2", "ATT2"}};
};
constexpr auto kMarket = [] {
  return PlainLayout{.dimensions = {"REF_AREA", "INDICATOR", "SUB_INDICATOR", "FREQ"},
                     .time = "TIME_PERIOD",
                     .measures = {"OBS_VALUE"},
                     .attributes = {}};
};
constexpr auto kTwoIds = [] {
  return PlainLayout{.dimensions = {"Id_1", "Id_2"}, .time = "", .measures = {"Me_1"}, .attributes = {}};
};
constexpr auto kRates = [] {
  return PlainLayout{.dimensions = {"FREQ"},
                     .time = "TIME_PERIOD",
                     .measures = {"OBS_VALUE"},
                     .attributes = {"EMBARGO_TIME"}};
};

struct RealFile {
  std::string path;
  PlainLayout layout;
  size_t rows, mistakes = 0;
  std::string last;  // of what is told; empty: not looked at
};

void PrintTo(const RealFile& file, std::ostream* out) { *out << file.path; }

std::vector<RealFile> Files() {
  std::vector<RealFile> files = {
      {"khaeru/v3/csv/example-01.csv", kExample(), 2, 0,
       "3 obs A.B 2014-02 I OBS_VALUE=10.8 ATTR_2=Y ATTR_3=Normal, special and other values ATTR_1=Y"},
      {"khaeru/v3/csv/example-03.csv", kExample(), 2, 0,
       "3 obs A.B 2014-02 I OBS_VALUE1=10.8 OBS_VALUE2=10.9 ATTR_3=Normal, special and other values "
       "ATTR_1=Y"},
      {"khaeru/v3/csv/example-05.csv", kExample(), 2, 0,
       "3 obs A.B 2014-02-01 I OBS_VALUE=10.8 ATTR_2=Y: Yes ATTR_3=Normal, special and other values "
       "ATTR_1=Y: Yes"},
      {"khaeru/v3/csv/example-07.csv", kSeveral(), 2, 0,
       "3 obs A.B 2014-02 I OBS_VALUE=10.8 ATTR_1=Value X ATTR_1=Value Y ATTR_2=M, N & O ATTR_2=P & Q "
       "ATTR_3=A "
       "ATTR_3=C"},
      {"khaeru/v3/csv/example-09A.csv", kLanguages(), 3, 0,
       "4 obs A.B 2014-03 I OBS_VALUE=11.2 ATTR_1@en=Value \"Y\" ATTR_1@fr=Valeur \"Y\""},
      {"khaeru/v3/csv/example-11.csv", kExample(), 2},
      {"khaeru/v3/csv/example-13.csv", kExample(), 2, 0, "3 group .B I ATTR_2=Y"},
      {"khaeru/v3/csv/example-15.csv", kExample(), 2, 0,
       "4 obs A.B 2014-02 I OBS_VALUE=10.8 ATTR_1=<p>This is some other \"xhtml\"</p>"},
      {"khaeru/v3/csv/example-17.csv", kExample(), 2, 0, "3 obs .B D ATTR_3=-"},
      {"khaeru/v3/csv/example-19A.csv", kExample(), 1, 0, "2 set . D"},
      {"khaeru/v3/csv/example-19B.csv", kExample(), 1, 0, "2 set . D"},
      {"pysdmx/csv_sdmx10_reader/csv_labels_both.csv", kLabels(), 1, 0,
       "2 obs A.B 2020 OBS_VALUE=1 ATT1=C ATT2=D"},
      {"pysdmx/csv_sdmx10_reader/data_v1_no_freq_cols.csv", kMarket(), 7},
      {"pysdmx/csv_sdmx10_writer/csv_labels_id.csv", kLabels(), 1, 0,
       "2 obs A.B 2020 OBS_VALUE=1 ATT1=C ATT2=D"},
      {"pysdmx/csv_sdmx10_writer/reference_attch_atts.csv", kDerivatives(), 1},
      {"pysdmx/csv_sdmx20_reader/data_v2_datetime.csv", kRates(), 1, 0,
       "2 obs M 1999-01 OBS_VALUE=1 EMBARGO_TIME=2025-12-19T14:30:00Z"},
      {"pysdmx/csv_sdmx20_reader/data_v2_three_actions.csv", kTwoIds(), 4},
  };
  for (const std::string version : {"20", "21"}) {
    const std::string reader = fmt::format("pysdmx/csv_sdmx{}_reader/", version);
    const std::string writer = fmt::format("pysdmx/csv_sdmx{}_writer/", version);
    const std::string data = reader + (version == "20" ? "data_v2" : "data_v21");
    files.push_back({data + ".csv", kDerivatives(), 20});
    files.push_back({data + "_action_col.csv", kDerivatives(), 0, 20});  // its rows lack a cell
    files.push_back({data + "_no_freq_cols.csv", kMarket(), 7});
    files.push_back({data + "_merge_action.csv", kTwoIds(), 1, 0, "2 obs A.A A Me_1=1"});
    files.push_back({data + "_invalid_action.csv", kTwoIds(), 0, 1, "2 ACTION UNKNOWN_CODE"});
    files.push_back({data + "_two_actions.csv", kTwoIds(), 3, 0, "4 obs A.B R Me_1=1"});
    files.push_back({reader + "csv_keys_both.csv", kLabels(), 1});
    files.push_back({reader + "csv_labels_name.csv", kLabels(), 1});
    files.push_back({writer + "csv_keys_series.csv", kLabels(), 1});
    files.push_back({writer + "csv_labels_both.csv", kLabels(), 1});
    files.push_back({writer + "csv_labels_name.csv", kLabels(), 1});
    files.push_back({writer + "reference_partial_keys.csv", kLabels(), 3});
    files.push_back({writer + "reference_with_action.csv", kDerivatives(), 1});
  }
  return files;
}

std::filesystem::path Data() {
  const char* set = std::getenv("TABADUL_DATA");
  return (set ? std::filesystem::path(set) : std::filesystem::current_path() / ".." / "shared" / "data") /
         "sdmx";
}

std::string Bytes(const std::filesystem::path& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

// Writes each observation as it comes; remembers how often it was told what.
class Rewriter final : public DataReceiver {
 public:
  explicit Rewriter(std::string* out) : writer_(NewCsvDataWriter(DataFormat::kCsv2, {}, {}, out)) {}
  size_t rows = 0, mistakes = 0, observations = 0;

  absl::Status OnDataSet(const DataSetHead& head) override {
    head_ = head;
    told_ = false;
    return absl::OkStatus();
  }
  absl::Status OnRow(const DataRow& row) override {
    ++rows;
    const Action action = row.action.value_or(Action::kInformation);
    if (row.level != Attachment::Level::kObservation || action == Action::kDelete) return absl::OkStatus();
    ++observations;
    if (!told_ || action != head_.action) {
      head_.action = action;
      writer_->BeginDataSet(head_, Detail::kFull);
      told_ = true;
    }
    const std::vector<std::string_view> key(row.key.begin(), row.key.end());
    std::vector<std::string_view> values;
    for (const auto& value : row.measures)
      values.push_back(value ? std::string_view(*value) : std::string_view());
    std::vector<AttributeView> attributes;
    for (const AttributeValue& value : row.attributes) {
      attributes.push_back({value.attribute, value.value, value.language});
    }
    const ObservationView observation{row.period, values, attributes};
    writer_->Series({key, "", {}, {&observation, 1}});
    return absl::OkStatus();
  }
  absl::Status OnMistake(const Mistake&) override {
    ++mistakes;
    return absl::OkStatus();
  }

 private:
  std::unique_ptr<DataWriter> writer_;
  DataSetHead head_;
  bool told_ = false;
};

absl::Status ReadAll(std::string_view bytes, const Layouts& layouts, DataReceiver& receiver) {
  const auto reader = NewCsvDataReader(layouts, receiver);
  RETURN_IF_ERROR(reader->Read(bytes));
  return reader->End();
}

class RealCsv : public testing::TestWithParam<RealFile> {};

TEST_P(RealCsv, EveryRowIsTakenAndWrittenAgain) {
  const RealFile& file = GetParam();
  const auto path = Data() / file.path;
  if (!std::filesystem::exists(path)) GTEST_SKIP() << path << " is not here";
  const PlainLayouts layouts(MakeLayout(file.layout));
  const std::string bytes = Bytes(path);
  Lines lines;
  ASSERT_TRUE(ReadAll(bytes, layouts, lines).ok());
  if (!file.last.empty()) {
    EXPECT_EQ(lines.lines.back(), file.last);
  }

  std::string first, second;
  Rewriter rewriter(&first), again(&second);
  ASSERT_TRUE(ReadAll(bytes, layouts, rewriter).ok());
  EXPECT_EQ(rewriter.rows, file.rows);
  EXPECT_EQ(rewriter.mistakes, file.mistakes);
  if (rewriter.observations == 0) return;
  ASSERT_TRUE(ReadAll(first, layouts, again).ok());
  EXPECT_EQ(again.observations, rewriter.observations);
  EXPECT_EQ(again.mistakes, 0u);
  EXPECT_EQ(first, second);
}

// The standard's example of rows by three structures, which share some of the columns.
class ThreeStructures : public testing::Test {
 protected:
  ThreeStructures() {
    const auto add = [&](const char* name, PlainLayout layout) { layouts_.Add(name, MakeLayout(layout)); };
    add("ESTAT:DF_A(1.6.0)", {.dimensions = {"DIM_A1B1", "DIM_A2", "DIM_A3C2"},
                              .time = "",
                              .measures = {"MEAS_A1B1C1"},
                              .attributes = {"ATTR_A1"}});
    add("ESTAT:DSD_B(1.7.0)", {.dimensions = {"DIM_A1B1", "DIM_B2"},
                               .time = "",
                               .measures = {"MEAS_A1B1C1"},
                               .attributes = {"ATTR_B1"}});
    add("ESTAT:DPA_C(1.8.0)", {.dimensions = {"DIM_C1", "DIM_A3C2", "DIM_C3"},
                               .time = "",
                               .measures = {"MEAS_A1B1C1", "MEAS_C2"},
                               .attributes = {}});
  }
  PlainLayouts layouts_;
};

TEST_F(ThreeStructures, EachIsToldWithItsOwnComponents) {
  const std::vector<std::string> rows = {
      "ESTAT:DF_A(1.6.0)",
      "2 obs DIMVAL_A1B1.DIMVAL_A2.DIMVAL_A3C2 I MEAS_A1B1C1=MEASVAL_A1B1C1 ATTR_A1=ATTRVAL_A1",
      "ESTAT:DSD_B(1.7.0)",
      "3 obs DIMVAL_A1B1.DIMVAL_B2 I MEAS_A1B1C1=MEASVAL_A1B1C1 ATTR_B1=ATTRVAL_B1",
      "ESTAT:DPA_C(1.8.0)",
      "4 obs DIMVAL_C1.DIMVAL_A3C2.DIMVAL_C3 I MEAS_A1B1C1=MEAS_A1B1C1 MEAS_C2=MEAS_C2"};
  std::vector<std::string> wrong(rows.begin(), rows.begin() + 4);
  wrong.push_back("4 STRUCTURE UNKNOWN_CODE");
  const std::pair<const char*, const std::vector<std::string>&> files[] = {
      {"khaeru/v3/csv/example-09B.csv", rows},
      {"pysdmx/csv_sdmx20_reader/data_v2_structures.csv", rows},
      {"pysdmx/csv_sdmx20_reader/data_v2_structures_uppercase.csv", rows},
      {"pysdmx/csv_sdmx20_reader/data_v2_structures_exception.csv", wrong},
      {"pysdmx/csv_sdmx21_reader/data_v21_structures.csv", rows},
      {"pysdmx/csv_sdmx21_reader/data_v21_structures_exception.csv", wrong},
  };
  if (!std::filesystem::exists(Data())) GTEST_SKIP() << Data() << " is not here";
  for (const auto& [file, expected] : files) {
    Lines lines;
    ASSERT_TRUE(ReadAll(Bytes(Data() / file), layouts_, lines).ok()) << file;
    EXPECT_EQ(lines.lines, expected) << file;
  }
}

TEST(RealCsvFiles, OneWithoutItsStructureIsRefused) {
  const auto path = Data() / "pysdmx/csv_sdmx20_reader/data_v2_exception.csv";
  if (!std::filesystem::exists(path)) GTEST_SKIP() << path << " is not here";
  Lines lines;
  const absl::Status status = ReadAll(Bytes(path), PlainLayouts(MakeLayout(kDerivatives())), lines);
  EXPECT_EQ(ReasonOf(status), common::v1::ERROR_REASON_MALFORMED);
  EXPECT_TRUE(lines.lines.empty());
}

INSTANTIATE_TEST_SUITE_P(Files, RealCsv, testing::ValuesIn(Files()), [](const auto& file) {
  std::string name = file.param.path;
  for (char& c : name) c = std::isalnum(static_cast<unsigned char>(c)) ? c : '_';
  return name;
});

}  // namespace
}  // namespace tabadul::statistics::sdmx
