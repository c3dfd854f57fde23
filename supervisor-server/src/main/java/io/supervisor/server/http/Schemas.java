package io.supervisor.server.http;

import io.supervisor.api.service.Value;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Shapes of bodies, as JSON Schema, by the names that endpoints use. */
final class Schemas {
  private static final Value HEX32 = pattern("^[0-9a-f]{64}$");
  private static final Value HEX = pattern("^([0-9a-fA-F]{2})*$");
  private static final Value TEXT = type("string");
  private static final Value BOOL = type("boolean");
  private static final Value U64 = unsigned("18446744073709551615");
  private static final Value U32 = unsigned("4294967295");
  private static final Value TIME =
      Value.struct().with("type", Value.of("string")).with("format", Value.of("date-time")).build();
  private static final Value BASE64 =
      Value.struct()
          .with("type", Value.of("string"))
          .with("contentEncoding", Value.of("base64"))
          .build();

  private static final Map<String, Value> ALL = new LinkedHashMap<>();

  private Schemas() {}

  static {
    ALL.put("Any", Value.struct().build());
    ALL.put("Null", type("null"));
    ALL.put("Number", U64);
    ALL.put("Text", TEXT);
    ALL.put("Html", TEXT);
    ALL.put("Bytes", Value.struct().with("type", Value.of("string")).build());
    ALL.put("TransactionHash", HEX32);
    ALL.put(
        "Problem",
        object()
            .with("title", TEXT)
            .optional("detail", TEXT)
            .optional("source", TEXT)
            .optional("type", TEXT)
            .optional("error_code", U32)
            .build());
    ALL.put(
        "AdditionalHeaders",
        object()
            .with(
                "headers",
                Value.struct()
                    .with("type", Value.of("object"))
                    .with("additionalProperties", array(unsigned("255")))
                    .build())
            .build());
    ALL.put("BlockHeader", header().build());
    ALL.put("Block", header().optional("precommits", array(HEX)).optional("time", TIME).build());
    ALL.put(
        "BlocksRange",
        object()
            .with("range", object().with("start", U64).with("end", U64).build())
            .with("blocks", array(ref("Block")))
            .build());
    ALL.put("CallInfo", object().with("instance_id", U32).with("method_id", U32).build());
    ALL.put(
        "BlockInfo",
        header()
            .with("precommits", array(HEX))
            .with(
                "txs",
                array(object().with("tx_hash", HEX32).with("call_info", ref("CallInfo")).build()))
            .with("time", TIME)
            .build());
    ALL.put("TransactionHex", object().with("tx_body", HEX).build());
    ALL.put("TransactionResponse", object().with("tx_hash", HEX32).build());
    ALL.put(
        "CallSite",
        object()
            .with("instance_id", U32)
            .with(
                "call_type",
                oneOf(
                    "method", "constructor", "resume", "before_transactions", "after_transactions"))
            .optional("interface", TEXT)
            .optional("method_id", U32)
            .build());
    ALL.put(
        "ExecutionError",
        object()
            .with(
                "type",
                oneOf(
                    "unexpected_error",
                    "core_error",
                    "common_error",
                    "runtime_error",
                    "service_error"))
            .optional("description", TEXT)
            .optional("code", unsigned("255"))
            .optional("runtime_id", U32)
            .optional("call_site", ref("CallSite"))
            .build());
    ALL.put(
        "ExecutionStatus",
        anyOf(object().with("type", oneOf("success")).build(), ref("ExecutionError")));
    ALL.put(
        "ListProof",
        object()
            .with(
                "proof",
                array(object().with("index", U64).with("height", U32).with("hash", HEX32).build()))
            .with("entries", array(type("array")))
            .with("length", U64)
            .build());
    ALL.put(
        "MapProof",
        object()
            .with("entries", array(type("object")))
            .with("proof", array(object().with("path", TEXT).with("hash", HEX32).build()))
            .build());
    ALL.put(
        "CallProof",
        object()
            .with("block", ref("BlockHeader"))
            .with("precommits", array(HEX))
            .with("call_proof", ref("MapProof"))
            .optional("error_description", TEXT)
            .build());
    ALL.put("CallStatus", anyOf(ref("ExecutionStatus"), ref("CallProof")));
    ALL.put(
        "TransactionInfo",
        anyOf(
            object().with("type", oneOf("in_pool")).with("message", HEX).build(),
            object()
                .with("type", oneOf("committed"))
                .with("message", HEX)
                .with(
                    "location",
                    object().with("block_height", U64).with("position_in_block", U32).build())
                .with("location_proof", ref("ListProof"))
                .with("status", ref("ExecutionStatus"))
                .with("time", TIME)
                .build()));
    ALL.put(
        "NodeInfo",
        object()
            .with("consensus_status", oneOf("disabled", "enabled", "active"))
            .with(
                "connected_peers",
                array(
                    object()
                        .with("address", TEXT)
                        .with("public_key", HEX32)
                        .with("direction", oneOf("incoming", "outgoing"))
                        .build()))
            .with("exonum_version", TEXT)
            .with("rust_version", TEXT)
            .with("os_info", TEXT)
            .build());
    ALL.put(
        "NodeStats",
        object()
            .with("height", U64)
            .with("tx_pool_size", U64)
            .with("tx_count", U64)
            .with("tx_cache_size", U64)
            .with("uptime", U64)
            .build());
    ALL.put("ConnectInfo", object().with("address", TEXT).with("public_key", pattern32()).build());
    ALL.put("ConsensusEnabled", object().with("enabled", BOOL).build());
    ALL.put(
        "ArtifactId",
        object().with("runtime_id", U32).with("name", TEXT).with("version", TEXT).build());
    ALL.put("ConsensusConfig", consensus());
    ALL.put(
        "InstanceStatus",
        anyOf(
            type("null"),
            object()
                .with("type", oneOf("active", "stopped", "frozen", "migrating"))
                .optional("target", ref("ArtifactId"))
                .optional("end_version", TEXT)
                .optional("completed_hash", HEX32)
                .build()));
    ALL.put(
        "DispatcherInfo",
        object()
            .with("artifacts", array(ref("ArtifactId")))
            .with(
                "services",
                array(
                    object()
                        .with(
                            "spec",
                            object()
                                .with("id", U32)
                                .with("name", TEXT)
                                .with("artifact", ref("ArtifactId"))
                                .build())
                        .with("status", ref("InstanceStatus"))
                        .with("pending_status", ref("InstanceStatus"))
                        .optional("data_version", TEXT)
                        .build()))
            .build());
    ALL.put(
        "DeployRequest",
        object()
            .with("artifact", ref("ArtifactId"))
            .with("spec", BASE64)
            .with("deadline_height", U64)
            .optional("seed", U64)
            .optional("attempt", U64)
            .build());
    ALL.put(
        "MigrationRequest",
        object()
            .with("new_artifact", ref("ArtifactId"))
            .with("service", TEXT)
            .with("deadline_height", U64)
            .optional("seed", U64)
            .optional("attempt", U64)
            .build());
    ALL.put("ConfigChange", change());
    ALL.put(
        "ConfigPropose",
        object()
            .with("actual_from", U64)
            .with("changes", array(ref("ConfigChange")))
            .with("configuration_number", U64)
            .optional("attempt", U64)
            .build());
    ALL.put(
        "ConfigVote", object().with("propose_hash", pattern32()).optional("attempt", U64).build());
    ALL.put(
        "PendingProposal",
        anyOf(
            type("null"),
            object()
                .with("propose_hash", HEX32)
                .with("config_propose", ref("ConfigPropose"))
                .build()));
    ALL.put("SupervisorConfig", object().with("mode", oneOf("simple", "decentralized")).build());
    ALL.put(
        "AsyncEventState",
        anyOf(
            oneOf("pending", "timeout", "succeed"),
            object()
                .with(
                    "failed",
                    object().with("height", U64).with("error", ref("ExecutionError")).build())
                .build()));
    ALL.put(
        "MigrationState",
        object().with("state", ref("AsyncEventState")).with("version", TEXT).build());
    ALL.put("ProtoSources", array(object().with("name", TEXT).with("content", TEXT).build()));
  }

  /** All of them. */
  static Value all() {
    return new Value.Struct(ALL);
  }

  /** Requires that there is one of that name. */
  static Value ref(String name) {
    return Value.struct().with("$ref", Value.of("#/components/schemas/" + name)).build();
  }

  static boolean has(String name) {
    return ALL.containsKey(name);
  }

  /** Schema of a query argument. */
  static Value of(Parameter.Kind kind) {
    return switch (kind) {
      case TEXT -> TEXT;
      case U32 -> U32;
      case U64 -> U64;
      case BOOL -> BOOL;
      case HEX32 -> pattern32();
    };
  }

  private static Value pattern32() {
    return pattern("^[0-9a-fA-F]{64}$");
  }

  private static ObjectSchema header() {
    return object()
        .with("height", U64)
        .with("tx_count", U32)
        .with("prev_hash", HEX32)
        .with("tx_hash", HEX32)
        .with("state_hash", HEX32)
        .with("error_hash", HEX32)
        .with("additional_headers", ref("AdditionalHeaders"));
  }

  private static Value consensus() {
    return object()
        .with(
            "validator_keys",
            array(
                object()
                    .with("consensus_key", pattern32())
                    .with("service_key", pattern32())
                    .build()))
        .with("first_round_timeout", U64)
        .with("status_timeout", U64)
        .with("peers_timeout", U64)
        .with("txs_block_limit", U32)
        .with("max_message_len", U32)
        .with("min_propose_timeout", U64)
        .with("max_propose_timeout", U64)
        .with("propose_timeout_threshold", U32)
        .build();
  }

  private static Value change() {
    var instance = object().with("instance_id", U32).build();
    var withParams = object().with("instance_id", U32).with("params", BASE64).build();
    return anyOf(
        object().with("consensus", ref("ConsensusConfig")).build(),
        object().with("service", withParams).build(),
        object()
            .with(
                "start_service",
                object()
                    .with("artifact", ref("ArtifactId"))
                    .with("name", TEXT)
                    .with("config", BASE64)
                    .build())
            .build(),
        object().with("stop_service", instance).build(),
        object().with("freeze_service", instance).build(),
        object().with("resume_service", withParams).build(),
        object()
            .with("unload_artifact", object().with("artifact_id", ref("ArtifactId")).build())
            .build(),
        object().with("change_rules", object().with("rules", U32).build()).build());
  }

  private static Value type(String name) {
    return Value.struct().with("type", Value.of(name)).build();
  }

  private static Value pattern(String pattern) {
    return Value.struct()
        .with("type", Value.of("string"))
        .with("pattern", Value.of(pattern))
        .build();
  }

  private static Value unsigned(String max) {
    return Value.struct()
        .with("type", Value.of("integer"))
        .with("minimum", Value.of(0))
        .with("maximum", new Value.Int(new java.math.BigInteger(max)))
        .build();
  }

  private static Value array(Value items) {
    return Value.struct().with("type", Value.of("array")).with("items", items).build();
  }

  private static Value oneOf(String... words) {
    return Value.struct()
        .with("type", Value.of("string"))
        .with("enum", Value.array(List.of(words).stream().map(Value::of).toList()))
        .build();
  }

  private static Value anyOf(Value... schemas) {
    return Value.struct().with("anyOf", Value.array(List.of(schemas))).build();
  }

  private static ObjectSchema object() {
    return new ObjectSchema();
  }

  /** Collects members; further ones are allowed. */
  private static final class ObjectSchema {
    private final Map<String, Value> properties = new LinkedHashMap<>();
    private final List<Value> required = new ArrayList<>();

    ObjectSchema with(String name, Value schema) {
      required.add(Value.of(name));
      return optional(name, schema);
    }

    ObjectSchema optional(String name, Value schema) {
      properties.put(name, schema);
      return this;
    }

    Value build() {
      return Value.struct()
          .with("type", Value.of("object"))
          .with("properties", new Value.Struct(properties))
          .with("required", Value.array(required))
          .build();
    }
  }
}
