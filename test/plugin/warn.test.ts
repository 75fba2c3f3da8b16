import { once } from 'node:events'
import type { FastifyBaseLogger } from 'fastify'
import t from 'tap'
import { warn } from '../../lib/plugin/warn.ts'

t.test('it is said in the log and on standard error, with its code', async (t) => {
  const lines: string[] = []
  const emitted = once(process, 'warning')
  warn({ warn: (line: string) => lines.push(line) } as unknown as FastifyBaseLogger, 'CONFORMANT_TRIED', 'it does not work')
  t.strictSame(lines, ['it does not work'])
  const [{ name, code, message }] = await emitted
  t.strictSame([name, code, message], ['ConformantWarning', 'CONFORMANT_TRIED', 'it does not work'])
})

t.test('a logger that fails takes nothing with it', async (t) => {
  const emitted = once(process, 'warning')
  t.doesNotThrow(() => warn({ warn () { throw new Error('broken') } } as unknown as FastifyBaseLogger, 'CONFORMANT_TRIED', 'nor does this'))
  t.equal((await emitted)[0].message, 'nor does this')
})
