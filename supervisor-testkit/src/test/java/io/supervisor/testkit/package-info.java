/** What the test kit promises, by a service that counts. */
@NullMarked
package io.supervisor.testkit;

import org.jspecify.annotations.NullMarked;
