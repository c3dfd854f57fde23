"""A client of supervisor.v1: connects to the public gRPC port of one node.

It believes that node; the Java SDK (supervisor-client) is the one that verifies proofs.
The modules below come from the published .proto files, see README.md.
"""

import grpc
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from exonum import messages_pb2
from supervisor.v1 import ledger_pb2, ledger_pb2_grpc, query_pb2, query_pb2_grpc, supervisor_pb2, supervisor_pb2_grpc

DEADLINE_SECONDS = 30


class Keys:
    """An Ed25519 key pair."""

    def __init__(self):
        self._private = Ed25519PrivateKey.generate()
        self.public = self._private.public_key().public_bytes_raw()

    def sign(self, payload):
        return self._private.sign(payload)


def plain(value):
    """Value of an answer as plain Python; bytes become hexadecimal text."""
    kind = value.WhichOneof("kind")
    if kind is None:
        return None
    content = getattr(value, kind)
    if kind == "big_int_value":
        return int(content)
    if kind == "bytes_value":
        return content.hex()
    if kind == "array_value":
        return [plain(item) for item in content.items]
    if kind == "struct_value":
        return {member.name: plain(member.value) for member in content.members}
    return content


class Supervisor:
    """One node. `target` is host:port of its public gRPC server."""

    def __init__(self, target):
        self._channel = grpc.insecure_channel(target)
        self._ledger = ledger_pb2_grpc.LedgerServiceStub(self._channel)
        self._queries = query_pb2_grpc.QueryServiceStub(self._channel)
        self._supervisor = supervisor_pb2_grpc.SupervisorServiceStub(self._channel)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self._channel.close()

    @staticmethod
    def sign(keys, instance_id, method_id, arguments):
        """Serialized SignedMessage of a call."""
        core = messages_pb2.CoreMessage()
        core.any_tx.call_info.instance_id = instance_id
        core.any_tx.call_info.method_id = method_id
        core.any_tx.arguments = arguments.SerializeToString()
        signed = messages_pb2.SignedMessage(payload=core.SerializeToString())
        signed.author.data = keys.public
        signed.signature.data = keys.sign(signed.payload)
        return signed.SerializeToString()

    def submit(self, transaction):
        """Hands a transaction over; its hash."""
        request = ledger_pb2.SubmitTransactionRequest(transaction=transaction)
        return self._ledger.SubmitTransaction(request, timeout=DEADLINE_SECONDS).hash

    def committed(self, transaction_hash):
        """Waits until a transaction stands in a block: its location and status."""
        request = ledger_pb2.WatchTransactionsRequest()
        request.hashes.hashes.append(transaction_hash)
        for event in self._ledger.WatchTransactions(request, timeout=DEADLINE_SECONDS):
            return event.committed
        raise ConnectionError("the node ended the stream before the transaction")

    def instance_id(self, name):
        answer = self._supervisor.ListInstances(supervisor_pb2.ListInstancesRequest(), timeout=DEADLINE_SECONDS)
        for instance in answer.instances:
            if instance.state.spec.name == name:
                return instance.state.spec.id
        raise LookupError(f"there is no instance {name}")

    def query(self, instance, method, **arguments):
        request = query_pb2.QueryRequest(instance=instance, method=method, arguments=arguments)
        return plain(self._queries.Query(request, timeout=DEADLINE_SECONDS).value)

    def status(self):
        return self._ledger.GetLedgerStatus(ledger_pb2.GetLedgerStatusRequest(), timeout=DEADLINE_SECONDS)

    def blocks(self, count):
        """The newest blocks, newest first."""
        request = ledger_pb2.ListBlocksRequest(page_size=count)
        return self._ledger.ListBlocks(request, timeout=DEADLINE_SECONDS).blocks

    def watch_blocks(self, from_height):
        """Blocks from a height on, for ever, each once and in order.

        The height is the cursor: when a stream breaks, the next one begins one above the last block that was seen.
        """
        height = from_height
        while True:
            request = ledger_pb2.WatchBlocksRequest(from_height=height)
            stream = self._ledger.WatchBlocks(request, wait_for_ready=True)
            try:
                for event in stream:
                    yield event.block
                    height = event.block.height + 1
            except grpc.RpcError as error:
                if error.code() not in (grpc.StatusCode.UNAVAILABLE, grpc.StatusCode.RESOURCE_EXHAUSTED):
                    raise
            finally:
                stream.cancel()
