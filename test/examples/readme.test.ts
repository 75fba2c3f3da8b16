import { execFile } from 'node:child_process'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import t from 'tap'
import { withoutCurl } from '../helpers/curl.ts'
import { endedWithUs, folderOf } from '../helpers/ended-with-us.ts'

const root = join(import.meta.dirname, '../..')
const readme = readFileSync(join(root, 'README.md'), 'utf8')
const fiveMinutes = readme.slice(readme.indexOf('## Five minutes'), readme.indexOf('## Errors'))

t.test('what README shows in five minutes comes out as it says', { skip: withoutCurl }, async t => {
  const server = /```js\n\/\/ server\.mjs\n([^]*?)```/.exec(fiveMinutes)?.[1] as string
  // As a .mts file inside the project, where the package's name leads to its source.
  const folder = folderOf(t, 'readme', join(root, '.tap'))
  writeFileSync(join(folder, 'server.mts'), server.replace('port: 3000', 'port: 0'))

  const child = endedWithUs(spawn(process.execPath, ['--import', 'tsx', join(folder, 'server.mts')], {
    cwd: root,
    env: { ...process.env, _TAPJS_PROCESSINFO_COVERAGE_: '0' },
    stdio: ['ignore', 'pipe', 'inherit']
  }))
  const ended = once(child, 'exit')
  t.teardown(async () => {
    child.kill()
    await ended
  })
  const [printed] = await once(child.stdout.setEncoding('utf8'), 'data')
  const address = new URL(String(printed).trim()).host

  const samples = [...fiveMinutes.matchAll(/^curl (.*)\n# (.*)$/gm)]
  t.equal(samples.length, 7)
  for (const [, command, body] of samples as unknown as Array<[string, string, string]>) {
    const { stdout } = await promisify(execFile)('sh', ['-c', `curl --silent ${command.replaceAll('localhost:3000', address)}`])
    t.equal(stdout, body, command)
  }
})
