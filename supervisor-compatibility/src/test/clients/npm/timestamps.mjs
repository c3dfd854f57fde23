// A front end's view of timestamping 1.0.0, as the original's web demo has it, against all nodes of a network.
// node timestamps.mjs PROTO_FOLDER SERVICE_PROTO NODE_URL...
import 'regenerator-runtime/runtime.js'
import Exonum from 'exonum-client'
import { checks, until } from './checks.mjs'
import { load } from './proto.mjs'
import { get, validators } from './wallets.mjs'

const [protoFolder, serviceProto, ...nodes] = process.argv.slice(2)
const proto = load([protoFolder], serviceProto).lookup('exonum.examples.timestamping')
const TimestampEntry = Exonum.newType(proto.TimestampEntry)
const service = base => `${base}/api/services/timestamping/v1/timestamps`

const { services } = await get(`${nodes[0]}/api/services/supervisor/services`)
const serviceId = services.find(s => s.spec.name === 'timestamping').spec.id
const stamp = new Exonum.Transaction({ serviceId, methodId: 0, schema: proto.Timestamp })
const hash = Exonum.hash(Array.from(crypto.getRandomValues(new Uint8Array(32))))
const data = { content_hash: { data: Exonum.hexadecimalToUint8Array(hash) }, metadata: 'a document' }
const sent = await Exonum.send(`${nodes[0]}/api/explorer/v1/transactions`, stamp.create(data, Exonum.keyPair()).serialize())

function verify({ timestamp_proof: proof, state_proof: state, block_info: block }, keys) {
  Exonum.verifyBlock(block, keys)
  const root = Exonum.verifyTable(state, block.block.state_hash, 'timestamping.timestamps')
  const stamps = new Exonum.MapProof(proof, Exonum.MapProof.rawKey(Exonum.PublicKey), TimestampEntry)
  if (stamps.merkleRoot !== root) throw new Error('Timestamp proof is corrupted')
  return stamps
}

for (const [i, base] of nodes.entries()) {
  const keys = await validators(base)
  const value = await until(() => get(`${service(base)}/value?hash=${hash}`), v => v !== null, `the stamp on node ${i}`)
  checks.equal(value.timestamp.metadata, 'a document', `the stamp on node ${i}`)
  const answer = await get(`${service(base)}/proof?hash=${hash}`)
  const entry = verify(answer, keys).entries.get(hash)
  checks.equal(Exonum.uint8ArrayToHexadecimal(new Uint8Array(entry.tx_hash.data)), sent, 'proven, with the transaction that made it')
  checks.that(Math.abs(entry.time.seconds - Date.now() / 1000) < 3600, 'and its time')
  const lie = structuredClone(answer)
  lie.timestamp_proof.entries[0].value.time.seconds -= 1
  checks.throws(() => verify(lie, keys), /Timestamp proof is corrupted/, 'another time is noticed')
  const absent = await get(`${service(base)}/proof?hash=${'ab'.repeat(32)}`)
  checks.that(verify(absent, keys).missingKeys.has('ab'.repeat(32)), 'what nobody stamped is proven absent')
}
checks.report()
