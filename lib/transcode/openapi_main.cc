// openapi: prints the document of GET /openapi.json. For tests/contract/lint_openapi.mjs, and for whoever wants it as a file.
#include <iostream>

#include "lib/transcode/openapi.h"

int main() {
  std::cout << tabadul::transcode::OpenApi() << "\n";
  return std::cout.good() ? 0 : 1;
}
