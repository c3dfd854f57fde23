package io.supervisor.server.node;

import io.supervisor.api.crypto.SignatureCheck;
import io.supervisor.api.crypto.Signer;
import io.supervisor.core.blockchain.Genesis;
import io.supervisor.core.journal.ChainArchive;
import io.supervisor.core.journal.Disk;
import io.supervisor.core.merkledb.Store;
import io.supervisor.core.runtime.Dispatcher;
import io.supervisor.server.observe.EventLog;
import io.supervisor.server.observe.Metrics;

/** What a node is made of. Whoever made these closes them, after the node. */
public record NodePorts(
    Disk disk,
    Store store,
    ChainArchive archive,
    Dispatcher dispatcher,
    Genesis genesis,
    Signer consensusKey,
    Signer serviceKey,
    SignatureCheck signatures,
    RestartMarks restartMarks,
    EventLog log,
    Metrics metrics) {}
