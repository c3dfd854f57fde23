package io.supervisor.server.node;

import io.supervisor.server.artifact.ContentFiles;
import io.supervisor.server.artifact.ContentStore;
import io.supervisor.server.artifact.Exchange;
import java.time.Duration;

/**
 * Files of artifacts.
 *
 * @param contents what was fetched or uploaded, by content
 * @param files all files of this node
 * @param unusedKept how long contents stay that nothing needs
 */
public record ArtifactPorts(
    ContentStore contents, ContentFiles files, Exchange.Limits limits, Duration unusedKept) {}
