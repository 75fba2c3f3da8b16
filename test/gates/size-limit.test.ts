import t from 'tap'
import { sizeLimit, type LimitOption } from '../../lib/gates/size-limit.ts'

const { default: standard, read } = sizeLimit('items', 100)
const said = { of: '', given: {}, around: {} }

t.test('what an option says of a limit, over what holds around it', async (t) => {
  const around = { limit: 9, status: 403 as const }
  const off = { limit: undefined, status: 403 as const }
  const cases: Array<[given: LimitOption | undefined, alone: unknown, below: unknown, belowOff: unknown]> = [
    [undefined, [100, 413], [9, 403], [undefined, 403]],
    [true, [100, 413], [9, 403], [100, 403]],
    [false, [undefined, 413], [undefined, 403], [undefined, 403]],
    [5, [5, 413], [5, 403], [5, 403]],
    [{ limit: 5 }, [5, 413], [5, 403], [5, 403]],
    [{ status: 413 }, [100, 413], [9, 413], [100, 413]],
    [{ status: 403 }, [100, 403], [9, 403], [100, 403]],
    [{ limit: 5, status: 413 }, [5, 413], [5, 413], [5, 413]]
  ]
  for (const [given, ...expected] of cases) {
    t.strictSame([standard, around, off].map(held => Object.values(read(given, held, said))), expected, JSON.stringify(given))
  }
})
