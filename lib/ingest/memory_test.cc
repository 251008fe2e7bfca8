// A file of any size costs the same memory: each reader imports hundreds of megabytes from a pipe, in a process of its
// own, and its peak stays where it was after the first tenth. TABADUL_MEMORY_MB: how much (default 200).
#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <cstdlib>
#include <fstream>
#include <string>

#include "fmt/format.h"
#include "lib/ingest/importer.h"

namespace tabadul::ingest {
namespace {

constexpr size_t kRowBytes = 8'000;     // large rows: the ids that are remembered are not what is measured
constexpr int64_t kMayGrow = 16 << 10;  // KiB

int64_t Megabytes() {
  const char* set = std::getenv("TABADUL_MEMORY_MB");
  return set ? std::atoll(set) : 200;
}
int64_t Rows() { return Megabytes() * 1'000'000 / static_cast<int64_t>(kRowBytes); }

// The largest resident size that this process ever had, in KiB.
int64_t Peak() {
  std::ifstream status("/proc/self/status");
  for (std::string line; std::getline(status, line);) {
    if (line.starts_with("VmHWM:")) return std::atoll(line.c_str() + 6);
  }
  return 0;
}

struct Form {
  std::string name, input, head, foot;
  std::string (*row)(int64_t, const std::string&);
};
void PrintTo(const Form& form, std::ostream* out) { *out << form.name; }

const std::string& Filler() {
  static const auto* text = new std::string([] {
    std::string words;
    while (words.size() < kRowBytes) words += "ممرضة للعناية بالمرضى nurse for the ward ";
    return words;
  }());
  return *text;
}

std::string Json(int64_t id, const std::string& text) {
  return fmt::format(R"({{"id": {}, "title": "t", "text": "{}"}})", id, text);
}

const std::vector<Form>& Forms() {
  static const auto* forms = new std::vector<Form>{
      {"csv", "{format: csv}", "id,title,text\n", "",
       [](int64_t id, const std::string& text) { return fmt::format("{},t,\"{}\"\n", id, text); }},
      {"jsonl", "{format: jsonl}", "", "",
       [](int64_t id, const std::string& text) { return Json(id, text) + "\n"; }},
      {"json", "{format: json, rows: a.b}", R"({"a": {"b": [{"id": "first", "title": "t", "text": "x"})",
       "]}}", [](int64_t id, const std::string& text) { return "," + Json(id, text); }},
      {"xml", "{format: xml, rows: a/r}", "<a>", "</a>", [](int64_t id, const std::string& text) {
         return fmt::format("<r><id>{}</id><title>t</title><text>{}</text></r>", id, text);
       }}};
  return *forms;
}

class Memory : public testing::TestWithParam<Form> {};

// Run by the other one, on its standard input.
TEST_P(Memory, OfTheChild) {
  const char* wanted = std::getenv("TABADUL_MEMORY_CHILD");
  if (!wanted || GetParam().name != wanted) GTEST_SKIP() << "started by StaysFlat";
  const auto loaded = Mapping::FromText("kind: vacancy\nexport: changes\ninput: " + GetParam().input +
                                        "\nlanguage: ar\nid: {column: id}\nfields:\n  title: title\n"
                                        "  description: text\n  locations[0].country: {constant: SY}\n");
  ASSERT_TRUE(loaded.ok());
  auto importer = Importer::Open("-", loaded.mapping, {});
  ASSERT_TRUE(importer.ok()) << importer.status();
  int64_t early = 0;
  Item item;
  for (;;) {
    const auto more = (*importer)->Next(item);
    ASSERT_TRUE(more.ok()) << more.status();
    if (!*more) break;
    ASSERT_EQ(item.kind, Item::Kind::kRecord);
    if ((*importer)->totals().rows == Rows() / 10) early = Peak();
  }
  const int64_t last = Peak();
  fmt::print("{}: {} rows, {} MB; peak {} MiB after a tenth, {} MiB at the end\n", GetParam().name,
             (*importer)->totals().rows, Megabytes(), early >> 10, last >> 10);
  EXPECT_GE((*importer)->totals().records, Rows());
  EXPECT_LE(last - early, kMayGrow) << "KiB";
}

bool WriteAll(int descriptor, std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t written = ::write(descriptor, bytes.data(), bytes.size());
    if (written <= 0) return false;
    bytes.remove_prefix(static_cast<size_t>(written));
  }
  return true;
}

TEST_P(Memory, StaysFlat) {
  int ends[2];
  ASSERT_EQ(::pipe(ends), 0);
  const pid_t child = ::fork();
  ASSERT_GE(child, 0);
  if (child == 0) {
    ::dup2(ends[0], STDIN_FILENO);
    ::close(ends[0]);
    ::close(ends[1]);
    ::setenv("TABADUL_MEMORY_CHILD", GetParam().name.c_str(), 1);
    // What a sanitizer keeps of freed memory is not ours.
    ::setenv("ASAN_OPTIONS", "quarantine_size_mb=1:detect_leaks=0", 1);
    const std::string filter = "--gtest_filter=*OfTheChild/" + GetParam().name;
    ::execl("/proc/self/exe", "memory_test", filter.c_str(), nullptr);
    ::_exit(127);
  }
  ::close(ends[0]);
  std::signal(SIGPIPE, SIG_IGN);
  bool open = WriteAll(ends[1], GetParam().head);
  for (int64_t id = 0; open && id < Rows(); ++id) open = WriteAll(ends[1], GetParam().row(id, Filler()));
  if (open) WriteAll(ends[1], GetParam().foot);
  ::close(ends[1]);
  int status = 0;
  ASSERT_EQ(::waitpid(child, &status, 0), child);
  EXPECT_TRUE(WIFEXITED(status) && WEXITSTATUS(status) == 0);
  EXPECT_TRUE(open);
}

INSTANTIATE_TEST_SUITE_P(, Memory, testing::ValuesIn(Forms()),
                         [](const auto& form) { return form.param.name; });

}  // namespace
}  // namespace tabadul::ingest
