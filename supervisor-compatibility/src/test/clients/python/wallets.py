"""Wallets by exonum-python-client: messages from the node's own .proto files, waiting by WebSocket, proofs of maps and lists."""

import json
from threading import Event

from exonum_client import MessageGenerator, ModuleManager
from exonum_client.crypto import Hash, KeyPair
from exonum_client.message import ExonumMessage
from exonum_client.proofs.encoder import build_encoder_function
from exonum_client.proofs.list_proof import ListProof
from exonum_client.proofs.map_proof import MapProof

from checks import check, equal, refuses, until

ARTIFACT = "exonum-cryptocurrency"
VERSION = "0.2.0"


def use_wallets(client, instance):
    with client.protobuf_loader() as loader:
        loader.load_main_proto_files()
        loader.load_service_proto_files(0, ARTIFACT, VERSION)
        service = ModuleManager.import_service_module(ARTIFACT, VERSION, "service")
        messages = MessageGenerator(client.public_api.get_instance_id_by_name(instance), ARTIFACT, VERSION)
        keys = KeyPair.generate()
        create = _signed(messages, service.CreateWallet(name="Python"), keys)
        issue = _signed(messages, service.Issue(amount=11, seed=5), keys)
        with client.create_subscriber("blocks") as blocks:
            equal(client.public_api.send_transaction(create).json(), {"tx_hash": create.hash().hex()}, "a transaction is sent")
            blocks.wait_for_new_event()
        info = committed(client, create.hash().hex())
        equal(info["status"], {"type": "success"}, "it succeeds")
        parsed = ExonumMessage.from_hex(info["message"], ARTIFACT, VERSION, "CreateWallet")
        check(parsed.validate(), "its signature is valid")
        equal(parsed.author(), keys.public_key, "and the author's")
        located(client, info, create.hash())

        by_socket = client.create_subscriber("blocks")
        answer = json.loads(by_socket.send_transaction(issue))
        equal(answer, {"result": "success", "response": {"tx_hash": issue.hash().hex()}}, "a transaction by WebSocket")
        committed(client, issue.hash().hex())
        followed(client, messages, service, keys)
        proven(client, service, instance, keys)


def _signed(messages, content, keys):
    message = messages.create_message(content)
    message.sign(keys)
    check(message.validate(), "the client signs what it verifies")
    return message


def committed(client, tx_hash):
    """Answer about a transaction once it is committed."""
    ask = lambda: client.public_api.get_tx_info(tx_hash)
    return until(ask, lambda r: r.status_code == 200 and r.json()["type"] == "committed", tx_hash).json()


def located(client, info, tx_hash):
    """The block of a transaction, and the proof that it is in there."""
    height = info["location"]["block_height"]
    block = client.public_api.get_block(height).json()
    proof = ListProof.parse(info["location_proof"])
    position = info["location"]["position_in_block"]
    equal(proof.validate(Hash(bytes.fromhex(block["tx_hash"]))), [(position, tx_hash.hex())], "it is proven to be in its block")
    refuses(Exception, lambda: proof.validate(Hash(bytes(32))), "and in no other")
    newest = client.public_api.get_blocks(3, latest=height, add_precommits=True, add_blocks_time=True).json()
    equal(newest["range"]["end"], height + 1, "blocks up to that one")
    equal([b["height"] for b in newest["blocks"]], list(range(height, max(height - 3, -1), -1)), "newest first")
    equal(newest["blocks"][0]["precommits"], block["precommits"], "with precommits")
    check("time" in newest["blocks"][0], "and times")


def followed(client, messages, service, keys):
    """Transactions as they are committed, by WebSocket."""
    seen = []
    arrived = Event()

    def on_event(data):
        seen.append(json.loads(data))
        arrived.set()

    subscriber = client.create_subscriber("transactions")
    subscriber.connect()
    subscriber.set_handler(on_event)
    subscriber.run()
    again = _signed(messages, service.Issue(amount=1, seed=6), keys)
    client.public_api.send_transaction(again)
    check(arrived.wait(30), "a subscriber is told")
    event = seen[0]
    equal((event["type"], event["tx_hash"]), ("transaction", again.hash().hex()), "of the transaction")
    equal(event["status"], {"type": "success"}, "and its outcome")
    # Its stop() waits for one more message, so there has to be one.
    client.public_api.send_transaction(_signed(messages, service.Issue(amount=1, seed=7), keys))
    subscriber._is_running = False
    subscriber._thread.join(30)
    subscriber.stop()


def proven(client, service, instance, keys):
    """The wallet by its proofs, from the state hash down."""
    api = client.service_public_api(instance)
    ask = lambda key: api.get_service(f"v1/wallets/info?pub_key={key}").json()
    settled = lambda a: a["wallet_history"] and len(a["wallet_history"]["transactions"]) == 4
    answer = until(lambda: ask(keys.public_key.hex()), settled, "four transactions of the wallet")
    root = table(answer, instance)
    encode = build_encoder_function(service.Wallet)
    address = MessageGenerator.pk_to_hash_address(keys.public_key).hex()
    wallets = MapProof.parse(answer["wallet_proof"]["to_wallet"], bytes.fromhex, encode, True).check()
    equal(wallets.root_hash(), root, "the wallet is proven")
    entry = next(iter(wallets.entries()))
    equal((entry.key, entry.value["name"], entry.value["balance"]), (address, "Python", 113), "by address, with its balance")
    history_hash = Hash(bytes(entry.value["history_hash"]["data"]))
    history = ListProof.parse(answer["wallet_history"]["proof"]).validate(history_hash)
    hashes = [Hash.hash_data(bytes.fromhex(message)).hex() for message in answer["wallet_history"]["transactions"]]
    equal(history, list(enumerate(hashes)), "and its whole history")

    stranger = ask(KeyPair.generate().public_key.hex())
    missing = MapProof.parse(stranger["wallet_proof"]["to_wallet"], bytes.fromhex, encode, True).check()
    equal((missing.root_hash(), len(list(missing.missing_keys()))), (table(stranger, instance), 1), "no wallet, by proof")


def table(answer, instance):
    """Hash of the map of wallets, proven against the state hash of the block."""
    to_table = MapProof.parse(answer["wallet_proof"]["to_table"], str.encode, bytes.fromhex).check()
    equal(to_table.root_hash().hex(), answer["block_proof"]["block"]["state_hash"], "the map is proven to be in the state")
    entry = next(iter(to_table.entries()))
    equal(entry.key, f"{instance}.wallets", "by its name")
    return Hash(bytes.fromhex(entry.value))
