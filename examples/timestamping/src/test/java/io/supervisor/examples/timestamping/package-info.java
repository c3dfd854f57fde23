/** Timestamping on a network of the test kit, beside oracles of several versions. */
@NullMarked
package io.supervisor.examples.timestamping;

import org.jspecify.annotations.NullMarked;
