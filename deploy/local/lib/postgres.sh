# shellcheck shell=bash
# The cluster's own PostgreSQL: reachable through one Unix socket only; a database and a role per service, which logs
# in with a password from a file; the superuser is whoever runs the server.

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
  local directory="$DIR/postgres"
  mkdir -p "$directory"
  [ "$(id -u)" != 0 ] || chown postgres:postgres "$directory"
  if [ "$EPHEMERAL" = yes ]; then
    # Named after its owner: the next test binary removes what a killed one has left (tests/harness/process.cc).
    mktemp -d "/dev/shm/tabadul-$UNTIL_PID-pg-XXXXXX"
  elif [ ${#directory} -lt 80 ] && as_postgres test -w "$directory"; then
    echo "$directory"
  else
    mktemp -d "/var/tmp/tabadul-pg-XXXXXX"
  fi
}

postgres_init() {
  local owner
  owner=$(postgres_user)
  PG_DIR=$(postgres_directory)
  PG_DIR=$(realpath "$PG_DIR")
  [ "$(id -u)" != 0 ] || chown postgres:postgres "$PG_DIR"
  chmod 700 "$PG_DIR"
  local sync=()
  [ "$EPHEMERAL" = no ] || sync=(--no-sync)
  (cd / && as_postgres "$(pg_tool initdb)" -D "$PG_DIR/data" -U postgres -E UTF8 --locale=C.UTF-8 --data-checksums \
    --auth-local=peer --auth-host=reject "${sync[@]}") >"$(log_file postgres)" 2>&1 ||
    failed postgres "could not be made"
  as_postgres tee "$PG_DIR/data/pg_hba.conf" >/dev/null <<HBA
local all         postgres    peer map=owner
local samerole    all         scram-sha-256
HBA
  echo "owner $owner postgres" | as_postgres tee "$PG_DIR/data/pg_ident.conf" >/dev/null
  local sync_settings="fsync = on
synchronous_commit = on"
  [ "$EPHEMERAL" = no ] || sync_settings="fsync = off
synchronous_commit = off
full_page_writes = off"
  as_postgres tee -a "$PG_DIR/data/postgresql.conf" >/dev/null <<CONF
listen_addresses = ''
unix_socket_directories = '$PG_DIR'
unix_socket_permissions = 0777
max_connections = 100
shared_buffers = 256MB
max_wal_size = 4GB
wal_compression = lz4
jit = off
timezone = UTC
log_timezone = UTC
log_min_messages = warning
log_statement = none
log_parameter_max_length = 0
log_parameter_max_length_on_error = 0
$sync_settings
CONF
}

pg_sql() { (cd / && as_postgres "$(pg_tool psql)" -h "$PG_DIR" -U postgres -v ON_ERROR_STOP=1 -qAt "$@"); }

# After a kill: PostgreSQL takes a zombie that nobody has reaped yet for the owner of its lock file.
postgres_unlock() {
  local pid
  read -r pid 2>/dev/null <"$PG_DIR/data/postmaster.pid" || return 0
  [ ! -d "/proc/$pid" ] || start_time_of "$pid" >/dev/null ||
    rm -f "$PG_DIR/data/postmaster.pid" "$PG_DIR/.s.PGSQL.5432.lock"
}

postgres_start() {
  is_up postgres && return
  postgres_unlock
  local command=("$(pg_tool postgres)" -D "$PG_DIR/data")
  [ "$(id -u)" != 0 ] || command=(setpriv --reuid=postgres --regid=postgres --clear-groups -- "${command[@]}")
  launch postgres "${command[@]}"
  await postgres 120 pg_sql -d postgres -c "SELECT 1"
}

postgres_stop() { end postgres INT 60; }

# postgres_role SERVICE: its role, database and password file, if they are not there.
postgres_role() {
  local service=$1 password
  local passfile="$DIR/secrets/$service.pgpass"
  [ "$(pg_sql -d postgres -c "SELECT 1 FROM pg_database WHERE datname = '$service'")" != 1 ] || return 0
  password=$(openssl rand -hex 24)
  (umask 077 && echo "*:*:$service:$service:$password" >"$passfile")
  # Through stdin, so that the password is in nobody's list of processes.
  pg_sql -d postgres <<SQL || failed postgres "could not make the database of $service"
SET password_encryption = 'scram-sha-256';
CREATE ROLE $service LOGIN PASSWORD '$password';
CREATE DATABASE $service OWNER $service;
REVOKE ALL ON DATABASE $service FROM PUBLIC;
SQL
}

conninfo_of() { echo "host=$PG_DIR dbname=$1 user=$1 passfile=$DIR/secrets/$1.pgpass"; }
