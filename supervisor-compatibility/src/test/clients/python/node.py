"""The private API of a node: who it is, how it is doing, peers, consensus, shutdown."""

from requests.exceptions import ConnectionError as NoConnection

from checks import check, equal, until


def node_as_a_process(client):
    api = client.private_api
    info = api.get_info().json()
    check({"consensus_status", "connected_peers", "exonum_version", "os_info"} <= set(info), f"info: {info}")
    stats = api.get_stats().json()
    check(stats["tx_count"] > 0 and stats["height"] > 0 and stats["tx_pool_size"] == 0, f"stats: {stats}")
    equal(api.set_consensus_interaction(False).status_code, 200, "consensus is switched off")
    until(lambda: api.get_info().json()["consensus_status"], lambda s: s == "disabled", "consensus to be off")
    equal(api.set_consensus_interaction(True).status_code, 200, "and on")
    until(lambda: api.get_info().json()["consensus_status"], lambda s: s != "disabled", "consensus to be on")
    equal(api.add_peer("127.0.0.1:1", "ab" * 32).status_code, 200, "a peer is added")


def shut_down(client):
    equal(client.private_api.shutdown().status_code, 200, "the node is asked to stop")

    def gone():
        try:
            client.private_api.get_stats()
        except NoConnection:
            return True
        return False

    until(gone, bool, "the node to stop")
