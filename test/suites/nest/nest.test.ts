// NestJS 11 and 12 on Fastify: whatever its clients do wrong, and whatever its application throws, is answered in the dialect.
import { execFileSync } from 'node:child_process'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import t from 'tap'
import { akeneo, gitlab, problem, type Dialect } from '../../../lib/index.ts'
import { compiled } from './compiled.ts'
import { rows, type Row } from './table.ts'

// Compilers and packages take their time.
t.setTimeout(280_000)

const dialects = { akeneo: akeneo(), gitlab: gitlab(), problem: problem() } satisfies Readonly<Record<string, Dialect>>
const versions = { 12: join(import.meta.dirname), 11: join(import.meta.dirname, '../nest-11') }

async function ask (address: string, { path, method = 'GET', headers, json, body }: Row): Promise<Response> {
  return await fetch(address + path, { method, headers: { ...json === undefined ? {} : { 'content-type': 'application/json' }, ...headers }, body: json ?? body ?? null })
}

for (const [version, folder] of Object.entries(versions)) {
  t.test(`NestJS ${version}`, async (t) => {
    const { start } = await compiled(folder)
    t.match(createRequire(`${folder}/`)('@nestjs/core/package.json'), { version: new RegExp(`^${version}\\.`) })
    for (const [name, dialect] of Object.entries(dialects) as ReadonlyArray<readonly [keyof typeof dialects, Dialect]>) {
      await t.test(name, async (t) => {
        const logged: unknown[] = []
        const app = await start(dialect, { error: error => logged.push(error) })
        t.teardown(async () => app.close())
        const { port } = app.getHttpServer().address() as { port: number }
        for (const row of rows) {
          const response = await ask(`http://127.0.0.1:${port}`, row)
          t.strictSame([response.status, await response.text()], row[name], row.name)
          for (const [field, value] of Object.entries(row.fields ?? {})) t.equal(response.headers.get(field), value, `${row.name}: ${field}`)
        }
        t.match(logged, [{ message: 'postgres at 10.0.0.3 is down' }, { message: 'password=hunter2' }], 'what clients are not told is in the log')
        t.equal(logged.length, 2)
      })
    }
  })
}

t.test('the application compiles', async (t) => {
  const tsc = createRequire(import.meta.url).resolve('typescript/bin/tsc')
  t.equal(execFileSync(process.execPath, [tsc, '-p', join(import.meta.dirname, 'app')], { encoding: 'utf8' }), '')
})
