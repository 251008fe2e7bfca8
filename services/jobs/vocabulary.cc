#include "services/jobs/vocabulary.h"

namespace tabadul::jobs {

void AddWords(const common::v1::LocalizedText& text, Terms& terms) {
  terms.words.insert(terms.words.end(), text.translations().begin(), text.translations().end());
}

void Vocabulary::Add(const Card& card, const Terms& terms) {
  if (!card.audience_public) return;
  for (const SharedThing& thing : terms.things) completer_.Add(*thing);
  for (const auto& words : terms.words) speller_.Add(words.text(), words.language());
}

void Vocabulary::Add(const Card& card) {
  if (card.audience_public) Add(card, terms_(card));
}

void Vocabulary::Remove(const Card& card) {
  if (!card.audience_public) return;
  const Terms terms = terms_(card);
  for (const SharedThing& thing : terms.things) completer_.Remove(thing->id);
  for (const auto& words : terms.words) speller_.Remove(words.text(), words.language());
}

}  // namespace tabadul::jobs
