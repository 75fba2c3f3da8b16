import type { Issue } from '../errors/issue.ts'

/** Messages by property, nested as deep as the entities are; those of an object as a whole stand under `base`. */
export interface ValidationMap { readonly [property: string]: readonly string[] | ValidationMap }

interface Node { readonly messages: string[], readonly children: Map<string, Node> }

/**
 * The documented map of validation errors. Safe with names such as `__proto__`: every name is a data property.
 *
 * @param word - the message of an issue
 * @example validationMap([issue({ path: 'bio', message: 'is too long' })], i => i.message) // { bio: ['is too long'] }
 */
export function validationMap (issues: readonly Issue[], word: (issue: Issue) => string): ValidationMap {
  const root = newNode()
  for (const found of issues) {
    let node = root
    for (const step of found.path) node = childOf(node, String(step))
    const message = word(found)
    if (!node.messages.includes(message)) node.messages.push(message)
  }
  // The root is always a map: what is wrong with the whole goes under `base`.
  return mapOf(root)
}

function newNode (): Node {
  return { messages: [], children: new Map() }
}

function childOf (node: Node, name: string): Node {
  let child = node.children.get(name)
  if (child === undefined) node.children.set(name, child = newNode())
  return child
}

function valueOf (node: Node): readonly string[] | ValidationMap {
  return node.children.size === 0 ? node.messages : mapOf(node)
}

function mapOf (node: Node): ValidationMap {
  // No prototype: an assignment to `__proto__` makes an own property, and JSON.stringify writes it.
  const map: Record<string, readonly string[] | ValidationMap> = Object.create(null)
  if (node.messages.length > 0) {
    childOf(node, 'base').messages.unshift(...node.messages)
    map.base = [] // its place is the first
  }
  for (const [name, child] of node.children) map[name] = valueOf(child)
  return map
}
