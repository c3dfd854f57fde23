package io.supervisor.testkit.simulation;

/** Nodes from which one rule is taken away. */
record Mutation(String name, NodeParts parts) {}
