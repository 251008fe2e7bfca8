// The series that everybody may receive, in memory: one reading of the local exchange's feed, from its beginning on, into a cube
// for each dataflow. Steps are taken by one thread at a time; what it shows is thread-safe. What it is given outlives it.
//
// The feed says who may receive what when it is committed. What is taken from everybody goes from here at once: when the
// exchange is told of it.
#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/container/flat_hash_map.h"
#include "absl/container/flat_hash_set.h"
#include "absl/synchronization/mutex.h"
#include "lib/exchange/exchange.h"
#include "services/statistics/holdings.h"
#include "services/statistics/structures/present.h"

namespace tabadul::statistics {

// Who receives what everybody may.
const exchange::Reader& ThePublic();

class PublicSeries {
 public:
  PublicSeries(exchange::Exchange& exchange, PresentStructures& structures);

  // Applies one page of the feed; whether its head was reached. EPOCH_CHANGED: this reading is over, begin another one.
  // Blocking (the database).
  absl::StatusOr<bool> Step(const Context& context);
  // Whether it has seen the head of the feed once, and lacks nothing that was public meanwhile.
  bool whole() const { return caught_up_ && !lacking_; }
  // Something that everybody may receive again was taken away here, and the feed does not tell it a second time.
  bool lacking() const { return lacking_; }
  // Whether the cubes are of the layouts that these structures have, and hold all that there is by them.
  bool Fits(const Structures& structures) const;
  uint64_t applied() const { return cursor_.position.sequence(); }

  // Revisions are of the series alone.
  std::optional<HeldFlow> Find(const Reference& dataflow) const;
  std::vector<Reference> Flows() const;

 private:
  using Id = std::array<char, 16>;  // hub id
  // A series that is shown.
  struct Place {
    uint32_t source = 0;  // in source_names_
    std::string record_id;
    uint64_t sequence = 0;
  };
  struct Flow {
    Flow(Reference name, std::shared_ptr<const Layout> laid)
        : reference(std::move(name)), layout(laid), cube(std::move(laid)) {}
    const Reference reference;
    const std::shared_ptr<const Layout> layout;
    Cube cube;
    // What the revision is made of: the sum of the shown sequences, scattered, and how many there are.
    uint64_t scattered = 0, series = 0;
    absl::Time changed = absl::InfinitePast();
  };
  struct Pending;  // changes of one flow

  void Apply(const exchange::Page& page);
  void Note(const exchange::Entry& entry, std::map<std::string, Pending>& pending);
  void NoteShown(const exchange::Entry& entry, const Id& id, std::map<std::string, Pending>& pending);
  void NoteGone(const Id& id, uint64_t sequence, absl::Time when, std::map<std::string, Pending>& pending);
  void ApplyTo(const std::string& name, Pending& pending);
  void Count(const std::vector<bool>& refused, Pending& pending, Flow& flow);
  void Drop(const std::string& source);
  void FollowRights();
  bool IsPublic(const std::string& source);
  uint32_t NumberOf(const std::string& source);
  Flow* FlowOf(const std::string& name, const Reference& dataflow);
  void Publish(const std::string& name, const Flow& flow);

  exchange::Exchange& exchange_;
  PresentStructures& structures_;
  // Of the thread that takes the steps.
  exchange::Cursor cursor_;
  bool caught_up_ = false, lacking_ = false;
  uint64_t unfit_ = 0;  // series that the structures did not take
  absl::flat_hash_map<Id, Place> places_;
  absl::flat_hash_map<std::string, uint32_t> sources_;
  std::vector<std::string> source_names_;
  absl::flat_hash_set<std::string> dropped_;            // sources that have ceased to be public
  std::map<std::string, std::unique_ptr<Flow>> flows_;  // by "AGENCY:FLOW(VERSION)"

  struct Shown {
    Reference reference;
    HeldFlow held;
  };
  mutable absl::Mutex mutex_;
  std::map<std::string, Shown> shown_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace tabadul::statistics
