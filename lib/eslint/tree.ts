/** A node of the tree that ESLint hands out, whichever parser has made it. */
export interface Node { readonly type: string, readonly [member: string]: unknown }

interface Definition { readonly type: string, readonly node: Node, readonly parent?: Node | null }
interface Scope { readonly set: ReadonlyMap<string, { readonly defs: readonly Definition[] }>, readonly upper: Scope | null }

/** What is used of a file that ESLint looks at. */
export interface Source {
  getScope (node: Node): Scope
  readonly visitorKeys: Readonly<Record<string, readonly string[]>>
}

const wrappers: ReadonlySet<string> = new Set(['TSAsExpression', 'TSSatisfiesExpression', 'TSNonNullExpression', 'ChainExpression'])

/** An expression without what TypeScript writes around it. */
function bare (node: Node): Node {
  return wrappers.has(node.type) ? bare(node.expression as Node) : node
}

function definitionOf (source: Source, identifier: Node): Definition | undefined {
  for (let scope: Scope | null = source.getScope(identifier); scope !== null; scope = scope.upper) {
    const variable = scope.set.get(identifier.name as string)
    if (variable !== undefined) return variable.defs[0]
  }
  return undefined
}

/** What stands behind a name of the file, a constant's value or a function; of all else the expression itself. */
export function valueOf (source: Source, node: Node): Node {
  const one = bare(node)
  const found = one.type === 'Identifier' ? definitionOf(source, one) : undefined
  if (found?.type === 'FunctionName') return found.node
  const { id, init } = found?.type === 'Variable' && found.parent?.kind === 'const' ? found.node as Node & { readonly id: Node, readonly init?: Node | null } : {}
  // A constant that names another is looked up once: two may name each other.
  return id?.type === 'Identifier' && init != null ? bare(init) : one
}

const thisPackage = 'fastify-conformant'

/** The name by which something is imported from this package; `*` for all of it. */
export function importedAs (source: Source, node: Node): string | undefined {
  const found = node.type === 'Identifier' ? definitionOf(source, node) : undefined
  if (found?.type === 'ImportBinding') {
    if ((found.parent?.source as Node | undefined)?.value !== thisPackage) return undefined
    return found.node.type === 'ImportNamespaceSpecifier' ? '*' : nameOf((found.node.imported ?? found.node.local) as Node)
  }
  const { id, init } = (found?.type === 'Variable' ? found.node : {}) as { readonly id?: Node, readonly init?: Node | null }
  if ((init?.arguments as Node[] | undefined)?.[0]?.value !== thisPackage || (init?.callee as Node).name !== 'require') return undefined
  if (id?.type !== 'ObjectPattern') return '*'
  const property = (id.properties as Node[]).find(({ value }) => (value as Node | undefined)?.name === node.name)
  return property && nameOf(property.key as Node)
}

/** The name that a key, or what is behind a dot, says: `a.b`, `a['b']`, `{ b }`. */
export function nameOf ({ name, value }: Node): string {
  return String(name ?? value)
}

/** The value of a member of an object that is written out, also by what is spread in it, or by `conformantConfig()`. */
export function memberOf (source: Source, object: Node, name: string): Node | undefined {
  if (object.type === 'CallExpression' && name === 'conformant' && importedAs(source, object.callee as Node) === 'conformantConfig') return argumentOf(source, object)
  for (const property of object.type === 'ObjectExpression' ? object.properties as Node[] : []) {
    if (property.type === 'SpreadElement') {
      const found = memberOf(source, valueOf(source, property.argument as Node), name)
      if (found !== undefined) return found
    } else if (property.computed !== true && nameOf(property.key as Node) === name) return valueOf(source, property.value as Node)
  }
  return undefined
}

/** The first argument of a call. */
export function argumentOf (source: Source, call: Node): Node | undefined {
  const [first] = call.arguments as Node[]
  return first && valueOf(source, first)
}
