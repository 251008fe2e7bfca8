// The pages of statistics, made of what the service may answer.
#include <gtest/gtest.h>

#include "services/web/pages/country_page.h"
#include "services/web/pages/dataflow_page.h"
#include "services/web/pages/flow_query.h"
#include "services/web/pages/samples.h"
#include "services/web/pages/statistics_page.h"

namespace tabadul::web::pages {
namespace {

using namespace statistics::v1;  // NOLINT: the messages

constexpr char kPath[] = "/statistics/DF_UNEMPLOYMENT";
constexpr char kDimensions[] = R"([
    {"id": "FREQ", "label": "Frequency", "codes": [{"code": "A", "label": "Annual"}]},
    {"id": "REF_AREA", "label": "Area", "codes": [{"code": "MAR", "label": "Morocco"}, {"code": "TUN", "label": "Tunisia"}]},
    {"id": "INDICATOR", "label": "Indicator", "codes": [{"code": "UNE_DEAP_RT", "label": "Unemployment rate"}]},
    {"id": "SEX", "label": "Sex", "total": "SEX_T", "codes": [{"code": "SEX_F", "label": "Female"}]}])";

GetDataflowResponse AFlow() {
  return FromJson<GetDataflowResponse>(
      R"json({"dataflow": {"dataflow": "TABADUL:DF_UNEMPLOYMENT(1.0)", "label": "Unemployment"},
    "countries": [{"code": "TUN", "country": "TN", "label": "Tunisia"}, {"code": "MAR", "country": "MA", "label": "Morocco"}],
    "dimensions": [{"id": "FREQ", "codes": [{"code": "A"}]}, {"id": "REF_AREA", "codes": [{"code": "MAR"}, {"code": "TUN"}]},
      {"id": "SEX", "label": "Sex", "codes": [{"code": "SEX_T", "label": "Total"}, {"code": "SEX_F", "label": "Female"}]}]})json");
}

// `more`: of the answer, behind its dimensions.
template <class Response>
Response Answer(const std::string& more) {
  constexpr char kHead[] =
      R"json({"dataflow": "TABADUL:DF_UNEMPLOYMENT(1.0)", "label": "Unemployment", "dimensions": )json";
  return FromJson<Response>(std::string(kHead) + kDimensions + ", " + more + "}");
}

GetTableResponse ATable() {
  return Answer<GetTableResponse>(R"json("statuses": [{"id": "E", "label": "Estimated value"}], "rows": [
    {"key": ["A", "MAR", "UNE_DEAP_RT", "SEX_F"], "area": {"code": "MAR", "country": "MA", "label": "Morocco"},
     "unit": {"id": "PT", "label": "Percentage"}, "source": "MA/hcp/stat", "sourceName": "Authority – Morocco",
     "updateTime": "2026-06-01T08:05:00Z",
     "observations": [{"period": "2021", "value": "12.30"}, {"period": "2023", "value": "13.05", "status": "E",
       "notes": [{"id": "NOTE", "label": "Note", "value": "New survey"}]}]},
    {"key": ["A", "TUN", "UNE_DEAP_RT", "SEX_F"], "area": {"code": "TUN", "country": "TN", "label": "Tunisia"},
     "unit": {"id": "PT", "label": "Percentage"}, "source": "DEMO/tn/stat",
     "observations": [{"period": "2022", "value": "15.2"}, {"period": "2023"}]}])json");
}

GetLatestResponse TheLatest() {
  return Answer<GetLatestResponse>(R"json("values": [
    {"area": {"code": "TUN", "country": "TN", "label": "Tunisia"}, "rank": 1, "observation": {"period": "2022", "value": "20.0"}},
    {"area": {"code": "MAR", "country": "MA", "label": "Morocco"}, "rank": 2, "observation": {"period": "2023", "value": "10.0"}},
    {"area": {"code": "X01", "label": "World"}, "observation": {"period": "2023", "value": "5.0"}}])json");
}

Asked AskFlow(const std::string& language, std::string_view query = "") {
  Asked asked = Ask(language, kPath);
  asked.id = "DF_UNEMPLOYMENT";
  asked.query = FlowQuery(query);
  return asked;
}

Page Lines(const Asked& asked) {
  return DataflowPage(asked, {.flow = AFlow(), .table = ATable(), .latest = {}}, "https://jobs.example");
}
Page Ranks(const Asked& asked) {
  return DataflowPage(asked, {.flow = AFlow(), .table = {}, .latest = TheLatest()}, "https://jobs.example");
}

TEST(DataflowPage, HasALineAndAColumnForEachCountry) {
  const Asked asked = AskFlow("en", "country=MA&country=TN&code=SEX%3DSEX_F");
  const Page page = Lines(asked);
  EXPECT_EQ(page.title, "Unemployment rate");
  EXPECT_EQ(ValuesOf(page.view, "LINE_NAME"), (std::vector<std::string>{"Morocco", "Tunisia"}));
  EXPECT_EQ(ValuesOf(page.view, "COLUMN_NAME"), (std::vector<std::string>{"Morocco", "Tunisia"}));
  EXPECT_EQ(ValuesOf(page.view, "PERIOD_NAME"), (std::vector<std::string>{"2023", "2022", "2021"}));
  EXPECT_EQ(ValuesOf(page.view, "CELL"), (std::vector<std::string>{"13.05", "–", "–", "15.2", "12.30", "–"}));
  EXPECT_EQ(ValuesOf(page.view, "CELL_STATUS"), std::vector<std::string>{"E"});
  EXPECT_EQ(ValuesOf(page.view, "STATUS_NAME"), std::vector<std::string>{"Estimated value"});
  EXPECT_EQ(ValuesOf(page.view, "CHOSEN_CODE"), (std::vector<std::string>{"Annual", "Female"}));
  EXPECT_EQ(ValuesOf(page.view, "COUNTRY_NAME"), (std::vector<std::string>{"Morocco", "Tunisia"}))
      << "by name";
  EXPECT_FALSE(page.indexed);
}

TEST(DataflowPage, TheChartIsAPictureWithATitleAndATableBehindIt) {
  const std::string html = HtmlOf(Lines(AskFlow("ar", "country=MA")), AskFlow("ar", "country=MA"));
  EXPECT_NE(
      html.find(
          "<div class=\"plot\" dir=\"ltr\">\n<svg role=\"img\" aria-labelledby=\"chart-title chart-said\">"),
      std::string::npos)
      << "time runs from left to right in Arabic, too";
  EXPECT_NE(html.find("<title id=\"chart-title\">Unemployment rate</title>"), std::string::npos);
  EXPECT_NE(html.find("<desc id=\"chart-said\">"), std::string::npos);
  EXPECT_NE(html.find("<table class=\"figures\""), std::string::npos);
  EXPECT_EQ(html.find(" style="), std::string::npos);
}

TEST(DataflowPage, SaysWhereItIsFromAndOfWhichTime) {
  const Asked asked = AskFlow("en", "country=MA");
  const std::string html = HtmlOf(Lines(asked), asked);
  EXPECT_NE(html.find("Authority – Morocco"), std::string::npos);
  EXPECT_NE(html.find("<code dir=\"ltr\">MA/hcp/stat</code>"), std::string::npos);
  EXPECT_NE(html.find("<time datetime=\"2026-06-01T08:05:00Z\">1 June 2026, 08:05 UTC</time>"),
            std::string::npos);
  EXPECT_NE(html.find("<bdi>2023</bdi> – <bdi class=\"note\">Note</bdi>"), std::string::npos)
      << "a note of one observation has its period";
  EXPECT_NE(html.find(">Demonstration</span>"), std::string::npos);
}

TEST(DataflowPage, GivesItsDataAway) {
  const Page page = Lines(AskFlow("en", "country=MA&country=TN&from=2015"));
  const std::string address =
      "/sdmx/v1/data/TABADUL,DF_UNEMPLOYMENT,1.0/A.MAR+TUN.UNE_DEAP_RT.SEX_F/all?startPeriod=2015";
  EXPECT_EQ(ValuesOf(page.view, "CSV"), std::vector<std::string>{address + "&format=csv"});
  EXPECT_EQ(ValuesOf(page.view, "XML"), std::vector<std::string>{address + "&format=structurespecificdata"});
  EXPECT_EQ(ValuesOf(page.view, "SDMX_ADDRESS"), std::vector<std::string>{"https://jobs.example" + address});
}

TEST(DataflowPage, WithoutCountriesAllAreRanked) {
  const Asked asked = AskFlow("en");
  const Page page = Ranks(asked);
  EXPECT_EQ(ValuesOf(page.view, "AREA_NAME"), (std::vector<std::string>{"Tunisia", "Morocco"}));
  EXPECT_EQ(ValuesOf(page.view, "RANK"), (std::vector<std::string>{"1", "2", "–"}));
  EXPECT_EQ(ValuesOf(page.view, "AREA_ADDRESS"),
            (std::vector<std::string>{std::string("/en") + kPath + "?country=TN",
                                      std::string("/en") + kPath + "?country=MA"}));
  EXPECT_EQ(ValuesOf(page.view, "BAR_WIDTH"), (std::vector<std::string>{"100", "50"}))
      << "the world has none";
  EXPECT_EQ(PartsOf(page.view, "TILE").size(), 57u);
  EXPECT_EQ(ValuesOf(page.view, "TILE_LEVEL").size(), 2u);
  EXPECT_TRUE(page.indexed);
}

TEST(DataflowPage, BarsBeginWhereThePageBegins) {
  EXPECT_EQ(ValuesOf(Ranks(AskFlow("en")).view, "BAR_X"), (std::vector<std::string>{"0", "0"}));
  EXPECT_EQ(ValuesOf(Ranks(AskFlow("ar")).view, "BAR_X"), (std::vector<std::string>{"0", "50"}));
}

TEST(DataflowPage, TheChosenCodeIsSelected) {
  const Asked asked = AskFlow("en", "code=SEX%3DSEX_F&country=MA");
  const std::string html = HtmlOf(Lines(asked), asked);
  EXPECT_NE(html.find("<option value=\"SEX=SEX_F\" selected>Female</option>"), std::string::npos);
  EXPECT_NE(html.find("<option value=\"SEX=*\">Each of them</option>"), std::string::npos);
  EXPECT_EQ(html.find("value=\"FREQ=A\""), std::string::npos) << "no choice where there is one";
  EXPECT_EQ(HtmlOf(Ranks(AskFlow("en")), AskFlow("en")).find("SEX=*"), std::string::npos)
      << "a rank is of one";
}

TEST(DataflowPage, NothingIsSaidToBeNothing) {
  const Asked asked = AskFlow("en", "country=MA");
  const Page page = DataflowPage(asked, {.flow = AFlow(), .table = GetTableResponse(), .latest = {}}, "");
  EXPECT_EQ(PartsOf(page.view, "EMPTY").size(), 1u);
  EXPECT_TRUE(ValuesOf(page.view, "CSV").empty());
}

TEST(DataflowPage, NumbersAreThoseOfTheReader) {
  Asked asked = AskFlow("ar", "country=MA");
  asked.digits = messages::Digits::kArabic;
  const Page page = Lines(asked);
  EXPECT_EQ(ValuesOf(page.view, "CELL")[0], "١٣٫٠٥");
  EXPECT_EQ(ValuesOf(page.view, "PERIOD_NAME")[0], "٢٠٢٣");
}

TEST(StatisticsPage, LeadsToDataflowsIndicatorsAndCountries) {
  Asked asked = Ask("en", "/statistics");
  asked.query = StatisticsQuery("q=rate");
  const auto found = FromJson<ListDataflowsResponse>(
      R"json({"topics": [{"id": "A.B", "labels": ["Work", "Levels"], "dataflows": [
    {"dataflow": "TABADUL:DF_A(1.0)", "label": "A", "series": "12", "areas": 3, "firstYear": 2005, "lastYear": 2024,
     "indicators": [{"id": "UNE_DEAP_RT", "label": "Rate"}]}]}]})json");
  const Page page = StatisticsPage(asked, found);
  EXPECT_EQ(ValuesOf(page.view, "TOPIC_NAME"), std::vector<std::string>{"Work – Levels"});
  EXPECT_EQ(ValuesOf(page.view, "FLOW_ADDRESS"), std::vector<std::string>{"/en/statistics/DF_A"});
  EXPECT_EQ(ValuesOf(page.view, "INDICATOR_ADDRESS"),
            std::vector<std::string>{"/en/statistics/DF_A?code=INDICATOR%3DUNE_DEAP_RT"});
  EXPECT_EQ(ValuesOf(page.view, "FACT_TEXT"),
            (std::vector<std::string>{"2005–2024", "12 series", "3 countries and groups"}));
  EXPECT_EQ(ValuesOf(page.view, "COUNTRY_ADDRESS").size(), 57u);
  EXPECT_NE(HtmlOf(StatisticsPage(asked, found), asked).find("value=\"rate\""), std::string::npos);
  EXPECT_EQ(PartsOf(StatisticsPage(asked, ListDataflowsResponse()).view, "EMPTY").size(), 1u);
}

TEST(CountryPage, HasTheLatestValueItsChangeAndASmallLine) {
  Asked asked = Ask("en", "/statistics/countries/MA");
  asked.id = "MA";
  const Page page = CountryPage(asked, {ATable()});
  EXPECT_EQ(page.title, "Labour statistics: Morocco");
  EXPECT_EQ(ValuesOf(page.view, "CELL")[0], "13.05");
  EXPECT_EQ(ValuesOf(page.view, "CHANGE"), std::vector<std::string>{"+0.75"})
      << "of the first; the second has one value";
  EXPECT_EQ(ValuesOf(page.view, "CHANGE_SINCE"), std::vector<std::string>{"2021"});
  EXPECT_EQ(ValuesOf(page.view, "SPARK").size(), 1u);
  EXPECT_EQ(ValuesOf(page.view, "INDICATOR_ADDRESS")[0],
            std::string("/en") + kPath + "?country=MA&code=INDICATOR%3DUNE_DEAP_RT");
  EXPECT_EQ(PartsOf(CountryPage(asked, {}).view, "EMPTY").size(), 1u);
}

TEST(CountryPage, IsOfMemberStatesAlone) {
  Asked asked = Ask("en", "/statistics/countries/FR");
  asked.id = "FR";
  const Transport none = [](rpc::Forwarder::Outgoing) -> absl::StatusOr<std::string> {
    return std::string();
  };
  const Calls calls(none, RequestContext(), "en", absl::InfiniteFuture());
  EXPECT_EQ(ReasonOf(CountryPage(asked, calls).status()), common::v1::ERROR_REASON_NOT_FOUND);
  asked.id = "MA";
  EXPECT_TRUE(CountryPage(asked, calls).ok());
}

}  // namespace
}  // namespace tabadul::web::pages
