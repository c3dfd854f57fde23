package io.supervisor.core.replica;

import io.supervisor.api.crypto.Signer;
import io.supervisor.core.journal.ChainArchive;
import io.supervisor.core.journal.Disk;
import io.supervisor.core.merkledb.Store;

/**
 * The world around a replica.
 *
 * @param signer with the consensus key; every message is signed once
 * @param store may have forgotten the last patches after a crash: the journal redoes them; or all
 *     of them: the archived blocks are executed again
 */
public record ReplicaPorts(
    Disk disk,
    Store store,
    ChainArchive archive,
    StateMachine machine,
    Signer signer,
    RebuildListener rebuild) {}
