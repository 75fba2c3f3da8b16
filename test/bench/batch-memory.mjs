// The work without a socket: the limit, and a batch that is received and run from chunks in memory.
import { Readable } from 'node:stream'
import { BodyStore } from '../../.files/batch/body-store.js'
import { receive } from '../../.files/batch/receive.js'
import { standardShape } from '../../.files/batch/result.js'
import { run } from '../../.files/batch/run.js'
import { count } from './batch-lines.mjs'

const chunkSize = 64 * 1024
const json = { maxDepth: 512, protoAction: 'error', constructorAction: 'error' }
const settings = { lines: count, length: { limit: 1_000_000, unit: 'characters' }, payload: 4e8, memory: 1024 * 1024, concurrency: 1 }
const work = {
  key: 'identifier',
  json,
  concurrency: 1,
  check: () => undefined,
  handle: () => undefined,
  refuse (thrown) { throw thrown }
}
const { signal } = new AbortController()

/** @returns how each way works through all lines of a size once */
export function waysInMemory ({ lines, body }) {
  const bytes = lines.map(line => Buffer.from(line))
  const chunks = Array.from({ length: Math.ceil(body.length / chunkSize) }, (_, index) => body.subarray(index * chunkSize, (index + 1) * chunkSize))
  return {
    limit () {
      for (const line of lines) JSON.parse(line)
    },
    bytes () {
      for (const line of bytes) JSON.parse(line.toString())
    },
    async memory () {
      let next = 0
      const payload = new Readable({ read () { this.push(next < chunks.length ? chunks[next++] : null) } })
      const store = new BodyStore(settings.memory)
      const batch = await receive(payload, false, settings, json, store)
      let text = ''
      await run(batch, work, signal, result => { text += JSON.stringify(standardShape(result)) })
      await store.close()
      if (text.match(/204/g).length !== count) throw new Error(text)
    }
  }
}
