// Gives what is called often of the language a short name.
import ts from 'typescript'
import { each, parsed, replaced } from './places.mjs'

/** Functions and classes that ask for no `this`, and that nobody replaces for a while, as tests do with clocks. */
const known = new Set([
  'Array.isArray', 'Buffer.byteLength', 'JSON.stringify', 'Number', 'Number.isInteger', 'RegExp', 'String', 'Symbol', 'TypeError', 'WeakMap', 'WeakSet',
  ...['assign', 'create', 'defineProperty', 'entries', 'freeze', 'fromEntries', 'getOwnPropertySymbols', 'getPrototypeOf', 'hasOwn', 'keys', 'values'].map(name => `Object.${name}`)
])

/** Where each is called, or made with new. */
function callsIn (code) {
  const calls = new Map([...known].map(call => [call, []]))
  each(parsed(code), (node) => {
    if (ts.isCallExpression(node) || ts.isNewExpression(node)) calls.get(node.expression.getText())?.push([node.expression.getStart(), node.expression.getEnd()])
  })
  return calls
}

export function withShortCalls (code) {
  const often = [...callsIn(code)].filter(([, places]) => places.length > 3)
  if (often.length === 0) return code
  const nameOf = call => `$${call.replace('.', '$')}`
  const short = replaced(code, often.flatMap(([call, places]) => places.map(place => [...place, nameOf(call)])))
  return short.replace(/^'use strict';?\n/, line => `${line}const ${often.map(([call]) => `${nameOf(call)} = ${call}`).join(', ')};\n`)
}

/** With one variable for each `void 0`. What answers requests keeps them: the engine compares with those at once. */
export function withShortUndefined (code) {
  const file = parsed(code)
  const places = []
  const names = new Set()
  each(file, (node) => {
    if (ts.isIdentifier(node)) names.add(node.text)
    if (ts.isVoidExpression(node)) places.push([node.getStart(), node.getEnd()])
  })
  if (places.length < 4) return code
  const free = [...'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ'].map(letter => `_${letter}`).find(name => !names.has(name))
  const [{ end }] = file.statements
  return replaced(code, [...places.map(place => [...place, free]), [end, end, `\nvar ${free}\n`]])
}
