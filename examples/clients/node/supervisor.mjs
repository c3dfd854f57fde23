// A client of supervisor.v1: connects to the public gRPC port of one node. It believes that node; the Java SDK
// (supervisor-client) is the one that verifies proofs.
import crypto from 'node:crypto'
import grpc from '@grpc/grpc-js'
import protoLoader from '@grpc/proto-loader'

const FILES = ['exonum/messages.proto', 'supervisor/v1/ledger.proto', 'supervisor/v1/query.proto', 'supervisor/v1/supervisor.proto']
const OPTIONS = { keepCase: true, longs: String, oneofs: true, defaults: true }
const DEADLINE_MS = 30_000

/** Ed25519 key pair: the raw public key, and what signs. */
export function newKeys() {
  const { publicKey, privateKey } = crypto.generateKeyPairSync('ed25519')
  return { publicKey: Buffer.from(publicKey.export({ format: 'jwk' }).x, 'base64url'), privateKey }
}

/** Value of an answer as plain JavaScript; bytes become hexadecimal text, whole numbers BigInt. */
export function plain(value) {
  switch (value?.kind) {
    case 'bool_value': return value.bool_value
    case 'int_value': return BigInt(value.int_value)
    case 'big_int_value': return BigInt(value.big_int_value)
    case 'text_value': return value.text_value
    case 'bytes_value': return value.bytes_value.toString('hex')
    case 'array_value': return value.array_value.items.map(plain)
    case 'struct_value': return Object.fromEntries(value.struct_value.members.map(m => [m.name, plain(m.value)]))
    default: return null
  }
}

export class Supervisor {
  /**
   * @param target host:port of a node's public gRPC server
   * @param protoDir folder of the published .proto files
   */
  constructor(target, protoDir) {
    const types = protoLoader.loadSync(FILES, { ...OPTIONS, includeDirs: [protoDir] })
    const { supervisor } = grpc.loadPackageDefinition(types)
    const open = service => new service(target, grpc.credentials.createInsecure())
    this.types = types
    this.ledger = open(supervisor.v1.LedgerService)
    this.queries = open(supervisor.v1.QueryService)
    this.supervisor = open(supervisor.v1.SupervisorService)
  }

  close() {
    for (const stub of [this.ledger, this.queries, this.supervisor]) stub.close()
  }

  #call(stub, method, request) {
    const deadline = Date.now() + DEADLINE_MS
    return new Promise((resolve, reject) =>
      stub[method](request, { deadline }, (error, answer) => (error ? reject(error) : resolve(answer))))
  }

  /** Serialized SignedMessage of a call. */
  sign(keys, instanceId, methodId, args) {
    const payload = this.types['exonum.CoreMessage'].serialize({
      any_tx: { call_info: { instance_id: instanceId, method_id: methodId }, arguments: args }
    })
    return this.types['exonum.SignedMessage'].serialize({
      payload,
      author: { data: keys.publicKey },
      signature: { data: crypto.sign(null, payload, keys.privateKey) }
    })
  }

  /** Hands a transaction over; its hash. */
  async submit(transaction) {
    return (await this.#call(this.ledger, 'SubmitTransaction', { transaction })).hash
  }

  /** Waits until a transaction stands in a block: its location and status. */
  committed(hash) {
    const watch = this.ledger.WatchTransactions({ hashes: { hashes: [hash] } }, { deadline: Date.now() + DEADLINE_MS })
    return new Promise((resolve, reject) => {
      watch.on('data', event => resolve(event.committed))
      watch.on('error', reject)
      watch.on('end', () => reject(new Error('the node ended the stream before the transaction')))
    })
  }

  async instanceId(name) {
    const { instances } = await this.#call(this.supervisor, 'ListInstances', {})
    const found = instances.map(i => i.state.spec).find(spec => spec.name === name)
    if (!found) throw new Error(`there is no instance ${name}`)
    return found.id
  }

  async query(instance, method, args) {
    return plain((await this.#call(this.queries, 'Query', { instance, method, arguments: args })).value)
  }

  status() {
    return this.#call(this.ledger, 'GetLedgerStatus', {})
  }

  /** The newest blocks, newest first. */
  async blocks(count) {
    return (await this.#call(this.ledger, 'ListBlocks', { page_size: count })).blocks
  }

  /**
   * Blocks from a height on, for ever, each once and in order. The height is the cursor: when a stream breaks, the next one
   * begins one above the last block that was seen.
   */
  async *watchBlocks(fromHeight) {
    for (let next = BigInt(fromHeight); ;) {
      const patient = new grpc.Metadata({ waitForReady: true })
      const watch = this.ledger.WatchBlocks({ from_height: next.toString() }, patient)
      try {
        for await (const { block } of watch) {
          yield block
          next = BigInt(block.height) + 1n
        }
      } catch (error) {
        if (![grpc.status.UNAVAILABLE, grpc.status.RESOURCE_EXHAUSTED].includes(error.code)) throw error
      } finally {
        watch.cancel()
      }
    }
  }
}
