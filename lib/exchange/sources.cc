#include "lib/exchange/sources.h"

#include <algorithm>

#include "absl/container/flat_hash_map.h"
#include "lib/evidence/digest.h"
#include "lib/exchange/activity.h"
#include "lib/exchange/exchange.h"
#include "lib/exchange/feed.h"
#include "lib/exchange/validate.h"
#include "lib/platform/base/thread_name.h"
#include "lib/platform/base/utc.h"
#include "lib/platform/log/log.h"
#include "lib/platform/metrics/metrics.h"

namespace tabadul::exchange {
namespace {

using namespace common::v1;  // NOLINT: the reasons

constexpr int kPage = 100, kMaxPage = 1000;
constexpr int kAllSources = 2000;  // as many label values as a metric takes
constexpr int64_t kShortestPromise = 60, kLongestPromise = 366 * 24 * 3600;  // seconds
constexpr absl::Duration kReadTimeout = absl::Seconds(10);
constexpr double kNever = -1;

struct Gauges {
  const metrics::Gauge silence{"tabadul_exchange_source_silence_seconds",
                               "Since a source was last heard from; -1: never.",
                               {"kind", "source"}};
  const metrics::Gauge promised{"tabadul_exchange_source_promised_seconds",
                                "How often a source promises to send; 0: no promise.",
                                {"kind", "source"}};
  const metrics::Gauge unchanged{"tabadul_exchange_source_unchanged_seconds",
                                 "Since a source last changed a record; -1: never.",
                                 {"kind", "source"}};
  const metrics::Gauge unproven{"tabadul_exchange_source_unproven_seconds",
                                "Since a source last proved that both sides are equal; -1: never.",
                                {"kind", "source"}};
  const metrics::Gauge open{
      "tabadul_exchange_source_open_records", "Records asserted OPEN, expired ones too.", {"kind", "source"}};
  const metrics::Gauge rejected{"tabadul_exchange_source_rejected_ratio",
                                "Of the items answered in 24 hours, the share that was rejected.",
                                {"kind", "source"}};
  const metrics::Gauge complete{
      "tabadul_exchange_source_completeness_ratio",
      "Records taken of the last full export, of what it declared; -1: nothing declared.",
      {"kind", "source"}};
  const metrics::Gauge held{
      "tabadul_exchange_source_held_runs", "Runs that wait for a confirmation.", {"kind", "source"}};
  const metrics::Gauge unconfirmed{
      "tabadul_exchange_source_unconfirmed_erasure_seconds",
      "Since the oldest erasure that some copy has not confirmed; 0: all have confirmed all.",
      {"kind", "source"}};
  const metrics::Gauge waiting{
      "tabadul_exchange_waiting_runs", "Runs that were ended and are not over.", {"kind", "state"}};
  const metrics::Gauge waiting_age{"tabadul_exchange_waiting_run_age_seconds",
                                   "Since the oldest of these was ended; 0: there is none.",
                                   {"kind", "state"}};
};

const Gauges& TheGauges() {
  static const auto* gauges = new Gauges;
  return *gauges;
}

void Fill(const Tally& tally, v1::ItemCounts& out) {
  out.set_answered_items(tally.answered);
  out.set_rejected_items(tally.rejected);
  std::vector<std::pair<int, uint64_t>> reasons(tally.reasons.begin(), tally.reasons.end());
  std::stable_sort(reasons.begin(), reasons.end(),
                   [](const auto& a, const auto& b) { return a.second > b.second; });
  for (const auto& [reason, items] : reasons) {
    auto& rejection = *out.add_rejections();
    rejection.set_reason(static_cast<ErrorReason>(reason));
    rejection.set_items(items);
  }
}

void Set(const std::optional<absl::Time>& time, google::protobuf::Timestamp* (v1::Source::*field)(),
         v1::Source& out) {
  if (time) *(out.*field)() = TimestampOf(*time);
}

// In thousandths.
std::optional<uint32_t> CompletenessOf(const std::optional<RunRow>& run) {
  if (!run || !run->declared) return std::nullopt;
  if (*run->declared == 0) return 1000;
  return static_cast<uint32_t>(std::min(run->counted->taken, *run->declared) * 1000 / *run->declared);
}

bool IsHeld(const RunRow& run) { return run.state == v1::RUN_STATE_HELD; }

std::string PageToken(const std::string& last) { return evidence::Base64Url(last); }

absl::StatusOr<std::string> AfterOf(const std::string& token) {
  std::string after;
  if (token.empty()) return after;
  if (!evidence::FromBase64Url(token, &after) || !IsSource(after))
    return Error(ERROR_REASON_TOKEN_UNREADABLE, {{"field", "page_token"}});
  return after;
}

absl::Status Check(const v1::SetPromiseRequest& request) {
  Violations violations;
  CheckSource(violations, "source", request.source());
  const auto& interval = request.promised_interval();
  if (!request.has_promised_interval()) {
    violations.Add("promised_interval", ERROR_REASON_REQUIRED);
  } else if (interval.nanos() != 0) {
    violations.Add("promised_interval", ERROR_REASON_MALFORMED, {{"form", "3600s"}});
  } else if (interval.seconds() != 0) {
    CheckRange(violations, "promised_interval", interval.seconds(), kShortestPromise, kLongestPromise);
  }
  return violations.ToStatus();
}

absl::Status NotFound(const std::string& source) {
  return Error(ERROR_REASON_NOT_FOUND, {{"what", "source"}, {"source", source}});
}

double Seconds(const std::optional<absl::Duration>& duration) {
  return duration ? absl::ToDoubleSeconds(*duration) : kNever;
}

double Since(const std::optional<absl::Time>& time, absl::Time now) {
  return time ? std::max(0.0, absl::ToDoubleSeconds(now - *time)) : kNever;
}

}  // namespace

// Who receives nothing of a source, neither a copy nor by searches, does not know that it is there. Another service asks
// for the visitors behind it.
Sources::Sight Sources::SightOf(const rpc::Caller& caller, const SourceHealth& health) const {
  const bool owner = !caller.source.empty() && caller.source == health.source;
  if (owner || caller.HasScope("admin")) return Sight::kWhole;
  const auto sharings = book_.Now();
  for (const Reader::Use use : {Reader::Use::kExchange, Reader::Use::kSearch}) {
    Reader reader{.use = use};
    if (caller.kind != rpc::Caller::Kind::kService) reader = Reader::Of(caller, use);
    ReaderView view(sharings, reader);
    if (view.Of(health.source).At(kEveryRecord).any()) return Sight::kPublished;
  }
  return Sight::kNone;
}

Sources::Sources(const RunStore& runs, const SharingBook& book, pg::Pool& pool, const Clock& clock,
                 const Options& options, std::string kind)
    : store_(kind),
      followers_(kind),
      runs_(runs),
      book_(book),
      pool_(pool),
      clock_(clock),
      options_(options),
      kind_(std::move(kind)) {}

Sources::~Sources() { Stop(); }

void Sources::Start() {
  thread_ = NamedThread("sources " + kind_, [this] { Loop(); });
}

void Sources::Stop() {
  {
    absl::MutexLock lock(&mutex_);
    stopping_ = true;
  }
  if (thread_.joinable()) thread_.join();
}

absl::Status Sources::AddRuns(pg::Transaction& tx, std::vector<Seen*> sources) const {
  if (sources.empty()) return absl::OkStatus();
  absl::flat_hash_map<std::string, Seen*> by_name;
  std::vector<std::string> names;
  for (Seen* seen : sources) {
    by_name[seen->health.source] = seen;
    names.push_back(seen->health.source);
  }
  ASSIGN_OR_RETURN(auto ended, runs_.LastEnded(tx, names));
  for (RunRow& run : ended) by_name[run.source]->last_export = std::move(run);
  ASSIGN_OR_RETURN(auto live, runs_.LiveOf(tx, names));
  for (RunRow& run : live) by_name[run.source]->live.push_back(std::move(run));
  return absl::OkStatus();
}

v1::Source Sources::ToProto(const rpc::Caller& caller, const Seen& seen) const {
  const SourceHealth& health = seen.health;
  const absl::Time now = clock_.Now();
  const Sight sight = SightOf(caller, health);
  const bool whole = sight == Sight::kWhole || health.restricted == 0;
  v1::Source out;
  out.set_source(health.source);
  out.set_kind(kind_);
  const auto silence = SilenceOf(health.signs, now);
  out.set_freshness(FreshnessOf(silence, health.promised));
  out.set_open_records(whole ? health.open : health.open - health.restricted);
  Set(health.signs.received, &v1::Source::mutable_receive_time, out);
  Set(health.changed, &v1::Source::mutable_change_time, out);
  if (health.promised) out.mutable_promised_interval()->set_seconds(absl::ToInt64Seconds(*health.promised));
  if (silence) out.mutable_silence()->set_seconds(absl::ToInt64Seconds(*silence));
  Set(health.signs.proven, &v1::Source::mutable_proof_time, out);
  out.set_proof_sequence(health.proven_sequence);
  if (sight != Sight::kWhole) return out;
  v1::SourceReport& report = *out.mutable_report();
  Fill(OfLastDay(health.counts, now), *report.mutable_last_day());
  Fill(OfLastWeek(health.counts, now), *report.mutable_last_week());
  if (seen.last_export) *report.mutable_last_export() = exchange::ToProto(*seen.last_export);
  if (const auto completeness = CompletenessOf(seen.last_export)) report.set_completeness(*completeness);
  for (const RunRow& run : seen.live) {
    if (IsHeld(run)) *report.add_held_runs() = exchange::ToProto(run);
  }
  return out;
}

absl::StatusOr<v1::Source> Sources::Read(const rpc::Call& call, const std::string& source) const {
  std::optional<Seen> seen;
  RETURN_IF_ERROR(pool_.Run(
      call.context(),
      [&](pg::Transaction& tx) -> absl::Status {
        seen.reset();
        ASSIGN_OR_RETURN(auto health, store_.Find(tx, source));
        if (!health || SightOf(call.caller(), *health) == Sight::kNone) return absl::OkStatus();
        seen = Seen{*std::move(health), {}, {}};
        if (SightOf(call.caller(), seen->health) != Sight::kWhole) return absl::OkStatus();
        return AddRuns(tx, {&*seen});
      },
      pg::Isolation::kRepeatableReadOnly));
  if (!seen) return NotFound(source);
  return ToProto(call.caller(), *seen);
}

absl::StatusOr<v1::GetSourceResponse> Sources::Get(const rpc::Call& call,
                                                   const v1::GetSourceRequest& request) {
  Violations violations;
  CheckSource(violations, "source", request.source());
  RETURN_IF_ERROR(violations.ToStatus());
  v1::GetSourceResponse response;
  ASSIGN_OR_RETURN(*response.mutable_source(), Read(call, request.source()));
  return response;
}

absl::StatusOr<v1::ListSourcesResponse> Sources::List(const rpc::Call& call,
                                                      const v1::ListSourcesRequest& request) {
  Violations violations;
  CheckPageSize(violations, request.page_size(), kMaxPage);
  RETURN_IF_ERROR(violations.ToStatus());
  ASSIGN_OR_RETURN(const std::string after, AfterOf(request.page_token()));
  const auto size = static_cast<size_t>(PageSize(request.page_size(), kPage, kMaxPage));
  std::vector<Seen> page;
  RETURN_IF_ERROR(pool_.Run(
      call.context(),
      [&](pg::Transaction& tx) -> absl::Status {
        page.clear();
        // One more than the page has tells that there is a next. What the caller may not see is passed over, so that no
        // token names it.
        std::string last = after;
        for (bool more = true; more && page.size() <= size;) {
          ASSIGN_OR_RETURN(auto rows, store_.List(tx, last, static_cast<int>(size) + 1));
          more = rows.size() > size;
          for (SourceHealth& row : rows) {
            last = row.source;
            if (SightOf(call.caller(), row) != Sight::kNone) page.push_back({std::move(row), {}, {}});
          }
        }
        std::vector<Seen*> reported;
        for (Seen& seen : page) {
          if (SightOf(call.caller(), seen.health) == Sight::kWhole) reported.push_back(&seen);
        }
        return AddRuns(tx, std::move(reported));
      },
      pg::Isolation::kRepeatableReadOnly));
  v1::ListSourcesResponse response;
  if (page.size() > size) {
    page.resize(size);
    response.set_next_page_token(PageToken(page.back().health.source));
  }
  for (const Seen& seen : page) *response.add_sources() = ToProto(call.caller(), seen);
  return response;
}

absl::StatusOr<v1::SetPromiseResponse> Sources::SetPromise(const rpc::Call& call,
                                                           const v1::SetPromiseRequest& request) {
  RETURN_IF_ERROR(Check(request));
  const std::string& source = request.source();
  const bool owner = call.caller().source == source;
  if (!owner && !call.caller().HasScope("admin")) return Error(ERROR_REASON_NOT_OWNER, {{"source", source}});
  const absl::Duration interval = absl::Seconds(request.promised_interval().seconds());
  const auto promised = interval == absl::ZeroDuration() ? std::nullopt : std::optional(interval);
  bool known = false;
  RETURN_IF_ERROR(pool_.Run(call.context(), [&](pg::Transaction& tx) -> absl::Status {
    // Who may is known by its certificate. What the Centre types may be a mistake.
    ASSIGN_OR_RETURN(known, store_.Promise(tx, source, promised, clock_.Now(), owner));
    return absl::OkStatus();
  }));
  if (!known) return NotFound(source);
  log::Info("source_promised", {{"kind", kind_},
                                {"source", source},
                                {"by", call.caller().source},
                                {"seconds", static_cast<int64_t>(request.promised_interval().seconds())}});
  v1::SetPromiseResponse response;
  ASSIGN_OR_RETURN(*response.mutable_source(), Read(call, source));
  return response;
}

void Sources::Loop() {
  std::vector<Seen> sources;
  while (true) {
    if (auto read = ReadAll(); read.ok()) {
      sources = *std::move(read);
    } else {
      log::Warn("source_health_unread",
                {{"kind", kind_}, {"error", std::string(Std(read.status().message()))}});
    }
    Show(sources);  // of what was read last if need be: silence grows all the same
    absl::MutexLock lock(&mutex_);
    mutex_.AwaitWithTimeout(absl::Condition(&stopping_), options_.health_interval);
    if (stopping_) return;
  }
}

absl::StatusOr<std::vector<Sources::Seen>> Sources::ReadAll() const {
  std::vector<Seen> sources;
  RETURN_IF_ERROR(pool_.Run(
      Context::WithTimeout(kReadTimeout),
      [&](pg::Transaction& tx) -> absl::Status {
        sources.clear();
        ASSIGN_OR_RETURN(auto rows, store_.List(tx, "", kAllSources));
        for (SourceHealth& row : rows) sources.push_back({std::move(row), {}, {}});
        std::vector<Seen*> all;
        for (Seen& seen : sources) all.push_back(&seen);
        ASSIGN_OR_RETURN(const auto unconfirmed, followers_.OldestUnconfirmed(tx));
        for (Seen& seen : sources) {
          const auto found = unconfirmed.find(seen.health.source);
          if (found != unconfirmed.end()) seen.unconfirmed = found->second;
        }
        return AddRuns(tx, std::move(all));
      },
      pg::Isolation::kRepeatableReadOnly));
  return sources;
}

void Sources::Show(const std::vector<Seen>& sources) const {
  const Gauges& gauges = TheGauges();
  const absl::Time now = clock_.Now();
  for (const Seen& seen : sources) {
    const SourceHealth& health = seen.health;
    const Tally day = OfLastDay(health.counts, now);
    const auto completeness = CompletenessOf(seen.last_export);
    const auto set = [&](const metrics::Gauge& gauge, double value) {
      gauge.With({kind_, health.source}).Set(value);
    };
    set(gauges.silence, Seconds(SilenceOf(health.signs, now)));
    set(gauges.promised, health.promised ? Seconds(health.promised) : 0);
    set(gauges.unchanged, Since(health.changed, now));
    set(gauges.unproven, Since(health.signs.proven, now));
    set(gauges.unconfirmed, seen.unconfirmed ? Since(seen.unconfirmed, now) : 0);
    set(gauges.open, static_cast<double>(health.open));
    set(gauges.rejected,
        day.answered == 0 ? 0 : static_cast<double>(day.rejected) / static_cast<double>(day.answered));
    set(gauges.complete, completeness ? *completeness / 1000.0 : kNever);
    set(gauges.held, static_cast<double>(std::count_if(seen.live.begin(), seen.live.end(), IsHeld)));
  }
  ShowWaiting(sources);
}

// ENDING and CLOSING wait for the hub, HELD for people. An implicit run is never ended: of that, since it was begun.
void Sources::ShowWaiting(const std::vector<Seen>& sources) const {
  const absl::Time now = clock_.Now();
  for (const v1::RunState state : {v1::RUN_STATE_ENDING, v1::RUN_STATE_HELD, v1::RUN_STATE_CLOSING}) {
    int runs = 0;
    absl::Duration oldest;
    for (const Seen& seen : sources) {
      for (const RunRow& run : seen.live) {
        if (run.state != state) continue;
        ++runs;
        oldest = std::max(oldest, now - run.ended.value_or(run.created));
      }
    }
    TheGauges().waiting.With({kind_, StateName(state)}).Set(runs);
    TheGauges().waiting_age.With({kind_, StateName(state)}).Set(absl::ToDoubleSeconds(oldest));
  }
}

}  // namespace tabadul::exchange
