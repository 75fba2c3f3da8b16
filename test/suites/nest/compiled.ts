// The application as its team compiles it, beside the packages of one version of NestJS.
import { execFileSync } from 'node:child_process'
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { FastifyInstance } from 'fastify'
import ts from 'typescript'
import type { Dialect } from '../../../lib/index.ts'

/** What of a NestFastifyApplication is asked for. */
export interface Nest {
  getHttpServer (): FastifyInstance['server']
  getHttpAdapter (): { getInstance (): FastifyInstance }
  close (): Promise<void>
}

const from = join(import.meta.dirname, 'app')

/**
 * @param folder - where the packages are; they are installed where they are not
 * @returns what its main.ts exports
 */
export async function compiled (folder: string): Promise<{ start (dialect: Dialect, logger?: { error (error: unknown): void }): Promise<Nest> }> {
  const packages = join(folder, 'node_modules')
  if (!existsSync(join(packages, '.package-lock.json'))) {
    execFileSync('npm', ['ci', '--ignore-scripts', '--no-audit'], { cwd: folder, stdio: 'ignore', timeout: 240_000 })
  }
  const to = join(packages, '.app')
  mkdirSync(to, { recursive: true })
  writeFileSync(join(to, 'package.json'), '{ "type": "module" }')
  for (const name of readdirSync(from).filter(one => one.endsWith('.ts'))) {
    const { outputText } = ts.transpileModule(readFileSync(join(from, name), 'utf8'), {
      fileName: name,
      compilerOptions: { module: ts.ModuleKind.ESNext, target: ts.ScriptTarget.ES2022, experimentalDecorators: true, emitDecoratorMetadata: true, useDefineForClassFields: false }
    })
    writeFileSync(join(to, name.replace('.ts', '.js')), outputText)
  }
  return await import(join(to, 'main.js')) as { start (dialect: Dialect, logger?: { error (error: unknown): void }): Promise<Nest> }
}
