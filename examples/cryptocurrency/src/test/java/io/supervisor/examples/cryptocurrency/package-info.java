/** The service on indexes in memory, so that the tests run on JDK 17 like the service. */
@NullMarked
package io.supervisor.examples.cryptocurrency;

import org.jspecify.annotations.NullMarked;
