#!/usr/bin/env bash
# Makes Python modules of the published .proto files, and of those of the example service, in ./generated.
# PROTO and SERVICE name other folders than those of this repository, PYTHON another interpreter.
set -euo pipefail
cd "$(dirname "$0")"
proto=${PROTO:-../../../deploy/target/supervisor/proto}
service=${SERVICE:-../../cryptocurrency/src/main/protobuf}
mkdir -p generated
# google/rpc comes as a package of its own, googleapis-common-protos.
files=$(cd "$proto" && find exonum supervisor -name '*.proto')
# shellcheck disable=SC2086
"${PYTHON:-python3}" -m grpc_tools.protoc -I "$proto" -I "$service" \
  --python_out=generated --grpc_python_out=generated $files service.proto
