// tabadul reconcile: which records differ between the hub and a full export.
#include <fmt/format.h>

#include "cli/commands.h"
#include "cli/map.h"
#include "lib/client/kind.h"
#include "lib/client/reconcile.h"
#include "lib/client/source_hashes.h"
#include "lib/evidence/digest.h"
#include "lib/ingest/importer.h"

namespace tabadul::cli {
namespace {

constexpr size_t kShown = 20;
constexpr absl::Duration kTreeTime = absl::Minutes(2);  // the hub reads all of a source

struct ReconcileArguments {
  std::string input, mapping, source, kind = "vacancy";
};

// "missing at the hub", "missing here", "other".
const char* KindOf(const client::Difference& one) {
  if (one.there.empty()) return "here";
  return one.here.empty() ? "hub" : "other";
}

class Reconciling {
 public:
  Reconciling(Session& session, ReconcileArguments arguments)
      : session_(session), arguments_(std::move(arguments)) {}

  int Run() {
    if (const int code = Prepare(); code != kAllIn) return code;
    const auto compared = client::Reconcile(source_, records_, [this](const auto& request) {
      return client::Ask<exchange::v1::ReconcileResponse>(*connection_, Context::WithTimeout(kTreeTime),
                                                          method_, request);
    });
    if (!compared.ok()) return session_.Fail(compared.status());
    bool proven = false;
    if (compared->equal()) {
      const auto proof = Prove(*compared);
      if (!proof.ok()) return session_.Fail(proof.status());
      proven = *proof;
    }
    const int code = compared->equal() ? kAllIn : kSomeRejected;
    session_.json ? PrintJson(*compared, proven, code) : Print(*compared, proven);
    return code;
  }

 private:
  int Prepare() {
    if (const int code = FromInput(); code != kAllIn) return code;
    if (const int code = session_.Connect(&connection_); code != kAllIn) return code;
    const auto method = client::MethodOf(arguments_.kind, "Reconcile");
    if (!method.ok()) return session_.Fail(method.status());
    method_ = *method;
    const auto source = SourceOf(arguments_.source, *connection_);
    if (!source.ok()) return session_.Fail(source.status());
    source_ = *source;
    return kAllIn;
  }

  // Every record that the file would push; rows that make none are not open anywhere.
  int FromInput() {
    ingest::Mapping mapping = ingest::Mapping::ForContract(ingest::Export::kFull);
    if (!arguments_.mapping.empty()) {
      if (const int code = LoadMapping(session_, arguments_.mapping, "verify.mapping-wrong", &mapping);
          code != kAllIn)
        return code;
      arguments_.kind = mapping.kind();
    }
    records_ = [this, mapping](const client::VisitRecord& visit) -> absl::Status {
      ASSIGN_OR_RETURN(const auto importer,
                       ingest::Importer::Open(arguments_.input, mapping, {.source = source_}));
      ingest::Item item;
      while (true) {
        ASSIGN_OR_RETURN(const bool more, importer->Next(item));
        if (!more) return absl::OkStatus();
        if (item.kind == ingest::Item::Kind::kRecord)
          visit(item.record.record_id(), evidence::Sha256(client::PayloadOf(item.record)));
      }
    };
    return kAllIn;
  }

  absl::StatusOr<bool> Prove(const client::Comparison& compared) {
    ASSIGN_OR_RETURN(const std::string method, client::MethodOf(arguments_.kind, "ProveEqual"));
    exchange::v1::ProveEqualRequest request;
    *request.mutable_whole() = compared.here;
    ASSIGN_OR_RETURN(const auto proof, client::Ask<exchange::v1::ProveEqualResponse>(
                                           *connection_, Context::WithTimeout(kCallTime), method, request));
    return proof.equal();
  }

  void Print(const client::Comparison& compared, bool proven) {
    const std::string count = std::to_string(compared.there.count());
    if (compared.equal()) {
      session_.Print(session_.Text(
          proven ? "reconcile.equal" : "reconcile.equal-then",
          {{"source", source_}, {"count", count}, {"sequence", std::to_string(compared.sequence)}}));
      return;
    }
    session_.Print(session_.Text("reconcile.differ", {{"source", source_},
                                                      {"count", std::to_string(compared.differences.size())},
                                                      {"here", std::to_string(compared.here.count())},
                                                      {"there", count}}));
    for (size_t i = 0; i < std::min(kShown, compared.differences.size()); ++i) {
      const client::Difference& one = compared.differences[i];
      session_.Print(fmt::format("  {}  {}", Plain(one.record_id),
                                 session_.Text("reconcile.what", {{"what", KindOf(one)}})));
    }
    if (compared.differences.size() > kShown) session_.Print(session_.Text("reconcile.more"));
    if (!compared.settled) session_.Say(session_.Text("reconcile.unsettled"));
  }

  void PrintJson(const client::Comparison& compared, bool proven, int code) {
    nlohmann::ordered_json differences = nlohmann::ordered_json::array();
    for (const client::Difference& one : compared.differences) {
      differences.push_back({{"recordId", one.record_id},
                             {"only", KindOf(one)},
                             {"digestHere", evidence::Hex(one.here)},
                             {"digestAtHub", evidence::Hex(one.there)}});
    }
    session_.PrintJson(nlohmann::ordered_json{{"source", source_},
                                              {"equal", compared.equal()},
                                              {"proven", proven},
                                              {"settled", compared.settled},
                                              {"epoch", compared.epoch},
                                              {"sequence", compared.sequence},
                                              {"recordsHere", compared.here.count()},
                                              {"recordsAtHub", compared.there.count()},
                                              {"differences", differences},
                                              {"exitCode", code}});
  }

  Session& session_;
  ReconcileArguments arguments_;
  std::unique_ptr<client::Connection> connection_;
  std::string source_, method_;
  client::ForEachRecord records_;
};

}  // namespace

void AddReconcile(CLI::App& parent, Session& session) {
  CLI::App* app = AddCommand(parent, session, "reconcile", "reconcile",
                             {"tabadul reconcile jadarat.csv --mapping sa-jadarat.yaml",
                              "tabadul reconcile vacancies.jsonl --json"});
  auto arguments = std::make_shared<ReconcileArguments>();
  app->add_option("file", arguments->input, session.Text("reconcile.input"))->required()->type_name("FILE");
  app->add_option("--mapping", arguments->mapping, session.Text("push.mapping"))->type_name("FILE");
  app->add_option("--source", arguments->source, session.Text("reconcile.source"))->type_name("SOURCE");
  AddKind(app, session, arguments->kind);
  OnChosen(app, session, [&session, arguments] { return Reconciling(session, *arguments).Run(); });
}

}  // namespace tabadul::cli
