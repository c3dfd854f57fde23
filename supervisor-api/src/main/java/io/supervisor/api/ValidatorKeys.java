package io.supervisor.api;

/**
 * Keys of one validator.
 *
 * @param consensusKey signs proposals, votes and precommits
 * @param serviceKey signs the transactions of the validator's administrator and services
 */
public record ValidatorKeys(PublicKey consensusKey, PublicKey serviceKey) {}
