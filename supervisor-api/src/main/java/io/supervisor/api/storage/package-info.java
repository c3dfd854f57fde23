/**
 * Indexes as the code of a service sees them; {@code core.merkledb} implements them. Begin with
 * {@link io.supervisor.api.storage.Access}; types of keys and values are in {@link
 * io.supervisor.api.storage.Codecs}.
 */
@NullMarked
package io.supervisor.api.storage;

import org.jspecify.annotations.NullMarked;
