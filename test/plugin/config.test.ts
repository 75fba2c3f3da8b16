import t from 'tap'
import { conformantConfig } from '../../lib/index.ts'

t.test('the options of a route stand in its config', async (t) => {
  const options = { items: 5 }
  t.strictSame(conformantConfig(options), { conformant: options })
})
