# shellcheck shell=bash
# Processes of a cluster: each in its own session, with a pid file that also holds its start time, so that a number
# that the kernel has given to another process is never mistaken for ours.

die() {
  echo "cluster: $*" >&2
  exit 1
}

pid_file() { echo "$DIR/run/$1.pid"; }
log_file() { echo "$DIR/logs/$1.log"; }

start_time_of() {
  local stat
  stat=$(cat "/proc/$1/stat" 2>/dev/null) || return 1
  # The name, second field, may hold blanks: count from its closing bracket. A zombie is no longer alive.
  read -ra stat <<<"${stat##*) }"
  [ "${stat[0]}" != Z ] && echo "${stat[19]}"
}

# The pid of a part, if it lives.
pid_of() {
  local pid start
  read -r pid start 2>/dev/null <"$(pid_file "$1")" || return 1
  [ "$(start_time_of "$pid")" = "$start" ] && echo "$pid"
}

is_up() { pid_of "$1" >/dev/null; }

# launch NAME COMMAND…: in a session of its own, output appended to its log.
launch() {
  local name=$1 i
  shift
  rm -f "$(pid_file "$name")"
  # shellcheck disable=SC2016 # expanded by the inner shell
  setsid bash -c 'printf "%s " $$ >"$0.new" && sed "s/.*) //" /proc/$$/stat | cut -d" " -f20 >>"$0.new" &&
    mv "$0.new" "$0" && exec "$@"' "$(pid_file "$name")" "$@" >>"$(log_file "$name")" 2>&1 </dev/null {lock_fd}>&- &
  for ((i = 0; i < 500; i++)); do
    [ -s "$(pid_file "$name")" ] && return
    sleep 0.01
  done
  die "$name was not started"
}

# A process and all that descend from it. PostgreSQL's are not in its session.
tree_of() {
  local pids=("$1") next
  while [ ${#pids[@]} -gt 0 ]; do
    printf '%s\n' "${pids[@]}"
    mapfile -t next < <(ps -o pid= --ppid "$(IFS=,; echo "${pids[*]}")" | tr -d ' ')
    pids=("${next[@]}")
  done
}

# kill_tree PID: SIGKILL to all of it. The parent first stands still, so that it cannot react to its children's end.
kill_tree() {
  local pids
  kill -STOP "$1" 2>/dev/null || return 0
  mapfile -t pids < <(tree_of "$1")
  kill -KILL "${pids[@]}" 2>/dev/null || true
}

# until_gone PID SECONDS
until_gone() {
  local i
  for ((i = 0; i < $2 * 50; i++)); do
    start_time_of "$1" >/dev/null || return 0
    sleep 0.02
  done
  return 1
}

# end NAME SIGNAL SECONDS: asks a part to end; SIGKILL if it does not in time.
end() {
  local pid
  if pid=$(pid_of "$1"); then
    kill "-$2" "$pid" 2>/dev/null || true
    if ! until_gone "$pid" "$3"; then
      echo "cluster: $1 did not end within $3 s: killed" >&2
      kill_tree "$pid"
      until_gone "$pid" 10 || true
    fi
  fi
  rm -f "$(pid_file "$1")"
}

kill9() {
  local pid
  pid=$(pid_of "$1") || die "$1 is not running"
  local pids
  mapfile -t pids < <(tree_of "$pid")
  kill_tree "$pid"
  local each
  for each in "${pids[@]}"; do until_gone "$each" 10 || die "$1: $each does not end"; done
  rm -f "$(pid_file "$1")"
}

# failed NAME WHY: says which part did not come up, and what it said last.
failed() {
  {
    echo "cluster: $1 $2. The end of $(log_file "$1"):"
    tail -n 25 "$(log_file "$1")" | sed 's/^/    /'
  } >&2
  exit 1
}

# await NAME SECONDS COMMAND…: until the command succeeds; fails at once if the part has ended.
await() {
  local name=$1 deadline=$((${EPOCHREALTIME/./} + $2 * 1000000))
  shift 2
  until "$@" >/dev/null 2>&1; do
    is_up "$name" || failed "$name" "has ended"
    [ "${EPOCHREALTIME/./}" -lt "$deadline" ] || failed "$name" "is not ready in time"
    sleep 0.05
  done
}

answers() { curl -fsS --max-time 2 -o /dev/null "http://127.0.0.1:$1/healthz"; }

port_is_free() { ! (exec 3<>"/dev/tcp/127.0.0.1/$1") 2>/dev/null; }

# free_port PREFERRED: that one if nobody listens there, else one below the range of outgoing connections.
taken_ports=" "
free_port() {
  local port=$1 i
  [ "$RANDOM_PORTS" = no ] || port=$((12000 + (RANDOM * 32768 + RANDOM) % 19000))
  for ((i = 0; i < 200; i++)); do
    if [[ $taken_ports != *" $port "* ]] && port_is_free "$port"; then
      taken_ports+="$port "
      picked_port=$port
      return
    fi
    port=$((12000 + (RANDOM * 32768 + RANDOM) % 19000))
  done
  die "no free port"
}
