// Places in a text, and what stands there instead.
import ts from 'typescript'

/** Takes the places out, from behind, so that those before stay where they are; what only comes in between, before what begins there. */
export function replaced (code, places) {
  return places.sort((a, b) => b[0] - a[0] || b[1] - a[1]).reduce((text, [start, end, by]) => text.slice(0, start) + by + text.slice(end), code)
}

export function parsed (code, name = 'chunk.js') {
  return ts.createSourceFile(name, code, ts.ScriptTarget.ES2023, true)
}

export function each (node, look) {
  look(node)
  ts.forEachChild(node, child => each(child, look))
}
