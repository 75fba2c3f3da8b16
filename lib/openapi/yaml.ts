/**
 * What JSON can say, as YAML 1.2: keys and texts are plain where nobody could take them for something else, and quoted as in JSON otherwise.
 *
 * @example yamlOf({ a: [1, 'no'] }) // 'a:\n  - 1\n  - "no"\n'
 */
export function yamlOf (value: unknown): string {
  return `${block(JSON.parse(JSON.stringify(value)), '').trimStart()}\n`
}

type Json = string | number | boolean | null | readonly Json[] | { readonly [name: string]: Json }

/** Begins with what stands behind a colon: a space and the value, or the lines below it. */
function block (value: Json, indent: string): string {
  if (Array.isArray(value)) {
    return value.length === 0 ? ' []' : value.map(one => `\n${indent}-${block(one, `${indent}  `).replace(/^\n\s*/, ' ')}`).join('')
  }
  if (typeof value !== 'object' || value === null) return ` ${typeof value === 'string' ? scalar(value) : String(value)}`
  const entries = Object.entries(value)
  if (entries.length === 0) return ' {}'
  return entries.map(([name, one]) => `\n${indent}${scalar(name)}:${block(one, Array.isArray(one) || typeof one === 'object' ? `${indent}  ` : '')}`).join('')
}

/** YAML 1.2.2 §7.3.3; what YAML 1.1 takes for a boolean, a number or a date is quoted too. */
function scalar (text: string): string {
  const isPlain = /^[A-Za-z/_][\w ./,+()'$-]*$/.test(text) && !text.endsWith(' ') && !/^(?:y|n|yes|no|on|off|true|false|null)$/i.test(text)
  return isPlain ? text : JSON.stringify(text)
}
