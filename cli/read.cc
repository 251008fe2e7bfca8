// tabadul get: records of any kind, by their ids.
#include <algorithm>
#include <span>
#include <string_view>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "cli/commands.h"
#include "cli/enum_names.h"
#include "cli/show.h"
#include "lib/client/kind.h"
#include "tabadul/exchange/v1/feed.pb.h"
#include "tabadul/jobs/v1/jobs_service.pb.h"
#include "tabadul/jobs/v1/training_service.pb.h"
#include "tabadul/statistics/v1/practice_service.pb.h"

namespace tabadul::cli {
namespace {

constexpr size_t kBatch = 100;  // of BatchGetVacancies
constexpr uint32_t kMostDecimals = 18;

struct GetArguments {
  std::vector<std::string> ids;
  std::string source, kind = "vacancy";
};

void PrintText(Session& session, const common::v1::LocalizedText& text) {
  for (const auto& translation : text.translations()) {
    session.Print("");
    std::string line;
    for (const char c : translation.text() + "\n") {
      if (c != '\n') {
        line += c;
        continue;
      }
      session.Print(Plain(line));
      line.clear();
    }
  }
}

void PrintHead(Session& session, const common::v1::LocalizedText& title, const std::string& facts,
               const std::string& hub_id, const std::string& source, const std::string& url,
               exchange::v1::Lifecycle lifecycle) {
  session.Print(Pick(title, session.language));
  session.Print(facts);
  session.Print(
      JoinNotEmpty({session.Text("lifecycle." + ShortName(lifecycle)), hub_id, Plain(source), Plain(url)}));
}

void PrintPayload(Session& session, const std::string& hub_id, const std::string& source,
                  const jobs::v1::Vacancy& vacancy, exchange::v1::Lifecycle lifecycle) {
  const auto& language = session.language;
  const std::string place = vacancy.locations().empty() ? "" : Show(vacancy.locations(0), language);
  PrintHead(session, vacancy.title(),
            JoinNotEmpty({Pick(vacancy.employer().name(), language), place, Show(vacancy.pay(), language),
                          Show(vacancy.published())}),
            hub_id, source, vacancy.url(), lifecycle);
  PrintText(session, vacancy.description());
}

void PrintPayload(Session& session, const std::string& hub_id, const std::string& source,
                  const jobs::v1::TrainingOffer& offer, exchange::v1::Lifecycle lifecycle) {
  const auto& language = session.language;
  const std::string place = offer.locations().empty() ? "" : Show(offer.locations(0), language);
  PrintHead(session, offer.title(),
            JoinNotEmpty({Pick(offer.provider().name(), language), place, Show(offer.price(), session),
                          Show(offer.start_date())}),
            hub_id, source, offer.url(), lifecycle);
  PrintText(session, offer.description());
}

// "7.2" of 72 with one decimal; "–" where there is no value.
std::string ValueAt(const statistics::v1::Series& series, int at) {
  for (const uint32_t missing : series.missing()) {
    if (missing == static_cast<uint32_t>(at)) return "–";
  }
  if (at >= series.values_size()) return "";
  const int each = series.decimals_size() > 1 ? at : 0;
  const size_t decimals = each < series.decimals_size() ? std::min(series.decimals(each), kMostDecimals) : 0;
  std::string digits = std::to_string(series.values(at));
  const size_t sign = digits[0] == '-' ? 1 : 0;
  if (digits.size() - sign <= decimals) digits.insert(sign, decimals + 1 - (digits.size() - sign), '0');
  if (decimals > 0) digits.insert(digits.size() - decimals, 1, '.');
  return digits;
}

void PrintPayload(Session& session, const std::string& hub_id, const std::string& source,
                  const statistics::v1::Series& series, exchange::v1::Lifecycle lifecycle) {
  session.Print(Plain(series.dataflow()));
  session.Print(Plain(absl::StrJoin(series.key(), ".")));
  session.Print(JoinNotEmpty({session.Text("lifecycle." + ShortName(lifecycle)), hub_id, Plain(source)}));
  for (int i = 0; i < series.periods_size(); ++i)
    session.Print(absl::StrCat("  ", Plain(series.periods(i)), "  ", ValueAt(series, i)));
}

void PrintPayload(Session& session, const std::string& hub_id, const std::string& source,
                  const statistics::v1::GoodPractice& practice, exchange::v1::Lifecycle lifecycle) {
  PrintHead(session, practice.title(),
            JoinNotEmpty({Pick(practice.office().name(), session.language),
                          absl::StrJoin(practice.countries(), ", "), Show(practice.published())}),
            hub_id, source, practice.url(), lifecycle);
  PrintText(session, practice.summary());
}

void PrintView(Session& session, const jobs::v1::VacancyView& view) {
  PrintPayload(session, view.hub_id(), view.source(), view.vacancy(), view.lifecycle());
}

void PrintView(Session& session, const jobs::v1::TrainingOfferView& view) {
  PrintPayload(session, view.hub_id(), view.source(), view.offer(), view.lifecycle());
}

void PrintView(Session& session, const statistics::v1::GoodPracticeView& view) {
  PrintPayload(session, view.hub_id(), view.source(), view.practice(), view.lifecycle());
}

// `payload`: its member in Record.
template <auto payload>
void PrintStored(Session& session, const exchange::v1::StoredRecord& stored) {
  PrintPayload(session, stored.hub_id(), stored.record().source(), (stored.record().*payload)(),
               stored.lifecycle());
}

// One after the other; what is not there is named at the end, and does not fail the others.
class Getting {
 public:
  Getting(Session& session, const GetArguments& arguments) : session_(session), arguments_(arguments) {}

  int Run() {
    for (const Kind& kind : Kinds()) {
      if (kind.name == arguments_.kind) kind_ = &kind;
    }
    if (kind_ == nullptr)
      return session_.Fail(Error(common::v1::ERROR_REASON_NOT_FOUND, {{"kind", arguments_.kind}}));
    if (const int code = session_.Connect(&connection_); code != kAllIn) return code;
    const bool batches = arguments_.ids.size() > 1 && arguments_.source.empty() && kind_->get_all != nullptr;
    const absl::Status got = batches ? (this->*kind_->get_all)() : GetEach();
    if (!got.ok()) return session_.Fail(got);
    return ReportMissing();
  }

 private:
  struct Kind {
    std::string_view name;
    absl::Status (Getting::*get)(const std::string& id);
    absl::Status (Getting::*get_all)();  // null: there is no call for many
    void (*print)(Session& session, const exchange::v1::StoredRecord& stored);
  };
  // How the records of each kind are asked for and shown.
  static std::span<const Kind> Kinds() {
    using exchange::v1::Record;
    static constexpr Kind kKinds[] = {
        {"vacancy", &Getting::GetVacancy, &Getting::GetBatches, PrintStored<&Record::vacancy>},
        {"training_offer", &Getting::GetTrainingOffer, nullptr, PrintStored<&Record::training_offer>},
        {"series", &Getting::GetStored, nullptr, PrintStored<&Record::series>},
        {"good_practice", &Getting::GetGoodPractice, nullptr, PrintStored<&Record::good_practice>}};
    return kKinds;
  }

  template <class Response>
  absl::StatusOr<Response> Ask(const std::string& method, const google::protobuf::Message& request) {
    return client::Ask<Response>(*connection_, connection_->Within(kCallTime), method, request);
  }

  template <class Shown>
  void Show(const Shown& record) {
    if (session_.json) {
      session_.PrintJson(record);
    } else {
      if (found_ > 0) session_.Print("");
      Print(record);
    }
    ++found_;
  }
  template <class View>
  void Print(const View& view) {
    PrintView(session_, view);
  }
  void Print(const exchange::v1::StoredRecord& stored) { kind_->print(session_, stored); }

  absl::Status GetBatches() {
    const std::vector<std::string>& ids = arguments_.ids;
    for (size_t from = 0; from < ids.size() && !session_.broken(); from += kBatch) {
      jobs::v1::BatchGetVacanciesRequest request;
      for (size_t i = from; i < std::min(from + kBatch, ids.size()); ++i) request.add_hub_ids(ids[i]);
      ASSIGN_OR_RETURN(const auto got, Ask<jobs::v1::BatchGetVacanciesResponse>(
                                           "/tabadul.jobs.v1.JobsService/BatchGetVacancies", request));
      for (const auto& view : got.vacancies()) Show(view);
      missing_.insert(missing_.end(), got.missing().begin(), got.missing().end());
    }
    return absl::OkStatus();
  }

  absl::Status GetEach() {
    for (const std::string& id : arguments_.ids) {
      if (session_.broken()) break;
      const absl::Status got = GetOne(id);
      if (ReasonOf(got) == common::v1::ERROR_REASON_NOT_FOUND && arguments_.ids.size() > 1) {
        missing_.push_back(id);
      } else {
        RETURN_IF_ERROR(got);
      }
    }
    return absl::OkStatus();
  }

  absl::Status GetOne(const std::string& id) {
    return arguments_.source.empty() ? (this->*kind_->get)(id) : GetRecord(id);
  }

  // As its reader sees it. `view`: of the response.
  template <class Request, class Response, class View>
  absl::Status GetView(const std::string& id, const std::string& method, View view) {
    Request request;
    request.set_hub_id(id);
    ASSIGN_OR_RETURN(const Response got, Ask<Response>(method, request));
    Show((got.*view)());
    return absl::OkStatus();
  }
  absl::Status GetVacancy(const std::string& id) {
    using namespace jobs::v1;  // NOLINT: the messages
    return GetView<GetVacancyRequest, GetVacancyResponse>(id, "/tabadul.jobs.v1.JobsService/GetVacancy",
                                                          &GetVacancyResponse::vacancy);
  }
  absl::Status GetTrainingOffer(const std::string& id) {
    using namespace jobs::v1;  // NOLINT: the messages
    return GetView<GetTrainingOfferRequest, GetTrainingOfferResponse>(
        id, "/tabadul.jobs.v1.TrainingService/GetTrainingOffer", &GetTrainingOfferResponse::offer);
  }
  absl::Status GetGoodPractice(const std::string& id) {
    using namespace statistics::v1;  // NOLINT: the messages
    return GetView<GetGoodPracticeRequest, GetGoodPracticeResponse>(
        id, "/tabadul.statistics.v1.PracticeService/GetGoodPractice", &GetGoodPracticeResponse::practice);
  }

  // As its source gave it.
  absl::Status GetRecord(const std::string& id) {
    exchange::v1::GetRequest request;
    request.mutable_key()->set_source(arguments_.source);
    request.mutable_key()->set_record_id(id);
    return ShowStored(request);
  }
  // The same by the hub's id, of kinds that nothing else shows.
  absl::Status GetStored(const std::string& id) {
    exchange::v1::GetRequest request;
    request.set_hub_id(id);
    return ShowStored(request);
  }
  absl::Status ShowStored(const exchange::v1::GetRequest& request) {
    ASSIGN_OR_RETURN(const auto got,
                     Ask<exchange::v1::GetResponse>(*client::MethodOf(arguments_.kind, "Get"), request));
    Show(got.record());
    return absl::OkStatus();
  }

  int ReportMissing() {
    if (missing_.empty()) return kAllIn;
    const int code = found_ > 0 ? kSomeRejected : kRefused;
    for (const std::string& id : missing_) session_.Say(session_.Text("get.missing", {{"id", Plain(id)}}));
    if (session_.json) session_.PrintJson(nlohmann::ordered_json{{"missing", missing_}, {"exitCode", code}});
    return code;
  }

  Session& session_;
  const GetArguments& arguments_;
  const Kind* kind_ = nullptr;
  std::unique_ptr<client::Connection> connection_;
  size_t found_ = 0;
  std::vector<std::string> missing_;
};

}  // namespace

CLI::Option* AddKind(CLI::App* app, Session& session, std::string& kind) {
  const std::vector<std::string> kinds = client::Kinds();
  return app->add_option("--kind", kind, session.Text("option.kind"))
      ->option_text(absl::StrJoin(kinds, "|"))
      ->check(CLI::IsMember(kinds));
}

void AddGet(CLI::App& parent, Session& session) {
  CLI::App* app = AddCommand(parent, session, "get", "get",
                             {"tabadul get 4f1c2a9be07d4c55a1b2c3d4e5f60718",
                              "tabadul get 12345 12346 --source SA/mhrsd/jadarat --json",
                              "tabadul get 4f1c2a9be07d4c55a1b2c3d4e5f60718 --kind training_offer"});
  auto arguments = std::make_shared<GetArguments>();
  app->add_option("id", arguments->ids, session.Text("get.id"))
      ->required()
      ->expected(1, 1000)
      ->type_name("ID");
  app->add_option("--source", arguments->source, session.Text("get.source"))->type_name("SOURCE");
  AddKind(app, session, arguments->kind);
  OnChosen(app, session, [&session, arguments] { return Getting(session, *arguments).Run(); });
}

}  // namespace tabadul::cli
