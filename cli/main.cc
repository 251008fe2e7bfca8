#include <unistd.h>

#include <csignal>
#include <cstdlib>
#include <iostream>

#include "cli/run.h"

int main(int argc, char** argv) {
  std::signal(SIGPIPE, SIG_IGN);        // a reader that goes away is told of, not died of
  setenv("GRPC_VERBOSITY", "NONE", 0);  // what gRPC has to say to people, this command says in their language
  return tabadul::cli::Run({argv + 1, argv + argc}, std::cout, std::cerr, isatty(STDERR_FILENO) == 1,
                           isatty(STDIN_FILENO) == 1 ? &std::cin : nullptr);
}
