# shellcheck shell=bash
# HAProxy before the services, Prometheus beside them.

gateway_config() {
  local gateway="$ROOT/deploy/gateway"
  # HAProxy wants certificate and key in one file.
  (
    umask 077
    cat "$DIR/tls/gateway.pem" "$DIR/tls/gateway.key" >"$DIR/tls/gateway-inside.pem"
  )
  GATEWAY_DIR=$gateway RUN_DIR=$DIR/run BIND=127.0.0.1:$GATEWAY_PORT METRICS_BIND=127.0.0.1:$GATEWAY_METRICS_PORT \
    HTTPS_BIND=127.0.0.1:$HTTPS_PORT PUBLIC_CERTIFICATE=$DIR/tls/gateway/server.pem VISITS_PER_10S=${TABADUL_VISITS_PER_10S:-1000000} \
    MAX_CONNECTIONS=4000 MAX_VISITORS=3000 CONNECTIONS_OF_ADDRESS=${TABADUL_CONNECTIONS_OF_ADDRESS:-4000} VISITOR_SILENCE=${TABADUL_VISITOR_SILENCE:-60s} CALLS_PER_10S=${TABADUL_CALLS_PER_10S:-1000000} GATEWAY_CERTIFICATE=$DIR/tls/gateway/server.pem \
    MEMBERS_CA=$DIR/identity/ca.crt INSIDE_CERTIFICATE=$DIR/tls/gateway-inside.pem INSIDE_CA=$DIR/tls/inside-ca.pem \
    IDENTITY=127.0.0.1:$IDENTITY_PORT IDENTITY_HEALTH_PORT=$IDENTITY_HEALTH_PORT \
    JOBS=127.0.0.1:$JOBS_PORT JOBS_HEALTH_PORT=$JOBS_HEALTH_PORT \
    STATISTICS=127.0.0.1:$STATISTICS_PORT STATISTICS_HEALTH_PORT=$STATISTICS_HEALTH_PORT \
    WEB=127.0.0.1:$WEB_PORT WEB_HEALTH_PORT=$WEB_HEALTH_PORT \
    "$gateway/render" "$gateway/haproxy.cfg.template" | with_web2 >"$DIR/haproxy.cfg.new"
  haproxy -c -f "$DIR/haproxy.cfg.new" >>"$(log_file haproxy)" 2>&1 || failed haproxy "has a wrong configuration"
  mv "$DIR/haproxy.cfg.new" "$DIR/haproxy.cfg"
}

# Beside each line of web's server one of the second, if there is one (deploy/gateway/README.md says how).
with_web2() {
  if has_web2; then
    sed -E "/^ +server web1 /{p; s/web1/web2/g; s/:$WEB_PORT /:$WEB2_PORT /; s/ port $WEB_HEALTH_PORT\$/ port $WEB2_HEALTH_PORT/}"
  else
    cat
  fi
}

gateway_start() {
  is_up haproxy && return
  gateway_config
  launch haproxy haproxy -W -db -f "$DIR/haproxy.cfg" -S "$DIR/run/haproxy-master.sock,mode,600"
  await haproxy 20 answers "$GATEWAY_METRICS_PORT"
  local part
  for part in identity jobs statistics web web2; do
    ! ready "$part" || gateway_knows "$part"
  done
}

# gateway_knows PART: waits until the gateway sends it calls, if there is a gateway.
gateway_knows() { ! is_up haproxy || await haproxy 20 gateway_sees "$1"; }

# The gateway's own checks have found the part: identity is the server identity1, web2 the second of web.
gateway_sees() {
  local service=${1%2} server=$1
  [ "$server" != "$service" ] || server+=1
  curl -fsS --max-time 2 "http://127.0.0.1:$GATEWAY_METRICS_PORT/metrics" |
    grep -q "^haproxy_server_check_status{proxy=\"$service\",server=\"$server\",.*state=\"L7OK\"} 1"
}

worker_of() { ps -o pid= --ppid "$1" --sort=start_time | tail -n 1 | tr -d ' '; }

gateway_reload() {
  local pid before
  pid=$(pid_of haproxy) || die "haproxy is not running"
  before=$(worker_of "$pid")
  gateway_config
  kill -USR2 "$pid"
  await haproxy 20 eval "[ \"\$(worker_of $pid)\" != '$before' ]"
  await haproxy 20 answers "$GATEWAY_METRICS_PORT"
}

prometheus_start() {
  is_up prometheus && return
  GATEWAY_METRICS=127.0.0.1:$GATEWAY_METRICS_PORT IDENTITY_METRICS=127.0.0.1:$IDENTITY_HEALTH_PORT \
    JOBS_METRICS=127.0.0.1:$JOBS_HEALTH_PORT STATISTICS_METRICS=127.0.0.1:$STATISTICS_HEALTH_PORT \
    WEB_METRICS=127.0.0.1:$WEB_HEALTH_PORT PROMETHEUS_METRICS=127.0.0.1:$PROMETHEUS_PORT \
    PROMETHEUS_RULES=$ROOT/deploy/prometheus/rules.yml \
    "$ROOT/deploy/gateway/render" "$ROOT/deploy/prometheus/prometheus.yml.template" >"$DIR/prometheus.yml"
  launch prometheus prometheus --config.file="$DIR/prometheus.yml" --storage.tsdb.path="$DIR/prometheus" \
    --web.listen-address="127.0.0.1:$PROMETHEUS_PORT" --storage.tsdb.retention.time=7d --log.level=warn
  await prometheus 60 curl -fsS --max-time 2 "http://127.0.0.1:$PROMETHEUS_PORT/-/ready"
}
