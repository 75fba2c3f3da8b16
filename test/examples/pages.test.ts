// What the pages show comes out as they say: a block that begins with `// server.` is started as it stands, and the commands behind it are
// sent to it. The lines behind a command that begin with `# `, or else the block of JSON or HTTP behind it, are what is answered.
import { execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import t from 'tap'
import blank from 'ts-blank-space'
import { readsTypeScript } from '../helpers/child.ts'
import { withoutCurl } from '../helpers/curl.ts'
import { endedWithUs, folderOf } from '../helpers/ended-with-us.ts'
import { pages, type Block } from '../helpers/pages.ts'

const root = join(import.meta.dirname, '../..')
const isServer = ({ code }: Block): boolean => code.startsWith('// server.')

/** The fields that are of the moment or of the connection. */
const passing = /^(?:date|connection|keep-alive|content-length): .*\n/gim

interface Command { readonly line: string, readonly shown: string | undefined }

/** The commands of a block, each with the lines that show what it answers. */
function commandsOf ({ code }: Block): Command[] {
  return [...code.replaceAll('\\\n', '').matchAll(/^([^#\n].*curl .*)\n((?:# .*\n)*)|^(curl .*)\n((?:# .*\n)*)/gm)].map(([, some, a, one, b]) => {
    const shown = (a ?? b ?? '').replace(/^# /gm, '').trimEnd()
    return { line: (some ?? one) as string, shown: shown === '' ? undefined : shown }
  })
}

interface Teardown { teardown: (task: () => unknown) => void }

/** @returns its host, such as `127.0.0.1:40123` */
async function start (t: Teardown, { code }: Block): Promise<string> {
  const folder = folderOf(t, 'pages', join(root, '.tap'))
  // Blanks for its types here, once: a process that has to do it loads the compiler.
  writeFileSync(join(folder, 'server.mjs'), blank(code.replace('port: 3000', 'port: 0')))
  const child = endedWithUs(spawn(process.execPath, [...readsTypeScript, join(folder, 'server.mjs')], {
    cwd: root,
    env: { ...process.env, _TAPJS_PROCESSINFO_COVERAGE_: '0' },
    stdio: ['ignore', 'pipe', 'inherit']
  }))
  const ended = once(child, 'exit')
  t.teardown(async () => {
    child.kill()
    await ended
  })
  const [printed] = await Promise.race([once(child.stdout.setEncoding('utf8'), 'data'), ended.then(() => { throw new Error('the server has ended') })])
  return new URL(String(printed).trim()).host
}

async function answerTo (line: string, host: string): Promise<string> {
  const command = line.replaceAll('localhost:3000', host).replace(/\bcurl /, 'curl --silent ')
  const { stdout } = await promisify(execFile)('bash', ['-c', command], { cwd: join(root, 'docs') })
  return stdout.replaceAll('\r\n', '\n').replaceAll(host, 'localhost:3000').trimEnd()
}

let servers = 0
for (const { file, blocks } of pages) {
  const first = blocks.findIndex(isServer)
  if (first < 0) continue
  servers += 1
  t.test(file, { skip: withoutCurl }, async t => {
    let host = ''
    let last: Command & { answer: string } | undefined
    let compared = 0
    for (const block of blocks.slice(first)) {
      const name = `${file}:${block.line}`
      if (isServer(block)) host = await start(t, block)
      if (block.language === 'sh') {
        for (const command of commandsOf(block)) {
          const answer = await answerTo(command.line, host)
          last = { ...command, answer }
          if (command.shown === undefined) continue
          compared += 1
          // What ends in … goes on.
          const wanted = command.shown.endsWith('…') ? answer.slice(0, command.shown.length - 1) + '…' : answer
          t.equal(command.shown, wanted, `${name}: ${command.line}`)
        }
      } else if (last !== undefined && last.shown === undefined && (block.language === 'json' || block.language === 'http')) {
        compared += 1
        const isJson = block.language === 'json'
        const read = (text: string): unknown => isJson ? JSON.parse(text) : text.replace(passing, '').trim()
        t.same(read(isJson ? last.answer : last.answer + '\n'), read(block.code), `${name}: ${last.line}`)
        last = undefined
      } else last = undefined
    }
    t.ok(compared > 0, 'something is compared')
  })
}

t.test('pages with a server', async t => { t.ok(servers >= 1, `${servers}`) })
