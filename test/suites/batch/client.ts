import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import { RawClient, type Answer } from '../../helpers/raw.ts'
import { requestOf } from '../../helpers/exchange.ts'
import { type } from './app.ts'

/** The head of a batch of so many bytes. */
export function headOf (path: string, length: number, version = '1.1', more: Record<string, string> = {}): Buffer {
  return requestOf({ method: 'PATCH', path, version, headers: { 'content-type': type, 'content-length': String(length), ...more } })
}

/** A batch as a request, whole. */
export function batchOf (path: string, body: string, version?: string, more?: Record<string, string>): Buffer {
  return Buffer.concat([headOf(path, Buffer.byteLength(body), version, more), Buffer.from(body)])
}

/** Writes one piece after the other, and no faster than they are taken. */
async function writeAll (socket: Socket, pieces: Iterable<Buffer | string>): Promise<void> {
  for (const piece of pieces) {
    if (!socket.write(piece)) await once(socket, 'drain')
  }
}

/** Sends a batch in pieces on a connection of its own, and gives its answer. */
export async function upload (port: number, path: string, length: number, pieces: Iterable<Buffer | string>): Promise<Answer> {
  const client = await RawClient.connect(port)
  client.send(headOf(path, length))
  await writeAll(client.socket, pieces)
  try {
    return await client.answer()
  } finally {
    client.close()
  }
}

/** A client that reads nothing of its own accord. */
export async function connectTo (port: number): Promise<Socket> {
  const socket = connect(port, '127.0.0.1')
  socket.pause()
  socket.on('error', () => {})
  await once(socket, 'connect')
  return socket
}

/** Reads until so much has come, or to the end; the rest stays where it is. */
export async function read (socket: Socket, isEnough: (text: string) => boolean = () => false): Promise<string> {
  let text = ''
  let isOver = false
  let wake = (): void => {}
  const onEvent = (): void => wake()
  const onOver = (): void => {
    isOver = true
    wake()
  }
  socket.on('readable', onEvent).on('end', onOver).on('close', onOver)
  for (;;) {
    const woken = new Promise<void>(resolve => { wake = resolve })
    const wasOver = isOver
    const chunk = socket.read() as Buffer | null
    if (chunk !== null) text += chunk.toString('latin1')
    if (isEnough(text) || (chunk === null && wasOver)) break
    if (chunk === null) await woken
  }
  socket.removeListener('readable', onEvent).removeListener('end', onOver).removeListener('close', onOver)
  return text
}
