// The page: shows a wallet only once it is verified. ?node=URL&key=HEX shows that one, ?node=URL&create=NAME opens a new one.
import Exonum from 'exonum-client'
import protobuf from 'protobufjs/light'
import schema from './schema.json'
import { validators, Wallets } from './wallets.mjs'

const show = (id, text) => { document.getElementById(id).textContent = text }

async function main() {
  const query = new URLSearchParams(location.search)
  const base = query.get('node')
  show('node', base)
  const proto = protobuf.Root.fromJSON(schema).lookup('exonum.examples.cryptocurrency_advanced')
  const wallets = new Wallets(base, proto, { id: 3, name: 'crypto' })
  let key = query.get('key')
  if (!key) {
    const keys = Exonum.keyPair()
    key = keys.publicKey
    await wallets.createWallet(keys, query.get('create'))
    await wallets.issue(keys, 5, Exonum.randomUint64())
  }
  const { wallet, transactions, height } = wallets.verify(await wallets.read(key), key, await validators(base))
  show('name', wallet.name)
  show('balance', wallet.balance)
  show('height', height)
  document.getElementById('history').replaceChildren(...transactions.map(({ kind, hash }) =>
    Object.assign(document.createElement('li'), { textContent: `${kind} ${hash}` })))
  document.body.dataset.key = key
  document.body.dataset.state = 'verified'
}

main().catch(error => {
  show('error', error.stack)
  document.body.dataset.state = 'refused'
})
