/**
 * What validators sign to agree on a block, as records; their bytes, and how bytes become {@link
 * io.supervisor.core.consensus.message.Verified}. No rules of voting: those are in {@code round}.
 * Begin with {@link io.supervisor.core.consensus.message.Message}.
 */
@NullMarked
package io.supervisor.core.consensus.message;

import org.jspecify.annotations.NullMarked;
