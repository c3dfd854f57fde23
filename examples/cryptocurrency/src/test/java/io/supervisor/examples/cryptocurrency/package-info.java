/** Cryptocurrency 0.2.0 on a network of the test kit. */
@NullMarked
package io.supervisor.examples.cryptocurrency;

import org.jspecify.annotations.NullMarked;
