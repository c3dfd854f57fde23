#!/usr/bin/env bash
# Installs what published clients run on and the machine lacks, from Debian's packages: Node.js, Python, a browser, libsodium,
# the Protobuf compiler.
# Needs to be root only if something is missing.
set -euo pipefail

missing=()
command -v node >/dev/null || missing+=(nodejs)
command -v npm >/dev/null || missing+=(npm)
python3 -c 'import ensurepip, venv' 2>/dev/null || missing+=(python3 python3-venv)
command -v protoc >/dev/null || missing+=(protobuf-compiler)
[ -x /usr/bin/chromium ] || missing+=(chromium)
{ ldconfig -p 2>/dev/null || /sbin/ldconfig -p; } | grep -q 'libsodium\.so' || missing+=(libsodium23)
[ ${#missing[@]} -gt 0 ] || exit 0

if [ "$(id -u)" != 0 ] || ! command -v apt-get >/dev/null; then
  echo "missing for the tests with published clients, please install: ${missing[*]}" >&2
  exit 1
fi
echo "installing Debian's ${missing[*]}"
apt-get update -qq
DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null
