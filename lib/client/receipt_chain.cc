#include "lib/client/receipt_chain.h"

#include <algorithm>

#include "lib/platform/base/utc.h"

namespace tabadul::client {

bool ReceiptChain::Add(const exchange::v1::ReceiptBody& body, const std::string& hash) {
  const auto [link, added] = links_.try_emplace({body.number(), body.epoch()}, Link{hash, body.previous()});
  if (!added) return link->second.hash == hash;
  ++counted_.receipts;
  const absl::Time time = TimeOf(body.time());
  counted_.from = std::min(counted_.from, time);
  counted_.to = std::max(counted_.to, time);
  for (const auto& one : body.outcomes()) counted_.items[one.outcome()] += one.items();
  return true;
}

ReceiptChain::Links::const_iterator ReceiptChain::Newest() const {
  return std::max_element(links_.begin(), links_.end(), [](const auto& one, const auto& other) {
    return std::pair(one.first.second, one.first.first) < std::pair(other.first.second, other.first.first);
  });
}

ReceiptChain::Links::const_iterator ReceiptChain::Before(Links::const_iterator link, uint64_t number) const {
  const uint64_t epoch = link->first.second;
  auto newest = links_.end();
  for (auto one = links_.lower_bound({number, 0}); one != links_.end() && one->first.first == number; ++one) {
    if (one->first.second > epoch) break;
    if (one->second.hash == link->second.previous) return one;
    newest = one;
  }
  return newest;
}

std::map<uint64_t, std::vector<ReceiptChain::Range>> ReceiptChain::AllBut(
    const std::vector<Links::key_type>& history) const {
  std::map<uint64_t, std::vector<Range>> others;
  for (const auto& [key, link] : links_) {
    if (std::ranges::binary_search(history, key)) continue;
    const auto [number, epoch] = key;
    std::vector<Range>& ranges = others[epoch];
    const bool next = !ranges.empty() && ranges.back().last + 1 == number;
    next ? void(ranges.back().last = number) : ranges.push_back({number, number});
  }
  return others;
}

ReceiptChain::Summary ReceiptChain::Summarize() const {
  Summary summary = counted_;
  if (links_.empty()) return summary;
  auto link = Newest();
  summary.last = link->first.first;
  std::vector<Links::key_type> history;
  while (true) {
    const auto [number, epoch] = link->first;
    history.push_back(link->first);
    summary.first = number;
    if (number <= 1) break;
    auto before = Before(link, number - 1);
    const bool follows = before != links_.end() && before->second.hash == link->second.previous;
    if (!follows && before != links_.end() && before->first.second == epoch) {
      summary.broken.push_back(number);
    } else if (!follows) {
      // What has that number, if anything, is of a lost history. The next one that may be of this one:
      before = links_.end();
      for (auto lower = links_.lower_bound({number - 1, 0});
           lower != links_.begin() && before == links_.end();) {
        before = Before(link, (--lower)->first.first);
      }
      if (before == links_.end()) break;
      summary.gaps.push_back({before->first.first + 1, number - 1});
      summary.absent += number - 1 - before->first.first;
    }
    link = before;
  }
  std::reverse(summary.gaps.begin(), summary.gaps.end());
  std::reverse(summary.broken.begin(), summary.broken.end());
  std::reverse(history.begin(), history.end());
  summary.lost = AllBut(history);
  return summary;
}

}  // namespace tabadul::client
