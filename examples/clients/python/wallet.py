"""Opens a wallet, issues some units, reads it back, lists blocks and watches them. Exits with 1 when anything is wrong."""

import argparse

import service_pb2
from supervisor_client import Keys, Supervisor

ISSUE = 1
CREATE_WALLET = 2

checks = 0


def check(condition, what):
    global checks
    if not condition:
        raise SystemExit(f"failed: {what}")
    checks += 1


def run(node, keys, instance, method, arguments):
    committed = node.committed(node.submit(node.sign(keys, instance, method, arguments)))
    check(committed.status.HasField("ok"), f"method {method} succeeds: {committed.status}")
    return committed.location.block_height


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--target", default="127.0.0.1:7200")
    parser.add_argument("--instance", default="crypto")
    options = parser.parse_args()
    keys = Keys()
    with Supervisor(options.target) as node:
        instance = node.instance_id(options.instance)
        before = node.status().height
        created = run(node, keys, instance, CREATE_WALLET, service_pb2.CreateWallet(name="Python"))
        issued = run(node, keys, instance, ISSUE, service_pb2.Issue(amount=23, seed=1))
        check(issued >= created, "blocks follow the order of the transactions")

        info = node.query(options.instance, "v1/wallets/info", pub_key=keys.public.hex())
        wallet = info["wallet_proof"]["to_wallet"]["entries"][0]["value"]
        check((wallet["name"], wallet["balance"]) == ("Python", 123), f"the wallet holds 123 units: {wallet}")
        check(wallet["history_len"] == len(info["wallet_history"]["transactions"]) == 2, "its history has both transactions")
        print(f"wallet {wallet['name']} holds {wallet['balance']}")

        newest = node.blocks(3)
        heights = [block.height for block in newest]
        check(heights and heights == list(range(heights[0], heights[0] - len(heights), -1)), f"newest first, without gaps: {heights}")
        for block in newest:
            print(f"block {block.height} {block.hash.hex()} {block.header.tx_count} transactions")

        expected = before
        for block in node.watch_blocks(before):
            check(block.height == expected, f"block {expected} comes once and in order: {block.height}")
            if expected == issued:
                break
            expected += 1
    print(f"{checks} checks")


if __name__ == "__main__":
    main()
