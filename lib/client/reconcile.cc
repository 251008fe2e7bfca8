#include "lib/client/reconcile.h"

#include <algorithm>
#include <map>
#include <set>

#include "lib/client/tree_store.h"
#include "lib/evidence/record_tree.h"
#include "lib/evidence/set_hash.h"
#include "lib/platform/base/status.h"

namespace tabadul::client {
namespace {

using evidence::RecordTree;
using evidence::TreeHashes;
using exchange::v1::Bucket;
using exchange::v1::ReconcileRequest;
using exchange::v1::ReconcileResponse;

constexpr int kAttempts = 5;
constexpr size_t kPrefixesAtOnce = 256;

// The last byte of each child's prefix whose hash differs.
std::vector<std::string> Differing(const std::string& prefix, const std::string& here,
                                   const std::string& there) {
  std::vector<std::string> differing;
  for (size_t i = 0; i < RecordTree::kFan; ++i) {
    const size_t at = i * RecordTree::kHashBytes;
    if (here.compare(at, RecordTree::kHashBytes, there, at, RecordTree::kHashBytes) != 0)
      differing.push_back(prefix + static_cast<char>(i));
  }
  return differing;
}

// One comparison against one state of the hub.
class Attempt {
 public:
  Attempt(const std::string& source, const TreeHashes& tree, const ForEachRecord& records,
          const AskForTree& ask)
      : source_(source), tree_(tree), records_(records), ask_(ask) {}

  absl::StatusOr<Comparison> Run() {
    ASSIGN_OR_RETURN(const auto root, Ask({}));
    std::vector<std::string> buckets;
    for (const Bucket& bucket : root) {
      RETURN_IF_ERROR(CheckChildren(bucket));
      const std::vector<std::string> children = Differing("", tree_.Children(), bucket.children());
      ASSIGN_OR_RETURN(const auto nodes, children.empty() ? std::vector<Bucket>() : Ask(children));
      for (const Bucket& node : nodes) {
        RETURN_IF_ERROR(CheckChildren(node));
        const auto own = tree_.Buckets(static_cast<uint8_t>(node.prefix()[0]));
        const auto found = Differing(node.prefix(), own, node.children());
        buckets.insert(buckets.end(), found.begin(), found.end());
      }
    }
    if (!buckets.empty()) RETURN_IF_ERROR(Compare(buckets));
    return std::move(result_);
  }

 private:
  static absl::Status CheckChildren(const Bucket& bucket) {
    if (bucket.children().size() == RecordTree::kFan * RecordTree::kHashBytes && bucket.prefix().size() < 2)
      return absl::OkStatus();
    return Error(common::v1::ERROR_REASON_MALFORMED, {{"field", "buckets"}, {"form", "256 hashes"}});
  }

  // In as many calls as it takes, all of one state.
  absl::StatusOr<std::vector<Bucket>> Ask(const std::vector<std::string>& prefixes) {
    std::vector<Bucket> buckets;
    for (size_t i = 0; i == 0 || i < prefixes.size(); i += kPrefixesAtOnce) {
      ReconcileRequest request;
      request.set_source(source_);
      request.set_at_sequence(result_.sequence);
      for (size_t j = i; j < std::min(i + kPrefixesAtOnce, prefixes.size()); ++j)
        request.add_prefixes(prefixes[j]);
      ASSIGN_OR_RETURN(const ReconcileResponse response, ask_(request));
      if (!prefixes.empty() && response.sequence() != result_.sequence)
        return Error(common::v1::ERROR_REASON_CONCURRENT);
      result_.epoch = response.epoch();
      result_.sequence = response.sequence();
      result_.there = response.whole();
      buckets.insert(buckets.end(), response.buckets().begin(), response.buckets().end());
    }
    return buckets;
  }

  absl::Status Compare(const std::vector<std::string>& prefixes) {
    std::set<uint16_t> wanted, moved;
    std::map<std::string, Difference> found;
    ASSIGN_OR_RETURN(const auto buckets, Ask(prefixes));
    for (const Bucket& bucket : buckets) {
      if (bucket.prefix().size() != 2)
        return Error(common::v1::ERROR_REASON_MALFORMED, {{"field", "buckets"}});
      const auto number = static_cast<uint16_t>(static_cast<uint8_t>(bucket.prefix()[0]) << 8 |
                                                static_cast<uint8_t>(bucket.prefix()[1]));
      wanted.insert(number);
      if (bucket.moved() > 0) moved.insert(number);
      for (const auto& record : bucket.records())
        found[record.record_id()] = {record.record_id(), "", record.digest()};
    }
    RETURN_IF_ERROR(records_([&](std::string_view record_id, std::string_view digest) {
      if (!wanted.contains(RecordTree::BucketOf(record_id))) return;
      Difference& one = found[std::string(record_id)];
      one.record_id = record_id;
      one.here = digest;
    }));
    for (auto& [id, one] : found) {
      const bool may_have_moved = one.there.empty() && moved.contains(RecordTree::BucketOf(id));
      if (one.here != one.there && !may_have_moved) result_.differences.push_back(std::move(one));
    }
    result_.settled = moved.empty();
    return absl::OkStatus();
  }

  const std::string& source_;
  const TreeHashes& tree_;
  const ForEachRecord& records_;
  const AskForTree& ask_;
  Comparison result_;
};

}  // namespace

absl::StatusOr<Comparison> Reconcile(const std::string& source, const ForEachRecord& records,
                                     const AskForTree& ask) {
  ASSIGN_OR_RETURN(const auto items, TreeStore::Open());
  evidence::SetHash set;
  absl::Status added;
  RETURN_IF_ERROR(records([&](std::string_view record_id, std::string_view digest) {
    const std::string item = evidence::SetHash::Item(record_id, digest);
    set.Add(item);
    if (added.ok()) added = items->Add(RecordTree::BucketOf(record_id), item);
  }));
  RETURN_IF_ERROR(added);
  ASSIGN_OR_RETURN(const TreeHashes tree, items->Hashes());
  for (int attempt = 1;; ++attempt) {
    auto comparison = Attempt(source, tree, records, ask).Run();
    if (comparison.ok()) {
      comparison->here.set_source(source);
      comparison->here.set_count(set.count());
      comparison->here.set_set_hash(set.Digest());
    }
    const bool moved = comparison.ok() ? !comparison->settled
                                       : ReasonOf(comparison.status()) == common::v1::ERROR_REASON_CONCURRENT;
    if (!moved || attempt == kAttempts) return comparison;
  }
}

}  // namespace tabadul::client
