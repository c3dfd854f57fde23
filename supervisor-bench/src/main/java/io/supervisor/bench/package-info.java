/**
 * Load generator: four validators and, beside them in the same run, three etcd servers under the
 * same payload. Begin with {@link io.supervisor.bench.Main}.
 */
@NullMarked
package io.supervisor.bench;

import org.jspecify.annotations.NullMarked;
