#include "lib/finding/vocabulary.h"

namespace tabadul::finding {

void AddWords(const common::v1::LocalizedText& text, Terms& terms) {
  for (const auto& translation : text.translations())
    terms.words.push_back({translation.text(), translation.language()});
}

void Vocabulary::Add(const Card& card, const Terms& terms) {
  if (!card.audience_public) return;
  for (const SharedThing& thing : terms.things) completer_.Add(*thing);
  for (const Terms::Words& words : terms.words) speller_.Add(words.text, words.language);
}

void Vocabulary::Add(const Card& card) {
  if (card.audience_public) Add(card, terms_(card));
}

void Vocabulary::Remove(const Card& card) {
  if (!card.audience_public) return;
  const Terms terms = terms_(card);
  for (const SharedThing& thing : terms.things) completer_.Remove(thing->id);
  for (const Terms::Words& words : terms.words) speller_.Remove(words.text, words.language);
}

}  // namespace tabadul::finding
