# shellcheck shell=bash
# The certificates by which the processes of the cluster know one another: an inside CA of this cluster alone, one
# certificate per process with its name. Members' certificates are identity's, made by another CA.

tls_quiet() { "$@" 2>>"$(log_file tls)" || failed tls "certificates could not be made"; }

inside_ca() {
  local tls="$DIR/tls"
  [ -s "$tls/inside-ca.pem" ] && return
  (
    umask 077
    tls_quiet openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 3650 \
      -subj "/O=Tabadul/CN=Tabadul inside CA" -addext basicConstraints=critical,CA:TRUE,pathlen:0 \
      -addext keyUsage=critical,keyCertSign,cRLSign -keyout "$tls/inside-ca.key" -out "$tls/inside-ca.new"
  )
  mv "$tls/inside-ca.new" "$tls/inside-ca.pem"
}

# inside_certificate NAME: NAME.pem and NAME.key, for both ends of a connection.
inside_certificate() {
  local name=$1 tls="$DIR/tls"
  [ -s "$tls/$name.pem" ] && return
  (
    umask 077
    tls_quiet openssl req -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -subj "/CN=$name" \
      -keyout "$tls/$name.key" -out "$tls/$name.csr"
    printf '%s\n' basicConstraints=critical,CA:FALSE keyUsage=critical,digitalSignature \
      extendedKeyUsage=serverAuth,clientAuth "subjectAltName=DNS:$name,DNS:localhost,IP:127.0.0.1" >"$tls/$name.ext"
    tls_quiet openssl x509 -req -in "$tls/$name.csr" -CA "$tls/inside-ca.pem" -CAkey "$tls/inside-ca.key" \
      -CAcreateserial -days 825 -extfile "$tls/$name.ext" -out "$tls/$name.new"
  )
  rm -f "$tls/$name.csr" "$tls/$name.ext"
  mv "$tls/$name.new" "$tls/$name.pem"
}
