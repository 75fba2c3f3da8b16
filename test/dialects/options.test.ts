import t from 'tap'
import { akeneo } from '../../lib/dialects/akeneo.ts'
import { gitlab } from '../../lib/dialects/gitlab.ts'
import { problem } from '../../lib/dialects/problem.ts'

const url = 'an absolute URL such as https://api.example.com/reference'

const cases: Array<[make: (options: never) => unknown, given: object, message: string]> = [
  [akeneo, { wording: 'Live' }, 'option "wording" of akeneo() must be \'documented\' or \'live\'; got "Live"'],
  [akeneo, { documentation: '/reference' }, `option "documentation" of akeneo() must be ${url}; got "/reference"`],
  [akeneo, { standardFormat: 5 }, `option "standardFormat" of akeneo() must be ${url}; got 5`],
  [akeneo, { messages: { maxLength: 'too long' } }, 'option "messages.maxLength" of akeneo() must be a function (issue) => string; got "too long"'],
  [akeneo, { messages: null }, 'option "messages" of akeneo() must be functions (issue) => string by schema keyword; got null'],
  [akeneo, { findings: 'some' }, 'option "findings" of akeneo() must be \'all\' or \'first\'; got "some"'],
  [akeneo, { negotiation: 'loose' }, 'option "negotiation" of akeneo() must be \'rfc9110\' or \'exact\'; got "loose"'],
  [akeneo, { words: 'live' }, 'option "words" of akeneo() does not exist; the options are wording, documentation, standardFormat, messages, findings, negotiation'],
  [gitlab, { wording: 1 }, 'option "wording" of gitlab() must be \'documented\' or \'live\'; got 1'],
  [gitlab, { throttle: true }, 'option "throttle" of gitlab() must be \'message\' or \'text\'; got true'],
  [gitlab, { oauth: 'yes' }, 'option "oauth" of gitlab() must be true or false; got "yes"'],
  [gitlab, { documentation: 'https://api.example.com' }, 'option "documentation" of gitlab() does not exist; the options are wording, messages, throttle, oauth'],
  [problem, { types: 'problems/' }, `option "types" of problem() must be ${url}; got "problems/"`],
  [problem, null as never, 'option "options" of problem() must be an object; got null']
]

t.test('a wrong option of a dialect is named, with what would be right', async (t) => {
  for (const [make, given, message] of cases) {
    t.throws(() => make(given as never), new TypeError(`fastify-conformant: ${message}`), message)
  }
})
