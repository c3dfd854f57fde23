/** The supervisor on the real executor: each test is a story of a few blocks. */
@NullMarked
package io.supervisor.core.supervisor;

import org.jspecify.annotations.NullMarked;
