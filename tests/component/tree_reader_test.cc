// The tree of a source is read from both ends at once: each record is in it once, as of one moment.
#include "lib/exchange/tree_reader.h"

#include <functional>
#include <set>

#include "lib/platform/metrics/metrics.h"
#include "tests/component/exchange_fixture.h"

namespace tabadul::exchange {
namespace {

class TreeReaderTest : public ExchangeTest {
 protected:
  // Some among them are closed or changed later, so that sequences have gaps.
  void Fill(int count) {
    std::vector<v1::PushItem> items, later;
    for (int i = 0; i < count; ++i) {
      items.push_back(Upsert(MakeRecord(absl::StrCat("id-", i), "t")));
      if (i % 7 == 0) later.push_back(Upsert(MakeRecord(absl::StrCat("id-", i), "u")));
      if (i % 100 == 50) later.push_back(Close(absl::StrCat("id-", i)));
    }
    Push(std::move(items));
    Push(std::move(later));
  }
  // Of what PostgreSQL holds.
  std::string Children() {
    evidence::RecordTree tree;
    const pg::Sql all{"test.digests", "SELECT record_id, digest FROM vacancy_record WHERE asserted = 1"};
    const auto rows = pool_.Query(Context::WithTimeout(absl::Seconds(10)), all);
    for (int i = 0; i < rows->rows(); ++i) tree.Add(rows->Text(i, 0), rows->Bytes(i, 1), 0);
    tree.Seal();
    return tree.Children();
  }
  // `meanwhile` happens when the moment is settled.
  evidence::RecordTree Read(pg::Pool& pool, int rows_at_once, const std::function<void()>& meanwhile = {}) {
    evidence::RecordTree tree;
    const Context context = Context::WithTimeout(absl::Seconds(20));
    const absl::Status read = pool.Run(
        context,
        [&](pg::Transaction& tx) -> absl::Status {
          ASSIGN_OR_RETURN(const HeadRow head, store_.ReadHead(tx));
          ASSIGN_OR_RETURN(const auto sources, store_.Sources(tx, {kSource}));
          if (meanwhile) meanwhile();
          TreeReader reader(store_, pool, kSource, head.sequence, rows_at_once);
          ASSIGN_OR_RETURN(tree, reader.Read(context, tx, StateOf(sources.at(0)).count));
          return absl::OkStatus();
        },
        pg::Isolation::kRepeatableReadOnly);
    EXPECT_TRUE(read.ok()) << read;
    tree.Seal();
    return tree;
  }
  static std::set<uint64_t> Handles(const evidence::RecordTree& tree) {
    std::set<uint64_t> all;
    for (size_t bucket = 0; bucket < 65536; ++bucket)
      for (const uint64_t handle : tree.Handles(static_cast<uint16_t>(bucket))) all.insert(handle);
    return all;
  }
  // Pages that were read from the end.
  static std::string PagesFromTheEnd() {
    const std::string metrics = metrics::Serialize();
    const size_t at = metrics.find("tabadul_pg_query_seconds_count{statement=\"vacancy.digests_below\"}");
    return at == std::string::npos ? "" : metrics.substr(at, metrics.find('\n', at) - at);
  }
  const Store store_{"vacancy"};
};

TEST_F(TreeReaderTest, TwoEndsMeetAndTakeEachRecordOnce) {
  Fill(1000);
  const std::string expected = Children(), before = PagesFromTheEnd();
  for (const int rows_at_once : {3, 50, 400, 999, 5000}) {
    const evidence::RecordTree tree = Read(pool_, rows_at_once);
    EXPECT_EQ(tree.size(), 990u) << rows_at_once;
    EXPECT_EQ(Handles(tree).size(), 990u) << rows_at_once;
    EXPECT_EQ(tree.Children(), expected) << rows_at_once;
  }
  EXPECT_NE(PagesFromTheEnd(), before) << "the other end has its part";
}

TEST_F(TreeReaderTest, BothEndsSeeOneMoment) {
  Fill(300);
  const std::string expected = Children();
  const evidence::RecordTree tree = Read(pool_, 20, [&] {
    std::vector<v1::PushItem> items;
    for (int i = 0; i < 300; ++i) items.push_back(Upsert(MakeRecord(absl::StrCat("id-", i), "later")));
    items.push_back(Erase("id-299"));
    items.push_back(Upsert(MakeRecord("another", "later")));
    Push(std::move(items));
  });
  EXPECT_EQ(tree.Children(), expected);
  EXPECT_NE(Children(), expected);
}

TEST_F(TreeReaderTest, WithoutASecondConnectionOneEndReadsAll) {
  Fill(300);
  pg::Pool one({.conninfo = database_.conninfo(), .size = 1, .name = "one"});
  EXPECT_EQ(Read(one, 20).Children(), Children());
}

}  // namespace
}  // namespace tabadul::exchange
