#include "services/statistics/structure/reference_graph.h"

#include <algorithm>

#include "services/statistics/structure/references.h"

namespace tabadul::statistics {
namespace {

// "X" stands in SDMX:AGENCIES, "X.Y" in X:AGENCIES (SDMX 2.1 Section 5 §4.2.2).
Reference SchemeOf(const std::string& agency) {
  const size_t dot = agency.rfind('.');
  return {.type = ArtefactType::kAgencyScheme,
          .agency = dot == std::string::npos ? "SDMX" : agency.substr(0, dot),
          .id = "AGENCIES",
          .version = "1.0"};
}

ReferenceGraph::Marks Union(ReferenceGraph::Marks a, const ReferenceGraph::Marks& b) {
  for (size_t i = 0; i < a.size(); ++i) {
    if (b[i]) a[i] = true;
  }
  return a;
}

}  // namespace

void ReferenceGraph::Add(const Artefact& artefact, const Resolve& resolve) {
  Edges edges;
  ForEachReference(artefact, [&](const Reference& reference, std::string_view) {
    if (const std::optional<size_t> target = resolve(reference)) edges.out.push_back(*target);
  });
  std::sort(edges.out.begin(), edges.out.end());
  edges.out.erase(std::unique(edges.out.begin(), edges.out.end()), edges.out.end());
  edges.agency_scheme = resolve(SchemeOf(artefact.agency));
  edges_.push_back(std::move(edges));
}

void ReferenceGraph::Finish() {
  for (size_t from = 0; from < edges_.size(); ++from) {
    for (const size_t to : edges_[from].out) edges_[to].in.push_back(from);
  }
}

void ReferenceGraph::Below(Marks& marks, bool with_agencies, bool to_the_end) const {
  std::vector<size_t> open;
  Marks found(marks.size());
  const auto take = [&](size_t position) {
    if (found[position]) return;
    found[position] = true;
    if (to_the_end && !marks[position]) open.push_back(position);
  };
  const auto below = [&](size_t position) {
    for (const size_t to : edges_[position].out) take(to);
    if (with_agencies && edges_[position].agency_scheme.has_value()) take(*edges_[position].agency_scheme);
  };
  for (size_t i = 0; i < marks.size(); ++i) {
    if (marks[i]) below(i);
  }
  while (!open.empty()) {
    const size_t next = open.back();
    open.pop_back();
    below(next);
  }
  marks = std::move(found);
}

void ReferenceGraph::Above(Marks& marks, bool to_the_end) const {
  std::vector<size_t> open;
  Marks found(marks.size());
  const auto above = [&](size_t position) {
    for (const size_t from : edges_[position].in) {
      if (found[from]) continue;
      found[from] = true;
      if (to_the_end && !marks[from]) open.push_back(from);
    }
  };
  for (size_t i = 0; i < marks.size(); ++i) {
    if (marks[i]) above(i);
  }
  while (!open.empty()) {
    const size_t next = open.back();
    open.pop_back();
    above(next);
  }
  marks = std::move(found);
}

ReferenceGraph::Marks ReferenceGraph::Related(const Marks& of, Relation relation, Edition edition) const {
  const bool with_agencies = edition == Edition::k30 || relation == Relation::kAll;
  Marks below = of, above = of;
  Marks related(of.size());
  switch (relation) {
    case Relation::kChildren:
    case Relation::kDescendants:
      Below(below, with_agencies, relation == Relation::kDescendants);
      related = std::move(below);
      break;
    case Relation::kParents:
    case Relation::kAncestors:
      Above(above, relation == Relation::kAncestors);
      related = std::move(above);
      break;
    case Relation::kParentsAndSiblings:
    case Relation::kAll: {
      Above(above, false);
      Marks siblings = above;
      Below(siblings, with_agencies, false);
      related = Union(std::move(above), siblings);
      if (relation == Relation::kAll) {
        Below(below, with_agencies, true);
        related = Union(std::move(related), below);
      }
      break;
    }
  }
  for (size_t i = 0; i < of.size(); ++i) {
    if (of[i]) related[i] = false;
  }
  return related;
}

}  // namespace tabadul::statistics
