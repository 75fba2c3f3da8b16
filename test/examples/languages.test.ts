import t from 'tap'
import { build } from '../../examples/languages/app.ts'
import { german } from '../../examples/languages/german.ts'
import { plainWords } from '../../lib/dialects/plain-words.ts'
import { kinds } from '../../lib/errors/catalog.ts'
import '../helpers/documented.ts'
import { exchange, listen, type Sent } from '../helpers/exchange.ts'

t.test('no key is missing in one of the languages', async (t) => {
  t.strictSame(Object.keys(german.keywords).sort(), Object.keys(plainWords.keywords).sort())
  t.strictSame(Object.keys(german.kinds), kinds)
})

t.test('the answers of the example', async (t) => {
  const port = await listen(t, await build())
  const german = { 'accept-language': 'de-AT, en;q=0.5' }
  const cases: Array<[sent: Sent, language: string, body: string]> = [
    [{ path: '/orders/7' }, 'en', '{"type":"about:blank","title":"Not Found","status":404,"detail":"Order \'7\' does not exist.","request_id":"req-1"}'],
    [{ path: '/orders/7', headers: german }, 'de', '{"type":"about:blank","title":"Not Found","status":404,"detail":"Order \'7\' gibt es nicht.","request_id":"req-2"}'],
    [{ path: '/nowhere', headers: { 'accept-language': 'fr' } }, 'en', '{"type":"about:blank","title":"Not Found","status":404,"detail":"There is nothing at /nowhere.","request_id":"req-3"}'],
    [{ method: 'POST', path: '/orders', headers: german, json: { pieces: 0, colour: 1 } }, 'de',
      '{"type":"about:blank","title":"Unprocessable Content","status":422,"detail":"Die Angaben sind ungültig.","errors":[' +
      '{"detail":"Die Eigenschaft \'colour\' gibt es nicht.","pointer":"#/colour"},{"detail":"fehlt","pointer":"#/article"},{"detail":"muss 1 oder mehr sein","pointer":"#/pieces"}],"request_id":"req-4"}']
  ]
  for (const [at, [sent, language, expected]] of cases.entries()) {
    const { headers, body } = await exchange(port, sent)
    t.equal(body, expected)
    t.match(headers, { 'content-language': language, vary: 'Accept-Language', 'x-request-id': `req-${at + 1}` })
  }
})
