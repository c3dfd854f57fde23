"""Timestamping by exonum-python-client."""

from exonum_client import MessageGenerator, ModuleManager
from exonum_client.crypto import Hash, KeyPair
from exonum_client.proofs.map_proof import MapProof

from checks import check, equal, until
from wallets import committed

ARTIFACT = "exonum-timestamping"
VERSION = "1.0.0"


def use_timestamping(client, instance):
    with client.protobuf_loader() as loader:
        loader.load_main_proto_files()
        loader.load_service_proto_files(0, ARTIFACT, VERSION)
        service = ModuleManager.import_service_module(ARTIFACT, VERSION, "service")
        types = ModuleManager.import_service_module(ARTIFACT, VERSION, "exonum.crypto.types")
        messages = MessageGenerator(client.public_api.get_instance_id_by_name(instance), ARTIFACT, VERSION)
        time_is_known(client)
        keys = KeyPair.generate()
        content = Hash.hash_data(keys.public_key.value)
        stamp = service.Timestamp(content_hash=types.Hash(data=content.value), metadata="a document")
        message = messages.create_message(stamp)
        message.sign(keys)
        client.public_api.send_transaction(message)
        equal(committed(client, message.hash().hex())["status"], {"type": "success"}, "a document is stamped")

        api = client.service_public_api(instance)
        value = api.get_service(f"v1/timestamps/value?hash={content.hex()}").json()
        equal(value["timestamp"]["metadata"], "a document", "the stamp can be read")
        answer = api.get_service(f"v1/timestamps/proof?hash={content.hex()}").json()
        state = MapProof.parse(answer["state_proof"], str.encode, bytes.fromhex).check()
        equal(state.root_hash().hex(), answer["block_info"]["block"]["state_hash"], "its map is part of the state")
        encode = lambda entry: _encoded(entry, service, types)
        stamps = MapProof.parse(answer["timestamp_proof"], bytes.fromhex, encode, True).check()
        equal(stamps.root_hash().hex(), next(iter(state.entries())).value, "the stamp is part of the map")
        equal(next(iter(stamps.entries())).key, content.hex(), "under the hash of the document")
        unknown = api.get_service(f"v1/timestamps/value?hash={'00' * 32}")
        equal((unknown.status_code, unknown.json()), (200, None), "what nobody stamped is not there")


def _encoded(entry, service, types):
    """Bytes of an entry. The client's own encoder goes by protobuf's JSON, where a time is a text; nodes send its fields."""
    message = service.TimestampEntry()
    message.timestamp.content_hash.CopyFrom(types.Hash(data=bytes(entry["timestamp"]["content_hash"]["data"])))
    message.timestamp.metadata = entry["timestamp"]["metadata"]
    message.tx_hash.CopyFrom(types.Hash(data=bytes(entry["tx_hash"]["data"])))
    message.time.seconds = entry["time"]["seconds"]
    message.time.nanos = entry["time"]["nanos"]
    return message.SerializeToString()


def time_is_known(client):
    """The oracle needs a block before it has a time."""
    api = client.service_public_api("time")
    now = until(lambda: api.get_service("v1/current_time").json(), lambda t: t is not None, "the time")
    check(isinstance(now, str) and now.endswith("Z"), f"the oracle tells the time: {now}")
    both = client.service_private_api("time").get_service("v1/validators_times").json()
    check(both and all(set(one) == {"public_key", "time"} for one in both), f"by validator: {both}")
