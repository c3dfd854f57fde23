/**
 * Transactions that wait for a block. Not here: signatures and admission rules, which are checked
 * before. Begin with {@link io.supervisor.core.pool.TransactionPool}.
 */
@NullMarked
package io.supervisor.core.pool;

import org.jspecify.annotations.NullMarked;
