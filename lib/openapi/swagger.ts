import type { FastifyInstance } from 'fastify'
import { isObject } from '../is-object.ts'
import { knownRoutes } from '../plugin/known-routes.ts'
import { completedDocument, yamlOfDocument } from './completed-document.ts'

/** What @fastify/swagger decorates an instance with. */
type Swagger = (options?: { readonly yaml?: boolean }) => unknown

const ours = new WeakSet<object>()
const watched = new WeakSet<object>()

/**
 * Has the document of @fastify/swagger list the errors of this package: of whichever instance it is registered in, before or after,
 * and whatever it is called there. Nothing is done before somebody asks for the document.
 */
export function completeSwagger (instance: FastifyInstance): void {
  // Who asks in a hook of their own that was there before may do so before ours has its turn.
  for (const one of withParents(instance)) replaceIn(one)
  if (watched.has(instance.server)) return
  watched.add(instance.server)
  instance.addHook('onReady', done => {
    for (const one of instancesOf(instance)) replaceIn(one)
    done()
  })
}

/** The document of @fastify/swagger where it is there, complete. */
export function swaggerOf (app: FastifyInstance): object | undefined {
  for (const one of instancesOf(app)) {
    const found = Object.values(one).find(value => ours.has(Object(value))) as Swagger | undefined
    if (found !== undefined) return found() as object
  }
  return undefined
}

/** All instances with routes of an application, and those that they are in. */
function instancesOf (app: FastifyInstance): Set<FastifyInstance> {
  return new Set([app, ...new Set(knownRoutes(app).map(route => route.instance))].flatMap(withParents))
}

/** The instance of a scope has that of the scope around it as its prototype. */
function withParents (instance: FastifyInstance): FastifyInstance[] {
  const all: FastifyInstance[] = []
  for (let one = instance; 'hasPlugin' in one; one = Object.getPrototypeOf(one) as FastifyInstance) all.push(one)
  return all
}

function replaceIn (instance: FastifyInstance): void {
  if (!instance.hasPlugin('@fastify/swagger')) return
  for (const [name, value] of Object.entries(instance)) {
    if (typeof value !== 'function' || ours.has(value) || !isSwagger(name, value as Swagger)) continue
    const complete = completing(instance, value as Swagger)
    ours.add(complete);
    (instance as unknown as Record<string, unknown>)[name] = complete
  }
}

/** The option `decorator` gives it any name: then it is the one that knows what `yaml` is. */
function isSwagger (name: string, value: Swagger): boolean {
  return name === 'swagger' || (value.length === 1 && /\byaml\b/.test(String(value)))
}

/** @fastify/swagger makes its document once; of each the complete one is made once. */
function completing (instance: FastifyInstance, swagger: Swagger): Swagger {
  const made = new WeakMap<object, object>()
  const texts = new WeakMap<object, string>()
  return options => {
    const document = swagger()
    if (!isObject(document)) return swagger(options)
    let complete = made.get(document)
    if (complete === undefined) made.set(document, complete = completedDocument(instance, document))
    if (options?.yaml !== true) return complete
    if (complete === document) return swagger(options)
    let text = texts.get(document)
    if (text === undefined) texts.set(document, text = yamlOfDocument(complete))
    return text
  }
}
