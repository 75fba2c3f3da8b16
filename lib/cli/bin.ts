#!/usr/bin/env node
// npx fastify-conformant: see docs/openapi.md.
import { run } from './run.ts'

run(process.argv.slice(2), {
  print: text => process.stdout.write(text),
  complain: text => process.stderr.write(text)
}).then(code => {
  // An application may hold connections and timers: they do not keep the command, and what is printed is.
  process.stderr.write('', () => process.stdout.write('', () => process.exit(code)))
})
