import t from 'tap'
import { akeneo, type AkeneoOptions } from '../../lib/dialects/akeneo.ts'
import type { RenderContext } from '../../lib/dialects/dialect.ts'
import { ApiError } from '../../lib/errors/api-error.ts'
import { badGateway, conflict, forbidden, internal, notFound, unprocessable } from '../../lib/errors/constructors.ts'
import type { IssueInit } from '../../lib/errors/issue.ts'
import { textOf } from '../fixtures/render.ts'

const docs = 'https://api.example.com/reference#post_categories'
const format = 'https://api.example.com/formats#category'

type Case = [name: string, error: ApiError, text: string, options?: AkeneoOptions, context?: Partial<RenderContext>]

function check (group: string, cases: Case[]): void {
  t.test(group, async (t) => {
    for (const [name, error, text, options, context] of cases) t.equal(textOf(error, akeneo(options), context), text, name)
  })
}

const unknown = (path: IssueInit['path']): IssueInit => ({ path, keyword: 'additionalProperties' })
const tooLong: IssueInit = { path: 'label', keyword: 'maxLength', params: { limit: 5 } }
const withIssues = (...issues: IssueInit[]): ApiError => unprocessable({ issues })

const longItem = '{"property":"label","message":"This value is too long. It should have 5 characters or less."}'

check('issues', [
  ['one unknown property, no link', withIssues(unknown('extra')),
    '{"code":422,"message":"Property \'extra\' does not exist. Check the standard format documentation."}'],
  ['one unknown property, the standard format', withIssues(unknown('extra')),
    `{"code":422,"message":"Property 'extra' does not exist. Check the standard format documentation.","_links":{"documentation":{"href":"${format}"}}}`,
    {}, { documentation: docs, standardFormat: format }],
  ['one unknown property, the documentation', withIssues(unknown('extra')),
    `{"code":422,"message":"Property \\"extra\\" does not exist. Check the expected format on the API documentation.","_links":{"documentation":{"href":"${docs}"}}}`,
    { wording: 'live' }, { documentation: docs }],
  ['one unknown property, a link of its own', unprocessable({ issues: [unknown('extra')], links: { documentation: 'https://x/#y' } }),
    '{"code":422,"message":"Property \'extra\' does not exist. Check the standard format documentation.","_links":{"documentation":{"href":"https://x/#y"}}}',
    {}, { documentation: docs }],
  ['one unknown property, inside', withIssues(unknown(['items', 0, 'extra'])),
    '{"code":422,"message":"Property \'items[0].extra\' does not exist. Check the standard format documentation."}'],
  ['one unknown property, twice', withIssues(unknown('extra'), unknown('extra')),
    '{"code":422,"message":"Property \'extra\' does not exist. Check the standard format documentation."}'],
  ['one unknown property with words of its own', withIssues({ ...unknown('extra'), message: 'No.' }),
    '{"code":422,"message":"Validation failed.","errors":[{"property":"extra","message":"No."}]}'],
  ['an unknown property and more', withIssues(unknown('extra'), tooLong),
    `{"code":422,"message":"Validation failed.","errors":[{"property":"extra","message":"Property 'extra' does not exist."},${longItem}]}`],
  ['an unknown property and more, live', withIssues(unknown('extra'), tooLong),
    `{"code":422,"message":"Validation failed.","errors":[{"property":"extra","message":"Property \\"extra\\" does not exist."},${longItem}]}`,
    { wording: 'live' }],
  ['several, the first unknown property alone', withIssues(tooLong, unknown('extra'), unknown('more')),
    '{"code":422,"message":"Property \'extra\' does not exist. Check the standard format documentation."}', { findings: 'first' }],
  ['several without an unknown property, the first alone', withIssues(tooLong),
    `{"code":422,"message":"Validation failed.","errors":[${longItem}]}`, { findings: 'first' }],
  ['names that are no text for people', withIssues(unknown(['a\n\u202Eb'])),
    '{"code":422,"message":"Property \'a\uFFFD\uFFFDb\' does not exist. Check the standard format documentation."}'],
  ['the message of the error', unprocessable('Two things are wrong.', { issues: [tooLong] }),
    `{"code":422,"message":"Two things are wrong.","errors":[${longItem}]}`],
  ['all members of an item, in their order', withIssues({ currency: 'EUR', scope: 'print', locale: 'en_US', attribute: 'price', message: 'M', path: 'values' }),
    '{"code":422,"message":"Validation failed.","errors":[{"property":"values","message":"M","attribute":"price","locale":"en_US","scope":"print","currency":"EUR"}]}'],
  ['nulls are kept, what is not there is not', withIssues({ path: 'values', message: 'M', attribute: 'brand', locale: null, currency: null }),
    '{"code":422,"message":"Validation failed.","errors":[{"property":"values","message":"M","attribute":"brand","locale":null,"currency":null}]}'],
  ['a path inside, and the whole', withIssues({ path: ['a', 0, 'b'], message: 'M' }, { path: '', message: 'N' }),
    '{"code":422,"message":"Validation failed.","errors":[{"property":"a[0].b","message":"M"},{"property":"","message":"N"}]}'],
  ['the same place and template once, the first wins', withIssues(tooLong, { ...tooLong, params: { limit: 9 } }),
    `{"code":422,"message":"Validation failed.","errors":[${longItem}]}`],
  ['a replaced message', withIssues(tooLong),
    '{"code":422,"message":"Validation failed.","errors":[{"property":"label","message":"trop long: 5"}]}',
    { messages: { maxLength: issue => `trop long: ${String(issue.params?.limit)}` } }]
])

check('messages and links', [
  ['unknown data with the route\'s documentation', unprocessable('No such category.'),
    `{"code":422,"message":"No such category. Check the expected format on the API documentation.","_links":{"documentation":{"href":"${docs}"}}}`,
    {}, { documentation: docs }],
  ['unknown data whose sentence has no full stop', unprocessable('No such category'),
    `{"code":422,"message":"No such category. Check the expected format on the API documentation.","_links":{"documentation":{"href":"${docs}"}}}`,
    {}, { documentation: docs }],
  ['unknown data, and the advice said already', unprocessable('No such category. Check the expected format on the API documentation.'),
    `{"code":422,"message":"No such category. Check the expected format on the API documentation.","_links":{"documentation":{"href":"${docs}"}}}`,
    {}, { documentation: docs }],
  ['unknown data with a link of its own', unprocessable('No such category.', { links: { documentation: 'https://x/' } }),
    '{"code":422,"message":"No such category.","_links":{"documentation":{"href":"https://x/"}}}', {}, { documentation: docs }],
  ['unknown data, and no more than the base of the documentation', unprocessable('No such category.'),
    '{"code":422,"message":"No such category."}', { documentation: docs }, { documentation: docs }],
  ['unknown data, and no documentation in spite of a base', unprocessable('No such category.'),
    '{"code":422,"message":"No such category."}', { documentation: docs }],
  ['an empty list of links', conflict('Taken.', { links: {} }), '{"code":409,"message":"Taken."}'],
  ['unprocessable without a message', unprocessable(), '{"code":422,"message":"The request cannot be processed."}', {}, { documentation: docs }],
  ['no link on other errors', conflict('Taken.'), '{"code":409,"message":"Taken."}', {}, { documentation: docs, standardFormat: format }],
  ['but where the application asks', conflict('Taken.', { links: { documentation: docs, other: 'https://x/' } }),
    `{"code":409,"message":"Taken.","_links":{"documentation":{"href":"${docs}"},"other":{"href":"https://x/"}}}`],
  ['a resource without its identifier', notFound({ resource: 'Category' }), '{"code":404,"message":"Category does not exist."}'],
  ['an identifier that is no text for people', notFound({ resource: 'Category', id: 'a\u0000' }), '{"code":404,"message":"Category \'a\uFFFD\' does not exist."}'],
  ['a message beside the facts', notFound({ resource: 'Category', id: 'x', message: 'Gone for good.' }), '{"code":404,"message":"Gone for good."}'],
  ['an empty message is none', forbidden(''), '{"code":403,"message":"Access forbidden."}'],
  ['several types are allowed', new ApiError('not_acceptable', { facts: { value: 'x', allowed: ['a/b', 'c/d'] } }),
    '{"code":406,"message":"‘x’ in ‘Accept‘ header is not valid. Only ‘a/b‘ or ‘c/d‘ are allowed."}'],
  ['several types are allowed, live', new ApiError('not_acceptable', { facts: { value: 'x', allowed: ['a/b', 'c/d'] } }),
    '{"code":406,"message":"\\"x\\" in \\"Accept\\" header is not valid. Only \\"a/b\\" or \\"c/d\\" are allowed."}', { wording: 'live' }],
  ['several types are taken', new ApiError('unsupported_media_type', { facts: { value: '', allowed: ['a/b', 'c/d'] } }),
    '{"code":415,"message":"\'\' in \'Content-type\' header is not valid.  Only \'a/b\' or \'c/d\' are allowed."}'],
  ['several types are taken, live', new ApiError('unsupported_media_type', { facts: { value: 'x', allowed: ['a/b', 'c/d'] } }),
    '{"code":415,"message":"\\"x\\" in \\"Content-Type\\" header is not valid. Only \\"a/b\\" or \\"c/d\\" are allowed."}', { wording: 'live' }],
  ['several types, missing', new ApiError('content_type_missing', { facts: { allowed: ['a/b', 'c/d'] } }),
    '{"code":415,"message":"The \'Content-type\' header is missing. \'a/b\' or \'c/d\' has to specified as value."}'],
  ['several types, missing, live', new ApiError('content_type_missing', { facts: { allowed: ['a/b', 'c/d'] } }),
    '{"code":415,"message":"The \\"Content-Type\\" header is missing. \\"a/b\\" or \\"c/d\\" has to be specified as value."}', { wording: 'live' }],
  ['nothing of an internal error', internal('secret', { cause: new Error('secret') }), '{"code":500,"message":"Internal Server Error"}'],
  ['another server error says what the application says', badGateway('The PIM is away.'), '{"code":502,"message":"The PIM is away."}'],
  ['facts without the types that would be right', new ApiError('not_acceptable', { facts: { value: 'x' } }),
    '{"code":406,"message":"The Accept header allows nothing that can be sent."}'],
  ['facts without the types that would be right, live', new ApiError('unsupported_media_type', { facts: { value: 'x' } }),
    '{"code":415,"message":"The content type is not supported."}', { wording: 'live' }],
  ['further members come last and replace none', conflict('Taken.', { extra: { message: 'x', id: 7, code: 1 } }), '{"code":409,"message":"Taken.","id":7}']
])

t.test('what a dialect is', async (t) => {
  const { name, mediaType, documentation, standardFormat, negotiation, status, headers } = akeneo({ documentation: docs, standardFormat: format, negotiation: 'exact' })
  t.strictSame({ name, mediaType, documentation, standardFormat, negotiation, status, headers },
    { name: 'akeneo', mediaType: 'application/json', documentation: docs, standardFormat: format, negotiation: 'exact', status: undefined, headers: undefined })
})
