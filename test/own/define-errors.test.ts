import { Type } from '@sinclair/typebox'
import Fastify from 'fastify'
import t from 'tap'
import { z } from 'zod'
import conformant, { akeneo, ApiError, catalog, defineErrors, gitlab, kinds, problem, type ApiErrorInit, type Dialect } from '../../lib/index.ts'
import { faultsOf, inLanguage, loggedMembers, loggedMessage } from '../../lib/errors/own.ts'
import { badDefinitions } from '../fixtures/bad-definitions.ts'
import { captureLogs } from '../helpers/logs.ts'

const errors = defineErrors({
  outOfCredit: {
    status: 403,
    type: 'https://example.com/probs/out-of-credit',
    title: 'You do not have enough credit.',
    members: Type.Object({ balance: Type.Integer(), accounts: Type.Array(Type.String()) }),
    message: ({ balance }) => `Your current balance is ${balance}, but that costs 50.`,
    docs: 'Why it happens and how to mend it.'
  },
  skuTaken: {
    from: 'conflict',
    members: z.object({ sku: z.string() }),
    message: { en: ({ sku }) => `The sku ${sku} exists.`, de: ({ sku }) => `Die Artikelnummer ${sku} gibt es schon.` },
    headers: { link: '</skus>; rel="help"' }
  },
  soldOut: { status: { default: 409, gitlab: 410 }, title: 'It is sold out.', headers: { 'Retry-After': 60 }, retryable: true },
  badForm: { from: 'validation_failed', type: 'https://example.net/validation-error', title: 'Your request is not valid.' },
  secretive: {
    status: 402,
    title: 'It is not paid for.',
    members: Type.Object({ card: Type.String(), amount: Type.Optional(Type.Number()) }),
    message: ({ card }) => `The card ${card} was refused.`,
    headers: ({ amount }) => amount === undefined ? {} : { 'x-amount': amount },
    log: { level: 'warn', omit: ['card'] }
  },
  quiet: { from: 'gone', log: { level: 'silent' }, cacheability: 'explicit' }
})

t.test('what is not right is refused at the definition', async (t) => {
  for (const [name, given, message] of badDefinitions) {
    try {
      defineErrors(given as never)
      t.fail(name)
    } catch (fault) {
      t.ok(fault instanceof TypeError && fault.message.startsWith(`fastify-conformant: ${message}`), `${name}: ${String(fault)}`)
    }
  }
  t.notOk('badOne' in catalog, 'nothing of it holds')
})

t.test('a name is given once', async (t) => {
  const once = { takenOnce: { status: 409, message: () => 'A' } }
  const first = defineErrors(once).takenOnce
  const again = defineErrors({ takenOnce: { status: 409, message: () => 'A' } }).takenOnce
  t.ok(first.is(again()) && again.is(first()), 'a module that is loaded twice says the same')
  t.throws(() => defineErrors({ another: { status: 409 }, takenOnce: { status: 410 } }),
    { message: 'fastify-conformant: option "takenOnce" of defineErrors() must be called something else: another defineErrors() has "takenOnce" already; got { status: 410 }' })
  t.notOk('another' in catalog, 'then nothing of it holds')
})

t.test('rows of the catalog', async (t) => {
  const { outOfCredit, skuTaken, soldOut, badForm, quiet } = errors
  t.equal((catalog as Record<string, unknown>).outOfCredit, outOfCredit.definition)
  t.notOk((kinds as readonly string[]).includes('outOfCredit'), 'the list is of those that come with the package')
  const { own, ...row } = outOfCredit.definition
  t.strictSame(row, { status: 403, phrase: 'Forbidden', meaning: 'You do not have enough credit.', cacheability: 'explicit' })
  t.match(own, { from: 'forbidden', type: 'https://example.com/probs/out-of-credit', title: 'You do not have enough credit.', members: ['balance', 'accounts'], retryable: false, docs: 'Why it happens and how to mend it.' })
  t.match(own?.schema, { type: 'object', required: ['balance', 'accounts'] })
  t.match(skuTaken.definition, { status: 409, meaning: 'The request conflicts with the current state of the resource.', own: { from: 'conflict', title: 'Conflict', members: ['sku'], languages: ['en', 'de'], schema: { type: 'object', required: ['sku'] }, headers: { link: '</skus>; rel="help"' } } })
  t.match(soldOut.definition, { status: 409, own: { statuses: { gitlab: 410 }, headers: { 'retry-after': '60' }, retryable: true, members: [] } })
  t.match([badForm.definition.status, quiet.definition.status], [422, 410])
  t.match([defineErrors({ busy: { status: 503 } }).busy.definition.own?.retryable, defineErrors({ goneNow: { status: 410 } }).goneNow.definition.cacheability], [true, 'heuristic'])
})

t.test('what is thrown', async (t) => {
  const error = errors.outOfCredit({ balance: 30, accounts: ['/account/12345'] }, { instance: '/account/12345/msgs/abc', cause: 'C', links: { more: '/m' }, facts: { id: '7' }, retryAfter: 2 })
  t.ok(error instanceof ApiError && ApiError.is(error) && errors.outOfCredit.is(error))
  t.notOk(errors.skuTaken.is(error) || errors.outOfCredit.is(new Error()) || errors.outOfCredit.is(null))
  const { kind, status, message, members, extra, instance, cause, links, facts, retryAfter, headers } = error
  t.strictSame({ kind, status, message, members, extra, instance, cause, links, facts, retryAfter, headers }, {
    kind: 'outOfCredit',
    status: 403,
    message: 'Your current balance is 30, but that costs 50.',
    members: { balance: 30, accounts: ['/account/12345'] },
    extra: { balance: 30, accounts: ['/account/12345'] },
    instance: '/account/12345/msgs/abc',
    cause: 'C',
    links: { more: '/m' },
    facts: { id: '7' },
    retryAfter: 2,
    headers: { 'retry-after': '2' }
  })
  t.notMatch(error.stack, /\n/, 'a client has caused it')
  t.equal(errors.soldOut({ message: 'None left.' }).message, 'None left.')
  t.equal(errors.soldOut().message, 'It is sold out.')
  t.strictSame(errors.skuTaken({ sku: 'A' }, { headers: { 'x-a': '1' } }).headers, { link: '</skus>; rel="help"', 'x-a': '1' })
  t.strictSame(errors.secretive({ card: '1', amount: 3 }, { headers: { 'x-b': '1' } }).headers, { 'x-amount': '3', 'x-b': '1' })
  t.strictSame([errors.soldOut().members, new ApiError('conflict', { extra: { a: 1 } }).members], [{}, {}])
  const bare = errors.outOfCredit as unknown as (members?: unknown, options?: ApiErrorInit) => ApiError
  t.equal(bare({ balance: 1, accounts: [] }, { status: 500, extra: { type: 'x' } } as ApiErrorInit).status, 403)
})

t.test('functions of a definition that fail cost the error its words, or its fields, and nothing else', async (t) => {
  const failing = defineErrors({
    wordless: { status: 409, title: 'No words.', members: Type.Object({ a: Type.Integer() }), message: () => { throw new Error('secret') }, headers: () => { throw new Error('secret') } }
  })
  const error = failing.wordless({ a: 1 })
  t.strictSame([error.status, error.message, error.members, error.headers], [409, 'No words.', { a: 1 }, {}])
  t.strictSame(faultsOf(error), ['its message failed', 'its header fields failed'].map(fault => `the error wordless was thrown, and ${fault}`))
})

t.test('members that no schema names', async (t) => {
  const nameless = { '~standard': { version: 1, vendor: 'own', validate: (value: unknown) => ({ value }) } } as const
  const open = defineErrors({
    openToAll: { status: 409, title: 'Open.', members: Type.Object({ a: Type.Integer() }, { additionalProperties: true }) },
    nameless: { status: 409, title: 'Nameless.', members: nameless as never, log: { omit: ['a'] } }
  })
  t.strictSame((open.openToAll as (members: object) => ApiError)({ a: 1, b: 2 }).members, { a: 1, b: 2 })
  const error = (open.nameless as unknown as (members: object) => ApiError)({ a: 1, b: 2 })
  t.strictSame([error.members, loggedMembers(error)], [{ a: 1, b: 2 }, { b: 2 }])
  t.strictSame(new ApiError('openToAll' as never).members, {}, 'made without its constructor it has none')
})

t.test('languages', async (t) => {
  const error = errors.skuTaken({ sku: 'A' })
  t.equal(error.message, 'The sku A exists.')
  const german = inLanguage(error, 'de')
  t.strictSame([german.message, german.members, german.kind, german.headers], ['Die Artikelnummer A gibt es schon.', { sku: 'A' }, 'skuTaken', error.headers])
  t.equal(inLanguage(german, 'en').message, 'The sku A exists.')
  t.equal(inLanguage(error, 'fr'), error)
  t.equal(inLanguage(error, 'en'), error)
  const said = errors.skuTaken({ sku: 'A' }, { message: 'M' })
  t.equal(inLanguage(said, 'de'), said, 'what was said where it was thrown stays')
  t.equal(inLanguage(errors.soldOut(), 'de').message, 'It is sold out.')
})

t.test('the log', async (t) => {
  const error = errors.secretive({ card: '4711', amount: 3 })
  t.strictSame([loggedMembers(error), loggedMessage(error)], [{ amount: 3 }, 'It is not paid for.'])
  const open = errors.skuTaken({ sku: 'A' })
  t.strictSame([loggedMembers(open), loggedMessage(open)], [{ sku: 'A' }, 'The sku A exists.'])
  const cases: Array<[throws: () => unknown, expected: Array<[level: number, message: string]>]> = [
    [() => errors.secretive({ card: '4711' }), [[40, 'It is not paid for.']]],
    [() => errors.quiet(), []],
    [() => errors.outOfCredit({ balance: 'much' as never, accounts: [], other: 'x' } as never), [
      [30, 'Your current balance is undefined, but that costs 50.'],
      [40, 'the error outOfCredit was thrown, and its member "balance" does not fit: must be integer'],
      [40, 'the error outOfCredit was thrown, and its member "other" is not in its definition']
    ]],
    [() => errors.secretive({ card: 4711 as never }), [[40, 'It is not paid for.'], [40, 'the error secretive was thrown, and its member "card" does not fit']]]
  ]
  for (const [throws, expected] of cases) {
    const logs = captureLogs()
    const app = Fastify({ logger: logs.logger })
    await app.register(conformant)
    app.get('/', async () => { throw throws() })
    await app.inject('/')
    t.strictSame(logs.errors().map(({ level, msg }) => [level, msg]), expected)
    t.notMatch(JSON.stringify(logs.records), /4711/)
  }
})

t.test('in each dialect', async (t) => {
  const dialects: Record<string, Dialect> = { problem: problem(), typed: problem({ types: 'https://api.example.com/problems/' }), akeneo: akeneo(), gitlab: gitlab() }
  const cases: Array<[name: string, error: ApiError, expected: Record<keyof typeof dialects, unknown>]> = [
    ['with a type', errors.outOfCredit({ balance: 30, accounts: ['/account/12345'] }), {
      problem: { type: 'https://example.com/probs/out-of-credit', title: 'You do not have enough credit.', status: 403, detail: 'Your current balance is 30, but that costs 50.', balance: 30, accounts: ['/account/12345'] },
      typed: { type: 'https://example.com/probs/out-of-credit', title: 'You do not have enough credit.', status: 403, detail: 'Your current balance is 30, but that costs 50.', balance: 30, accounts: ['/account/12345'] },
      akeneo: { code: 403, message: 'Your current balance is 30, but that costs 50.', balance: 30, accounts: ['/account/12345'] },
      gitlab: { balance: 30, accounts: ['/account/12345'], message: 'Your current balance is 30, but that costs 50.' }
    }],
    ['without a type', errors.skuTaken({ sku: 'A' }), {
      problem: { type: 'about:blank', title: 'Conflict', status: 409, detail: 'The sku A exists.', sku: 'A' },
      typed: { type: 'https://api.example.com/problems/skuTaken', title: 'Conflict', status: 409, detail: 'The sku A exists.', sku: 'A' },
      akeneo: { code: 409, message: 'The sku A exists.', sku: 'A' },
      gitlab: { sku: 'A', message: 'The sku A exists.' }
    }],
    ['with a title alone, and a status of its own in one dialect', errors.soldOut(), {
      problem: { type: 'about:blank', title: 'Conflict', status: 409, detail: 'It is sold out.' },
      typed: { type: 'https://api.example.com/problems/soldOut', title: 'It is sold out.', status: 409 },
      akeneo: { code: 409, message: 'It is sold out.' },
      gitlab: { message: 'It is sold out.' }
    }],
    ['with findings, and the status that its kind has there', errors.badForm({ issues: [{ path: 'age', message: 'must be a positive integer' }] }), {
      problem: { type: 'https://example.net/validation-error', title: 'Your request is not valid.', status: 422, errors: [{ detail: 'must be a positive integer', pointer: '#/age' }] },
      typed: { type: 'https://example.net/validation-error', title: 'Your request is not valid.', status: 422, errors: [{ detail: 'must be a positive integer', pointer: '#/age' }] },
      akeneo: { code: 422, message: 'Validation failed.', errors: [{ property: 'age', message: 'must be a positive integer' }] },
      gitlab: { message: { age: ['must be a positive integer'] } }
    }]
  ]
  const statuses: Record<string, number> = { 'with a title alone, and a status of its own in one dialect': 410, 'with findings, and the status that its kind has there': 400 }
  for (const [dialectName, dialect] of Object.entries(dialects)) {
    const app = Fastify()
    await app.register(conformant, { dialect })
    for (const [at, [, error]] of cases.entries()) app.get(`/${at}`, async () => { throw error })
    for (const [at, [name, error, expected]] of cases.entries()) {
      const response = await app.inject(`/${at}`)
      t.equal(response.body, JSON.stringify(expected[dialectName]), `${dialectName}, ${name}`)
      t.equal(response.statusCode, dialectName === 'gitlab' ? statuses[name] ?? error.status : error.status, `${dialectName}, ${name}`)
      for (const [field, value] of Object.entries(error.headers)) t.equal(response.headers[field], value, field)
    }
  }
})
