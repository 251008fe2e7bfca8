// Small holdings in memory, and requests to them, for the tests of this room and the fuzz target.
#pragma once

#include <deque>
#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "lib/platform/base/status.h"
#include "services/statistics/holdings.h"
#include "services/statistics/rest/responder.h"
#include "services/statistics/series/decimal.h"
#include "services/statistics/structure/structures_for_test.h"

namespace tabadul::statistics::rest {

// The structures of structures_for_test.h with the hub's providers SYR and MAR, and a second dataflow DF2 of the same structure.
// Series of AG:DF(1.0): FREQ.AREA over time, with UNIT on the series, TITLE on the group of an area, STATUS on observations.
class SmallHoldings final : public Holdings {
 public:
  SmallHoldings() {
    std::vector<Artefact> artefacts = testing::SmallSet();
    artefacts.push_back(testing::Flow("DF2"));
    Artefact providers = testing::Make(ArtefactType::kDataProviderScheme, "DATA_PROVIDERS",
                                       testing::Scheme({"SYR", "MAR", "TABADUL"}));
    providers.agency = "TABADUL";
    artefacts.push_back(std::move(providers));
    structures_ = testing::Build(std::move(artefacts));
    cube_ = std::make_unique<Cube>(*structures_->Find(testing::To(ArtefactType::kDataflow, "DF")));
  }

  // Second by second. "2020=1.5" or "2020=1.5/A", rising; none: the series is removed. `title`: of the area's group.
  void Put(const std::string& source, const std::vector<std::string>& key,
           const std::vector<std::string>& observations, const std::string& title = "") {
    ++changes_;
    v1::Series* series = nullptr;
    if (!observations.empty()) {
      series = &series_.emplace_back();
      Fill(key, observations, title, *series);
    }
    const CubeChange change{
        .source = source, .key = key, .series = series, .rank = 0, .sequence = changes_, .time = Now()};
    cube_->Apply({&change, 1});
    vintages_[{source, key}].push_back({Now(), series});
  }
  // A former state, of whatever structure there was then.
  void Remember(const std::string& source, v1::Series series) {
    const std::vector<std::string> key(series.key().begin(), series.key().end());
    vintages_[{source, key}].push_back({Now(), &series_.emplace_back(std::move(series))});
  }
  absl::Time Now() const { return At(changes_); }
  static absl::Time At(uint64_t change) {
    return absl::FromUnixSeconds(1'700'000'000 + static_cast<int64_t>(change));
  }

  HeldStructures structures() const override { return {structures_, {"5.1", At(0)}}; }
  std::optional<HeldFlow> Find(const Reference& dataflow) const override {
    if (dataflow.id != "DF" || changes_ == 0) return std::nullopt;
    return HeldFlow{cube_->snapshot(), {"1." + std::to_string(changes_), Now()}};
  }
  std::vector<Reference> Flows() const override { return {testing::To(ArtefactType::kDataflow, "DF")}; }
  absl::Status ReadVintages(const Context&, const Reference& dataflow,
                            const std::function<bool(absl::Span<const std::string>)>& wants,
                            const std::function<absl::Status(const HeldVintages&)>& take) const override {
    if (dataflow.id != "DF") return absl::OkStatus();
    for (const auto& [name, writings] : vintages_) {
      if (wants(name.second)) RETURN_IF_ERROR(take({name.first, name.second, writings}));
    }
    return absl::OkStatus();
  }

 private:
  static void Fill(const std::vector<std::string>& key, const std::vector<std::string>& observations,
                   const std::string& title, v1::Series& series) {
    series.set_dataflow("AG:DF(1.0)");
    for (const std::string& code : key) series.add_key(code);
    const auto attribute = [&series](const std::string& id, const std::string& value) {
      v1::AttributeValue& added = *series.add_attributes();
      added.set_id(id);
      added.set_value(value);
    };
    if (!title.empty()) attribute("TITLE", title);
    attribute("UNIT", "PT");
    v1::AttributeColumn status;
    status.set_id("STATUS");
    status.add_values("A");
    bool any = false;
    for (const std::string& text : observations) {
      const size_t equals = text.find('='), slash = text.find('/');
      const auto number = ParseDecimal(text.substr(equals + 1, slash - equals - 1));
      series.add_periods(text.substr(0, equals));
      series.add_values(number->value);
      series.add_decimals(number->decimals);
      status.add_at(slash == std::string::npos ? 0 : 1);
      any = any || slash != std::string::npos;
    }
    if (any) *series.add_columns() = std::move(status);
  }

  std::shared_ptr<const Structures> structures_;
  std::unique_ptr<Cube> cube_;
  std::deque<v1::Series> series_;
  std::map<std::pair<std::string, std::vector<std::string>>, std::vector<Writing>> vintages_;
  uint64_t changes_ = 0;
};

// A.SYR and A.MAR of two ministries, M.SYR, and A.MAR again as the hub knows it.
inline std::unique_ptr<SmallHoldings> FilledHoldings() {
  auto holdings = std::make_unique<SmallHoldings>();
  holdings->Put("SY/mosal/stat", {"A", "SYR"}, {"2019=7", "2020=7.5/A", "2021=8.25"}, "Syria");
  holdings->Put("MA/hcp/stat", {"A", "MAR"}, {"2020=11.9", "2021=12.3/A"}, "Morocco");
  holdings->Put("SY/mosal/stat", {"M", "SYR"}, {"2021-01=8.1", "2021-02=8.4"}, "Syria");
  return holdings;
}

struct Got {
  int status = 0;
  std::map<std::string, std::string> headers;
  std::string body;
  size_t pieces = 0;
};

inline v1::GetSdmxRequest Ask(v1::SdmxRest rest, const std::string& path, const std::string& accept = "") {
  v1::GetSdmxRequest asked;
  asked.set_rest(rest);
  const size_t mark = path.find('?');
  asked.set_path(path.substr(0, mark));
  if (mark != std::string::npos) asked.set_query(path.substr(mark + 1));
  asked.set_accept(accept);
  asked.set_root("https://hub.example/sdmx");
  return asked;
}

// The whole answer; status 0 if the call itself failed.
inline Got GetAll(const Holdings& holdings, const v1::GetSdmxRequest& asked) {
  const Context context = Context::WithTimeout(absl::Minutes(1));
  Got got;
  const Responder responder(holdings);
  auto answer = responder.Respond(context, asked);
  if (!answer.ok()) return got;
  got.status = answer->status;
  for (const Header& header : answer->headers) got.headers[header.name] = header.value;
  std::string piece;
  while (answer->body != nullptr) {
    const auto more = answer->body->Next(context, &piece);
    if (!more.ok()) got.status = 0;
    if (!more.ok() || !*more) break;
    if (piece.empty() || piece.size() > kPieceBytes) got.status = 0;
    got.body += piece;
    ++got.pieces;
  }
  return got;
}

}  // namespace tabadul::statistics::rest
