/**
 * Files of artifacts by their content: where they lie, and how nodes have them from each other.
 *
 * <pre>
 * ContentStore   files named by SHA-256; PartFile: one that is on its way
 * Download       one file from many peers, some of whom lie: inputs in, requests out
 * Serving        answers requests of peers, within bounds for each
 * Exchange       the thread that drives downloads, and the peers around it
 * </pre>
 *
 * <p>Begin with {@link io.supervisor.server.artifact.Exchange}. A chunk is written only if it
 * passes the tree that the request names; a file is there only once all of it has its SHA-256. Not
 * here: what a file holds ({@code javaruntime}), and which files are needed ({@code node}).
 */
@NullMarked
package io.supervisor.server.artifact;

import org.jspecify.annotations.NullMarked;
