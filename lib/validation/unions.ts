import type { AjvItem } from './ajv-item.ts'
import { leftOf } from './branches.ts'

/** An item, and what reported it: itself, or the union that it is what is left of. */
interface Found { readonly item: AjvItem, readonly from: AjvItem }

// In a recursive schema each level's union folds once more what those inside have left.
const mostFolded = 20_000

/**
 * A union that was not met reports what is wrong in each of its branches, then itself. What is left of them is enough.
 */
export function withoutBranches (given: readonly AjvItem[]): readonly AjvItem[] {
  const items = given.some(item => isUnion(item) && item.schemaPath?.endsWith(`/${item.keyword}`) === false) ? given.map(withKeyword) : given
  const result: Found[] = []
  let folded = 0
  for (const item of items) {
    // `if` says only that `then` or `else` was not met, and what is wrong there has been said.
    if (item.keyword === 'if') continue
    if (!isUnion(item) || folded >= mostFolded) {
      result.push({ item, from: item })
      continue
    }
    // The findings of the branches stand directly before the union.
    let start = result.length
    while (start > 0 && isInside((result[start - 1] as Found).from, item)) start--
    folded += result.length - start
    for (const left of leftOf(item, branchesOf(item, result.splice(start)))) result.push({ item: left, from: item })
  }
  return result.map(({ item }) => item)
}

/** In TypeBox 1.x the path of a schema leads to the schema, and not to its keyword. */
function withKeyword (item: AjvItem): AjvItem {
  return { ...item, schemaPath: `${item.schemaPath}/${item.keyword}` }
}

function isUnion ({ keyword }: AjvItem): boolean {
  return keyword === 'anyOf' || keyword === 'oneOf'
}

function isInside (item: AjvItem, union: AjvItem): boolean {
  const isAtPlace = item.instancePath === union.instancePath || item.instancePath.startsWith(`${union.instancePath}/`)
  return isAtPlace && item.schemaPath !== undefined && union.schemaPath !== undefined && !isBeside(item, union)
}

// In the order in which Ajv asks them. The keywords of numbers, texts, objects and arrays come behind unions.
const keywordsInPlace = ['type', 'const', 'enum', 'not', 'anyOf', 'oneOf', 'allOf', 'then', 'else']

/** Below these stand schemas by names that somebody has chosen. */
const named = new Set(['definitions', '$defs', 'properties', 'patternProperties', 'dependentSchemas'])

/**
 * What a `$ref` leads to has the path of its target, so a path that does not begin with the union's may still be
 * of one of its branches. It is not where the paths part at keywords of one schema, of which Ajv asks the item's first.
 */
function isBeside (item: AjvItem, union: AjvItem): boolean {
  if (item.schemaPath === union.schemaPath) return item.instancePath === union.instancePath
  const [ours, theirs] = [item.schemaPath as string, union.schemaPath as string].map(path => path.split('/')) as [string[], string[]]
  let index = 0
  while (index < ours.length && ours[index] === theirs[index]) index++
  const [our, their] = [ours[index], theirs[index]]
  if (index === 0 || our === undefined || their === undefined) return false
  if (/^\d+$/.test(our) && keywordsInPlace.includes(ours[index - 1] as string)) return true
  // Names of definitions and properties are no keywords, also where they look like some.
  if (named.has(ours[index - 1] as string)) return false
  const [order, other] = [keywordsInPlace.indexOf(our), keywordsInPlace.indexOf(their)]
  // What Ajv asks behind unions comes last. Only in paths of one schema: one that a `$ref` leads to has a root of its own.
  return order !== -1 && (other === -1 ? isFromRoot(item) : order < other)
}

/** True where a path in the schema leads as deep as the one in the value, so that there is no `$ref` between. */
function isFromRoot ({ schemaPath, instancePath }: AjvItem): boolean {
  return (schemaPath?.match(steps)?.length ?? 0) === instancePath.split('/').length - 1
}

/** A branch ends where the next begins, or where a finding comes again. */
function branchesOf (union: AjvItem, found: readonly Found[]): readonly AjvItem[][] {
  const branches: AjvItem[][] = []
  let current: string | undefined
  let seen = new Set<string>()
  for (const { item, from } of found) {
    const name = branchOf(from, union)
    const key = JSON.stringify([item.schemaPath, item.instancePath, item.params])
    if (branches.length === 0 || seen.has(key) || (name !== undefined && current !== undefined && name !== current)) {
      branches.push([])
      seen = new Set()
      current = undefined
    }
    branches.at(-1)?.push(item)
    seen.add(key)
    current ??= name
  }
  return branches
}

const steps = /\/(?:properties|patternProperties)\/[^/]*|\/(?:items|prefixItems|additionalItems|additionalProperties|contains)(?:\/\d+)?/g

/** What a branch is called: its number, or where its `$ref` leads. Undefined: a `$ref` further inside of some branch. */
function branchOf (item: AjvItem, union: AjvItem): string | undefined {
  const path = item.schemaPath as string
  const inline = `${union.schemaPath}/`
  if (path.startsWith(inline)) return path.slice(inline.length).split('/', 1)[0]
  const [target] = /^[^#]*#?(?:\/(?:definitions|\$defs)\/[^/]+)?/.exec(path) as unknown as [string]
  const depth = item.instancePath.slice(union.instancePath.length).split('/').length - 1
  return (path.slice(target.length, path.lastIndexOf('/')).match(steps)?.length ?? 0) === depth ? target : undefined
}
