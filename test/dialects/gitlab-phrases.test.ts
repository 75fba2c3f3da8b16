import t from 'tap'
import { gitlabPhrase } from '../../lib/dialects/gitlab-phrases.ts'

t.test('gitlabPhrase', async (t) => {
  const cases: Array<[status: number, phrase: string]> = [
    [400, 'Bad request'],
    [401, 'Unauthorized'],
    [404, 'Not Found'],
    [413, 'Request Entity Too Large'],
    [414, 'URI Too Long'],
    [416, 'Requested Range Not Satisfiable'],
    [418, "I'm a Teapot"],
    [422, 'Unprocessable Entity'],
    [499, 'Bad Request'],
    [500, 'Internal Server Error'],
    [511, 'Network Authentication Required'],
    [599, 'Internal Server Error']
  ]
  for (const [status, phrase] of cases) t.equal(gitlabPhrase(status), phrase, String(status))
})
