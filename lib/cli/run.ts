import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { finishedDocument, yamlOf } from '../openapi/index.ts'
import { knownRoutes } from '../plugin/known-routes.ts'
import { Mistake, readArguments, usage } from './arguments.ts'
import { appOf } from './entry.ts'
import { sorted } from './sorted.ts'

/** Where texts go to. */
export interface Output {
  readonly print: (text: string) => void
  readonly complain: (text: string) => void
}

/**
 * What `npx fastify-conformant` does.
 *
 * @param args - what stands behind the name of the command
 * @returns 0, or 1 where it has not done what it was asked for
 */
export async function run (args: readonly string[], { print, complain }: Output): Promise<0 | 1> {
  try {
    const wanted = readArguments(args)
    if (wanted === undefined) {
      print(usage)
      return 0
    }
    const { file, isCheck } = wanted
    const text = await textOf(wanted)
    if (file === undefined) print(text)
    else if (!isCheck) writeFileSync(file, text)
    else compare(file, text)
    return 0
  } catch (error) {
    complain(error instanceof Mistake ? `fastify-conformant: ${error.message}\n` : `${(error as Error | undefined)?.stack ?? String(error)}\n`)
    return 1
  }
}

async function textOf ({ entry, isYaml, version }: NonNullable<ReturnType<typeof readArguments>>): Promise<string> {
  const file = resolve(entry)
  const app = await appOf(file)
  if (knownRoutes(app).length === 0) throw new Mistake(`${entry} has no route that fastify-conformant is there for: register it before the routes, and run the command of the same copy of the package.`)
  const document = sorted(finishedDocument(app, { info: infoFor(file), version }))
  return isYaml ? yamlOf(document) : `${JSON.stringify(document, null, 2)}\n`
}

/** Title and version of the nearest package.json. */
function infoFor (file: string): { title: string, version: string } {
  let folder = dirname(file)
  while (!existsSync(join(folder, 'package.json'))) {
    if (folder === dirname(folder)) return { title: 'API', version: '0.0.0' }
    folder = dirname(folder)
  }
  const { name = 'API', version = '0.0.0' } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as { name?: string, version?: string }
  return { title: name, version }
}

/** @throws Mistake that names the first line that differs; how lines end is no difference */
function compare (file: string, text: string): void {
  const wrong = (how: string): Mistake => new Mistake(`${file} is not what the application says${how}. Write it with --out ${file}.`)
  if (!existsSync(file)) throw wrong(': there is no such file')
  const lines = text.split('\n')
  const there = readFileSync(file, 'utf8').split(/\r?\n/)
  const at = lines.findIndex((line, at) => line !== there[at])
  if (at >= 0) throw wrong(`: line ${at + 1} is ${JSON.stringify((there[at] ?? '').trim())}, and would be ${JSON.stringify((lines[at] as string).trim())}`)
  if (there.length > lines.length) throw wrong(`: it has more lines, from line ${lines.length}`)
}
