// Erasure to the letter: a record with a word that nothing else has, used in every way, erased, and looked for wherever
// it may have been; and a backup of before the erasure that is restored.
#include <fmt/format.h>
#include <gmock/gmock.h>

#include <filesystem>
#include <fstream>

#include "lib/evidence/digest.h"
#include "tests/cluster/calls.h"
#include "tests/harness/eventually.h"

namespace tabadul {
namespace {

using harness::Eventually;
using harness::RunCommand;

constexpr char kMarker[] = "zqmarkwxerasure";

class Erasure : public OnCluster<Erasure> {
 protected:
  static void SetUpTestSuite() {
    OnCluster<Erasure>::SetUpTestSuite();
    profile_ = cluster_->Member(kSyria);
    channel_ = Known(*syria_);
  }
  static void TearDownTestSuite() {
    channel_.reset();
    OnCluster<Erasure>::TearDownTestSuite();
  }

  static exchange::v1::PushItem Marked(const std::string& id) {
    exchange::v1::PushItem item = Vacancy(id, std::string(kMarker) + " welder");
    auto& vacancy = *item.mutable_upsert()->mutable_vacancy();
    vacancy.mutable_description()->mutable_translations(0)->set_text(
        fmt::format("Welds pipes. {0} {1}. Also {0}.", kMarker, std::string(3000, 'x')));
    const auto name = [](common::v1::LocalizedText& text) {
      auto& translation = *text.add_translations();
      translation.set_language("en");
      translation.set_text(std::string(kMarker) + " house");
    };
    name(*vacancy.mutable_employer()->mutable_name());
    name(*vacancy.mutable_locations(0)->mutable_city());
    name(*vacancy.mutable_application()->mutable_instructions());
    return item;
  }
  static exchange::v1::PushItem Erase(const std::string& id) {
    exchange::v1::PushItem item;
    item.mutable_erase()->mutable_key()->set_record_id(id);
    return item;
  }
  static exchange::v1::Outcome Push(exchange::v1::PushItem item) {
    const auto pushed = BatchPush(*channel_, kSyria, {std::move(item)});
    EXPECT_TRUE(pushed.ok()) << pushed.status();
    return pushed.ok() ? pushed->outcomes(0).outcome() : exchange::v1::OUTCOME_UNSPECIFIED;
  }

  static std::string AsPostgres(std::vector<std::string> command) {
    command.insert(command.begin(), {"setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups"});
    const harness::RunResult result = RunCommand(std::move(command));
    EXPECT_EQ(result.exit, 0) << result.errors;
    return result.output;
  }
  static std::string Dump(const std::string& directory) {
    return AsPostgres({"pg_dump", "-h", cluster_->Value(directory), "-U", "postgres", "jobs"});
  }
  // As text, or as PostgreSQL shows bytes.
  static bool Has(const std::string& text) {
    return text.find(kMarker) != std::string::npos || text.find(evidence::Hex(kMarker)) != std::string::npos;
  }
  static bool InFiles(const std::string& directory) {
    for (const auto& entry : std::filesystem::recursive_directory_iterator(directory)) {
      if (!entry.is_regular_file()) continue;
      std::ifstream file(entry.path(), std::ios::binary);
      if (Has({std::istreambuf_iterator<char>(file), {}})) return true;
    }
    return false;
  }
  static std::string Redis(std::vector<std::string> words) {
    words.insert(words.begin(), {"redis-cli", "-s", cluster_->directory() + "/run/redis.sock"});
    return RunCommand(std::move(words)).output;
  }
  static bool InRedis() {
    std::istringstream keys(Redis({"--scan"}));
    bool found = false;
    for (std::string key; std::getline(keys, key);)
      found = found || Has(key) || Has(Redis({"--raw", "get", key}));
    return found;
  }
  static std::string Metrics() { return cluster_->Metrics("jobs"); }
  // An answer that did not come is none: the command repeats by itself what may be repeated, searches are repeated here.
  static bool InOutputOf(std::vector<std::string> words) {
    const harness::RunResult result = cluster_->Tabadul(profile_, std::move(words));
    EXPECT_EQ(result.exit, 0) << result.errors;
    return Has(result.output);
  }
  static bool InFeed() { return InOutputOf({"watch", "--until-mark", "--json"}); }
  static bool InSearch() {
    std::optional<int64_t> found;
    EXPECT_TRUE(Eventually(
        [&] {
          const auto answer = Search(*channel_, kMarker);
          if (answer.ok()) found = answer->total_size();
          return found.has_value();
        },
        absl::Seconds(30)));
    return found.value_or(1) > 0;
  }
  static bool InCompletions() { return InOutputOf({"complete", "zqmark"}); }
  static bool InSnippets() { return InOutputOf({"search", "welder", "--snippets", "--json"}); }
  static absl::StatusCode Get(const std::string& id) {
    exchange::v1::GetRequest request;
    request.mutable_key()->set_source(kSyria);
    request.mutable_key()->set_record_id(id);
    exchange::v1::GetResponse response;
    absl::StatusCode code = absl::StatusCode::kUnavailable;
    EXPECT_TRUE(Eventually(
        [&] {
          code = channel_->Unary(Soon(), kGet, request, &response).code();
          return code != absl::StatusCode::kUnavailable;
        },
        absl::Seconds(30)));
    return code;
  }

  static void ExpectNowhere() {
    EXPECT_FALSE(InFeed());
    EXPECT_FALSE(InSearch());
    EXPECT_FALSE(InSnippets());
    EXPECT_FALSE(InCompletions());
    EXPECT_FALSE(InRedis());
    EXPECT_FALSE(Has(Dump("PG_DIR")));
    EXPECT_FALSE(Has(Dump("LEDGER_DIR")));
    EXPECT_FALSE(InFiles(cluster_->directory() + "/jobs-texts"));
    EXPECT_FALSE(InFiles(cluster_->directory() + "/logs"));
    EXPECT_FALSE(Has(Metrics()));
  }

  static inline std::string profile_;
  static inline std::unique_ptr<rpc::Channel> channel_;
};

TEST_F(Erasure, NothingOfARecordIsLeft) {
  const std::string id = std::string("id-") + kMarker;
  ASSERT_EQ(Push(Marked(id)), exchange::v1::OUTCOME_CREATED);
  ASSERT_TRUE(Eventually([] { return InSearch() && InCompletions(); }));
  EXPECT_TRUE(InSnippets());
  EXPECT_TRUE(InFeed());
  EXPECT_EQ(Get(id), absl::StatusCode::kOk);
  EXPECT_TRUE(Has(Dump("PG_DIR")));
  AsPostgres({"psql", "-h", cluster_->Value("PG_DIR"), "-U", "postgres", "-qAtc", "CHECKPOINT"});
  EXPECT_TRUE(InFiles(cluster_->Value("PG_DIR") + "/data/base")) << "the test looks where it would be";

  ASSERT_EQ(Push(Erase(id)), exchange::v1::OUTCOME_ERASED);
  EXPECT_EQ(Get(id), absl::StatusCode::kNotFound);
  EXPECT_TRUE(Eventually([] { return !InSearch(); }));
  ExpectNowhere();
  // docs/operations.md#erasure: what empties PostgreSQL's own files.
  AsPostgres({"psql", "-h", cluster_->Value("PG_DIR"), "-U", "postgres", "-d", "jobs", "-qAtc",
              "VACUUM (FULL) vacancy_record"});
  AsPostgres({"psql", "-h", cluster_->Value("PG_DIR"), "-U", "postgres", "-qAtc", "CHECKPOINT"});
  EXPECT_FALSE(InFiles(cluster_->Value("PG_DIR") + "/data/base"));
  EXPECT_FALSE(InFiles(cluster_->Value("LEDGER_DIR") + "/data"));
  EXPECT_EQ(Push(Marked(id)), exchange::v1::OUTCOME_REJECTED) << "and it does not come back";
  // Nobody can promise what freed memory holds; how much of it, is told.
  const harness::RunResult memory = RunCommand(
      {"sh", "-c",
       fmt::format("grep -ac {} /proc/{}/mem 2>/dev/null || true", kMarker, cluster_->Pid("jobs"))});
  RecordProperty("memory", memory.output);
}

TEST_F(Erasure, ByTheCommandOnlyWhenItsOwnerSaysYes) {
  const harness::TemporaryDirectory folder("erase");
  const std::string receipts = folder.path() + "/erased.receipts";
  const auto erase = [](std::vector<std::string> words) {
    words.insert(words.begin(), {"erase", "--language", "en"});
    return cluster_->Tabadul(profile_, std::move(words));
  };
  ASSERT_EQ(Push(Marked("named")), exchange::v1::OUTCOME_CREATED);
  const harness::RunResult refused = erase({"named"});
  EXPECT_EQ(refused.exit, 2);
  EXPECT_THAT(refused.errors, testing::HasSubstr("--yes"));
  EXPECT_EQ(erase({"named", "--validate-only"}).exit, 0);
  EXPECT_EQ(Get("named"), absl::StatusCode::kOk) << "nothing was written";
  // Another source's system erases nothing of it.
  EXPECT_EQ(cluster_->Tabadul(cluster_->Member(kEgypt), {"erase", "named", "--source", kSyria, "--yes"}).exit,
            3);
  EXPECT_EQ(Get("named"), absl::StatusCode::kOk);

  const harness::RunResult erased = erase({"named", "never-there", "--yes", "--receipts", receipts});
  EXPECT_EQ(erased.exit, 0) << erased.errors;
  EXPECT_THAT(erased.output, testing::HasSubstr("never-there  erased for ever"));
  EXPECT_THAT(erased.output, testing::HasSubstr("tabadul source erasures"));
  EXPECT_EQ(Get("named"), absl::StatusCode::kNotFound);
  EXPECT_TRUE(Eventually([] { return !InSearch(); }));
  EXPECT_THAT(erase({"named", "--yes"}).output, testing::HasSubstr("named  was erased already"));
  EXPECT_EQ(Push(Marked("never-there")), exchange::v1::OUTCOME_REJECTED) << "its id is taken for ever";
  const harness::RunResult verified =
      cluster_->Tabadul(folder.path() + "/no-profile.yaml", {"verify", receipts, "--language", "en"});
  EXPECT_EQ(verified.exit, 0) << verified.errors;
  EXPECT_THAT(verified.output, testing::HasSubstr("2  erased"));
}

TEST_F(Erasure, ARestoredBackupOfBeforeIsErasedAnewBeforeAnybodyReadsIt) {
  const std::string data = cluster_->Value("PG_DIR") + "/data", copy = cluster_->directory() + "/copy";
  ASSERT_EQ(Push(Marked("restored")), exchange::v1::OUTCOME_CREATED);
  cluster_->Stop("postgres");
  ASSERT_EQ(RunCommand({"cp", "-a", data, copy}).exit, 0);
  cluster_->Start("postgres");
  ASSERT_TRUE(
      Eventually([] { return BatchPush(*channel_, kSyria, {Erase("restored")}).ok(); }, absl::Seconds(30)));
  cluster_->Stop("postgres");
  std::filesystem::remove_all(data);
  ASSERT_EQ(RunCommand({"cp", "-a", copy, data}).exit, 0);
  std::filesystem::remove_all(copy);
  cluster_->Start("postgres");
  // The hub itself opens the epoch: whatever answers first, the record is not in it.
  ASSERT_TRUE(Eventually(
      [] {
        EXPECT_NE(Get("restored"), absl::StatusCode::kOk);
        return BatchPush(*channel_, kSyria, {Vacancy("after")}).ok();
      },
      absl::Seconds(30)));
  EXPECT_TRUE(Eventually([] { return !InSearch(); }));
  ExpectNowhere();
  EXPECT_EQ(Push(Marked("restored")), exchange::v1::OUTCOME_REJECTED);
}

}  // namespace
}  // namespace tabadul
