// Opens a wallet, issues some units, reads it back, lists blocks and watches them. Exits with 1 when anything is wrong.
import assert from 'node:assert/strict'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import protoLoader from '@grpc/proto-loader'
import { newKeys, Supervisor } from './supervisor.mjs'

const here = path => fileURLToPath(new URL(path, import.meta.url))
const { values: options } = parseArgs({
  options: {
    target: { type: 'string', default: '127.0.0.1:7200' },
    instance: { type: 'string', default: 'crypto' },
    proto: { type: 'string', default: here('../../../deploy/target/supervisor/proto') },
    service: { type: 'string', default: here('../../cryptocurrency/src/main/protobuf') }
  }
})

const ISSUE = 1
const CREATE_WALLET = 2
const messages = protoLoader.loadSync('service.proto', { keepCase: true, includeDirs: [options.service, options.proto] })
const encode = (name, fields) => messages[`exonum.examples.cryptocurrency_advanced.${name}`].serialize(fields)

let checks = 0
function check(condition, what) {
  assert.ok(condition, what)
  checks++
}

const node = new Supervisor(options.target, options.proto)
const keys = newKeys()
const instance = await node.instanceId(options.instance)
const before = await node.status()

async function run(method, args) {
  const hash = await node.submit(node.sign(keys, instance, method, args))
  const { location, status } = await node.committed(hash)
  check(status.result === 'ok', `method ${method} succeeds: ${JSON.stringify(status.error)}`)
  return { hash, height: BigInt(location.block_height) }
}

const created = await run(CREATE_WALLET, encode('CreateWallet', { name: 'Node' }))
const issued = await run(ISSUE, encode('Issue', { amount: 23, seed: 1 }))
check(issued.height >= created.height, 'blocks follow the order of the transactions')

const info = await node.query(options.instance, 'v1/wallets/info', { pub_key: keys.publicKey.toString('hex') })
const wallet = info.wallet_proof.to_wallet.entries[0].value
check(wallet.name === 'Node' && wallet.balance === 123n, `the wallet holds 123 units: ${wallet.balance}`)
check(wallet.history_len === 2n && info.wallet_history.transactions.length === 2, 'its history has both transactions')
console.log(`wallet ${wallet.name} holds ${wallet.balance}`)

const newest = await node.blocks(3)
check(newest.length > 0 && newest.every((block, i) => i === 0 || BigInt(newest[i - 1].height) === BigInt(block.height) + 1n),
  'blocks are listed newest first, without gaps')
for (const block of newest) console.log(`block ${block.height} ${block.hash.toString('hex')} ${block.header.tx_count} transactions`)

let expected = BigInt(before.height)
for await (const block of node.watchBlocks(expected)) {
  check(BigInt(block.height) === expected, `block ${expected} comes once and in order: ${block.height}`)
  if (expected++ === issued.height) break
}
node.close()
console.log(`${checks} checks`)
