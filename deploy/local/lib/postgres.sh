# shellcheck shell=bash
# The cluster's own PostgreSQL, and a second, small one, the ledger, which is never restored with the first: each is
# reachable through one Unix socket only; a database and a role per service, which logs in with a password from a file; the
# superuser is whoever runs the server. PART is postgres or ledger.

pg_tool() {
  local found
  found=$(printf '%s\n' /usr/lib/postgresql/*/bin/"$1" | sort -V | tail -n 1)
  [ -x "$found" ] || die "PostgreSQL is not installed: run deploy/local/install"
  echo "$found"
}

# PostgreSQL refuses to run as root.
as_postgres() {
  if [ "$(id -u)" = 0 ]; then
    setpriv --reuid=postgres --regid=postgres --clear-groups -- "$@"
  else
    "$@"
  fi
}

postgres_user() { if [ "$(id -u)" = 0 ]; then echo postgres; else id -un; fi; }

# Where its files lie: in the cluster's directory, or, when user postgres cannot get there (a clone below /root), or
# for tests, elsewhere, with a link. Sockets need a short path.
postgres_directory() {
  local directory="$DIR/$1"
  mkdir -p "$directory"
  [ "$(id -u)" != 0 ] || chown postgres:postgres "$directory"
  if [ "$EPHEMERAL" = yes ]; then
    # Named after its owner: the next test binary removes what a killed one has left (tests/harness/process.cc).
    mktemp -d "/dev/shm/tabadul-$UNTIL_PID-$1-XXXXXX"
  elif [ ${#directory} -lt 80 ] && as_postgres test -w "$directory"; then
    echo "$directory"
  else
    mktemp -d "/var/tmp/tabadul-$1-XXXXXX"
  fi
}

# pg_dir PART: where its files and its socket are.
pg_dir() { if [ "$1" = ledger ]; then echo "$LEDGER_DIR"; else echo "$PG_DIR"; fi; }

# postgres_init PART SETTING…: makes its files; prints where.
postgres_init() {
  local part=$1 owner directory
  shift
  owner=$(postgres_user)
  directory=$(realpath "$(postgres_directory "$part")")
  [ "$(id -u)" != 0 ] || chown postgres:postgres "$directory"
  chmod 700 "$directory"
  local sync=()
  [ "$EPHEMERAL" = no ] || sync=(--no-sync)
  (cd / && as_postgres "$(pg_tool initdb)" -D "$directory/data" -U postgres -E UTF8 --locale=C.UTF-8 --data-checksums \
    --auth-local=peer --auth-host=reject "${sync[@]}") >"$(log_file "$part")" 2>&1 ||
    failed "$part" "could not be made"
  as_postgres tee "$directory/data/pg_hba.conf" >/dev/null <<HBA
local all         postgres    peer map=owner
local samerole    all         scram-sha-256
HBA
  echo "owner $owner postgres" | as_postgres tee "$directory/data/pg_ident.conf" >/dev/null
  local sync_settings="fsync = on
synchronous_commit = on"
  [ "$EPHEMERAL" = no ] || sync_settings="fsync = off
synchronous_commit = off
full_page_writes = off"
  as_postgres tee -a "$directory/data/postgresql.conf" >/dev/null <<CONF
listen_addresses = ''
unix_socket_directories = '$directory'
unix_socket_permissions = 0777
jit = off
timezone = UTC
log_timezone = UTC
log_min_messages = warning
log_statement = none
log_parameter_max_length = 0
log_parameter_max_length_on_error = 0
$sync_settings
$(printf '%s\n' "$@")
CONF
  echo "$directory"
}

# Both.
postgres_make() {
  PG_DIR=$(postgres_init postgres "max_connections = 100" "shared_buffers = 256MB" "max_wal_size = 4GB" "wal_compression = lz4")
  ledger_make
}
ledger_make() {
  LEDGER_DIR=$(postgres_init ledger "max_connections = 30" "shared_buffers = 16MB" "max_wal_size = 128MB" "min_wal_size = 32MB")
}

# pg_sql_of PART …: psql as superuser; pg_sql …: of postgres.
pg_sql_of() {
  local directory
  directory=$(pg_dir "$1")
  shift
  (cd / && as_postgres "$(pg_tool psql)" -h "$directory" -U postgres -v ON_ERROR_STOP=1 -qAt "$@")
}
pg_sql() { pg_sql_of postgres "$@"; }

# After a kill: PostgreSQL takes a zombie that nobody has reaped yet for the owner of its lock file.
postgres_unlock() {
  local pid directory=$1
  read -r pid 2>/dev/null <"$directory/data/postmaster.pid" || return 0
  [ ! -d "/proc/$pid" ] || start_time_of "$pid" >/dev/null ||
    rm -f "$directory/data/postmaster.pid" "$directory/.s.PGSQL.5432.lock"
}

# postgres_start PART
postgres_start() {
  is_up "$1" && return
  local directory
  directory=$(pg_dir "$1")
  postgres_unlock "$directory"
  local command=("$(pg_tool postgres)" -D "$directory/data")
  [ "$(id -u)" != 0 ] || command=(setpriv --reuid=postgres --regid=postgres --clear-groups -- "${command[@]}")
  launch "$1" "${command[@]}"
  await "$1" 120 pg_sql_of "$1" -d postgres -c "SELECT 1"
}

postgres_stop() { end "$1" INT 60; }

# postgres_role SERVICE [PART]: its role, database and password file, if they are not there.
postgres_role() {
  local service=$1 part=${2:-postgres} password passfile
  passfile=$(passfile_of "$service" "$part")
  [ "$(pg_sql_of "$part" -d postgres -c "SELECT 1 FROM pg_database WHERE datname = '$service'")" != 1 ] || return 0
  password=$(openssl rand -hex 24)
  (umask 077 && echo "*:*:$service:$service:$password" >"$passfile")
  # Through stdin, so that the password is in nobody's list of processes.
  pg_sql_of "$part" -d postgres <<SQL || failed "$part" "could not make the database of $service"
SET password_encryption = 'scram-sha-256';
CREATE ROLE $service LOGIN PASSWORD '$password';
CREATE DATABASE $service OWNER $service;
REVOKE ALL ON DATABASE $service FROM PUBLIC;
SQL
}

# The same of one service on both: PART before its name.
passfile_of() { if [ "$2" = ledger ]; then echo "$DIR/secrets/ledger-$1.pgpass"; else echo "$DIR/secrets/$1.pgpass"; fi; }
# conninfo_of SERVICE [PART]
conninfo_of() { echo "host=$(pg_dir "${2:-postgres}") dbname=$1 user=$1 passfile=$(passfile_of "$1" "${2:-postgres}")"; }
