import { subscribe, unsubscribe } from 'node:diagnostics_channel'
import { existsSync } from 'node:fs'
import { createRequire } from 'node:module'
import { pathToFileURL } from 'node:url'
import type { fastify, FastifyInstance, FastifyPluginAsync, FastifyServerOptions } from 'fastify'
import { isObject } from '../is-object.ts'
import { knownRoutes } from '../plugin/known-routes.ts'
import { Mistake } from './arguments.ts'
import { keepFromListening } from './listening.ts'

type Module = Readonly<Record<string, unknown>>
/** Makes an application, or is a plugin that is one to fastify-cli. */
type Maker = (() => unknown) | FastifyPluginAsync
/** An application is a thenable: a promise of one would wait for it. */
interface Found { readonly app: FastifyInstance }

/**
 * The application of a file, when it is ready: what the file exports as its default, as `app` or as `build`, or else the first one with this plugin that would
 * listen. None does.
 *
 * @param file - an absolute path
 * @param patience - how long one that is not exported may take until it would listen, in milliseconds
 * @throws Mistake where there is none; whatever the file throws
 */
export async function appOf (file: string, patience = 30_000): Promise<FastifyInstance> {
  if (!existsSync(file)) throw new Mistake(`There is no file ${file}.`)
  const made: FastifyInstance[] = []
  const note = (message: unknown): void => { made.push((message as { fastify: FastifyInstance }).fastify) }
  const { promise: listening, resolve, reject } = deferred<Found>()
  const release = keepFromListening(server => {
    const app = made.find(one => one.server === server && knownRoutes(one).length > 0)
    if (app !== undefined) resolve({ app })
    return app !== undefined
  })
  const none = (): void => reject(new Mistake(`${file} exports no application, and none with fastify-conformant would listen: export it, as the default or as "app".`))
  subscribe('fastify.initialization', note)
  process.once('beforeExit', none)
  const timer = setTimeout(none, patience).unref()
  try {
    const { app } = await Promise.race([listening, exported(file).then(found => found ?? listening)])
    await app.ready()
    return app
  } finally {
    clearTimeout(timer)
    process.off('beforeExit', none)
    unsubscribe('fastify.initialization', note)
    release()
  }
}

function deferred<T> (): { promise: Promise<T>, resolve: (value: T) => void, reject: (error: Error) => void } {
  let resolve!: (value: T) => void
  let reject!: (error: Error) => void
  const promise = new Promise<T>((...both) => { [resolve, reject] = both })
  return { promise, resolve, reject }
}

async function exported (file: string): Promise<Found | undefined> {
  const module = await load(file)
  // What CommonJS exports is the default of its module; what a compiler has made of an ES module has a default in that.
  const places = [module, module['default'], isObject(module['default']) ? (module['default'] as Module)['default'] : undefined].filter(isObject) as Module[]
  for (const one of places) {
    for (const found of [one, one['default'], one['app'], one['build']]) {
      const app = isApp(found) ? found : found instanceof Promise ? await found : typeof found === 'function' ? await made(found as Maker, module['options'], file) : undefined
      if (isApp(app)) return { app }
    }
  }
  return undefined
}

async function load (file: string): Promise<Module> {
  try {
    return await import(pathToFileURL(file).href) as Module
  } catch (error) {
    if ((error as { code?: unknown } | undefined)?.code !== 'ERR_UNKNOWN_FILE_EXTENSION') throw error
    throw new Mistake(`Node.js ${process.version} does not run ${file} by itself. With tsx installed it does: NODE_OPTIONS='--import tsx' npx fastify-conformant …`)
  }
}

/** A function without parameters makes an application; one with parameters is a plugin, and `options` are those of its server. */
async function made (make: Maker, options: unknown, file: string): Promise<unknown> {
  if (make.length === 0) return (make as () => unknown)()
  const { fastify: create } = createRequire(file)('fastify') as { fastify: typeof fastify }
  const app = create(isObject(options) ? options as FastifyServerOptions : {})
  app.register(make as FastifyPluginAsync)
  return app
}

function isApp (value: unknown): value is FastifyInstance {
  return isObject(value) && typeof (value as { ready?: unknown }).ready === 'function' && typeof (value as { addHook?: unknown }).addHook === 'function'
}
