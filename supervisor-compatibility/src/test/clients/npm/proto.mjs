import { createRequire } from 'node:module'
import path from 'node:path'
import fs from 'node:fs'

// The protobufjs that exonum-client itself depends on.
const protobuf = createRequire(createRequire(import.meta.url).resolve('exonum-client'))('protobufjs')

/** Google's messages, which protobufjs knows. */
const BUNDLED = /^google\/protobuf\//

/** Root of a .proto file, what it imports looked up in folders; names of fields stay as they are written. */
export function load(folders, file) {
  const root = new protobuf.Root()
  root.resolvePath = (_, target) =>
    path.isAbsolute(target) || BUNDLED.test(target) ? target : folders.map(f => path.join(f, target)).find(f => fs.existsSync(f)) ?? null
  return root.loadSync(path.resolve(file), { keepCase: true })
}
