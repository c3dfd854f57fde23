/**
 * What a node serves over plain HTTP to its operator: metrics and health, on the private port.
 * Begin with {@link io.supervisor.server.http.OperatorHttpServer}.
 */
@NullMarked
package io.supervisor.server.http;

import org.jspecify.annotations.NullMarked;
