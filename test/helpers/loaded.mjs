// Preloaded into a process whose modules a test looks at: loadedModules() says what has been loaded.
import module, { createRequire } from 'node:module'
import { appendFileSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { isMainThread } from 'node:worker_threads'

let file

export function initialize (place) {
  file = place
}

export function load (url, context, next) {
  appendFileSync(file, `${url}\n`)
  return next(url, context)
}

if (isMainThread) {
  const folder = mkdtempSync(join(tmpdir(), 'loaded-'))
  initialize(join(folder, 'modules'))
  appendFileSync(file, '')
  process.on('exit', () => rmSync(folder, { recursive: true }))
  // The thread of hooks is on its way out from Node 24 on.
  if (module.registerHooks === undefined) module.register(import.meta.url, { data: file })
  else module.registerHooks({ load })
  // Node loads all of fetch for whoever says one of its names. It does so itself too, for an ES module that imports node:http.
  const { get } = Object.getOwnPropertyDescriptor(globalThis, 'Headers')
  let isFetchLoaded = false
  Object.defineProperty(globalThis, 'Headers', {
    configurable: true,
    get () {
      isFetchLoaded = true
      return get?.call(this)
    }
  })
  /** ES modules, and those of CommonJS. */
  globalThis.loadedModules = () => [...readFileSync(file, 'utf8').trim().split('\n'), ...Object.keys(createRequire(import.meta.url).cache), ...isFetchLoaded ? ['fetch'] : []]
}
