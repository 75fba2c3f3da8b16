// Gives what is published a short form: a statement a line, in the order of the sources, with their names of functions, classes and members,
// so that a stack trace says where. Variables and parameters have short names, conditions and declarations are written in their shortest
// form, and what only a formatter needs is left out. No statement is moved, and no function is taken into another.
import { minify } from 'terser'

const forms = ['arrows', 'booleans', 'comparisons', 'computed_props', 'conditionals', 'dead_code', 'evaluate', 'if_return', 'join_vars', 'lhs_constants', 'loops', 'properties', 'switches', 'typeofs']

const options = {
  ecma: 2020,
  compress: { defaults: false, ecma: 2020, keep_fargs: true, ...Object.fromEntries(forms.map(form => [form, true])) },
  mangle: { toplevel: true },
  keep_fnames: true,
  keep_classnames: true,
  format: { ecma: 2020, semicolons: false, max_line_len: 140, quote_style: 1 }
}

// What only tools load, at a developer's desk and in CI: nothing of it is ever in the stack of an answer.
// Parts of its own: terser writes what is said of names into them.
const tool = { ...options, compress: { ...options.compress }, mangle: { ...options.mangle }, keep_fnames: false, keep_classnames: false }

/** `tools` are the names of the entries, and of what these load late, that only tools load. */
export function short (tools = []) {
  return { name: 'short', renderChunk: (code, { name }) => minify(code, tools.includes(name) ? tool : options) }
}
