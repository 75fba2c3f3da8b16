import t from 'tap'
import { checkTheFormat, documented, live, sentenceOf } from '../../lib/dialects/akeneo-wording.ts'
import { ApiError } from '../../lib/errors/api-error.ts'
import { conflict, internal, methodNotAllowed } from '../../lib/errors/constructors.ts'
import { kinds } from '../../lib/errors/catalog.ts'

const context = { status: 405, method: 'POST', path: '/a', origin: 'https://x' }

t.test('sentenceOf', async (t) => {
  t.equal(sentenceOf(internal('secret'), context, documented), 'Internal Server Error')
  t.equal(sentenceOf(conflict('Taken.'), context, documented), 'Taken.')
  t.equal(sentenceOf(conflict(), context, documented), 'The request conflicts with the current state of the resource.')
  t.equal(sentenceOf(methodNotAllowed(['GET']), context, documented), "No route found for 'POST /a': Method Not Allowed (Allow: GET)")
  t.equal(sentenceOf(methodNotAllowed(['GET']), context, live), 'No route found for "POST https://x/a": Method Not Allowed (Allow: GET)')
})

t.test('both wordings have a sentence for the same kinds', async (t) => {
  t.strictSame(Object.keys(documented.sentences).sort(), Object.keys(live.sentences).sort())
  for (const kind of kinds) t.not(sentenceOf(new ApiError(kind), context, live), '', kind)
})

t.test('unknown properties', async (t) => {
  t.equal(checkTheFormat, 'Check the expected format on the API documentation.')
  t.equal(documented.unknownProperty('a'), "Property 'a' does not exist. Check the standard format documentation.")
  t.equal(documented.unknownPropertyItem('a'), "Property 'a' does not exist.")
  t.equal(live.unknownProperty('a'), 'Property "a" does not exist. Check the expected format on the API documentation.')
  t.equal(live.unknownPropertyItem('a'), 'Property "a" does not exist.')
})
