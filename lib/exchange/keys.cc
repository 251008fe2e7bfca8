#include "lib/exchange/keys.h"

#include <algorithm>

#include "lib/exchange/exchange.h"

namespace tabadul::exchange {
namespace {

constexpr int kMaxFormer = 8;

template <class List>
bool Has(const List& list, std::string_view value) {
  return std::find(list.begin(), list.end(), value) != list.end();
}

bool FilterMatches(const Keys& keys, const v1::Filter& filter) {
  const auto& countries = filter.countries();
  const auto& occupations = filter.occupations();
  return (countries.empty() || std::any_of(keys.countries.begin(), keys.countries.end(),
                                           [&](const auto& country) { return Has(countries, country); })) &&
         (occupations.empty() || std::any_of(occupations.begin(), occupations.end(), [&](const auto& group) {
            return keys.occupation.starts_with(group);
          }));
}

Keys FromTuple(const internal::KeyTuple& tuple) {
  return {{tuple.countries().begin(), tuple.countries().end()},
          tuple.occupation(),
          {tuple.audience_countries().begin(), tuple.audience_countries().end()},
          tuple.audience_public()};
}

bool AudienceAllows(const Keys& keys, const std::string& source, const Reader& reader) {
  return reader.all || keys.audience_public || (!reader.source.empty() && reader.source == source) ||
         (!reader.country.empty() && Has(keys.audience_countries, reader.country));
}

}  // namespace

bool SourceMatches(const std::string& source, const v1::Filter& filter) {
  return filter.sources().empty() || Has(filter.sources(), source);
}

void SetAudience(const v1::Audience& audience, Keys& keys) {
  keys.audience_countries.assign(audience.countries().begin(), audience.countries().end());
  keys.audience_public = audience.public_() || audience.countries().empty();
}

bool Matches(const Keys& keys, const std::string& source, const v1::Filter& filter, const Reader& reader) {
  return SourceMatches(source, filter) && AudienceAllows(keys, source, reader) && FilterMatches(keys, filter);
}

void Leave(const Keys& old, uint64_t sequence, internal::Former& former) {
  auto* tuple = former.add_keys();
  tuple->mutable_countries()->Add(old.countries.begin(), old.countries.end());
  tuple->set_occupation(old.occupation);
  tuple->mutable_audience_countries()->Add(old.audience_countries.begin(), old.audience_countries.end());
  tuple->set_audience_public(old.audience_public);
  tuple->set_left_at(sequence);
  if (former.keys_size() > kMaxFormer) {
    former.set_wildcard_left_at(std::max(former.wildcard_left_at(), former.keys(0).left_at()));
    former.mutable_keys()->DeleteSubrange(0, 1);
  }
}

void LeaveForGood(uint64_t sequence, internal::Former& former) {
  former.Clear();
  former.set_wildcard_left_at(sequence);
}

bool MayHold(const internal::Former& former, const std::string& source, uint64_t settled,
             const v1::Filter& filter, const Reader& reader) {
  if (!SourceMatches(source, filter)) return false;
  if (former.wildcard_left_at() > settled) return true;
  return std::any_of(former.keys().begin(), former.keys().end(), [&](const internal::KeyTuple& tuple) {
    return tuple.left_at() > settled && Matches(FromTuple(tuple), source, filter, reader);
  });
}

}  // namespace tabadul::exchange
