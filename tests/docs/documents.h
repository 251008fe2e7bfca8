// README.md and docs/*.md as the tests read them: fenced blocks and tables. Run from the root of the tree.
#pragma once

#include <string>
#include <vector>

namespace tabadul::docs {

struct Block {
  std::string file;      // "docs/operations.md"
  int line = 0;          // of the opening fence
  std::string language;  // "sh", "text", …; empty if the fence names none
  std::string text;
};

std::string At(const Block& block);  // "docs/operations.md:17"

// README.md and docs/*.md, sorted; docs/adr/ is history and not read.
std::vector<std::string> Documents();
std::vector<Block> BlocksOf(const std::string& file);
// The lines of a block without comments ("# …" to the end) and empty ones.
std::vector<std::string> CommandsOf(const std::string& text);
// The rows of the table whose first header cell is `first`: cells trimmed, without backquotes. Empty if there is
// no such table.
std::vector<std::vector<std::string>> TableOf(const std::string& file, const std::string& first);

}  // namespace tabadul::docs
