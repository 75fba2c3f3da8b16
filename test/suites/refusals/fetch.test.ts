// The same as in clients.test.ts; fetch copies what it sends, and takes as long as all the others together.
import t from 'tap'
import { Agent, setGlobalDispatcher } from 'undici'
import { fetchBuffer, fetchStream } from './clients.ts'
import { start } from './start.ts'
import { tryAll } from './tries.ts'

// Many gigabytes: on a machine with much else to do this takes long.
t.setTimeout(1_200_000)

const agent = new Agent()
setGlobalDispatcher(agent)
t.teardown(() => agent.destroy())

const { port, idle } = await start(t)
const before = await idle()

t.test('fetch with a Buffer sees the refusal each time', async (t) => {
  await tryAll(t, 'fetch', fetchBuffer, port)
})

t.test('fetch with a stream sees the refusal each time', async (t) => {
  await tryAll(t, 'fetch with a stream', fetchStream, port)
})

t.test('nobody is left', async (t) => {
  await agent.destroy()
  t.strictSame(await idle(), before)
})
