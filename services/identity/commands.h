// The command line of tabadul-identity: what it asks for, and the commands that end by themselves.
#pragma once

#include <string>
#include <vector>

#include "services/identity/bootstrap.h"
#include "services/identity/config.h"

namespace tabadul::identity {

struct Command {
  enum class Kind { kServe, kMigrate, kInit, kIssueServerCertificate };
  Kind kind = Kind::kServe;
  InitOptions init;
  ServerCertificateOptions server;
  Config config;
};

// Reads arguments and environment. Ends the process after --help and --print-config (0) and after mistakes
// (2).
Command ParseOrExit(int argc, char** argv);

// Carries out any command but kServe. The exit code: 0, or 1 with the cause on stderr.
int Carry(const Command& command);

}  // namespace tabadul::identity
