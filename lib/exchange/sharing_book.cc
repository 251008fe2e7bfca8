#include "lib/exchange/sharing_book.h"

#include <algorithm>

#include "google/protobuf/util/message_differencer.h"
#include "lib/exchange/exchange.h"
#include "lib/platform/base/mutant.h"
#include "lib/platform/base/since.h"

namespace tabadul::exchange {
namespace {

using google::protobuf::util::MessageDifferencer;

void Put(const SharingRow& row, Sharings& sharings) {
  const internal::Rights& rights = row.state.rights();
  const bool open = rights.live() && rights.by_default() && row.state.layers().empty() &&
                    sharings.defaults.by_default == KindDefault::kEverybody;
  open ? void(sharings.open.insert(row.source)) : void(sharings.open.erase(row.source));
  sharings.newest_change = std::max(sharings.newest_change, row.state.changed_at());
  sharings.sources[row.source] = std::make_shared<const internal::SharingState>(row.state);
}

}  // namespace

bool IsOlder(const SourceRights& rights, uint64_t number) {
  return rights.number != 0 && rights.number < number && !MUTANT("old_news_is_news");
}

internal::Rights SharingDefaults::Unknown() const {
  internal::Rights rights;
  rights.set_live(unknown_live);
  rights.set_by_default(true);
  return rights;
}

const internal::SharingState& Sharings::Of(const std::string& source) const {
  const auto found = sources.find(source);
  return found == sources.end() ? unknown : *found->second;
}

const SourceAccess& ReaderView::Of(const std::string& source) {
  auto found = sources_.find(source);
  if (found == sources_.end()) {
    found =
        sources_.try_emplace(source, sharings_->Of(source), sharings_->defaults.by_default, source, reader_)
            .first;
  }
  return found->second;
}

SharingBook::SharingBook(SharingDefaults defaults) : defaults_(defaults) {
  auto empty = std::make_shared<Sharings>();
  empty->defaults = defaults_;
  *empty->unknown.mutable_rights() = defaults_.Unknown();
  committed_ = empty;
  now_ = empty;
}

std::shared_ptr<const Sharings> SharingBook::Committed() const {
  absl::ReaderMutexLock lock(&mutex_);
  return committed_;
}

std::shared_ptr<const Sharings> SharingBook::Now() const {
  absl::ReaderMutexLock lock(&mutex_);
  return now_;
}

std::shared_ptr<const Sharings> SharingBook::Read(SharingVersion version,
                                                  const std::vector<SharingRow>& rows) {
  auto fresh = std::make_shared<Sharings>();
  fresh->version = version;
  fresh->defaults = defaults_;
  *fresh->unknown.mutable_rights() = defaults_.Unknown();
  for (const SharingRow& row : rows) Put(row, *fresh);
  absl::MutexLock lock(&mutex_);
  if (committed_->version < version) {
    committed_ = fresh;
    Settle();
  }
  return fresh;
}

void SharingBook::Advance(SharingVersion version, const std::vector<SharingRow>& rows) {
  absl::MutexLock lock(&mutex_);
  const SharingVersion before{version.epoch, version.number - 1};
  if (committed_->version != before) return;  // another process wrote in between: all of it is read again
  auto fresh = std::make_shared<Sharings>(*committed_);
  fresh->version = version;
  for (const SharingRow& row : rows) Put(row, *fresh);
  committed_ = std::move(fresh);
  Settle();
}

void SharingBook::Want(const std::vector<SourceRights>& sources) {
  absl::MutexLock lock(&mutex_);
  for (const SourceRights& one : sources) {
    const auto [known, added] =
        wanted_.try_emplace(one.source, Wanted{one, std::chrono::steady_clock::now()});
    if (added || IsOlder(one, known->second.rights.number)) continue;
    if (!MessageDifferencer::Equals(known->second.rights.rights, one.rights))
      known->second.since = std::chrono::steady_clock::now();
    known->second.rights = one;
  }
  Settle();
}

std::vector<SourceRights> SharingBook::Missing() const {
  absl::ReaderMutexLock lock(&mutex_);
  return missing_;
}

std::vector<SourceRights> SharingBook::Uncommitted() const {
  std::vector<SourceRights> missing;
  for (const auto& [source, wanted] : wanted_) {
    const auto known = committed_->sources.find(source);
    // Another process may have heard of a later decision, and committed it.
    const bool done = known != committed_->sources.end() &&
                      ((MessageDifferencer::Equals(known->second->rights(), wanted.rights.rights) &&
                        known->second->number() >= wanted.rights.number) ||
                       IsOlder(wanted.rights, known->second->number()));
    if (!done) missing.push_back(wanted.rights);
  }
  return missing;
}

bool SharingBook::IsAboutToLose(const Reader& reader, absl::Duration wanted_for) const {
  absl::ReaderMutexLock lock(&mutex_);
  return std::any_of(missing_.begin(), missing_.end(), [&](const SourceRights& one) {
    mutex_.AssertReaderHeld();
    if (Since(wanted_.at(one.source).since) < wanted_for) return false;
    const auto access = [&](const internal::Rights& rights) {
      return AccessOf(rights, defaults_.by_default, one.source, reader);
    };
    const Access held = access(committed_->Of(one.source).rights());
    return !(held.And(access(one.rights)) == held);
  });
}

// What is wanted lies over what is committed, as a layer over every record.
void SharingBook::Settle() {
  missing_ = Uncommitted();
  if (missing_.empty()) {
    now_ = committed_;
    return;
  }
  auto now = std::make_shared<Sharings>(*committed_);
  for (const SourceRights& one : missing_) {
    SharingRow row{one.source, committed_->Of(one.source)};
    auto& layer = *row.state.add_layers();
    *layer.mutable_rights() = one.rights;
    layer.set_until(kEveryRecord);
    Put(row, *now);
  }
  now_ = std::move(now);
}

}  // namespace tabadul::exchange
