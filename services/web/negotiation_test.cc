#include "services/web/negotiation.h"

#include <gtest/gtest.h>

namespace tabadul::web {
namespace {

constexpr std::string_view kOffered[] = {"application/x-ndjson", "text/event-stream"};

TEST(Negotiation, TheHeaviestMediaTypeThatIsOfferedIsTaken) {
  const struct {
    std::string_view accept;
    std::optional<size_t> best;
  } cases[] = {
      {"", 0},
      {"  ", 0},
      {"*/*", 0},
      {"text/event-stream", 1},
      {"TEXT/Event-Stream", 1},
      {"text/*", 1},
      {"text/*;q=0.5, application/*;q=0.4", 1},
      {"text/event-stream;q=0.2, */*;q=0.9", 0},
      {"text/event-stream;q=0, */*", 0},
      {"*/*;q=0.1, text/event-stream ; q=0.1", 0},
      {"text/html, application/xhtml+xml", std::nullopt},
      {"text/event-stream;q=0", std::nullopt},
      {"text/event-stream;q=much", std::nullopt},
      {"text/event", std::nullopt},
      {"text/html;level=1, text/event-stream;q=0.3", 1},
  };
  for (const auto& one : cases) EXPECT_EQ(BestMedia(one.accept, kOffered), one.best) << one.accept;
}

TEST(Negotiation, GzipIsForThoseWhoNameIt) {
  for (const char* yes : {"gzip", "GZIP", "deflate, gzip;q=0.5", "br, *", "*;q=0.1"})
    EXPECT_TRUE(AcceptsGzip(yes)) << yes;
  for (const char* no : {"", "identity", "gzip;q=0", "*, gzip;q=0", "gzipped", "*;q=0"})
    EXPECT_FALSE(AcceptsGzip(no)) << no;
}

TEST(Negotiation, TagsAreComparedWeakly) {
  for (const char* yes : {"W/\"a\"", "\"a\"", "\"b\", W/\"a\"", "*", " \"b\" , \"a\" "})
    EXPECT_TRUE(NamesTag(yes, "W/\"a\"")) << yes;
  for (const char* no : {"", "\"b\"", "a", "W/\"A\""}) EXPECT_FALSE(NamesTag(no, "W/\"a\"")) << no;
}

TEST(Negotiation, AContentTypeMayHaveParameters) {
  EXPECT_TRUE(IsMedia("application/json", "application/json"));
  EXPECT_TRUE(IsMedia("Application/JSON; charset=utf-8", "application/json"));
  EXPECT_FALSE(IsMedia("application/json-seq", "application/json"));
  EXPECT_FALSE(IsMedia("", "application/json"));
}

}  // namespace
}  // namespace tabadul::web
