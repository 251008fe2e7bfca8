// What jemalloc, where the command is linked with it, reads at its start: a command is to be small rather than fast on many
// cores, and gives back what it does not need.
extern "C" {
extern const char* malloc_conf;
const char* malloc_conf = "narenas:2,dirty_decay_ms:1000,muzzy_decay_ms:0";
}
