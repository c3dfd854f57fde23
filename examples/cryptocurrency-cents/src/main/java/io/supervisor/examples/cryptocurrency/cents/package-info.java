/**
 * The cryptocurrency once more, with amounts in cents and a supply that clients can have proved: an
 * example for a version that rewrites all data of the one before. What has not changed is that of
 * version 0.2.0, which the build packs into the same JAR. Begin with {@link
 * io.supervisor.examples.cryptocurrency.cents.WalletsInCents}.
 */
@NullMarked
package io.supervisor.examples.cryptocurrency.cents;

import org.jspecify.annotations.NullMarked;
