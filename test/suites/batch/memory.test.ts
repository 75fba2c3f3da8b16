// What the largest batch of the documents costs the server, at once and by the dozen.
import t from 'tap'
import type { Answer } from '../../helpers/raw.ts'
import { lineOf, linesOf, type } from './app.ts'
import { upload } from './client.ts'
import { start } from './start.ts'

t.setTimeout(1_200_000)

const lines = 100
const characters = 1_000_000
const codes = Array.from({ length: lines }, (_, index) => String(index + 1))

const told: Answer = {
  status: 200,
  headers: { 'content-type': type, 'transfer-encoding': 'chunked' },
  body: codes.map(code => JSON.stringify({ line: Number(code), code, status_code: 204 })).join('\n')
}

const text = Buffer.alloc(characters, 't')
const length = lines * (characters + 1) - 1

/** The text is one and the same in memory, whoever sends it. */
function * hugeLines (): Generator<string | Buffer> {
  for (const code of codes) {
    const line = lineOf(code)
    if (code !== '1') yield '\n'
    yield line.slice(0, -2)
    yield text.subarray(line.length)
    yield '"}'
  }
}

for (const [title, times, limit] of [
  ['one batch of 100 lines of 1,000,000 characters', 1, 64],
  ['50 of them at once', 50, 256]
] as const) {
  t.test(`${title}: under ${limit} MiB more than the idle server`, async (t) => {
    // Five gigabytes: more than the files of all batches may take by default.
    const { port, state, idle } = await start(t, { disk: 16 * 1024 ** 3 })
    // What is loaded and compiled at the first batch stays.
    const small = linesOf(2)
    await upload(port, '/quick', small.length, [small])
    const before = await idle()
    const { rss } = await state()
    const begun = Date.now()
    const answers = await Promise.all(Array.from({ length: times }, () => upload(port, '/quick', length, hugeLines())))
    const seconds = (Date.now() - begun) / 1000
    const { peak, calls } = await state()
    t.strictSame([...new Set(answers.map(answer => JSON.stringify(answer)))], [JSON.stringify(told)], 'the results are whole')
    t.equal(calls, 2 + times * lines, 'every line has been handled')
    t.comment(`${seconds} seconds; memory of the idle server ${mebibytes(rss)} MiB, at most ${mebibytes(peak - rss)} MiB more`)
    t.ok(peak - rss < limit * 1024 * 1024, `${mebibytes(peak - rss)} MiB`)
    t.strictSame(await idle(), before, 'no file, descriptor, socket, timer or listener is left')
  })
}

function mebibytes (bytes: number): number {
  return Math.round(bytes / 1024 / 1024)
}
