package io.supervisor.core.replica;

import io.supervisor.core.pool.TransactionPool;

/** What the halves of a replica share. */
record Parts(
    Chain chain,
    TransactionPool pool,
    Bodies bodies,
    Proposals proposals,
    EvidenceFile evidence,
    ConsensusInputs inputs,
    Outbox outbox) {}
