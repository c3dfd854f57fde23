/**
 * Whether comments and documents cite what is there (sections, clauses, packages, classes, tests,
 * files), and whether docs/reference says what the code has. Reads the repository as text, so that
 * it covers all modules. Begin with {@link io.supervisor.testkit.references.ReferencesTest}.
 */
@NullMarked
package io.supervisor.testkit.references;

import org.jspecify.annotations.NullMarked;
