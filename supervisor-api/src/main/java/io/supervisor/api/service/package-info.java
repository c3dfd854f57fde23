/**
 * What the author of a service implements and uses. Begin with {@link
 * io.supervisor.api.service.ServiceArtifact} and {@link io.supervisor.api.service.Service}.
 */
@NullMarked
package io.supervisor.api.service;

import org.jspecify.annotations.NullMarked;
