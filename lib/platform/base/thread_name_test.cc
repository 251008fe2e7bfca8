#include "lib/platform/base/thread_name.h"

#include <gtest/gtest.h>

namespace tabadul {
namespace {

std::string NamedAs(std::string_view name) {
  char seen[16] = {};
  NamedThread(name, [&] { pthread_getname_np(pthread_self(), seen, sizeof seen); }).join();
  return seen;
}

TEST(ThreadName, IsWhatTheSystemCallsTheThread) {
  EXPECT_EQ(NamedAs("index vacancy"), "index vacancy");
  EXPECT_EQ(NamedAs("fifteen letters"), "fifteen letters");
  EXPECT_EQ(NamedAs("commit training_offer"), "commit training") << "cut, not refused";
  EXPECT_EQ(NamedAs(""), "");
}

}  // namespace
}  // namespace tabadul
