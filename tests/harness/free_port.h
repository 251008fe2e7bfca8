// A TCP port of the loopback interface that nobody listens on just now, for servers that cannot bind port 0
// and tell. Below the range from which the kernel takes ports of outgoing connections, chosen at random, so
// that test binaries side by side do not meet.
#pragma once

namespace tabadul::harness {

int FreePort();

}  // namespace tabadul::harness
