// Gives what is published a short form. Members, exports, and classes whose objects others meet have their names, functions and variables have short
// ones, and functions have the parameters that they are written with: Fastify counts those of hooks.
import { minify } from 'terser'
import { withArrows } from './arrows.mjs'
import { withShortCalls, withShortUndefined } from './calls.mjs'

const options = {
  ecma: 2020,
  compress: { ecma: 2020, toplevel: true, passes: 2, keep_fargs: true, hoist_funs: true, unsafe_methods: true },
  mangle: { toplevel: true },
  keep_classnames: /Error|Unavailable|Response|Stream|Filter|Outcome/,
  format: { ecma: 2020, semicolons: false, max_line_len: 400, quote_style: 1 }
}

// What only tools load, at a developer's desk and in CI: nothing of it is ever in the stack of an answer.
const tool = { ...options, compress: { ecma: 2020, toplevel: true, passes: 3, unsafe_methods: true }, keep_classnames: false }

/** The options remember what they were given: each run has its own. */
const minified = (code, given) => minify(code, structuredClone(given))

// One is known by its name at run time (lib/server/listeners.ts).
const server = { ...options, keep_fnames: /onformant/ }

/** What a file hands on to others of the package, said at once. Of an entry Node reads the names from the text. */
function withoutList (code) {
  const names = []
  const rest = code.replace(/^exports\.([\w$]+) = ([\w$]+);\n?/gm, (_, name, value) => {
    names.push(`${name}: ${value}`)
    return ''
  })
  return names.length === 0 ? code : `${rest}\nObject.assign(exports, { ${names.join(', ')} });\n`
}

/** Short as terser makes it, then as it does not; then it writes that without what it has no need of any more. */
async function shortened (code, isTool) {
  const { code: first } = await minified(withShortCalls(code), isTool ? tool : server)
  const { format } = options
  return minified(withArrows(isTool ? withShortUndefined(first) : first), { format, mangle: false, compress: { defaults: false, join_vars: true } })
}

/** `tools` are the names of the entries, and of what these load late, that only tools load. */
export function short (tools = []) {
  return { name: 'short', renderChunk: (code, { isEntry, name }) => shortened(isEntry ? code : withoutList(code), tools.includes(name)) }
}
