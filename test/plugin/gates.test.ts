import t from 'tap'
import { gateOrder } from '../../lib/plugin/gates.ts'
import { defaults } from '../../lib/plugin/options.ts'

t.test('the order of the gates', async (t) => {
  t.strictSame(gateOrder.map(({ gate, hook, status }) => `${hook} ${gate} ${status.join('/')}`), [
    'onRequest rateLimit 429/503',
    'onRequest unknownUrl 404',
    'onRequest method 405',
    'onRequest deprecated 410',
    'onRequest concurrency 429',
    'onRequest accept 406',
    'preParsing contentType 415',
    'preParsing contentCoding 415',
    'preParsing payload 413/403',
    'preParsing preconditions 428/412/304',
    'parsing json 400',
    'preValidation items 413/403',
    'preValidation unknownProperties 422/400',
    'validation validation 422/400',
    'preHandler spamCheck 400/409/503'
  ])
  t.ok(Object.isFrozen(gateOrder))
  for (const { gate } of gateOrder) t.ok(gate in defaults, `${gate} is an option`)
})
