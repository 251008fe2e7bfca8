// tabadul verify: what a file of receipts proves, without the hub.
#include <fmt/format.h>
#include <google/protobuf/util/json_util.h>

#include <fstream>
#include <iterator>

#include "cli/commands.h"
#include "cli/map.h"
#include "lib/client/receipt_check.h"
#include "lib/client/receipt_file.h"
#include "lib/client/source_hashes.h"
#include "lib/evidence/digest.h"
#include "lib/ingest/importer.h"

namespace tabadul::cli {
namespace {

constexpr size_t kShown = 20;  // of rows and problems, for people

struct VerifyArguments {
  std::string receipts, input, mapping, keys;
};

// What of an export the receipts prove.
struct Coverage {
  int64_t rows = 0, proven = 0;
  std::vector<std::string> missing;  // record ids, at most kShown; of rows without one "row 17"
};

std::string NameOf(exchange::v1::Outcome outcome) {
  return exchange::v1::Outcome_Name(outcome).substr(std::string("OUTCOME_").size());
}

std::string ShowTime(absl::Time time) {
  return absl::FormatTime("%Y-%m-%d %H:%M:%S UTC", time, absl::UTCTimeZone());
}

// As `tabadul keys --json` prints them.
absl::StatusOr<std::vector<identity::v1::SigningKey>> ReadKeys(const std::string& path) {
  std::vector<identity::v1::SigningKey> keys;
  if (path.empty()) return keys;
  std::ifstream in(path, std::ios::binary);
  if (!in) return Error(common::v1::ERROR_REASON_NOT_FOUND, {{"file", path}});
  const std::string json{std::istreambuf_iterator<char>(in), {}};
  identity::v1::ListSigningKeysResponse parsed;
  if (!google::protobuf::util::JsonStringToMessage(json, &parsed).ok() || parsed.keys().empty())
    return Error(common::v1::ERROR_REASON_MALFORMED, {{"file", path}, {"form", "ListSigningKeysResponse"}});
  keys.assign(parsed.keys().begin(), parsed.keys().end());
  return keys;
}

class Verify {
 public:
  Verify(Session& session, VerifyArguments arguments) : session_(session), arguments_(std::move(arguments)) {}

  int Run() {
    auto keys = ReadKeys(arguments_.keys);
    if (!keys.ok()) return session_.Fail(keys.status());
    client::ReceiptCheck check(*std::move(keys));
    const auto read =
        client::ReadReceipts(arguments_.receipts, [&](const auto& entry) { return check.Take(entry); });
    if (!read.ok()) return session_.Fail(read.status());
    Coverage coverage;
    if (const int code = Cover(check, coverage); code != kAllIn) return code;
    int code = coverage.proven == coverage.rows ? kAllIn : kSomeRejected;
    if (!check.problems().empty()) code = kRefused;
    session_.json ? PrintJson(check, coverage, code) : Print(check, coverage);
    return code;
  }

 private:
  int Cover(const client::ReceiptCheck& check, Coverage& coverage) {
    if (arguments_.input.empty()) return kAllIn;
    ingest::Mapping mapping = ingest::Mapping::ForContract(ingest::Export::kChanges);
    if (!arguments_.mapping.empty()) {
      if (const int code = LoadMapping(session_, arguments_.mapping, "verify.mapping-wrong", &mapping);
          code != kAllIn)
        return code;
    }
    auto importer = ingest::Importer::Open(arguments_.input, mapping, {.source = ""});
    if (!importer.ok()) return session_.Fail(importer.status());
    ingest::Item item;
    while (true) {
      const auto more = (*importer)->Next(item);
      if (!more.ok()) return session_.Fail(more.status());
      if (!*more) return kAllIn;
      if (item.kind == ingest::Item::Kind::kDuplicate) continue;
      ++coverage.rows;
      const bool record = item.kind == ingest::Item::Kind::kRecord;
      if (record && check.Proves(item.record.record_id(), evidence::Sha256(client::PayloadOf(item.record)))) {
        ++coverage.proven;
      } else if (coverage.missing.size() < kShown) {
        coverage.missing.push_back(item.record_id.empty() ? fmt::format("#{}", coverage.rows)
                                                          : item.record_id);
      }
    }
  }

  void Print(const client::ReceiptCheck& check, const Coverage& coverage) {
    for (const auto& [source, chain] : check.sources()) {
      session_.Print(session_.Text("verify.source", {{"source", source},
                                                     {"receipts", std::to_string(chain.receipts)},
                                                     {"first", std::to_string(chain.first)},
                                                     {"last", std::to_string(chain.last)},
                                                     {"absent", std::to_string(chain.absent)},
                                                     {"from", ShowTime(chain.from)},
                                                     {"to", ShowTime(chain.to)}}));
      for (const auto& [outcome, items] : chain.items)
        session_.Print(fmt::format("{:>12}  {}", items,
                                   session_.Text("verify.outcome", {{"outcome", NameOf(outcome)}})));
    }
    if (check.sources().empty() && check.problems().empty()) session_.Print(session_.Text("verify.none"));
    for (size_t i = 0; i < std::min(kShown, check.problems().size()); ++i) {
      const auto& problem = check.problems()[i];
      const Metadata what = MetadataOf(problem.what);
      session_.Print(
          session_.Text("verify.problem", {{"number", std::to_string(problem.number)},
                                           {"part", what.contains("part") ? what.at("part") : "key"}}));
    }
    if (!check.problems().empty())
      session_.Say(
          session_.Text("verify.not-believed", {{"count", std::to_string(check.problems().size())}}));
    if (arguments_.input.empty()) return;
    session_.Print(session_.Text("verify.covered", {{"file", arguments_.input},
                                                    {"proven", std::to_string(coverage.proven)},
                                                    {"rows", std::to_string(coverage.rows)}}));
    for (const std::string& id : coverage.missing)
      session_.Print("  " + session_.Text("verify.missing", {{"id", Plain(id)}}));
  }

  void PrintJson(const client::ReceiptCheck& check, const Coverage& coverage, int code) {
    nlohmann::ordered_json sources = nlohmann::ordered_json::array();
    for (const auto& [source, chain] : check.sources()) {
      nlohmann::ordered_json items;
      for (const auto& [outcome, count] : chain.items) items[NameOf(outcome)] = count;
      sources.push_back({{"source", source},
                         {"receipts", chain.receipts},
                         {"first", chain.first},
                         {"last", chain.last},
                         {"absent", chain.absent},
                         {"from", absl::FormatTime(absl::RFC3339_full, chain.from, absl::UTCTimeZone())},
                         {"to", absl::FormatTime(absl::RFC3339_full, chain.to, absl::UTCTimeZone())},
                         {"items", items}});
    }
    nlohmann::ordered_json document = {
        {"file", arguments_.receipts}, {"sources", sources}, {"notBelieved", check.problems().size()}};
    if (!arguments_.input.empty()) {
      document["input"] = {{"file", arguments_.input},
                           {"rows", coverage.rows},
                           {"proven", coverage.proven},
                           {"missing", coverage.missing}};
    }
    document["exitCode"] = code;
    session_.PrintJson(document);
  }

  Session& session_;
  const VerifyArguments arguments_;
};

}  // namespace

void AddVerify(CLI::App& parent, Session& session) {
  CLI::App* app =
      AddCommand(parent, session, "verify", "verify",
                 {"tabadul verify vacancies.csv.receipts",
                  "tabadul verify vacancies.csv.receipts --input vacancies.csv --mapping mapping.yaml",
                  "tabadul verify vacancies.csv.receipts --keys keys.json --json"});
  auto arguments = std::make_shared<VerifyArguments>();
  app->add_option("receipts", arguments->receipts, session.Text("verify.receipts"))
      ->required()
      ->type_name("FILE");
  app->add_option("--input", arguments->input, session.Text("verify.input"))->type_name("FILE");
  app->add_option("--mapping", arguments->mapping, session.Text("push.mapping"))->type_name("FILE");
  app->add_option("--keys", arguments->keys, session.Text("verify.keys"))->type_name("FILE");
  OnChosen(app, session, [&session, arguments] { return Verify(session, *arguments).Run(); });
}

}  // namespace tabadul::cli
