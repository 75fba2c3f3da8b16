import { argumentOf, importedAs, memberOf, nameOf, valueOf, type Node, type Source } from './tree.ts'

/** The named constructors that the package exports: each makes errors of the kind that its name says. */
export const constructors: ReadonlySet<string> = new Set(
  ('badRequest conflict expectationFailed forbidden gatewayTimeout gone headerFieldsTooLarge internal badGateway locked methodNotAllowed notAcceptable notFound ' +
  'notImplemented operationalConstraint payloadTooLarge paymentRequired preconditionFailed preconditionRequired requestTimeout serviceUnavailable tooManyItems ' +
  'tooManyRequests unauthorized unprocessable unsupportedMediaType uriTooLong').split(' ')
)

/** What RFC 6750 §3.1 says of the status of a 401 that names its error. */
const kindOfError: Readonly<Record<string, string>> = { invalid_request: 'bad_request', insufficient_scope: 'forbidden' }

/**
 * The kind of what makes an error: `notFound`, `errors.outOfCredit`, `reply.errors.gone`. Undefined where it is not known that it makes one.
 *
 * @param own - names that errors of the application's own are known by
 */
export function kindMadeBy (source: Source, maker: Node, own: ReadonlySet<string>): string | undefined {
  const imported = importedAs(source, maker)
  if (imported !== undefined) return constructors.has(imported) ? snake(imported) : undefined
  if (maker.type !== 'MemberExpression' || (maker.computed === true && (maker.property as Node).type !== 'Literal')) return undefined
  const object = maker.object as Node
  const name = nameOf(maker.property as Node)
  if (importedAs(source, object) === '*') return constructors.has(name) ? snake(name) : undefined
  return ownersOf(object).some(one => own.has(one)) || isDefined(source, object) ? name : undefined
}

/** The names that an object has: `errors`, and of `reply.errors` that behind the dot. */
function ownersOf (object: Node): string[] {
  return object.type === 'Identifier' || object.type === 'MemberExpression' ? [nameOf((object.property ?? object) as Node)] : []
}

/** True for what `defineErrors()` of the same file has made. */
function isDefined (source: Source, object: Node): boolean {
  const value = valueOf(source, object)
  return value.type === 'CallExpression' && importedAs(source, value.callee as Node) === 'defineErrors'
}

/** The kinds of which one is what an expression makes; undefined for what is not known to be an error. */
export function kindsOf (source: Source, expression: Node, own: ReadonlySet<string>): readonly string[] | undefined {
  const made = valueOf(source, expression)
  if (made.type === 'NewExpression' && importedAs(source, made.callee as Node) === 'ApiError') return textOf(argumentOf(source, made))
  if (made.type !== 'CallExpression') return undefined
  const kind = kindMadeBy(source, made.callee as Node, own)
  if (kind === 'unprocessable') return [kind, 'validation_failed']
  const given = kind === 'unauthorized' ? (made.arguments as Node[]).map(one => memberOf(source, valueOf(source, one), 'error')).find(one => one !== undefined) : undefined
  return kind === undefined ? undefined : [kindOfError[String(given?.value)] ?? kind]
}

/** The kinds that a list declares; undefined where one of them cannot be read. */
export function declaredIn (source: Source, list: Node, own: Set<string>): readonly string[] | undefined {
  if (list.type !== 'ArrayExpression') return undefined
  const all: string[] = []
  for (const element of list.elements as Array<Node | null>) {
    const kinds = element === null ? undefined : element.type === 'SpreadElement' ? declaredIn(source, valueOf(source, element.argument as Node), own) : declaredBy(source, element, own)
    if (kinds === undefined) return undefined
    all.push(...kinds)
  }
  return all
}

function declaredBy (source: Source, element: Node, own: Set<string>): readonly string[] | undefined {
  const one = valueOf(source, element)
  // Whatever is declared is an error: where it comes from is known from here on.
  const maker = one.type === 'CallExpression' ? one.callee as Node : one
  if (maker.type === 'MemberExpression' && importedAs(source, maker.object as Node) === undefined) ownersOf(maker.object as Node).forEach(name => own.add(name))
  if (one.type === 'CallExpression') return kindsOf(source, one, own)
  const kind = kindMadeBy(source, one, own)
  return kind === undefined ? textOf(one) : [kind]
}

function textOf (node: Node | undefined): readonly string[] | undefined {
  return typeof node?.value === 'string' ? [node.value] : undefined
}

/** `notFound` makes `not_found`. */
function snake (name: string): string {
  return name.replace(/[A-Z]/g, letter => `_${letter.toLowerCase()}`)
}
