import { connect } from 'node:net'
import { fileURLToPath } from 'node:url'
import t from 'tap'
import { startChild, type Child } from '../helpers/child.ts'

// What lives through two collections of the young generation is promoted to the old one, and only a long collection, which stops the
// server, takes it away again. Of a request nothing lives as long: what it costs is counted in bytes, not in time.

/** What the server says of itself. */
interface Told { readonly old: number, readonly long: number, readonly short: number }

const requests = 1500
const rounds = 10
/** Bytes a request: of what is under way when a collection comes there are some 50. A function on each reply was 1,000 and more. */
const most = 400

/**
 * The same where a body has a name that no body had before, as the parser keeps names of properties and layouts of objects there, or where ten
 * refusals are kept for a while: some 350 bytes.
 */
const mostOfNew = 800

const json = (body: string, path = '/', type = 'application/json'): string => `POST ${path} HTTP/1.1\r\nhost: a\r\ncontent-type: ${type}\r\ncontent-length: ${body.length}\r\n\r\n${body}`
const get = (path: string, accept = '*/*'): string => `GET ${path} HTTP/1.1\r\nhost: a\r\naccept: ${accept}\r\n\r\n`
let number = 0

type Case = readonly [name: string, status: number, next: () => string, most?: number]

const newPath: Case = ['404, another path each time', 404, () => get(`/nothing/${++number}`)]
const newName: Case = ['422, another name each time', 422, () => json(`{"code":"winter","name${++number}":1}`), mostOfNew]
const ownError: Case = ['an own error, thrown', 403, () => get('/own')]

const servers: Record<string, readonly Case[]> = {
  akeneo: [
    ['200', 200, () => get('/')],
    ['201, validated', 201, () => json('{"code":"winter"}')],
    newPath,
    ['405', 405, () => 'DELETE / HTTP/1.1\r\nhost: a\r\n\r\n'],
    ['406, late', 406, () => get('/', 'text/csv')],
    ['406, another type each time', 406, () => get('/', `text/x${++number}`), mostOfNew],
    ['415, another type each time', 415, () => json('{}', '/', `text/x${++number}`), mostOfNew],
    ['422', 422, () => json('{"code":1}')],
    newName,
    ['422, another place each time', 422, () => json(`[${'"",'.repeat(++number % 97)}1]`, '/list')],
    ['400, malformed JSON', 400, () => json('{"code":')],
    ['404, thrown', 404, () => get('/thrown')],
    ownError,
    ['429', 429, () => get('/limited')],
    ['429, of one limit at two routes', 429, () => get(`/scope/${++number % 2}`)]
  ],
  problem: [newPath, newName, ownError],
  'akeneo logged': [ownError, ['500, thrown', 500, () => get('/broken')]]
}

/** What the engine keeps depends on when it made its code: what stays in one server, and not in another one, is the engine's. */
const mostServers = 3

t.test('nothing of a request is promoted to the old generation', { timeout: 0 }, async (t) => {
  for (const [args, cases] of Object.entries(servers)) {
    let left = cases
    for (let server = 1; left.length > 0; server++) {
      const child = await startChild(t, fileURLToPath(new URL('promoted-server.ts', import.meta.url)), { args: args.split(' '), node: ['--expose-gc', '--min-semi-space-size=4', '--max-semi-space-size=4'] })
      for (const path of ['/limited', '/scope/0']) await answers(child, 429, () => get(path), 1, 200)
      const kept: Case[] = []
      for (const one of left) {
        const [name, , , room = most] = one
        const { least, collections } = await promoted(child, one, room)
        const isFine = least <= room && collections > 0
        if (isFine || server === mostServers) t.ok(isFine, `${args}: ${name}: ${least.toFixed(1)} bytes a request, in ${collections} collections`)
        else kept.push(one)
      }
      left = kept
    }
  }
})

/** The least that the old generation gains by a request, in bytes, and how many collections there were meanwhile. */
async function promoted (child: Child, [, status, next]: Case, room: number): Promise<{ least: number, collections: number }> {
  let least = Infinity
  let collections = 0
  // Code that the engine makes is old from the beginning, and it goes on making some for a while.
  for (let round = 0; round < rounds && (least > room || collections === 0); round++) {
    await answers(child, status, next, requests)
    const before = await child.ask<Told>('collect')
    await answers(child, status, next, requests)
    const after = await child.ask<Told>('read')
    if (after.long > before.long) continue
    collections = after.short - before.short
    least = Math.min(least, (after.old - before.old) / requests)
  }
  return { least, collections }
}

/** Sends requests one after the other on one connection. */
async function answers ({ port }: Child, status: number, next: () => string, count: number, first = status): Promise<void> {
  const socket = connect(port, '127.0.0.1').setEncoding('latin1')
  let text = ''
  let left = count
  await new Promise<void>((resolve, reject) => {
    socket.on('error', reject)
    socket.on('data', (chunk) => {
      text += String(chunk)
      const end = text.indexOf('\r\n\r\n')
      if (end === -1 || text.length < end + 4 + Number(/content-length: (\d+)/.exec(text)?.[1])) return
      if (!text.startsWith(`HTTP/1.1 ${first} `)) reject(new Error(text))
      text = ''
      if (--left === 0) resolve()
      else socket.write(next())
    })
    socket.write(next())
  })
  socket.destroy()
}
