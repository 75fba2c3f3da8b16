// Preloaded into every test (.taprc): TypeScript as it stands, with blanks for its types, so that what V8
// counts are the places of the source itself, on every version of Node.js and in every process; and
// fastify-conformant by its name, as examples import it, is lib/: nothing is built before it can be tested. With PUBLISHED=true it is
// what has been built, by its name and by its files (published.mjs).
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, readdirSync, renameSync, writeFileSync } from 'node:fs'
import module from 'node:module'
import { isMainThread } from 'node:worker_threads'

const root = new URL('../../', import.meta.url)
const kept = new URL('.tap/blanked/', root)
let blank

export function resolve (specifier, context, next) {
  if (specifier === 'tap' && context.parentURL.endsWith('?together')) {
    return { url: new URL(`tap-of-file.ts?${encodeURIComponent(context.parentURL)}`, import.meta.url).href, format: 'module', shortCircuit: true }
  }
  if (process.env.PUBLISHED === 'true') {
    const built = publishedOf(specifier, context.parentURL)
    if (built !== undefined) return next(built, context)
  }
  const [, part = ''] = /^fastify-conformant(?:\/([a-z]+))?$/.exec(specifier) ?? []
  if (part !== '') return next(new URL(`lib/entries/${part}.ts`, root).href, context)
  return next(specifier === 'fastify-conformant' ? new URL('lib/index.ts', root).href : specifier, context)
}

/** @returns what npm would have installed, where an entry of the package is meant */
function publishedOf (specifier, parent) {
  const [, named] = /^fastify-conformant(?:\/([a-z]+))?$/.exec(specifier) ?? []
  const file = specifier.startsWith('.') && parent !== undefined ? new URL(specifier, parent).href : ''
  const [, entry = named] = file.startsWith(root.href) ? /^lib\/(?:entries\/)?(index|(?<=entries\/)[a-z]+)\.ts$/.exec(file.slice(root.href.length)) ?? [] : []
  const isMeant = entry !== undefined || specifier === 'fastify-conformant'
  return isMeant ? new URL(`.dist/${entry ?? 'index'}.js`, root).href : undefined
}

/** In the thread of the hooks, where Node 22 can import what it cannot require. */
export async function load (url, context, next) {
  const source = sourceOf(url)
  if (source === undefined) return next(url, context)
  const code = keptOf(source)
  if (code === undefined && blank === undefined) prepare((await import('ts-blank-space')).default)
  return moduleOf(code ?? keep(source))
}

function loadSync (url, context, next) {
  const source = sourceOf(url)
  if (source === undefined) return next(url, context)
  const code = keptOf(source)
  if (code === undefined && blank === undefined) prepare(module.createRequire(import.meta.url)('ts-blank-space').default)
  return moduleOf(code ?? keep(source))
}

const moduleOf = source => ({ format: 'module', shortCircuit: true, source })

/** @returns undefined for what is not ours to read */
function sourceOf (url) {
  // tap's mocks have a query.
  const file = new URL(url)
  if (file.protocol !== 'file:' || !file.pathname.endsWith('.ts') || file.pathname.includes('/node_modules/')) return undefined
  return readFileSync(file, 'utf8')
}

/** @returns undefined for what has not been read yet */
function keptOf (source) {
  try {
    return readFileSync(placeOf(source), 'utf8')
  } catch {}
}

/**
 * What has to be read anew needs the compiler, which takes longer to load than most tests take, and less for all the files
 * there are than to be loaded twice.
 */
function prepare (compiler) {
  blank = compiler
  mkdirSync(kept, { recursive: true })
  for (const folder of ['lib', 'test', 'examples']) blankAll(new URL(`${folder}/`, root))
}

function blankAll (folder) {
  for (const file of readdirSync(folder, { recursive: true })) {
    if (!file.endsWith('.ts')) continue
    const source = readFileSync(new URL(file, folder), 'utf8')
    if (existsSync(placeOf(source))) continue
    // Whoever loads it hears what is wrong with it.
    try { keep(source) } catch {}
  }
}

function keep (source) {
  const code = blank(source, error => { throw new Error(`no blanks can stand for this: ${error.getText()}`) })
  const place = placeOf(source)
  // Several processes may do this at once, and none may read half a file.
  const own = new URL(`${place.href}.${process.pid}`)
  writeFileSync(own, code)
  renameSync(own, place)
  return code
}

/** Named after its content: what is kept is never old. */
function placeOf (source) {
  return new URL(`${createHash('sha256').update(source).digest('hex')}.js`, kept)
}

if (isMainThread) {
  // As tap decides it for its own: on Node 22 the two kinds of hooks wait for each other where a test has mocks.
  const [major, minor] = process.versions.node.split('.').map(Number)
  if (major > 24 || (major === 24 && minor >= 13)) module.registerHooks({ resolve, load: loadSync })
  else module.register(import.meta.url)
}
