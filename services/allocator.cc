// What jemalloc, where a service is linked with it, reads at its start: what was needed for a moment (pages of a feed, a large push) is
// given back a second after it, also when nothing happens then.
extern "C" {
extern const char* malloc_conf;
const char* malloc_conf = "background_thread:true,dirty_decay_ms:1000,muzzy_decay_ms:0";
}
