// make-vectors FOLDER: writes the vectors there.
#include <cstdio>
#include <fstream>

#include "tests/contract/make_vectors.h"

int main(int argc, char** argv) {
  if (argc != 2) {
    std::fprintf(stderr, "usage: make-vectors FOLDER\n");
    return 2;
  }
  for (const auto& [name, text] : tabadul::MakeVectors()) {
    std::ofstream file(std::string(argv[1]) + "/" + name);
    file << text;
    if (!file.flush()) return 1;
  }
  return 0;
}
