import { randomUUID } from 'node:crypto'
import { constants, open, unlink, type FileHandle } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Keeper } from './splitter.ts'

/** What is copied together with others, and into how much, in bytes. */
const small = 1024
const blockSize = 16 * 1024

/** How much is gathered before it goes to the file, in bytes. */
const writeSize = 256 * 1024

/**
 * Keeps the body of a batch until its lines may be handled: in memory as long as it is small, then in a temporary file.
 * The file has no name from the moment it is open, so that nothing is left of it however the process ends.
 */
export class BodyStore implements Keeper {
  readonly #threshold: number
  readonly #folder: string
  readonly #disk: number
  /** How much of the folder's room is this file's. */
  #room = 0
  #pending: Buffer[] = []
  #pendingLength = 0
  /** What the last pending bytes are a part of, where they can grow. */
  #block: Buffer | undefined
  /** How much of what is kept is in the file. */
  #written = 0
  #file: FileHandle | undefined
  #isClosed = false

  /**
   * @param threshold - bytes that stay in memory
   * @param folder - where the file is made
   * @param disk - bytes that all files of the folder may take together
   */
  constructor (threshold: number, folder = tmpdir(), disk = Infinity) {
    this.#threshold = threshold
    this.#folder = folder
    this.#disk = disk
  }

  get length (): number { return this.#written + this.#pendingLength }

  append (bytes: Buffer): void {
    if (bytes.length < small) this.#gather(bytes)
    else this.#push(bytes)
    this.#pendingLength += bytes.length
  }

  #push (bytes: Buffer): void {
    this.#block = undefined
    this.#pending.push(bytes)
  }

  /** A body may come byte by byte, and a Buffer takes a hundred. */
  #gather (bytes: Buffer): void {
    const used = this.#pending.at(-1)?.length ?? 0
    if (this.#block === undefined || used + bytes.length > blockSize) {
      this.#push(Buffer.alloc(0))
      this.#block = Buffer.allocUnsafeSlow(blockSize)
      return this.#gather(bytes)
    }
    bytes.copy(this.#block, used)
    this.#pending[this.#pending.length - 1] = this.#block.subarray(0, used + bytes.length)
  }

  rewind (length: number): void {
    this.#block = undefined
    if (length <= this.#written) {
      this.#written = length
      this.#pending = []
      this.#pendingLength = 0
      return
    }
    while (this.length > length) {
      const last = this.#pending.pop() as Buffer
      this.#pendingLength -= last.length
      if (this.length < length) this.append(last.subarray(0, length - this.length))
    }
  }

  /** True where more is in memory than should be: {@link flush} before more is appended. */
  get isFull (): boolean {
    return this.#pendingLength > (this.#file === undefined ? this.#threshold : writeSize)
  }

  get isInMemory (): boolean { return this.#file === undefined }

  /** @throws the fault of the file system; `ENOSPC` too where all files of the folder have no more room together */
  async flush (): Promise<void> {
    const more = this.length - this.#room
    if (more > 0) {
      if (!takeRoom(this.#folder, more, this.#disk)) throw Object.assign(new Error(`the files of batches in ${this.#folder} take all of their room`), { code: 'ENOSPC' })
      this.#room += more
    }
    const file = this.#file ?? await namelessFile(this.#folder)
    // The client may have gone while the file was opened.
    if (this.#isClosed) return file.close()
    this.#file = file
    this.#block = undefined
    for (const bytes of this.#pending) {
      await writeAll(file, bytes, this.#written)
      this.#written += bytes.length
    }
    this.#pending = []
    this.#pendingLength = 0
  }

  /** All has been appended: what is in memory becomes one, or goes to the file with the rest. */
  async finish (): Promise<void> {
    if (this.#file !== undefined) await this.flush()
    else this.#pending = [Buffer.concat(this.#pending, this.#pendingLength)]
  }

  /** Reads what was kept, once it is finished. */
  read (start: number, end: number): Buffer | Promise<Buffer> {
    const [bytes] = this.#pending
    if (this.#file === undefined) return (bytes as Buffer).subarray(start, end)
    return readAll(this.#file, start, end - start)
  }

  async close (): Promise<void> {
    this.#isClosed = true
    this.#pending = []
    this.#pendingLength = 0
    const file = this.#file
    this.#file = undefined
    try {
      await file?.close()
    } finally {
      if (this.#room > 0) giveRoomBack(this.#folder, this.#room)
      this.#room = 0
    }
  }
}

/** Bytes that the temporary files of this process take, by folder. */
const taken = new Map<string, number>()

/** @returns false where all files of the folder together would be larger than that */
function takeRoom (folder: string, bytes: number, most: number): boolean {
  const sum = (taken.get(folder) ?? 0) + bytes
  if (sum > most) return false
  taken.set(folder, sum)
  return true
}

function giveRoomBack (folder: string, bytes: number): void {
  taken.set(folder, (taken.get(folder) as number) - bytes)
}

async function namelessFile (folder: string): Promise<FileHandle> {
  const path = join(folder, `fastify-conformant-${randomUUID()}`)
  const { O_RDWR, O_CREAT, O_EXCL } = constants
  // Nobody else may read what clients have sent.
  const file = await open(path, O_RDWR | O_CREAT | O_EXCL, 0o600)
  try {
    await unlink(path)
  } catch (error) {
    await file.close()
    throw error
  }
  return file
}

async function writeAll (file: FileHandle, bytes: Buffer, position: number): Promise<void> {
  for (let done = 0; done < bytes.length;) {
    const { bytesWritten } = await file.write(bytes, done, bytes.length - done, position + done)
    done += bytesWritten
  }
}

async function readAll (file: FileHandle, position: number, length: number): Promise<Buffer> {
  const bytes = Buffer.allocUnsafe(length)
  for (let done = 0; done < length;) {
    const { bytesRead } = await file.read(bytes, done, length - done, position + done)
    if (bytesRead === 0) throw new Error('the temporary file of a batch is shorter than what was written to it')
    done += bytesRead
  }
  return bytes
}
