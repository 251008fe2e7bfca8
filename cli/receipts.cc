// tabadul receipts: what the hub has signed for a source, shown, or fetched into a file for tabadul verify.
#include <fmt/format.h>

#include <functional>

#include "absl/container/flat_hash_set.h"
#include "cli/commands.h"
#include "cli/enum_names.h"
#include "cli/show.h"
#include "lib/client/kind.h"
#include "lib/client/receipt_keeper.h"
#include "lib/evidence/digest.h"

namespace tabadul::cli {
namespace {

using exchange::v1::Receipt;
using exchange::v1::ReceiptBody;

constexpr int kPage = 1000;

struct ReceiptsArguments {
  std::string file, source, kind = "vacancy";
  uint64_t after = 0;
};

// What both commands begin with: the hub, the method of the kind, the source.
struct Asking {
  std::unique_ptr<client::Connection> connection;
  std::string method;
  exchange::v1::ListReceiptsRequest request;
};
int Begin(Session& session, const ReceiptsArguments& arguments, Asking& asking) {
  if (const int code = session.Connect(&asking.connection); code != kAllIn) return code;
  auto method = client::MethodOf(arguments.kind, "ListReceipts");
  if (!method.ok()) return session.Fail(method.status());
  const auto source = SourceOf(arguments.source, *asking.connection);
  if (!source.ok()) return session.Fail(source.status());
  asking.method = *std::move(method);
  asking.request.set_source(*source);
  asking.request.set_after(arguments.after);
  asking.request.set_page_size(kPage);
  return kAllIn;
}

// Shows `visit` each receipt after that number, page by page, until it says no.
using Visit = std::function<absl::StatusOr<bool>(const Receipt&, const ReceiptBody&)>;
absl::Status ForEachReceipt(const Asking& asking, const Visit& visit) {
  exchange::v1::ListReceiptsRequest request = asking.request;
  while (true) {
    ASSIGN_OR_RETURN(const auto page,
                     client::Ask<exchange::v1::ListReceiptsResponse>(
                         *asking.connection, asking.connection->Within(kCallTime), asking.method, request));
    for (const Receipt& receipt : page.receipts()) {
      ReceiptBody body;
      if (!body.ParseFromString(receipt.body()) || body.number() <= request.after())
        return Error(common::v1::ERROR_REASON_MALFORMED, {{"field", "receipts"}, {"form", "ReceiptBody"}});
      request.set_after(body.number());
      ASSIGN_OR_RETURN(const bool more, visit(receipt, body));
      if (!more) return absl::OkStatus();
    }
    if (page.receipts_size() < kPage) return absl::OkStatus();
  }
}

void PrintReceipt(Session& session, const ReceiptBody& body) {
  std::string outcomes;
  for (const auto& one : body.outcomes()) {
    outcomes += fmt::format("{}{} {}", outcomes.empty() ? "" : " · ", one.items(),
                            session.Text("verify.outcome", {{"outcome", ShortName(one.outcome())}}));
  }
  session.Print(fmt::format("{:>8}  {}  {}", body.number(), Show(body.time()), outcomes));
}

int List(Session& session, const ReceiptsArguments& arguments) {
  Asking asking;
  if (const int code = Begin(session, arguments, asking); code != kAllIn) return code;
  bool any = false;
  const absl::Status listed = ForEachReceipt(asking, [&](const Receipt&, const ReceiptBody& body) {
    any = true;
    session.json ? void(session.PrintJson(body)) : PrintReceipt(session, body);
    return !session.broken();
  });
  if (!listed.ok()) return session.Fail(listed);
  if (!any && !session.json)
    session.Print(session.Text("receipts.none", {{"source", asking.request.source()}}));
  return kAllIn;
}

std::string Identity(const Receipt& receipt) {
  return evidence::Sha256(receipt.body() + receipt.key_id() + receipt.signature());
}

struct Fetched {
  uint64_t receipts = 0, known = 0, last = 0;  // now, and already; the newest number
};

// Those that the file has not. What it has is not written again, so that it may be called whenever one likes.
absl::Status FetchInto(const std::string& file, const Asking& asking, Fetched& fetched) {
  ASSIGN_OR_RETURN(const auto keeper, client::ReceiptKeeper::Open(*asking.connection, file));
  absl::flat_hash_set<std::string> known;
  const auto read = client::ReadReceipts(file, [&](const exchange::v1::ReceiptFileEntry& entry) {
    if (entry.has_receipted()) known.insert(Identity(entry.receipted().receipt()));
    return absl::OkStatus();
  });
  if (!read.ok()) return read.status();
  const Visit keep = [&](const Receipt& receipt, const ReceiptBody& body) -> absl::StatusOr<bool> {
    fetched.last = body.number();
    if (known.contains(Identity(receipt))) return ++fetched.known, true;
    exchange::v1::ReceiptedItems receipted;
    *receipted.mutable_receipt() = receipt;
    RETURN_IF_ERROR(keeper->Keep(receipted));
    return ++fetched.receipts, true;
  };
  RETURN_IF_ERROR(ForEachReceipt(asking, keep));
  return keeper->Close();
}

int Fetch(Session& session, const ReceiptsArguments& arguments) {
  Asking asking;
  if (const int code = Begin(session, arguments, asking); code != kAllIn) return code;
  Fetched fetched;
  if (const absl::Status status = FetchInto(arguments.file, asking, fetched); !status.ok())
    return session.Fail(status);
  if (session.json) {
    session.PrintJson(nlohmann::ordered_json{{"file", arguments.file},
                                             {"kind", arguments.kind},
                                             {"source", asking.request.source()},
                                             {"fetched", fetched.receipts},
                                             {"known", fetched.known},
                                             {"last", fetched.last},
                                             {"exitCode", kAllIn}});
    return kAllIn;
  }
  session.Print(session.Text("receipts.fetched", {{"source", asking.request.source()},
                                                  {"file", arguments.file},
                                                  {"count", std::to_string(fetched.receipts)},
                                                  {"known", std::to_string(fetched.known)}}));
  session.Print(session.Text("receipts.next", {{"file", arguments.file}}));
  return kAllIn;
}

}  // namespace

void AddReceipts(CLI::App& parent, Session& session) {
  CLI::App* app = AddCommand(parent, session, "receipts", "receipts", {"tabadul receipts list"});
  app->require_subcommand(1);
  const auto arguments = std::make_shared<ReceiptsArguments>();
  const auto add = [&](const std::string& name, const std::vector<std::string>& examples,
                       int (*run)(Session&, const ReceiptsArguments&)) {
    CLI::App* one = AddCommand(*app, session, name, "receipts." + name, examples);
    one->add_option("--after", arguments->after, session.Text("receipts.after"))
        ->check(CLI::Range(uint64_t{0}, uint64_t{INT64_MAX}))
        ->option_text("NUMBER");
    one->add_option("--source", arguments->source, session.Text("push.source"))->type_name("SOURCE");
    AddKind(one, session, arguments->kind);
    OnChosen(one, session, [&session, arguments, run] { return run(session, *arguments); });
    return one;
  };
  add("list", {"tabadul receipts list", "tabadul receipts list --after 1200 --json"}, List);
  add("fetch",
      {"tabadul receipts fetch vacancies.csv.receipts",
       "tabadul receipts fetch offers.receipts --kind training_offer --after 1200"},
      Fetch)
      ->add_option("file", arguments->file, session.Text("receipts.file"))
      ->required()
      ->type_name("FILE");
}

}  // namespace tabadul::cli
