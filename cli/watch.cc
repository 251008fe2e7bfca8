// tabadul watch: follows the feed, keeps a copy if asked to, and proves it by every mark.
#include <stop_token>

#include "cli/commands.h"
#include "cli/copy.h"
#include "cli/enum_names.h"
#include "cli/interrupts.h"
#include "cli/prover.h"
#include "cli/show.h"
#include "lib/client/file_follower.h"
#include "lib/client/follow.h"
#include "lib/client/kind.h"
#include "lib/client/set_tracker.h"

namespace tabadul::cli {
namespace {

using exchange::v1::Change;

struct WatchOptions : CopyArguments {  // `to` may be empty: the changes are then printed
  std::string from, state;
};

// Prints what comes; before that keeps it (in the file, if there is one) and counts it into the set hashes.
class WatchFollower final : public client::Follower {
 public:
  // `state`: the file that keeps it, if one does.
  WatchFollower(Session& session, const std::string& kind, std::string from, const std::string& state)
      : session_(session), tracker_(state, kind), cursor_(std::move(from)) {
    whole_ = cursor_.empty();
  }

  absl::Status OpenFile(const std::string& path) {
    auto opened =
        client::FileFollower::Open(path, [this](const Change& change) { return tracker_.Apply(change); });
    if (!opened.ok()) return opened.status();
    file_ = *std::move(opened);
    cursor_ = file_->Applied();
    return absl::OkStatus();
  }

  absl::Status Apply(const client::ChangeList& changes, const std::string& cursor) override {
    if (file_ != nullptr) RETURN_IF_ERROR(file_->Apply(changes, cursor));
    cursor_ = cursor;
    for (const Change& change : changes) {
      if (whole_) RETURN_IF_ERROR(tracker_.Apply(change));
      ++changes_;
      if (!Print(change)) return Error(common::v1::ERROR_REASON_CANCELLED);
    }
    return absl::OkStatus();
  }

  absl::Status Withdraw(const exchange::v1::Withdrawn& withdrawn) override {
    if (file_ != nullptr) RETURN_IF_ERROR(file_->Withdraw(withdrawn));
    RETURN_IF_ERROR(tracker_.Withdraw(withdrawn));
    session_.Say(session_.Text("watch.withdrawn", {{"source", withdrawn.source()}}));
    return absl::OkStatus();
  }

  absl::Status Restart() override {
    if (file_ != nullptr) RETURN_IF_ERROR(file_->Restart());
    tracker_.Clear();
    cursor_.clear();
    whole_ = true;
    session_.Say(session_.Text("watch.restarted"));
    return absl::OkStatus();
  }

  absl::Status Marked() override { return file_ == nullptr ? absl::OkStatus() : file_->Marked(); }
  std::string Applied() const override { return cursor_; }
  absl::Status Purge() override { return file_ == nullptr ? absl::OkStatus() : file_->Purge(); }
  std::string Purged() const override { return file_ == nullptr ? cursor_ : file_->Purged(); }
  // The set is known from its beginning: marks can be checked.
  bool whole() const { return whole_; }
  const client::SetTracker& tracker() const { return tracker_; }
  uint64_t changes() const { return changes_; }

 private:
  bool Print(const Change& change) {
    if (session_.json) return session_.PrintJson(change);
    if (change.has_removal()) {
      return session_.Print(session_.Text("watch.removed") + "  " + change.removal().hub_id() + "  " +
                            Plain(change.removal().source()));
    }
    const auto& state = change.state();
    return session_.Print(session_.Text("lifecycle." + ShortName(state.lifecycle())) + "  " + state.hub_id() +
                          "  " + Plain(state.record().source()) + "  " +
                          TitleOf(state.record(), session_.language));
  }

  Session& session_;
  std::unique_ptr<client::FileFollower> file_;
  client::SetTracker tracker_;
  std::string cursor_;
  bool whole_ = true;
  uint64_t changes_ = 0;
};

class Watch {
 public:
  Watch(Session& session, const WatchOptions& options)
      : session_(session),
        options_(options),
        follower_(session, options.kind, options.from, options.state),
        prover_(session) {}

  int Run() {
    const Interrupts interrupts(session_, [this] { stop_.request_stop(); });
    const auto method = client::MethodOf(options_.kind, "Watch");
    if (!method.ok()) return session_.Fail(kUsage, "pull.kind-wrong", {{"kind", options_.kind}});
    method_ = *method;
    if (const int code = session_.Connect(&connection_); code != kAllIn) return code;
    if (!options_.state.empty()) {
      if (const absl::Status opened = follower_.OpenFile(options_.state); !opened.ok())
        return session_.Fail(opened);
    }
    const absl::Status ended = client::Follow(*connection_, Settings(), follower_, stop_.get_token());
    if (session_.broken()) return kAllIn;  // its reader has seen enough
    if (!ended.ok() && !stop_.stop_requested()) return session_.Fail(ended);
    PrintCursor();
    if (stop_.stop_requested() && options_.until_mark) return kUnreachable;
    return prover_.proves() ? kAllIn : kSomeRejected;
  }

 private:
  client::FollowSettings Settings() {
    client::FollowSettings settings;
    settings.method = method_;
    settings.filter.mutable_sources()->Add(options_.sources.begin(), options_.sources.end());
    settings.filter.mutable_countries()->Add(options_.countries.begin(), options_.countries.end());
    settings.filter.mutable_occupations()->Add(options_.occupations.begin(), options_.occupations.end());
    settings.until_mark = options_.until_mark;
    settings.follower = options_.follower;
    if (settings.follower.empty() && !options_.state.empty())
      settings.follower = FollowerOfFile(options_.state);
    if (options_.until_mark) settings.patience = absl::Minutes(10);
    settings.on_mark = [this](const exchange::v1::SignedMark& mark) { return OnMark(mark); };
    settings.on_interruption = [this](const absl::Status& why, absl::Duration) {
      if (ReasonOf(why) == common::v1::ERROR_REASON_STREAM_EXPIRED || absl::Now() - said_ < absl::Seconds(5))
        return;
      said_ = absl::Now();
      session_.Say(session_.Text("watch.interrupted"));
    };
    return settings;
  }

  absl::Status OnMark(const exchange::v1::SignedMark& mark) {
    if (!follower_.whole()) return SayOnce("watch.not-whole");
    const auto proof = prover_.Check(
        *connection_, [&](const Prover::Keys& keys) { return follower_.tracker().Check(mark, keys); });
    if (proof) prover_.Say(*proof, follower_.tracker().count(), follower_.Applied());
    return session_.broken() ? Error(common::v1::ERROR_REASON_CANCELLED) : absl::OkStatus();
  }

  absl::Status SayOnce(const char* key) {
    if (!said_not_whole_) session_.Say(session_.Text(key));
    said_not_whole_ = true;
    return absl::OkStatus();
  }

  void PrintCursor() {
    if (session_.json) {
      session_.PrintJson(
          nlohmann::ordered_json{{"cursor", follower_.Applied()}, {"changes", follower_.changes()}});
    } else if (!follower_.Applied().empty()) {
      session_.Say(session_.Text("watch.cursor", {{"cursor", follower_.Applied()},
                                                  {"changes", std::to_string(follower_.changes())}}));
    }
  }

  Session& session_;
  const WatchOptions& options_;
  std::string method_;
  std::stop_source stop_;
  std::unique_ptr<client::Connection> connection_;
  WatchFollower follower_;
  Prover prover_;
  bool said_not_whole_ = false;
  absl::Time said_ = absl::InfinitePast();
};

}  // namespace

void AddWatch(CLI::App& parent, Session& session) {
  CLI::App* app = AddCommand(
      parent, session, "watch", "watch",
      {"tabadul watch --until-mark", "tabadul watch --state feed.jsonl --json",
       "tabadul watch --to vacancies.csv", "tabadul watch --source SA/mhrsd/jadarat --from CURSOR"});
  auto options = std::make_shared<WatchOptions>();
  app->add_flag("--until-mark", options->until_mark, session.Text("watch.until-mark"));
  auto* from = app->add_option("--from", options->from, session.Text("watch.from"))->type_name("CURSOR");
  auto* state = app->add_option("--state", options->state, session.Text("watch.state"))
                    ->type_name("FILE")
                    ->excludes(from);
  app->add_option("--to", options->to, session.Text("pull.to"))
      ->type_name("TARGET")
      ->excludes(from)
      ->excludes(state);
  AddTargetOptions(*app, session, options.get());
  AddSelection(*app, session, options.get());
  OnChosen(app, session, [&session, options] {
    if (!options->to.empty()) return Copy(session, *options).Run();
    if (!options->mapping.empty() || options->all || options->anew)
      return session.Fail(kUsage, "usage.required", {{"argument", "--to"}});
    return Watch(session, *options).Run();
  });
}

}  // namespace tabadul::cli
