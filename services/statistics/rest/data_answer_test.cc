#include <gtest/gtest.h>

#include <algorithm>

#include "absl/strings/str_split.h"
#include "services/statistics/rest/holdings_for_test.h"

namespace tabadul::statistics::rest {
namespace {

using Strings = std::vector<std::string>;

// The rows of SDMX-CSV, without what all have alike: the columns by name, joined by blanks.
Strings Rows(const std::string& csv, const Strings& columns = {"FREQ", "AREA", "TIME_PERIOD", "OBS_VALUE"}) {
  Strings rows;
  Strings header;
  for (const absl::string_view line : absl::StrSplit(csv, "\r\n", absl::SkipEmpty())) {
    const Strings cells = absl::StrSplit(line, ',');
    if (header.empty()) {
      header = cells;
      continue;
    }
    std::string row;
    for (const std::string& column : columns) {
      const auto at = std::find(header.begin(), header.end(), column);
      if (at != header.end())
        row += (row.empty() ? "" : " ") + cells[static_cast<size_t>(at - header.begin())];
    }
    rows.push_back(row);
  }
  return rows;
}

class DataAnswer : public ::testing::Test {
 protected:
  Got Get1(const std::string& path, const std::string& accept = "text/csv") const {
    return GetAll(*holdings_, Ask(v1::SDMX_REST_V1, path, accept));
  }
  Got Get2(const std::string& path, const std::string& accept = "text/csv") const {
    return GetAll(*holdings_, Ask(v1::SDMX_REST_V2, path, accept));
  }
  std::unique_ptr<SmallHoldings> holdings_ = FilledHoldings();
};

TEST_F(DataAnswer, SendsWhatTheQueryWants) {
  const struct {
    std::string path;
    Strings rows;
  } cases[] = {
      {"/data/DF/A.SYR", {"A SYR 2019 7", "A SYR 2020 7.5", "A SYR 2021 8.25"}},
      {"/data/AG,DF/.MAR/all/", {"A MAR 2020 11.9", "A MAR 2021 12.3"}},
      {"/data/AG,DF,1.0/A.SYR+MAR?startPeriod=2021", {"A SYR 2021 8.25", "A MAR 2021 12.3"}},
      {"/data/ALL,DF,LATEST/ALL?endPeriod=2019-12", {"A SYR 2019 7"}},
      {"/data/DF/A.?lastNObservations=1", {"A SYR 2021 8.25", "A MAR 2021 12.3"}},
      {"/data/DF/A.SYR?firstNObservations=1&lastNObservations=1", {"A SYR 2019 7", "A SYR 2021 8.25"}},
      {"/data/DF/all/MAR", {"A MAR 2020 11.9", "A MAR 2021 12.3"}},
      {"/data/DF/all/TABADUL,MAR+TABADUL,SYR?startPeriod=2021-02&endPeriod=2021-02", {"M SYR 2021-02 8.4"}},
      {"/data/DF/all?updatedAfter=2023-11-14T22:13:22Z", {"M SYR 2021-01 8.1", "M SYR 2021-02 8.4"}},
      {"/DATA/DF/A.MAR?dimensionAtObservation=AllDimensions", {"A MAR 2020 11.9", "A MAR 2021 12.3"}},
  };
  for (const auto& one : cases) {
    const Got got = Get1(one.path);
    EXPECT_EQ(got.status, 200) << one.path << "\n" << got.body;
    EXPECT_EQ(Rows(got.body), one.rows) << one.path;
  }
}

TEST_F(DataAnswer, Version2FiltersByComponent) {
  const struct {
    std::string query;
    Strings rows;
  } cases[] = {
      {"/A.SYR?c[TIME_PERIOD]=ge:2020+le:2020", {"A SYR 2020 7.5"}},
      {"/*.*?c%5BTIME_PERIOD%5D=2019,2021-02", {"A SYR 2019 7", "M SYR 2021-02 8.4"}},
      {"?c[AREA]=ne:SYR", {"A MAR 2020 11.9", "A MAR 2021 12.3"}},
      {"?c[AREA]=sw:SY&c[FREQ]=M", {"M SYR 2021-01 8.1", "M SYR 2021-02 8.4"}},
      {"?c[OBS_VALUE]=ge:8.25+lt:12", {"A SYR 2021 8.25", "A MAR 2020 11.9", "M SYR 2021-02 8.4"}},
      {"?c[OBS_VALUE]=gt:8&lastNObservations=1", {"A SYR 2021 8.25", "A MAR 2021 12.3", "M SYR 2021-02 8.4"}},
      {"?c[STATUS]=A", {"A SYR 2020 7.5", "A MAR 2021 12.3"}},
      {"?c[TITLE]=co:oro", {"A MAR 2020 11.9", "A MAR 2021 12.3"}},
      {"/A.MAR,M.SYR?c[OBS_VALUE]=lt:12", {"A MAR 2020 11.9", "M SYR 2021-01 8.1", "M SYR 2021-02 8.4"}},
      {"?offset=2&limit=2", {"A SYR 2021 8.25", "A MAR 2020 11.9"}},
  };
  for (const auto& one : cases) {
    const Got got = Get2("/data/dataflow/AG/DF/1.0" + one.query);
    EXPECT_EQ(got.status, 200) << one.query << "\n" << got.body;
    EXPECT_EQ(Rows(got.body), one.rows) << one.query;
  }
}

TEST_F(DataAnswer, Version2NamesDataInSeveralWays) {
  for (const std::string path :
       {"/data/dataflow/AG/DF/1.0/A.MAR", "/data/*/AG/DF/~/A.MAR", "/data/dataflow/*/DF/*/A.MAR/",
        "/data/datastructure/AG/DSD/1.0/A.MAR", "/data/dataflow,datastructure/AG/DF//A.MAR"}) {
    EXPECT_EQ(Rows(Get2(path).body), (Strings{"A MAR 2020 11.9", "A MAR 2021 12.3"})) << path;
  }
  EXPECT_EQ(Rows(Get2("/data/DF").body).size(), 7u) << "the short form";
  EXPECT_EQ(Get2("/data/provisionagreement/AG/PA/1.0").status, 204) << "of a provider without series";
}

TEST_F(DataAnswer, SelectsAttributesAndMeasures) {
  const Strings columns = {"AREA", "TIME_PERIOD", "OBS_VALUE", "UNIT", "TITLE", "STATUS"};
  EXPECT_EQ(Rows(Get2("/data/dataflow/AG/DF/1.0/A.MAR?attributes=STATUS").body, columns),
            (Strings{"MAR 2020 11.9   ", "MAR 2021 12.3   A"}));
  EXPECT_EQ(Rows(Get2("/data/dataflow/AG/DF/1.0/A.MAR?attributes=series&limit=1").body, columns),
            (Strings{"MAR 2020 11.9 PT Morocco "}));
  EXPECT_EQ(Rows(Get2("/data/dataflow/AG/DF/1.0/A.MAR?attributes=none").body, columns),
            (Strings{"MAR 2020 11.9", "MAR 2021 12.3"}));
  EXPECT_EQ(Rows(Get2("/data/dataflow/AG/DF/1.0?attributes=none&measures=none").body, {"FREQ", "AREA"}),
            (Strings{"A SYR", "A MAR", "M SYR"}));
  EXPECT_EQ(Rows(Get1("/data/DF/all?detail=serieskeysonly").body, {"FREQ", "AREA"}),
            (Strings{"A SYR", "A MAR", "M SYR"}));
}

TEST_F(DataAnswer, TurnsSeriesToSections) {
  const Got got = Get1("/data/DF/A.?startPeriod=2020&dimensionAtObservation=AREA");
  EXPECT_EQ(Rows(got.body),
            (Strings{"A MAR 2020 11.9", "A SYR 2020 7.5", "A MAR 2021 12.3", "A SYR 2021 8.25"}));
  const Got xml = Get1("/data/DF/A.?startPeriod=2020&dimensionAtObservation=AREA",
                       "application/vnd.sdmx.structurespecificdata+xml;version=2.1");
  EXPECT_NE(xml.body.find("dimensionAtObservation=\"AREA\""), std::string::npos);
  const Got keys = Get1("/data/DF/A.?startPeriod=2020&dimensionAtObservation=AREA&detail=serieskeysonly");
  EXPECT_EQ(Rows(keys.body), (Strings{"A 2020", "A 2021"}));
  EXPECT_EQ(Get1("/data/DF/A.?dimensionAtObservation=AREA",
                 "application/vnd.sdmx.generictimeseriesdata+xml;version=2.1")
                .status,
            400);
}

TEST_F(DataAnswer, GroupsAreToldOnceAndBeforeTheSeries) {
  const Got got = Get1("/data/DF", "application/xml");
  ASSERT_EQ(got.status, 200);
  const std::string group = "<gen:Group type=\"ALL_FREQ\">";
  size_t groups = 0, last = 0;
  for (size_t at = got.body.find(group); at != std::string::npos; at = got.body.find(group, at + 1)) {
    ++groups;
    last = at;
  }
  EXPECT_EQ(groups, 2u);
  EXPECT_LT(last, got.body.find("<gen:Series>"));
}

TEST_F(DataAnswer, AsOfIsWhatWasThen) {
  holdings_->Put("MA/hcp/stat", {"A", "MAR"}, {"2020=12", "2021=12.3/A"}, "Morocco");
  holdings_->Put("MA/hcp/stat", {"A", "MAR"}, {});
  const std::string path = "/data/dataflow/AG/DF/1.0/A.MAR?asOf=";
  EXPECT_EQ(Get2("/data/dataflow/AG/DF/1.0/A.MAR").status, 204);
  EXPECT_EQ(Rows(Get2(path + "2023-11-14T22:13:22Z").body), (Strings{"A MAR 2020 11.9", "A MAR 2021 12.3"}));
  EXPECT_EQ(Rows(Get2(path + "2023-11-14T22:13:24Z&c[TIME_PERIOD]=2020").body), (Strings{"A MAR 2020 12"}));
  EXPECT_EQ(Rows(Get2(path + "2023-11-14T22:13:24Z&firstNObservations=1").body), (Strings{"A MAR 2020 12"}));
  EXPECT_EQ(Get2(path + "2023-11-14T22:13:25Z").status, 204);
  EXPECT_EQ(Get2(path + "2023-01-01").status, 204);
  EXPECT_EQ(Get2(path + "2023-01-01&updatedAfter=2023-02-01").status, 422);
}

TEST_F(DataAnswer, HistoryTellsEachState) {
  holdings_->Put("MA/hcp/stat", {"A", "MAR"}, {"2020=12", "2021=12.3/A"}, "Morocco");
  const Strings columns = {"TIME_PERIOD", "OBS_VALUE", "VALID_FROM", "VALID_TO"};
  EXPECT_EQ(Rows(Get1("/data/DF/A.MAR?includeHistory=true").body, columns),
            (Strings{"2020 11.9 2023-11-14T22:13:22Z 2023-11-14T22:13:24Z",
                     "2021 12.3 2023-11-14T22:13:22Z 2023-11-14T22:13:24Z", "2020 12 2023-11-14T22:13:24Z ",
                     "2021 12.3 2023-11-14T22:13:24Z "}));
}

TEST_F(DataAnswer, ThePastLeavesOutWhatTheStructureHasNoMore) {
  v1::Series old;
  for (const char* code : {"M", "MAR"}) old.add_key(code);
  old.add_periods("2020-01");
  old.add_values(5);
  v1::AttributeValue& attribute = *old.add_attributes();
  attribute.set_id("LOST");
  attribute.set_value("x");
  v1::AttributeColumn& column = *old.add_columns();
  column.set_id("LOST_TOO");
  column.add_values("y");
  column.add_at(1);
  holdings_->Remember("MA/hcp/stat", std::move(old));
  const Got got = Get2("/data/dataflow/AG/DF/1.0/M.MAR?asOf=2024-01-01");
  EXPECT_EQ(Rows(got.body), (Strings{"M MAR 2020-01 5"}));
  EXPECT_EQ(got.body.find("LOST"), std::string::npos);
}

TEST_F(DataAnswer, OfSeveralSourcesThePastShowsTheCountrysOwn) {
  holdings_->Put("HUB/statistics/live", {"A", "MAR"}, {"2020=1"});
  const Got got = Get2("/data/dataflow/AG/DF/1.0/A.MAR?asOf=2023-11-14T22:13:24Z&limit=1");
  EXPECT_EQ(Rows(got.body), (Strings{"A MAR 2020 11.9"}));
}

TEST_F(DataAnswer, ComesInPiecesAtAnySize) {
  std::vector<std::string> observations;
  for (int year = 1000; year < 4000; ++year) observations.push_back(std::to_string(year) + "=1.25/A");
  holdings_->Put("SY/mosal/stat", {"A", "SYR"}, observations);
  for (const std::string accept : {"application/xml", "text/csv", "application/json"}) {
    const Got got = Get1("/data/DF/A.SYR", accept);
    EXPECT_EQ(got.status, 200) << accept;
    EXPECT_GT(got.pieces, 1u) << accept;
    EXPECT_NE(got.body.find("3999"), std::string::npos) << accept;
  }
}

TEST_F(DataAnswer, SeveralDataflowsNeedAMessageWithRoomForThem) {
  class TwoFlows final : public Holdings {
   public:
    explicit TwoFlows(const SmallHoldings& of) : of_(of) {}
    HeldStructures structures() const override { return of_.structures(); }
    std::optional<HeldFlow> Find(const Reference&) const override {
      return of_.Find(testing::To(ArtefactType::kDataflow, "DF"));
    }
    std::vector<Reference> Flows() const override { return {}; }
    absl::Status ReadVintages(const Context&, const Reference&,
                              const std::function<bool(absl::Span<const std::string>)>&,
                              const std::function<absl::Status(const HeldVintages&)>&) const override {
      return absl::OkStatus();
    }

   private:
    const SmallHoldings& of_;
  } holdings(*holdings_);
  const Got both = GetAll(holdings, Ask(v1::SDMX_REST_V2, "/data?limit=10"));
  EXPECT_EQ(both.status, 200) << both.body;
  EXPECT_EQ(GetAll(holdings, Ask(v1::SDMX_REST_V2, "/data", "text/csv")).status, 406);
}

TEST_F(DataAnswer, ItsMistakesAreThoseOfItsVersion) {
  const struct {
    std::string path;
    int v1;
  } of_v1[] = {{"/data/NONE", 404},
               {"/data/DF2", 404},
               {"/data/DF/A.X", 404},
               {"/data/DF/A.SYR/EGY", 404},
               {"/data/DF/A.SYR.X", 400},
               {"/data/DF/A.SYR?startPeriod=soon", 400},
               {"/data/DF/A.SYR?detail=much", 400},
               {"/data/DF/A.SYR?firstNObservations=0", 400},
               {"/data/DF/A.SYR?firstNObservations=x", 400},
               {"/data/DF/A.SYR?dimensionAtObservation=SEX", 400},
               {"/data/DF/A.SYR?c[AREA]=SYR", 400},
               {"/data/DF/A.SYR/all/more", 404},
               {"/data", 400},
               {"/data/A,B,C,D", 400}};
  for (const auto& one : of_v1) EXPECT_EQ(Get1(one.path).status, one.v1) << one.path;
  const struct {
    std::string path;
    int v2;
  } of_v2[] = {{"/data/dataflow/AG/NONE", 404},
               {"/data/dataflow/AG/DF2", 204},
               {"/data/dataflow/NONE", 204},
               {"/data/dataflow/AG/DF/1.0/X", 204},
               {"/data/dataflow/AG/DF/1.0/A.SYR.X", 422},
               {"/data/dataflow/AG/DF/1.0?c[SEX]=F", 422},
               {"/data/dataflow/AG/DF/1.0?attributes=SEX", 422},
               {"/data/dataflow/AG/DF/1.0?measures=SEX", 422},
               {"/data/dataflow/AG/DF/1.0?c[TIME_PERIOD]=ge:soon", 400},
               {"/data/dataflow/AG/DF/1.0?startPeriod=2020", 400},
               {"/data/dataflow/AG/DF/1.0?limit=0", 400},
               {"/data/dataflow/AG/DF/1.0?sort=AREA:desc", 501},
               {"/data/dataflow/AG/DF/1.0?reportingYearStartDay=--07-01", 501},
               {"/data/dataflow/AG/DF/x.y", 400},
               {"/data/metadataflow/AG/DF", 404}};
  for (const auto& one : of_v2) EXPECT_EQ(Get2(one.path).status, one.v2) << one.path;
}

}  // namespace
}  // namespace tabadul::statistics::rest
