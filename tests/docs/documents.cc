#include "tests/docs/documents.h"

#include <algorithm>
#include <filesystem>
#include <fstream>

namespace tabadul::docs {
namespace {

std::string Trim(const std::string& text) {
  const size_t from = text.find_first_not_of(" \t\r");
  return from == std::string::npos ? "" : text.substr(from, text.find_last_not_of(" \t\r") - from + 1);
}

std::vector<std::string> LinesOf(const std::string& file) {
  std::vector<std::string> lines;
  std::ifstream in(file);
  for (std::string line; std::getline(in, line);) lines.push_back(line);
  return lines;
}

// "| a | `b` |" → {"a", "b"}
std::vector<std::string> CellsOf(const std::string& line) {
  std::vector<std::string> cells;
  for (size_t from = 1, to; (to = line.find('|', from)) != std::string::npos; from = to + 1) {
    std::string cell = Trim(line.substr(from, to - from));
    cell.erase(std::remove(cell.begin(), cell.end(), '`'), cell.end());
    cells.push_back(std::move(cell));
  }
  return cells;
}

}  // namespace

std::string At(const Block& block) { return block.file + ":" + std::to_string(block.line); }

std::vector<std::string> Documents() {
  std::vector<std::string> files = {"README.md"};
  for (const auto& entry : std::filesystem::directory_iterator("docs")) {
    if (entry.path().extension() == ".md") files.push_back(entry.path());
  }
  std::sort(files.begin(), files.end());
  return files;
}

std::vector<Block> BlocksOf(const std::string& file) {
  std::vector<Block> blocks;
  bool inside = false;
  int number = 0;
  for (const std::string& line : LinesOf(file)) {
    ++number;
    if (line.starts_with("```")) {
      if (!inside) blocks.push_back({file, number, Trim(line.substr(3)), ""});
      inside = !inside;
    } else if (inside) {
      blocks.back().text += line + "\n";
    }
  }
  return blocks;
}

std::vector<std::string> CommandsOf(const std::string& text) {
  std::vector<std::string> commands;
  for (size_t from = 0, to; (to = text.find('\n', from)) != std::string::npos; from = to + 1) {
    std::string line = text.substr(from, to - from);
    if (line.starts_with("#")) continue;
    line = Trim(line.substr(0, line.find(" #")));
    if (!line.empty()) commands.push_back(std::move(line));
  }
  return commands;
}

std::vector<std::vector<std::string>> TableOf(const std::string& file, const std::string& first) {
  std::vector<std::vector<std::string>> rows;
  bool inside = false;
  for (const std::string& line : LinesOf(file)) {
    if (!line.starts_with("|")) {
      inside = false;
      continue;
    }
    std::vector<std::string> cells = CellsOf(line);
    if (inside && !cells[0].starts_with("---")) rows.push_back(std::move(cells));
    if (!inside && !cells.empty() && cells[0] == first) inside = true;
  }
  return rows;
}

}  // namespace tabadul::docs
