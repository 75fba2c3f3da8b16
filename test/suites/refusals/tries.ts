import { isDeepStrictEqual } from 'node:util'
import { last, refusals, type Refusal } from './app.ts'
import type { Answer } from '../../helpers/raw.ts'

export type Client = (port: number, refusal: Refusal, closing: boolean) => Promise<Answer>

interface Outcome { readonly seen: unknown, readonly times: number }

/** How often each refusal is tried: half of the tries ask that the connection ends behind the answer. */
const tries: ReadonlyArray<[refusal: Refusal, times: number]> = [
  [refusals.length, 100], [refusals.type, 100], [refusals.chunks, 10], [refusals.unknown, 10], [refusals.members, 10]
]

interface Test { strictSame: (found: unknown, wanted: unknown, message: string) => unknown }

/** Lets a client upload again and again, one after the other; all must see the refusal. */
export async function tryAll (t: Test, name: string, client: Client, port: number): Promise<void> {
  for (const [refusal, times] of tries) {
    for (const closing of [false, true]) {
      const told = closing ? last(refusal.told) : refusal.told
      const outcomes = await repeat(times / 2, told, () => client(port, refusal, closing))
      t.strictSame(outcomes, [{ seen: told, times: times / 2 }], `${name}: ${refusal.name}${closing ? ', closing' : ''}`)
    }
  }
}

/** What was seen, and how often; ends early behind something else than `told`: a client that is cut may wait long for it. */
async function repeat (times: number, told: Answer, upload: () => Promise<Answer>): Promise<Outcome[]> {
  for (let count = 1; count <= times; count++) {
    const seen = await upload().catch((error: unknown) => error)
    if (!isDeepStrictEqual(seen, told)) return [{ seen: told, times: count - 1 }, { seen, times: 1 }]
  }
  return [{ seen: told, times }]
}
