// A front end's view of cryptocurrency 0.2.0: the calls and the verification of the original's web demo, in Node.js and in
// browsers alike. Wants a global regeneratorRuntime, which exonum-client uses and does not bring.
import Exonum from 'exonum-client'

const HISTORY_BROKEN = 'Transactions proof is corrupted'

/** A JSON answer of a node; throws an error with the status and the body of anything but 200. */
export async function get(url) {
  const response = await fetch(url)
  const body = await response.text()
  if (!response.ok) throw Object.assign(new Error(`${url}: ${response.status} ${body}`), { status: response.status, body })
  return JSON.parse(body)
}

/** Consensus keys of the validators, by their ids. */
export async function validators(base) {
  const config = await get(`${base}/api/services/supervisor/consensus-config`)
  return config.validator_keys.map(keys => keys.consensus_key)
}

export class Wallets {
  /**
   * @param base http://host:port of a node's public server
   * @param proto namespace exonum.examples.cryptocurrency_advanced of protobufjs
   * @param instance id and name of the service
   */
  constructor(base, proto, instance) {
    const call = (methodId, name) => new Exonum.Transaction({ serviceId: instance.id, methodId, schema: proto[name] })
    this.base = base
    this.table = `${instance.name}.wallets`
    this.info = `${base}/api/services/${instance.name}/v1/wallets/info`
    this.transactions = `${base}/api/explorer/v1/transactions`
    this.Wallet = Exonum.newType(proto.Wallet)
    this.transferTx = call(0, 'Transfer')
    this.issueTx = call(1, 'Issue')
    this.createTx = call(2, 'CreateWallet')
  }

  createWallet(keys, name) {
    return this.send(this.createTx.create({ name }, keys))
  }

  issue(keys, amount, seed) {
    return this.send(this.issueTx.create({ amount: String(amount), seed }, keys))
  }

  transfer(keys, receiver, amount, seed) {
    const to = { data: Exonum.hexadecimalToUint8Array(Exonum.publicKeyToAddress(receiver)) }
    return this.send(this.transferTx.create({ to, amount, seed }, keys))
  }

  /** Submits, and returns the hash once the transaction is committed. */
  send(transaction) {
    return Exonum.send(this.transactions, transaction.serialize())
  }

  read(publicKey) {
    return get(`${this.info}?pub_key=${publicKey}`)
  }

  /** The map of wallets, proven from the validators' signatures down. */
  verifyTable(answer, keys) {
    Exonum.verifyBlock(answer.block_proof, keys)
    const root = Exonum.verifyTable(answer.wallet_proof.to_table, answer.block_proof.block.state_hash, this.table)
    const wallets = new Exonum.MapProof(answer.wallet_proof.to_wallet, Exonum.MapProof.rawKey(Exonum.PublicKey), this.Wallet)
    if (wallets.merkleRoot !== root) throw new Error('Wallet proof is corrupted')
    return wallets
  }

  /** The wallet of a key and its transactions; throws if anything does not verify. */
  verify(answer, publicKey, keys) {
    const wallet = this.verifyTable(answer, keys).entries.get(Exonum.publicKeyToAddress(publicKey))
    if (!wallet) throw new Error('Wallet not found')
    const proven = new Exonum.ListProof(answer.wallet_history.proof, Exonum.Hash)
    const expected = Exonum.uint8ArrayToHexadecimal(new Uint8Array(wallet.history_hash.data))
    if (proven.merkleRoot !== expected) throw new Error(HISTORY_BROKEN)
    const transactions = answer.wallet_history.transactions.map(message => this.parse(message))
    if (transactions.length !== wallet.history_len) throw new Error(HISTORY_BROKEN)
    transactions.forEach(({ hash }, i) => {
      if (proven.entries[i].index !== i || proven.entries[i].value !== hash) throw new Error(HISTORY_BROKEN)
    })
    return { wallet, transactions, height: answer.block_proof.block.height }
  }

  /** Kind and hash of a signed message, its signature checked. */
  parse(message) {
    for (const kind of ['transfer', 'issue', 'create']) {
      const transaction = this[`${kind}Tx`].deserialize(Exonum.hexadecimalToUint8Array(message))
      if (transaction) return { kind, hash: transaction.hash(), payload: transaction.payload }
    }
    throw new Error('Transaction of another service')
  }
}
