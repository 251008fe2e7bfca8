// The worked clients as they are started, and what they are given.
#pragma once

#include <fcntl.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <ostream>
#include <string>
#include <vector>

#include "nlohmann/json.hpp"

namespace tabadul {

struct Client {
  const char* name;
  std::vector<std::string> example;
  std::vector<std::vector<std::string>> tests;  // of its own, which start nothing
  const char* source;
  std::vector<std::string> lose;  // with the path of its copy: the copy loses a record
};
inline std::ostream& operator<<(std::ostream& out, const Client& client) { return out << client.name; }

inline const Client kPython = {
    "Python",
    {"/usr/bin/python3", "clients/python/example.py"},
    {{"/usr/bin/python3", "clients/python/test_vectors.py"},
     {"/usr/bin/python3", "clients/python/test_store.py"},
     {"/usr/bin/python3", "clients/python/test_reconcile.py"}},
    "SY/mosal/python",
    {"/usr/bin/python3", "-c",
     "import sqlite3, sys; copy = sqlite3.connect(sys.argv[1]); "
     "copy.execute('DELETE FROM record WHERE rowid = (SELECT MIN(rowid) FROM record)'); copy.commit()"}};
inline const Client kNode = {
    "Node",
    {"node", "clients/node/example.js"},
    {{"node", "--test", "clients/node/vectors.test.js"},
     {"node", "--test", "clients/node/store.test.js"},
     {"node", "--test", "clients/node/reconcile.test.js"}},
    "SY/mosal/node",
    {"node", "-e",
     "const fs = require('fs'), file = process.argv[1], lines = fs.readFileSync(file, 'utf8').split('\\n');"
     "const at = lines.findIndex((line) => line && JSON.parse(line).put.length > 0), step = "
     "JSON.parse(lines[at]);"
     "step.put.pop(); lines[at] = JSON.stringify(step); fs.writeFileSync(file, lines.join('\\n'));"}};

inline nlohmann::json Text(const std::string& text) {
  return {{"translations", {{{"language", "ar"}, {"text", text}}}}};
}

// A vacancy as a line of an export; "bad": one that the hub rejects.
inline std::string Line(const std::string& id, const std::string& title) {
  nlohmann::json vacancy = {
      {"title", Text(title)}, {"locations", {{{"country", "SY"}}}}, {"experience", {{"minimumMonths", 0}}}};
  if (title != "bad") vacancy["description"] = Text(title);
  return nlohmann::json{{"recordId", id}, {"vacancy", vacancy}}.dump() + "\n";
}

inline std::string Lines(int first, int count) {
  std::string lines;
  for (int i = first; i < first + count; ++i) lines += Line(std::to_string(i), "ممرضة " + std::to_string(i));
  return lines;
}

// The writing end of a pipe. Not of std::ofstream: a service that is started meanwhile would hold it open, too.
class Feed {
 public:
  explicit Feed(const std::string& pipe) : fd_(open(pipe.c_str(), O_WRONLY | O_CLOEXEC)) {
    EXPECT_GE(fd_, 0);
  }
  ~Feed() { Close(); }
  void Write(const std::string& text) const {
    for (size_t at = 0; at < text.size();) {
      const ssize_t written = write(fd_, text.data() + at, text.size() - at);
      ASSERT_GT(written, 0);
      at += static_cast<size_t>(written);
    }
  }
  void Close() {
    if (fd_ >= 0) close(fd_);
    fd_ = -1;
  }

 private:
  int fd_;
};

}  // namespace tabadul
