#include "lib/search/ranking.h"

#include <cmath>

namespace tabadul::search {
namespace {

constexpr double kSaturation = 1.2;  // k1: how soon a further occurrence stops to matter

}  // namespace

Ranking::Ranking(const std::vector<Schema::Field>& fields, const Statistics& statistics) {
  const auto documents = static_cast<double>(statistics.documents);
  for (size_t i = 0; i < fields.size(); ++i) {
    const auto words = static_cast<double>(statistics.field_lengths[i]);
    fields_.push_back({fields[i].weight, 1 - fields[i].b, words > 0 ? fields[i].b * documents / words : 0});
  }
  for (const uint64_t frequency : statistics.frequencies) {
    const auto holding = static_cast<double>(frequency);
    rarity_.push_back(std::log1p((documents - holding + 0.5) / (holding + 0.5)));
  }
}

void Ranking::Word::Add(const Posting& posting) {
  const Field& field = ranking_.fields_[posting.field];
  const double norm = field.fixed + field.per_word * lengths_[posting.field];
  if (norm > 0) frequency_ += field.weight * posting.frequency / norm;
}

double Ranking::Word::Score() const {
  return ranking_.rarity_[word_] * frequency_ * (kSaturation + 1) / (frequency_ + kSaturation);
}

}  // namespace tabadul::search
