// SIGTERM and SIGINT as something to wait for.
#pragma once

namespace tabadul {

// First thing in main, before any thread: the signals reach AwaitEndSignal alone. SIGPIPE is ignored from then on.
void BlockEndSignals();
// Returns the one that came.
int AwaitEndSignal();

}  // namespace tabadul
