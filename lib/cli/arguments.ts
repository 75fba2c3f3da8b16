import { extname } from 'node:path'
import { parseArgs } from 'node:util'
import { versions, type Version } from '../openapi/index.ts'

export const usage = `Usage: fastify-conformant openapi ENTRY [options]

Writes the OpenAPI document of the application that ENTRY exports, with every error that it can answer.

  --out FILE         where to; by itself it is printed
  --check FILE       writes nothing, and ends with 1 where FILE differs
  --yaml             YAML in place of JSON; by itself where FILE ends so
  --openapi VERSION  3.0.3, 3.1.1 or 3.2.0; by itself what @fastify/swagger is told, or 3.1.1
  --help             this
`

/** What somebody can put right who reads the sentence: it is said without a stack. */
export class Mistake extends Error {}

/** What is asked for. */
export interface Wanted {
  readonly entry: string
  readonly file: string | undefined
  /** Compare with the file in place of writing it. */
  readonly isCheck: boolean
  readonly isYaml: boolean
  readonly version: Version | undefined
}

/**
 * Reads what stands behind the name of the command.
 *
 * @returns undefined where help is asked for
 * @throws Mistake for what is not right
 */
export function readArguments (args: readonly string[]): Wanted | undefined {
  const { values, positionals: [command, entry, ...more] } = parsed(args)
  if (values.help === true) return undefined
  const { out, check, yaml, openapi } = values
  if (command !== 'openapi') throw new Mistake(command === undefined ? 'There is no command.' : `There is no command ${JSON.stringify(command)}.`)
  if (entry === undefined) throw new Mistake('There is no ENTRY: the file that exports the application.')
  if (more.length > 0) throw new Mistake(`One ENTRY is taken; there is also ${JSON.stringify(more[0])}.`)
  if (out !== undefined && check !== undefined) throw new Mistake('--out and --check exclude each other.')
  if (openapi !== undefined && !versions.includes(openapi as Version)) throw new Mistake(`--openapi takes 3.0.3, 3.1.1 or 3.2.0, not ${JSON.stringify(openapi)}.`)
  const file = out ?? check
  return { entry, file, isCheck: check !== undefined, isYaml: yaml ?? /^\.ya?ml$/.test(extname(file ?? '')), version: openapi as Version | undefined }
}

function parsed (args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      allowPositionals: true,
      options: { out: { type: 'string' }, check: { type: 'string' }, yaml: { type: 'boolean' }, openapi: { type: 'string' }, help: { type: 'boolean', short: 'h' } }
    })
  } catch (error) {
    throw new Mistake((error as Error).message)
  }
}
