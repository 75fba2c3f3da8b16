// Preloaded into every test (.taprc): TypeScript as it stands, with blanks for its types, so that what V8
// counts are the places of the source itself, on every version of Node.js and in every process; and
// fastify-conformant by its name, as examples import it, is lib/: nothing is built before it can be tested.
import { createHash } from 'node:crypto'
import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import module from 'node:module'
import { isMainThread } from 'node:worker_threads'

const root = new URL('../../', import.meta.url)
const kept = new URL('.tap/blanked/', root)
let blank

export function resolve (specifier, context, next) {
  return next(specifier === 'fastify-conformant' ? new URL('lib/index.ts', root).href : specifier, context)
}

export function load (url, context, next) {
  // tap's mocks have a query.
  const file = new URL(url)
  if (file.protocol !== 'file:' || !file.pathname.endsWith('.ts') || file.pathname.includes('/node_modules/')) return next(url, context)
  const source = readFileSync(file, 'utf8')
  return { format: 'module', shortCircuit: true, source: blanked(source) }
}

/** Named after its content: what is kept is never old. */
function blanked (source) {
  const file = new URL(`${createHash('sha256').update(source).digest('hex')}.js`, kept)
  try {
    return readFileSync(file, 'utf8')
  } catch {}
  // Only what has to be read anew needs the compiler, which takes longer to load than most tests take.
  blank ??= module.createRequire(import.meta.url)('ts-blank-space').default
  const code = blank(source, error => { throw new Error(`no blanks can stand for this: ${error.getText()}`) })
  mkdirSync(kept, { recursive: true })
  // Several processes may do this at once, and none may read half a file.
  const own = new URL(`${file.href}.${process.pid}`)
  writeFileSync(own, code)
  renameSync(own, file)
  return code
}

if (isMainThread) {
  if (typeof module.registerHooks === 'function') module.registerHooks({ resolve, load })
  else module.register(import.meta.url)
}
