import type { FastifyBaseLogger } from 'fastify'
import t, { type Test } from 'tap'
import { warn } from '../../lib/plugin/warn.ts'

/** The next warning of this test: others may come meanwhile. */
async function emitted (t: Test): Promise<Error & { code?: string }> {
  return await new Promise(resolve => {
    const listener = (warning: Error & { code?: string }): void => { if (warning.code === 'CONFORMANT_TRIED') resolve(warning) }
    process.on('warning', listener)
    t.teardown(() => process.off('warning', listener))
  })
}

t.test('it is said in the log and on standard error, with its code', async (t) => {
  const lines: string[] = []
  const warned = emitted(t)
  warn({ warn: (line: string) => lines.push(line) } as unknown as FastifyBaseLogger, 'CONFORMANT_TRIED', 'it does not work')
  t.strictSame(lines, ['it does not work'])
  const { name, code, message } = await warned
  t.strictSame([name, code, message], ['ConformantWarning', 'CONFORMANT_TRIED', 'it does not work'])
})

t.test('a logger that fails takes nothing with it', async (t) => {
  const warned = emitted(t)
  t.doesNotThrow(() => warn({ warn () { throw new Error('broken') } } as unknown as FastifyBaseLogger, 'CONFORMANT_TRIED', 'nor does this'))
  t.equal((await warned).message, 'nor does this')
})
