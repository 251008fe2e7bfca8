# shellcheck shell=bash
# Redis, as a cache of the services: in memory alone, on a socket that only this user can open. Without it everything
# goes on, slower.

redis_socket() { echo "$DIR/run/redis.sock"; }

redis_start() {
  is_up redis && return
  launch redis redis-server --port 0 --unixsocket "$(redis_socket)" --unixsocketperm 700 --save "" --appendonly no \
    --maxmemory 256mb --maxmemory-policy allkeys-lru --dir "$DIR/run"
  await redis 20 redis_answers
}

redis_answers() { [ "$(redis-cli -s "$(redis_socket)" ping 2>/dev/null)" = PONG ]; }
