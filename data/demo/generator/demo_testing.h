// What the tests of the demonstration share.
#pragma once

#include <gtest/gtest.h>

#include "data/demo/generator/vocabulary.h"

namespace tabadul::demo {

inline const Vocabulary& Words() {
  static const auto* vocabulary = new absl::StatusOr<Vocabulary>(LoadVocabulary());
  EXPECT_TRUE(vocabulary->ok()) << vocabulary->status();
  return **vocabulary;
}

}  // namespace tabadul::demo
