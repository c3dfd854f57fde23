/**
 * Service JARs: where they lie, which are accepted, and how their classes are kept apart from the
 * framework's and from each other's. Source: lifecycle.md section 9.
 *
 * <p>Begin with {@link io.supervisor.server.javaruntime.ServiceJar}. Two sources of artifacts are
 * made of it: {@link io.supervisor.server.javaruntime.JavaArtifactSource} for JARs that
 * administrators bring (runtime 1) and {@link
 * io.supervisor.server.javaruntime.BuiltInArtifactSource} for those that ship with the node
 * (runtime 0). {@link io.supervisor.server.javaruntime.ProtoSources} gives their Protobuf files to
 * clients, over REST and gRPC. Their code is checked, and made to pay for what it does, by the
 * sandbox (docs/sandbox.md). Not here: life cycle and calls of instances ({@code core.runtime}).
 *
 * <p>Errors of kind runtime: 0 = the deploy specification is no such thing, 1 = the artifact cannot
 * be had or loaded; the description says why.
 */
@NullMarked
package io.supervisor.server.javaruntime;

import org.jspecify.annotations.NullMarked;
