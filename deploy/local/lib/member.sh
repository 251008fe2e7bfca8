# shellcheck shell=bash
# Registers a system and gives it a certificate, as an operator of the Centre would: with the command, through the
# gateway.

operator() { "$(binary tabadul)" --profile "$DIR/operator.yaml" "$@"; }

# register KIND NAME OPTION…: one that the hub knows already is good; its id is the first word of a line.
register() {
  local kind=$1 name=$2 said
  shift 2
  said=$(operator admin "$kind" create "$name" "$@" 2>&1) && return
  operator admin "$kind" list | grep -q "^$name " || die "$kind $name cannot be registered: $said"
}

# member SOURCE [SCOPE,…]
member() {
  [ $# -ge 1 ] || { usage >&2; exit 2; }
  local source=$1 organisation=${1%/*}
  local scopes=${2:-vacancy.write,vacancy.read,training_offer.write,training_offer.read,series.write,series.read,good_practice.write,good_practice.read,grant.write}
  local name=${source//\//-} scope
  local profile="$DIR/members/$name.yaml" folder="$DIR/members/$name"
  if [ ! -s "$profile" ]; then
    rm -rf "$folder"
    register organisation "$organisation" --name "en=$organisation"
    local options=(--live)
    for scope in ${scopes//,/ }; do options+=(--scope "$scope"); done
    register system "$source" "${options[@]}"
    operator admin certificate issue "$source" --out "$folder" --write-profile "$profile" >/dev/null
  fi
  echo "$profile"
}
