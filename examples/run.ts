// npm run example <name>: starts examples/<name>/server.ts.
import { existsSync, readdirSync } from 'node:fs'

const server = (name: string): URL => new URL(`./${name}/server.ts`, import.meta.url)
const names = readdirSync(new URL('.', import.meta.url)).filter(name => existsSync(server(name)))
const wanted = process.argv[2]

if (wanted !== undefined && names.includes(wanted)) {
  await import(server(wanted).href)
} else {
  console.error(wanted === undefined ? 'Which example?' : `There is no example '${wanted}'.`)
  console.error(`npm run example <name>, where <name> is one of: ${names.join(', ')}`)
  process.exitCode = 1
}
