// Clients that go away: nothing is left of their batches, and nobody works for them any more.
import type { Socket } from 'node:net'
import { setImmediate } from 'node:timers/promises'
import t from 'tap'
import { until as untilSo } from '../../helpers/until.ts'
import { lineOf, linesOf } from './app.ts'
import { batchOf, connectTo, headOf, read, upload } from './client.ts'
import { start } from './start.ts'

t.setTimeout(600_000)

/** More than this is not kept in memory. */
const memory = 16 * 1024
const small = linesOf(5)
const spooled = linesOf(5, 10_000)
const long = linesOf(100, 1000)
const nothingLeft = 'no file, descriptor, socket, timer or listener is left'

/** Sends so much of an upload of a megabyte. */
async function begin (socket: Socket, length: number, turns = 0): Promise<void> {
  socket.write(headOf('/quick', 1_000_000))
  await new Promise<void>(resolve => { socket.write(`${lineOf('1', 1000)}\n`.repeat(Math.ceil(length / 1001)).slice(0, length), () => resolve()) })
  for (let turn = 0; turn < turns; turn++) await setImmediate()
}

/** Goes on until the first result is there. */
async function reachResults (socket: Socket, path: string, body: string): Promise<void> {
  socket.write(batchOf(path, body))
  await read(socket, text => text.includes('"line":1,'))
}

/** Where a client may go away; each is tried again and again, each time at another place. */
const places: ReadonlyArray<[name: string, reach: (socket: Socket, attempt: number) => Promise<void>]> = [
  ['in the part that is kept in memory', (socket, attempt) => begin(socket, 1 + attempt % memory, attempt % 3)],
  ['in the part that goes to the file', (socket, attempt) => begin(socket, memory + 1 + attempt * 64 % 200_000, attempt % 7)],
  ['while lines are handled', (socket, attempt) => reachResults(socket, '/waiting', attempt % 4 < 2 ? small : spooled)],
  ['while results are read', (socket, attempt) => reachResults(socket, '/large', attempt % 4 < 2 ? long.slice(0, 16_000) : long)]
]

async function goAway (port: number, reach: (socket: Socket, attempt: number) => Promise<void>, attempt: number): Promise<void> {
  const socket = await connectTo(port)
  await reach(socket, attempt)
  if (attempt % 2 === 0) socket.destroy()
  else socket.resetAndDestroy()
}

t.test('10,000 aborted uploads leave nothing behind', async (t) => {
  const { port, state, idle } = await start(t, { memory })
  for (const [, reach] of places) for (const attempt of [0, 2]) await goAway(port, reach, attempt)
  const before = await idle()
  for (const [name, reach] of places) {
    const { calls, aborted } = await state()
    let attempt = 0
    const client = async (): Promise<void> => {
      while (attempt < 2500) await goAway(port, reach, attempt++)
    }
    await Promise.all(Array.from({ length: 50 }, client))
    t.strictSame(await idle(), before, `${name}: ${nothingLeft}`)
    const after = await state()
    const worked = { calls: after.calls - calls, aborted: after.aborted - aborted }
    if (name === 'while lines are handled') t.strictSame(worked, { calls: 5000, aborted: 2500 }, `${name}: two lines each, and the second was told`)
    else if (name === 'while results are read') t.ok(worked.calls <= 250_000 && worked.aborted === 0, `${name}: ${worked.calls} calls`)
    else t.strictSame(worked, { calls: 0, aborted: 0 }, `${name}: no line was handled`)
  }
  t.strictSame((await state()).warnings, [], 'no descriptor was left to the garbage collection')
})

t.test('the temporary file has no name, and is gone with the client', async (t) => {
  const { port, files, until, idle } = await start(t, { memory })
  await goAway(port, socket => begin(socket, 1), 0)
  const before = await idle()
  const socket = await connectTo(port)
  await begin(socket, 100_000)
  const { spools } = await until(({ spools }) => spools > 0)
  // Not every system tells which files are open.
  t.equal(spools, before.descriptors === 0 ? 0 : 1)
  // It loses its name as soon as it is open.
  t.strictSame(await untilSo(files, names => names.length === 0), [])
  socket.destroy()
  t.strictSame(await idle(), before, nothingLeft)
})

for (const [name, concurrency, worked] of [
  ['one line at a time', 1, { calls: 2, aborted: 1 }],
  ['three lines at a time', 3, { calls: 4, aborted: 3 }]
] as const) {
  t.test(`a client that goes away stops the work behind the current line: ${name}`, async (t) => {
    for (const body of [small, spooled]) {
      const { port, state, until, idle } = await start(t, { memory, concurrency })
      const before = await idle()
      const socket = await connectTo(port)
      await reachResults(socket, '/waiting', body)
      const { calls, aborted } = await until(({ calls }) => calls >= worked.calls)
      t.strictSame({ calls, aborted }, { ...worked, aborted: 0 }, 'the lines behind the first wait')
      socket.destroy()
      t.strictSame(await idle(), before, nothingLeft)
      // Behind a batch that has come later a line that should not be handled would have been.
      await upload(port, '/quick', body.length, [body])
      const after = await state()
      t.strictSame({ calls: after.calls, aborted: after.aborted }, { ...worked, calls: worked.calls + 5 })
    }
  })
}

t.test('for a client that goes away while a hook looks at its batch no line is handled', async (t) => {
  for (const body of [small, spooled, `[${small.replaceAll('\n', ',')}]`]) {
    const { port, state, until, idle } = await start(t, { memory })
    const before = await idle()
    const socket = await connectTo(port)
    socket.write(batchOf('/left', body, '1.1', body.startsWith('[') ? { 'content-type': 'application/json' } : {}))
    await until(({ hooked }) => hooked === 1)
    socket.destroy()
    t.strictSame(await idle(), before, nothingLeft)
    await upload(port, '/quick', small.length, [small])
    t.equal((await state()).calls, 5, 'but for those of a batch that has come later')
  }
})
