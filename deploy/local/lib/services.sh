# shellcheck shell=bash
# The services: their settings, what has to stand before they start, their start.

# binary NAME: where it is; a clear word if it was not built.
binary() {
  [ -x "$BIN/$1" ] || die "$BIN/$1 is not there: build it first (./dev build)"
  echo "$BIN/$1"
}

# with_settings PART COMMAND…: runs it with the settings of that service; web2 is a second server of web.
with_settings() {
  local part=$1 service=${1%2}
  shift
  local port="${part^^}_PORT" health="${part^^}_HEALTH_PORT" prefix="TABADUL_${service^^}"
  local settings=(
    "${prefix}_ADDRESS=127.0.0.1:${!port}" "${prefix}_HEALTH_PORT=${!health}"
    "${prefix}_TLS_CERTIFICATE=$DIR/tls/$service.pem" "${prefix}_TLS_KEY=$DIR/tls/$service.key"
    "${prefix}_TLS_AUTHORITY=$DIR/tls/inside-ca.pem"
  )
  case "$service" in
    identity) settings+=("${prefix}_DATABASE=$(conninfo_of identity)" "${prefix}_DIRECTORY=$DIR/identity") ;;
    jobs | statistics)
      settings+=("${prefix}_DATABASE=$(conninfo_of "$service")" "${prefix}_LEDGER=$(conninfo_of "$service" ledger)"
        "${prefix}_IDENTITY=127.0.0.1:$IDENTITY_PORT" "${prefix}_PEPPER_FILE=$DIR/secrets/$service.pepper"
        "${prefix}_SIGNING_KEY=$DIR/secrets/$service.signing-key" "${prefix}_DEMO=allow"
        "${prefix}_TEXTS=$DIR/$service-texts")
      [ "$service" != jobs ] || settings+=("${prefix}_REDIS=$(redis_socket)")
      ;;
    web)
      settings+=("${prefix}_IDENTITY=127.0.0.1:$IDENTITY_PORT" "${prefix}_JOBS=127.0.0.1:$JOBS_PORT"
        "${prefix}_STATISTICS=127.0.0.1:$STATISTICS_PORT"
        "${prefix}_ORIGIN=https://localhost:$HTTPS_PORT" "${prefix}_UPLOADS=$DIR/$part-uploads")
      ;;
  esac
  # What the caller has set for a service goes before: TABADUL_JOBS_STREAM_MAX_AGE=5s cluster start …
  local setting
  for setting in "${settings[@]}"; do
    local name=${setting%%=*}
    [ -n "${!name+set}" ] || export "${setting?}"
  done
  "$@"
}

# prepared NAME COMMAND…: a step before the start, with its output in the log of the part.
prepared() {
  local name=$1
  shift
  "$@" >>"$(log_file "$name")" 2>&1 || failed "$name" "could not be prepared"
}

identity_prepare() {
  local identity
  identity=$(binary tabadul-identity)
  postgres_role identity
  prepared identity "$identity" --init "$DIR/identity" --operator operator
  prepared identity "$identity" --issue-server-certificate localhost 127.0.0.1 --out "$DIR/tls/gateway"
  cat >"$DIR/operator.yaml" <<YAML
# The operator of this cluster: tabadul --profile $DIR/operator.yaml admin …
endpoint: localhost:$GATEWAY_PORT
certificate: identity/operators/operator.crt
key: identity/operators/operator.key
authority: identity/ca.crt
YAML
}

# In a subshell, since the settings are the service's alone. A service may start while PostgreSQL is down.
identity_start() (
  if ! is_up identity; then
    serve() {
      ! ready postgres || identity_prepare
      launch identity "$(binary tabadul-identity)"
    }
    with_settings identity serve
  fi
  await identity 60 answers "$IDENTITY_HEALTH_PORT"
  gateway_knows identity
)

# records_prepare SERVICE: one that keeps records.
records_prepare() {
  local service=$1 program
  program=$(binary "tabadul-$service")
  postgres_role "$service"
  postgres_role "$service" ledger
  (
    umask 077
    [ -s "$DIR/secrets/$service.pepper" ] || openssl rand -hex 32 >"$DIR/secrets/$service.pepper"
  )
  [ -s "$DIR/secrets/$service.signing-key" ] ||
    prepared "$service" "$program" --make-signing-key "$DIR/secrets/$service.signing-key"
  prepared "$service" "$program" --migrate
}

# records_start SERVICE: jobs or statistics.
records_start() (
  service=$1
  health="${service^^}_HEALTH_PORT"
  if ! is_up "$service"; then
    serve() {
      ! ready postgres || ! ready ledger || records_prepare "$service"
      launch "$service" "$(binary "tabadul-$service")"
    }
    with_settings "$service" serve
  fi
  await "$service" 120 answers "${!health}"
  gateway_knows "$service"
)

# web_start PART: web or web2.
web_start() (
  part=$1
  health="${part^^}_HEALTH_PORT"
  if ! is_up "$part"; then
    serve() { launch "$part" "$(binary tabadul-web)"; }
    with_settings "$part" serve
  fi
  await "$part" 30 answers "${!health}"
  gateway_knows "$part"
)
