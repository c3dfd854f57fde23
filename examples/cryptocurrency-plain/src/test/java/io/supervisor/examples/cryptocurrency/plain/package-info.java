/** Cryptocurrency 0.1.0 on a network of the test kit. */
@NullMarked
package io.supervisor.examples.cryptocurrency.plain;

import org.jspecify.annotations.NullMarked;
