// exonum-client against all nodes of a network: transactions through REST, verified blocks, map and list proofs, absence.
// node verify.mjs PROTO_FOLDER SERVICE_PROTO NODE_URL...
import 'regenerator-runtime/runtime.js'
import Exonum from 'exonum-client'
import { checks, until } from './checks.mjs'
import { load } from './proto.mjs'
import { errorType, callType } from './errors.mjs'
import { get, validators, Wallets } from './wallets.mjs'

const [protoFolder, serviceProto, ...nodes] = process.argv.slice(2)
const proto = load([protoFolder], serviceProto).lookup('exonum.examples.cryptocurrency_advanced')
const instance = { id: 3, name: 'crypto' }
const clients = nodes.map(base => new Wallets(base, proto, instance))
const [first, second] = clients
const explorer = base => `${base}/api/explorer/v1`

// What the front end writes: each send returns once the node says that the transaction is committed.
const alice = Exonum.keyPair()
const bob = Exonum.keyPair()
const created = await first.createWallet(alice, 'Alice')
checks.that(/^[0-9a-f]{64}$/.test(created), 'a send returns the hash of the transaction')
await second.createWallet(bob, 'Bob')
const issued = await first.issue(alice, 50, Exonum.randomUint64())
const transferred = await first.transfer(alice, bob.publicKey, 30, Exonum.randomUint64())
const refused = await first.transfer(alice, alice.publicKey, 1, Exonum.randomUint64())
const queue = [7, 8].map(amount => first.issueTx.create({ amount: String(amount), seed: '1' }, bob).serialize())
checks.equal((await Exonum.sendQueue(first.transactions, queue)).length, 2, 'a queue is sent in order')

// What it reads, from every node, and believes only if it verifies.
for (const [i, client] of clients.entries()) {
  const keys = await validators(client.base)
  checks.equal(keys, await validators(first.base), `node ${i} names the same validators`)
  const settled = async (pair, length) =>
    until(() => client.read(pair.publicKey), a => a.wallet_history?.transactions.length === length, `the history on node ${i}`)

  const answer = await settled(alice, 3)
  const seen = client.verify(answer, alice.publicKey, keys)
  checks.equal([seen.wallet.name, seen.wallet.balance, seen.wallet.history_len], ['Alice', 120, 3], `Alice's wallet on node ${i}`)
  checks.equal(seen.transactions.map(t => t.kind), ['create', 'issue', 'transfer'], 'her history, in order')
  checks.equal(seen.transactions.map(t => t.hash), [created, issued, transferred], 'by the hashes that sending returned')
  const others = client.verify(await settled(bob, 4), bob.publicKey, keys)
  checks.equal([others.wallet.name, others.wallet.balance], ['Bob', 145], `Bob's wallet on node ${i}`)

  const stranger = Exonum.keyPair().publicKey
  const absent = await client.read(stranger)
  const table = client.verifyTable(absent, keys)
  checks.that(table.missingKeys.has(Exonum.publicKeyToAddress(stranger)), 'a wallet that is not there is proven absent')
  checks.equal([table.entries.size, absent.wallet_history], [0, null], 'and nothing is said of it')

  lies(client, answer, alice.publicKey, keys)
  await explore(client.base, keys)
}

/** Whatever is changed in an answer has to be noticed: else the checks above say nothing. */
function lies(client, answer, publicKey, keys) {
  const lie = change => {
    const copy = structuredClone(answer)
    change(copy)
    return () => client.verify(copy, publicKey, keys)
  }
  checks.throws(lie(a => a.wallet_proof.to_wallet.entries[0].value.balance++), /Wallet proof is corrupted/, 'another balance')
  checks.throws(lie(a => a.wallet_history.transactions.reverse()), /Transactions proof is corrupted/, 'another order')
  checks.throws(lie(a => a.block_proof.block.height++), /Precommit height/, 'another height')
  checks.throws(lie(a => { a.block_proof.block.error_hash = '0'.repeat(64) }), /block hash does not match/, 'another header')
  checks.throws(lie(a => a.block_proof.precommits.splice(2)), /Insufficient number of precommits/, 'too few precommits')
  checks.throws(lie(a => { a.block_proof.precommits[1] = a.block_proof.precommits[0] }), /Double endorsement/, 'one of them twice')
  checks.throws(() => client.verify(answer, publicKey, [...keys].reverse()), /does not match key/, 'other validators')
}

/** Blocks, transactions and outcomes as the explorer tells them. */
async function explore(base, keys) {
  const info = await until(() => get(`${explorer(base)}/transactions?hash=${transferred}`), t => t.type === 'committed', 'the transfer')
  const height = info.location.block_height
  const block = await get(`${explorer(base)}/block?height=${height}`)
  Exonum.verifyBlock({ block: header(block), precommits: block.precommits }, keys)
  checks.equal(block.height, height, 'the block of the transfer is certified')
  const list = new Exonum.ListProof(info.location_proof, Exonum.Hash)
  checks.equal(list.merkleRoot, block.tx_hash, 'the transfer is proven to be in it')
  checks.equal(list.entries.map(({ index, value }) => ({ index, value })), [{ index: info.location.position_in_block, value: transferred }], 'where the node says')
  checks.equal(block.txs[info.location.position_in_block].tx_hash, transferred, 'and where the block lists it')
  checks.equal(info.status, { type: 'success' }, 'with the outcome of its execution')

  const range = await get(`${explorer(base)}/blocks?count=5&add_precommits=true&add_blocks_time=true`)
  for (const listed of range.blocks.filter(b => b.height > 0)) {
    Exonum.verifyBlock({ block: header(listed), precommits: listed.precommits }, keys)
    checks.that(!Number.isNaN(Date.parse(listed.time)), `block ${listed.height} is certified and dated`)
  }
  await outcome(base, keys, transferred, undefined)
  await outcome(base, keys, refused, { type: 'service_error', code: 4 })
  await checks.rejects(get(`${explorer(base)}/transactions?hash=${'0'.repeat(64)}`), e => e.status === 404, 'an unknown hash')
}

/** Members of a header only: those beside it are no part of what is hashed. */
function header({ txs, time, precommits, ...rest }) {
  return rest
}

/** Outcome of a call by its proof: an error that is there, or one that is proven absent. */
async function outcome(base, keys, hash, error) {
  const { location } = await until(() => get(`${explorer(base)}/transactions?hash=${hash}`), t => t.type === 'committed', hash)
  const proof = await get(`${explorer(base)}/call_status/transaction?hash=${hash}&with_proof=true`)
  Exonum.verifyBlock({ block: proof.block, precommits: proof.precommits }, keys)
  const errors = new Exonum.MapProof(proof.call_proof, callType, errorType)
  checks.equal(errors.merkleRoot, proof.block.error_hash, 'the outcome is proven against the errors of the block')
  const call = { type: 'transaction', index: location.position_in_block }
  if (error) {
    const [[key, value]] = errors.entries
    checks.equal([key, { type: value.type, code: value.code }], [call, error], 'the error of this call')
  } else {
    checks.equal([...errors.missingKeys], [call], 'no error of this call')
  }
}

await checks.rejects(first.send(first.createTx.create({ name: 'forged' }, alice.publicKey, '0'.repeat(128))), /400/, 'a bad signature')
checks.report()
