# shellcheck shell=bash
# Registers a system and gives it a certificate, as an operator of the Centre would: with the command, through the
# gateway.

operator() { "$(binary tabadul)" --profile "$DIR/operator.yaml" "$@"; }

# registered KIND NAME: whether the hub knows it. The id is the first word of a line.
registered() { operator admin "$1" list | grep -q "^$2 "; }

# member SOURCE [SCOPE,…]
member() {
  [ $# -ge 1 ] || { usage >&2; exit 2; }
  local source=$1 scopes=${2:-vacancy.write,vacancy.read} organisation=${1%/*}
  local name=${source//\//-} scope
  local profile="$DIR/members/$name.yaml" folder="$DIR/members/$name"
  if [ ! -s "$profile" ]; then
    rm -rf "$folder"
    registered organisation "$organisation" ||
      operator admin organisation create "$organisation" --name "en=$organisation" >/dev/null
    local options=()
    for scope in ${scopes//,/ }; do options+=(--scope "$scope"); done
    registered system "$source" || operator admin system create "$source" "${options[@]}" >/dev/null
    operator admin certificate issue "$source" --out "$folder" --write-profile "$profile" >/dev/null
  fi
  echo "$profile"
}
