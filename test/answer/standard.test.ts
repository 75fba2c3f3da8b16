import t from 'tap'
import { standardPlace } from '../../lib/answer/standard.ts'
import { builtInMappers } from '../../lib/errors/mappers/index.ts'
import { akeneo } from '../../lib/index.ts'

t.test('what holds where nothing is said', async (t) => {
  const { settings: { dialect, ...settings }, mappers, ...place } = standardPlace()
  t.strictSame([dialect.name, settings, place], ['problem', {
    maskForbidden: undefined,
    refusals: undefined,
    emptyErrors: undefined,
    exposeChosen: false,
    log: { level: undefined, sample: undefined },
    realm: undefined,
    challenge: undefined,
    echo: 200,
    documentation: undefined,
    standardFormat: undefined,
    messages: undefined,
    cors: undefined,
    mappers: [],
    requestId: undefined,
    baseUrl: undefined
  }, { settlers: [], basicOnly: undefined, hasOnSend: false, methods: undefined }])
  t.equal(mappers, builtInMappers)
})

t.test('a dialect can be chosen, for one place', async (t) => {
  const own = akeneo()
  t.equal(standardPlace(own).settings.dialect, own)
  t.equal(standardPlace(own).settings.echo, 200)
  t.equal(standardPlace().settings.dialect.name, 'problem', 'others keep theirs')
})
