#!/usr/bin/env bash
# Sets up a network of four validators by the documented commands, from empty folders, and runs it: one validator is
# stopped and started again, an auditor joins. Exits with 0 only if all of it was seen to work.
#
#   examples/network/set-up.sh [PORT_OFFSET]
set -euo pipefail

offset=${1:-0}
top=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
"$top/supervisor" --version # builds what is missing
SECONDS=0
home=$top/deploy/target/supervisor
work=$(mktemp -d)
export SUPERVISOR_JVM_OPTIONS="-XX:TieredStopAtLevel=1" # for processes that live for a moment
declare -A pids=()

clean_up() {
  local node
  for node in "${!pids[@]}"; do kill -KILL "${pids[$node]}" 2>/dev/null || true; done
  rm -rf "$work"
}
trap clean_up EXIT

step() { echo "== $* ($SECONDS s)"; }

fail() {
  echo "set-up.sh: $*" >&2
  local log
  for log in "$work"/*/log; do echo "--- $log" >&2 && tail -5 "$log" >&2; done
  exit 1
}

# The node with its services is one line: what the original calls a binary of one's own.
printf '#!/bin/sh\nexec "%s/bin/supervisor" --services "%s/services/cryptocurrency-advanced" "$@"\n' "$home" "$home" \
  >"$work/wallet-node"
chmod +x "$work/wallet-node"

peer() { echo "127.0.0.1:$((6330 + offset + $1))"; }
private() { echo "127.0.0.1:$((7300 + offset + $1))"; }
administer() { local node=$1; shift; "$home/bin/supervisor" "$@" --node "$(private "$node")"; }

configure() { # NODE
  "$work/wallet-node" generate-config "$work/template.toml" "$work/$1" -a "$(peer "$1")" -l "$(peer "$1")" --no-password
}

finish() { # NODE
  "$work/wallet-node" finalize "$work/$1/sec.toml" "$work/$1/node.toml" -p "$work"/[0-3]/pub.toml \
    --grpc-public-address "127.0.0.1:$((7200 + offset + $1))" --grpc-private-address "$(private "$1")"
}

start() { # NODE
  env SUPERVISOR_HEAP=256m "$work/wallet-node" run -c "$work/$1/node.toml" -d "$work/$1/db" --master-key-pass pass: \
    >>"$work/$1/log" 2>&1 &
  pids[$1]=$!
}

stop() { # NODE; an orderly end is exit code 0
  local code=0
  kill -TERM "${pids[$1]}"
  wait "${pids[$1]}" || code=$?
  unset "pids[$1]"
  [ "$code" = 0 ] || fail "node $1 ended with exit code $code"
}

height() { # NODE
  administer "$1" node stats --output json | sed -n 's/.*"height" *: *"\{0,1\}\([0-9]*\).*/\1/p'
}

hash_at() { # NODE HEIGHT FILE; waits for the block, of which the command verifies the validators' signatures
  local deadline=$((SECONDS + 30))
  until timeout 30 "$home/bin/supervisor" block watch --from "$2" --count 1 --output json --node "$(private "$1")" \
    2>/dev/null | sed -n 's/.*"hash" *: *"\([0-9a-f]\{64\}\)".*/\1/p' | grep . >"$3"; do
    [ "$SECONDS" -lt "$deadline" ] || return 1
  done
}

await_block() { # HEIGHT NODE...; all of them have the same one
  local at=$1 node job jobs=()
  shift
  for node in "$@"; do hash_at "$node" "$at" "$work/$node/hash" & jobs+=($!); done
  for job in "${jobs[@]}"; do wait "$job" || fail "not all of nodes $* show block $at"; done
  for node in "$@"; do
    cmp -s "$work/$node/hash" "$work/$1/hash" || fail "nodes $node and $1 have different blocks $at"
  done
}

in_parallel() { # FUNCTION NODE...
  local function=$1 node job jobs=()
  shift
  for node in "$@"; do "$function" "$node" & jobs+=($!); done
  for job in "${jobs[@]}"; do wait "$job" || fail "$function failed"; done
}

step "the files of four validators"
"$work/wallet-node" generate-template "$work/template.toml" --validators-count 4 --supervisor-mode decentralized \
  --max-propose-timeout 500
in_parallel configure 0 1 2 3
in_parallel finish 0 1 2 3

step "four nodes"
for node in 0 1 2 3; do start "$node"; done
await_block 2 0 1 2 3
administer 0 service list | grep -q crypto || fail "the service of genesis does not run"

step "validator 3 stops, the others go on, it comes back"
stop 3
next=$(($(height 0) + 3))
await_block "$next" 0
start 3
await_block "$next" 0 3

step "an auditor joins"
in_parallel configure 4
in_parallel finish 4
key=$(sed -n 's/^consensus_public_key = "\(.*\)"/\1/p' "$work/4/sec.toml")
add_peer() { administer "$1" node add-peer "$key" "$(peer 4)" >/dev/null; }
in_parallel add_peer 0 1 2 3
start 4
await_block $(($(height 0) + 1)) 0 4
"$home/bin/supervisor" status --node "$(private 0),$(private 1),$(private 2),$(private 3),$(private 4)" >"$work/status"
cat "$work/status"
grep -q "^$(private 4) *auditor" "$work/status" || fail "node 4 is no auditor"

step "all stop in good order"
for node in 0 1 2 3 4; do stop "$node"; done
echo "verified in $SECONDS s"
