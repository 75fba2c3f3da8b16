// Gives what is published a short form: a statement a line, in the order of the sources, with their names of functions, classes and members,
// so that a stack trace says where. Variables and parameters have short names, and what only a formatter needs is left out.
import { minify } from 'terser'

const options = {
  ecma: 2020,
  compress: false,
  mangle: true,
  keep_fnames: true,
  keep_classnames: true,
  format: { ecma: 2020, semicolons: false, max_line_len: 140, quote_style: 1 }
}

export function short () {
  return { name: 'short', renderChunk: code => minify(code, options) }
}
