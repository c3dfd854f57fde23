/**
 * The explorer: an instance that shows clients that the chain offers its blocks. What it shows is
 * served by the node itself. Source: lifecycle.md section 13. Begin with {@link
 * io.supervisor.core.explorer.ExplorerArtifact}.
 */
@NullMarked
package io.supervisor.core.explorer;

import org.jspecify.annotations.NullMarked;
