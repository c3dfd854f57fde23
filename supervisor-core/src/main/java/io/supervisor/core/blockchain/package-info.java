/**
 * From a decision to the next state: blocks, their headers and hashes, what is kept of them in the
 * state. Source: lifecycle.md sections 3 and 7, wire.md sections 1.5 and 2.6 to 2.8.
 *
 * <p>Begin with {@link io.supervisor.core.blockchain.BlockExecutor}. The first block is made from a
 * {@link io.supervisor.core.blockchain.Genesis}; which transactions may stand in a block is for
 * {@link io.supervisor.core.blockchain.Admission} to say. Clients' questions are answered by {@link
 * io.supervisor.core.blockchain.QueryEngine} and {@link io.supervisor.core.blockchain.Proofs} from
 * snapshots, and from blocks that a {@link io.supervisor.core.blockchain.ChainReader} finds. Not
 * here: how calls reach services (runtime), who decides blocks (consensus).
 */
@NullMarked
package io.supervisor.core.blockchain;

import org.jspecify.annotations.NullMarked;
