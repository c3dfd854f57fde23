// The page in headless Chromium, against each node of a network.
// node browser.mjs PROTO_FOLDER SERVICE_PROTO FOLDER_FOR_PICTURES NODE_URL...
import fs from 'node:fs'
import http from 'node:http'
import os from 'node:os'
import path from 'node:path'
import { createRequire } from 'node:module'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'
import { chromium } from 'playwright-core'
import { checks } from './checks.mjs'
import { load } from './proto.mjs'

const FLAGS = ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking',
  '--disable-component-update', '--disable-sync']
const [protoFolder, serviceProto, pictures, ...nodes] = process.argv.slice(2)
const here = file => fileURLToPath(new URL(file, import.meta.url))

fs.writeFileSync(here('schema.json'), JSON.stringify(load([protoFolder], serviceProto).toJSON()))
const bundle = await build({
  entryPoints: [here('page.mjs')],
  bundle: true,
  write: false,
  format: 'iife',
  inject: [here('shim.mjs')],
  alias: { 'protobufjs/light': createRequire(createRequire(import.meta.url).resolve('exonum-client')).resolve('protobufjs/light') },
  define: { global: 'globalThis' },
  logLevel: 'warning'
})
const files = { '/': ['text/html', fs.readFileSync(here('page.html'))], '/page.js': ['text/javascript', bundle.outputFiles[0].contents] }
const server = http.createServer((request, response) => {
  const [type, content] = files[new URL(request.url, 'http://localhost').pathname] ?? []
  response.writeHead(type ? 200 : 404, { 'content-type': type ?? 'text/plain' }).end(content)
})
await new Promise(resolve => server.listen(0, '127.0.0.1', resolve))
const page = query => `http://127.0.0.1:${server.address().port}/?${new URLSearchParams(query)}`

const profile = fs.mkdtempSync(path.join(os.tmpdir(), 'chromium-'))
const browser = await chromium.launchPersistentContext(profile, { executablePath: '/usr/bin/chromium', headless: true, args: FLAGS })
try {
  const tab = await browser.newPage()
  tab.on('pageerror', error => console.log(`page: ${error.stack}`))
  const visit = async query => {
    await tab.goto(page(query))
    await tab.waitForSelector('body:not([data-state=waiting])', { timeout: 30_000 })
    const text = id => tab.textContent(`#${id}`)
    return {
      state: await tab.getAttribute('body', 'data-state'),
      key: await tab.getAttribute('body', 'data-key'),
      name: await text('name'),
      balance: await text('balance'),
      history: await tab.$$eval('#history li', items => items.map(item => item.textContent.split(' ')[0])),
      error: await text('error')
    }
  }

  const opened = await visit({ node: nodes[0], create: 'Browser' })
  checks.equal([opened.state, opened.error], ['verified', ''], 'the page opens a wallet and verifies it')
  for (const [i, node] of nodes.entries()) {
    // Another node may have the blocks a moment later: until then the page rightly refuses.
    let seen
    for (let tries = 0; tries < 50; tries++) {
      seen = await visit({ node, key: opened.key })
      if (seen.history.length === 2) break
    }
    checks.equal(seen, { ...opened, name: 'Browser', balance: '105', history: ['create', 'issue'] }, `node ${i}`)
    await tab.screenshot({ path: path.join(pictures, `wallet-node-${i}.png`) })
  }
  const unknown = await visit({ node: nodes[0], key: '00'.repeat(32) })
  checks.that(unknown.state === 'refused' && unknown.error.includes('Wallet not found'), 'a key without a wallet shows none')
} finally {
  await browser.close()
  server.close()
  fs.rmSync(profile, { recursive: true, force: true })
}
checks.report()
