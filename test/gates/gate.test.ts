import t from 'tap'
import { gate, scopeGate } from '../../lib/gates/gate.ts'
import { nearest } from '../../lib/options/option.ts'

const made = { hook: 'preParsing' as const, status: [418], option: nearest<boolean, boolean>({ type: 'boolean' } as never, true), arm: () => undefined }

t.test('a gate is a value that nobody changes', async (t) => {
  const one = gate(made)
  t.strictSame({ ...one }, made)
  t.notOk('level' in one)
  t.throws(() => { Object.assign(one, { hook: 'onRequest' }) }, TypeError)
})

t.test('one that only the plugin and scopes may set says so', async (t) => {
  const one = scopeGate(made)
  t.strictSame({ ...one }, { ...made, level: 'scope' })
  t.throws(() => { Object.assign(one, { level: 'route' }) }, TypeError)
})
