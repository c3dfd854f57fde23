"""exonum-launcher and exonum-python-client, as published, against a live network in simple mode.

    python suite.py PUBLIC_PORT PRIVATE_PORT PROTOC

PROTOC is a compiler of the client's time, 3.12. What compilers from 3.20 on generate keeps files of a process apart by
their names alone, and to this client the main file of every artifact is service.proto: it can load one, not two.
"""

import os
import sys

from exonum_client import ExonumClient

import checks
from launches import Launches
from node import node_as_a_process, shut_down
from timestamps import use_timestamping
from wallets import use_wallets


def main():
    public, private = (int(port) for port in sys.argv[1:3])
    client = ExonumClient("127.0.0.1", public, private)
    launches = Launches(client, public, private)
    launches.cryptocurrency(use_wallets)
    os.environ["PROTOC"] = sys.argv[3]
    launches.timestamping(use_timestamping)
    node_as_a_process(client)
    shut_down(client)
    checks.report()


if __name__ == "__main__":
    main()
