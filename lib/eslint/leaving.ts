import { type Node, type Source } from './tree.ts'

/** What leaves a function: what it throws where nothing catches it, what it returns and what it sends; not by the functions in it. */
export function leaving (source: Source, handler: Node): Node[] {
  const found: Node[] = []
  const body = handler.body as Node
  if (body.type === 'BlockStatement') look(source, body, false, found)
  else found.push(...branches(body))
  return found
}

function look (source: Source, node: Node, isCaught: boolean, found: Node[]): void {
  if (/Function|^Class/.test(node.type)) return
  const left = leftBy(node, isCaught)
  if (left !== undefined) found.push(...branches(left))
  for (const key of source.visitorKeys[node.type] as readonly string[]) {
    for (const child of [node[key]].flat() as Array<Node | null | undefined>) {
      if (child != null) look(source, child, isCaught || (key === 'block' && node.handler != null), found)
    }
  }
}

function leftBy ({ type, argument, callee, arguments: given }: Node, isCaught: boolean): Node | undefined {
  if (type === 'ReturnStatement' || (type === 'ThrowStatement' && !isCaught)) return argument as Node | undefined ?? undefined
  const isSent = type === 'CallExpression' && ((callee as Node).property as Node | undefined)?.name === 'send'
  return isSent ? (given as Node[])[0] : undefined
}

/** Each of the values that an expression may have. */
function branches (node: Node): Node[] {
  if (node.type === 'ConditionalExpression') return [...branches(node.consequent as Node), ...branches(node.alternate as Node)]
  if (node.type === 'LogicalExpression') return [...branches(node.left as Node), ...branches(node.right as Node)]
  return [node]
}
