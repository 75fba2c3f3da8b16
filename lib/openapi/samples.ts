import { isObject } from '../is-object.ts'
import { memberOf } from '../http/json-pointer.ts'
import type { Resolve } from './resolve.ts'

const formats: Readonly<Record<string, string>> = {
  date: '2030-01-31',
  'date-time': '2030-01-31T12:00:00Z',
  time: '12:00:00Z',
  email: 'ann@example.com',
  uri: 'https://example.com',
  url: 'https://example.com',
  uuid: '2b1c7a4e-6a56-4c0a-8f5b-0d2b1f6a9c11',
  hostname: 'example.com',
  ipv4: '192.0.2.1',
  ipv6: '2001:db8::1'
}

const deepest = 8
const naming = ['const', 'default', 'example', 'examples', 'enum']

/**
 * A value that is likely to meet a schema: what the schema names itself, else the least of its type. Whether it does is for a validator
 * to say.
 */
export function sampleOf (schema: unknown, resolve: Resolve, depth = 0): unknown {
  if (!isObject(schema) || depth > deepest) return null
  const of = (name: string): unknown => memberOf(schema, name)
  for (const name of naming) {
    const named = of(name)
    const first = Array.isArray(named) && (name === 'examples' || name === 'enum') ? named[0] as unknown : named
    if (first !== undefined) return first
  }
  const ref = of('$ref')
  if (typeof ref === 'string') return sampleOf(resolve(ref), resolve, depth + 1)
  const some = [of('anyOf'), of('oneOf')].flat().find(isObject)
  if (some !== undefined) return sampleOf(some, resolve, depth + 1)
  const all = of('allOf')
  if (Array.isArray(all)) return Object.assign({}, ...all.map(one => sampleOf(one, resolve, depth + 1)))
  const type = [of('type')].flat().find(one => one !== 'null')
  if (type === 'object' || of('properties') !== undefined) return objectOf(schema, resolve, depth)
  if (type === 'array') return Array.from({ length: Math.min(Number(of('minItems') ?? 0), 100) }, () => sampleOf([of('items')].flat()[0], resolve, depth + 1))
  if (type === 'integer' || type === 'number') return Number(of('minimum') ?? (of('exclusiveMinimum') === undefined ? Math.min(1, Number(of('maximum') ?? 1)) : Number(of('exclusiveMinimum')) + 1))
  if (type === 'boolean') return true
  if (type === 'string') return formats[String(of('format'))] ?? 'a'.repeat(Math.min(Math.max(1, Number(of('minLength') ?? 1)), 10_000))
  return null
}

function objectOf (schema: object, resolve: Resolve, depth: number): object {
  const properties = memberOf(schema, 'properties') ?? {}
  const required = [memberOf(schema, 'required') ?? []].flat().map(String)
  return Object.fromEntries(required.map(name => [name, sampleOf(memberOf(properties, name), resolve, depth + 1)]))
}

/** Texts of all sorts for a parameter of a path: what its schema would have first. */
export function textsFor (schema: unknown, name: string, resolve: Resolve): readonly string[] {
  const sample = schema === undefined ? undefined : sampleOf(schema, resolve)
  const own = sample === undefined || sample === null || typeof sample === 'object' || sample === 'a' ? name : String(sample)
  return [own, '1', 'a', '2030-01-31', formats['uuid'] as string]
}
