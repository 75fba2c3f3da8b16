// Real clients, each of which uploads 50 MB and gives what it sees of the refusal.
import { execFile } from 'node:child_process'
import { request as httpRequest, type Agent, type ClientRequest, type IncomingMessage } from 'node:http'
import { fetch } from 'undici'
import type { Answer } from '../../helpers/raw.ts'
import type { Refusal } from './app.ts'
import { told, WriteFirstClient } from './write-first.ts'

/** 50 MB, made once. */
export const upload = Buffer.alloc(50_000_000, 32)

/** A piece of it. */
export const megabyte = upload.subarray(0, 1_000_000)

/**
 * An upload, in pieces of one buffer.
 *
 * @param closing - whether the client asks that the connection ends behind the answer
 */
export function * piecesOf ({ path, type, chunked }: Refusal, closing = false): Generator<Buffer | string> {
  const length = chunked ? 'transfer-encoding: chunked' : `content-length: ${upload.length}`
  yield `POST ${path} HTTP/1.1\r\nhost: api.example\r\ncontent-type: ${type}\r\n${length}\r\n${closing ? 'connection: close\r\n' : ''}\r\n`
  for (let left = upload.length; left > 0; left -= megabyte.length) {
    if (chunked) yield `${megabyte.length.toString(16)}\r\n`
    yield megabyte
    if (chunked) yield '\r\n'
  }
  if (chunked) yield '0\r\n\r\n'
}

export async function raw (port: number, refusal: Refusal, closing: boolean): Promise<Answer> {
  const client = new WriteFirstClient(port)
  await client.connect()
  try {
    await client.write(piecesOf(refusal, closing))
    return await client.answer()
  } finally {
    client.close()
  }
}

/** @param agent - undefined: a connection of its own */
export async function nodeHttp (port: number, refusal: Refusal, closing: boolean, agent?: Agent): Promise<Answer> {
  const { path, type, chunked } = refusal
  const length = chunked ? { 'transfer-encoding': 'chunked' } : { 'content-length': upload.length }
  const headers = { 'content-type': type, ...length, connection: closing ? 'close' : 'keep-alive' }
  const request = httpRequest({ port, host: '127.0.0.1', path, method: 'POST', headers, agent: agent ?? false })
  const answered = answerTo(request)
  request.end(upload)
  try {
    return await answered
  } finally {
    if (agent === undefined) request.destroy()
  }
}

export async function answerTo (request: ClientRequest): Promise<Answer> {
  const response = await new Promise<IncomingMessage>((resolve, reject) => {
    request.on('response', resolve).on('error', reject)
  })
  let body = ''
  for await (const chunk of response.setEncoding('utf8')) body += chunk
  return { status: response.statusCode as number, headers: told(Object.entries(response.headers) as Array<[string, string]>), body }
}

export function fetchBuffer (port: number, refusal: Refusal, closing: boolean): Promise<Answer> {
  return fetching(port, refusal, closing, upload)
}

/** It says no length, whatever the refusal. */
export function fetchStream (port: number, refusal: Refusal, closing: boolean): Promise<Answer> {
  let left = upload.length
  return fetching(port, refusal, closing, new ReadableStream({
    pull (controller) {
      controller.enqueue(megabyte)
      left -= megabyte.length
      if (left === 0) controller.close()
    }
  }))
}

async function fetching (port: number, { path, type }: Refusal, closing: boolean, body: Buffer | ReadableStream): Promise<Answer> {
  const response = await fetch(`http://127.0.0.1:${port}${path}`, {
    method: 'POST', headers: { 'content-type': type, ...(closing ? { connection: 'close' } : {}) }, body, duplex: 'half'
  })
  return { status: response.status, headers: told(response.headers), body: await response.text() }
}

/** @param file - with what is uploaded */
export function curlWith (file: string): (port: number, refusal: Refusal, closing: boolean) => Promise<Answer> {
  return (port, { path, type, chunked }, closing) => new Promise((resolve, reject) => {
    const fields = [`content-type: ${type}`, 'expect:', ...(chunked ? ['transfer-encoding: chunked'] : []), ...(closing ? ['connection: close'] : [])]
    const args = ['--no-progress-meter', '--include', '--request', 'POST', '--upload-file', file, ...fields.flatMap(field => ['--header', field])]
    execFile('curl', [...args, `http://127.0.0.1:${port}${path}`], (error, stdout) => {
      if (error !== null) return reject(error)
      const [head = '', body = ''] = stdout.split('\r\n\r\n')
      const [line = '', ...lines] = head.split('\r\n')
      resolve({
        status: Number(line.split(' ')[1]),
        headers: told(lines.map(one => [one.slice(0, one.indexOf(':')), one.slice(one.indexOf(':') + 1).trim()])),
        body
      })
    })
  })
}
