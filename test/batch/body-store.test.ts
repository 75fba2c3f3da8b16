import * as promises from 'node:fs/promises'
import { join } from 'node:path'
import { setImmediate } from 'node:timers/promises'
import t from 'tap'
import { BodyStore } from '../../lib/batch/body-store.ts'

const { readdir } = promises

const text = async (store: BodyStore, start: number, end: number): Promise<string> => (await store.read(start, end)).toString()

/** Appends, and lets go to the file what is too much for the memory. */
async function fill (store: BodyStore, ...parts: string[]): Promise<void> {
  for (const part of parts) {
    store.append(Buffer.from(part))
    if (store.isFull) await store.flush()
  }
}

t.test('in memory as long as it is small', async (t) => {
  const store = new BodyStore(6)
  t.equal(store.length, 0)
  t.equal(store.isFull, false)
  await fill(store, 'abc', 'def')
  t.equal(store.length, 6)
  t.equal(store.isFull, false, 'as much as may stay')
  await store.finish()
  t.equal(store.isInMemory, true)
  t.ok(Buffer.isBuffer(store.read(0, 6)), 'without waiting')
  t.equal(await text(store, 0, 6), 'abcdef')
  t.equal(await text(store, 2, 4), 'cd')
  t.equal(await text(store, 6, 6), '')
})

t.test('in a file when it is more', async (t) => {
  const folder = t.testdir()
  const store = new BodyStore(6, folder)
  t.teardown(() => store.close())
  await fill(store, 'abc', 'def', 'g')
  t.equal(store.isInMemory, false)
  t.equal(store.isFull, false)
  t.equal(store.length, 7)
  t.strictSame(await readdir(folder), [], 'it has no name')
  await fill(store, 'hi')
  t.equal(store.length, 9)
  await store.finish()
  t.equal(await text(store, 0, 9), 'abcdefghi')
  t.equal(await text(store, 5, 8), 'fgh')
  t.equal(await text(store, 9, 9), '')
})

t.test('more is gathered before it goes to a file that is there', async (t) => {
  const store = new BodyStore(1)
  t.teardown(() => store.close())
  await fill(store, 'abc')
  store.append(Buffer.alloc(256 * 1024, 'x'))
  t.equal(store.isFull, false)
  store.append(Buffer.from('y'))
  t.equal(store.isFull, true)
  await store.flush()
  t.equal(store.isFull, false)
  await store.finish()
  t.equal(await text(store, 256 * 1024, 256 * 1024 + 4), 'xxxy')
})

t.test('what lies behind a length is forgotten, in memory, in the file, and over both', async (t) => {
  const cases: Array<[name: string, parts: string[], length: number, left: string]> = [
    ['nothing', ['abc', 'def'], 6, 'abcdef'],
    ['a part', ['abc', 'def'], 3, 'abc'],
    ['half of a part', ['abc', 'def'], 4, 'abcd'],
    ['a part and a half', ['abc', 'def', 'ghi'], 5, 'abcde'],
    ['all', ['abc', 'def'], 0, ''],
    ['all of nothing', [], 0, '']
  ]
  for (const [name, parts, length, left] of cases) {
    for (const written of [0, 1, 2, 3]) {
      const store = new BodyStore(1000)
      for (const [index, part] of parts.entries()) {
        store.append(Buffer.from(part))
        if (index < written) await store.flush()
      }
      store.rewind(length)
      t.equal(store.length, length, `${name}, ${written} in the file`)
      store.append(Buffer.from('XY'))
      await store.finish()
      t.equal(await text(store, 0, store.length), `${left}XY`)
      await store.close()
    }
  }
})

t.test('nobody else may read the file', async (t) => {
  const folder = t.testdir()
  const modes: number[] = []
  const { BodyStore } = await t.mockImport<typeof import('../../lib/batch/body-store.ts')>('../../lib/batch/body-store.ts', {
    'node:fs/promises': {
      ...promises,
      // The last moment at which it has a name.
      unlink: async (path: string) => {
        modes.push((await promises.stat(path)).mode & 0o777)
        await promises.unlink(path)
      }
    }
  })
  const store = new BodyStore(1, folder)
  t.teardown(() => store.close())
  store.append(Buffer.from('secret'))
  await store.flush()
  t.strictSame(modes, [0o600])
  t.strictSame(await readdir(folder), [])
})

t.test('a file whose name cannot be taken away is not used', async (t) => {
  const folder = t.testdir()
  let file: promises.FileHandle | undefined
  const { BodyStore } = await t.mockImport<typeof import('../../lib/batch/body-store.ts')>('../../lib/batch/body-store.ts', {
    'node:fs/promises': {
      ...promises,
      open: async (...of: Parameters<typeof promises.open>) => (file = await promises.open(...of)),
      unlink: async () => { throw new Error('of the test') }
    }
  })
  const store = new BodyStore(1, folder)
  store.append(Buffer.from('secret'))
  await t.rejects(store.flush(), { message: 'of the test' })
  t.equal(file?.fd, -1, 'it is closed')
  t.equal(store.isInMemory, true)
})

t.test('a folder that is not there, and one that is a file', async (t) => {
  const folder = t.testdir({ file: '' })
  for (const [path, code] of [['none', 'ENOENT'], ['file', 'ENOTDIR']] as const) {
    const store = new BodyStore(1, join(folder, path))
    store.append(Buffer.from('abc'))
    await t.rejects(store.flush(), { code })
    await store.close()
  }
  t.strictSame(await readdir(folder), ['file'])
})

t.test('closed, and closed again', async (t) => {
  for (const memory of [1, 1000]) {
    const store = new BodyStore(memory)
    await fill(store, 'abc')
    await store.finish()
    await store.close()
    await store.close()
    t.equal(store.isInMemory, true)
    await t.rejects(async () => await store.read(0, 3), 'nothing is left to read')
  }
})

t.test('closed while the file is made, or written: nothing is left open', async (t) => {
  for (const turns of [0, 1, 2, 3, 5, 8]) {
    const files: promises.FileHandle[] = []
    const { BodyStore } = await t.mockImport<typeof import('../../lib/batch/body-store.ts')>('../../lib/batch/body-store.ts', {
      'node:fs/promises': {
        ...promises,
        open: async (...of: Parameters<typeof promises.open>) => {
          files.push(await promises.open(...of))
          return files[0]
        }
      }
    })
    const store = new BodyStore(1)
    store.append(Buffer.alloc(4_000_000))
    const flushed = store.flush().catch(() => {})
    for (let turn = 0; turn < turns; turn++) await setImmediate()
    await Promise.all([store.close(), flushed])
    t.equal(files.length, 1)
    t.equal(files[0]?.fd, -1, `closed after ${turns} turns`)
  }
})

t.test('a file that has become shorter', async (t) => {
  const store = new BodyStore(1)
  t.teardown(() => store.close())
  await fill(store, 'abc')
  await store.finish()
  await t.rejects(async () => await store.read(0, 4), { message: 'the temporary file of a batch is shorter than what was written to it' })
})
