// Names that stood in the package's main line: each says where it stands now, and stands there.
import { inspect } from 'node:util'
import t from 'tap'
import conformant, { akeneo, created, noContent } from '../lib/index.ts'
import * as batch from '../lib/entries/batch.ts'
import * as limits from '../lib/entries/limits.ts'
import * as mappers from '../lib/entries/mappers.ts'
import * as spam from '../lib/entries/spam.ts'
import * as moved from '../lib/moved.ts'
import Fastify from 'fastify'

// What has come later has never stood in the main line.
const { boomErrors: _, ...ofMappers } = mappers
const places = { limits, mappers: ofMappers, spam }

t.test('all that is exported elsewhere', async (t) => {
  t.strictSame(Object.keys(moved).sort(), Object.values(places).flatMap(place => Object.keys(place)).sort())
  for (const [place, names] of Object.entries(places)) {
    for (const name of Object.keys(names)) {
      const { moved: line } = moved[name as keyof typeof moved]
      t.equal(line, `import { ${name} } from 'fastify-conformant/${place}'`)
    }
  }
})

t.test('what handlers of a batch say is in both lines, and is the same', async (t) => {
  t.strictSame({ ...batch }, { created, noContent })
})

t.test('who calls one is told the new line', async (t) => {
  for (const name of ['flexibleStore', 'memoryStore', 'redisStore', 'memorySpamLog', 'recaptcha', 'redisSpamLog'] as const) {
    const call = moved[name] as unknown as () => void
    t.throws(() => call(), new TypeError(`fastify-conformant: this has moved; write: ${moved[name].moved}`))
  }
})

t.test('who hands one over is told the new line', async (t) => {
  for (const name of ['postgresErrors', 'prismaErrors', 'zodErrors'] as const) {
    const app = Fastify()
    t.equal(inspect(moved[name]), `what has moved; write: ${moved[name].moved}`)
    await t.rejects(async () => app.register(conformant, { dialect: akeneo(), mappers: [moved[name] as never] }), {
      message: `fastify-conformant: option "mappers.0" must be a function (error, request) => ApiError | undefined; got what has moved; write: import { ${name} } from 'fastify-conformant/mappers'`
    })
  }
})
