import { Type, type Static } from '@sinclair/typebox'
import type { FastifyRequest } from 'fastify'
import { routes } from 'fastify-conformant'
import type { Captcha, SpamCheck } from 'fastify-conformant/spam'
import { noProject, visibleProject } from './access.ts'
import { signedIn } from './auth.ts'
import type { Data } from './data.ts'
import { ByProject } from './projects.ts'

const NewSnippet = Type.Object({
  title: Type.String({ minLength: 1, maxLength: 255 }),
  file_name: Type.String({ minLength: 1, maxLength: 255 }),
  content: Type.String({ minLength: 1 }),
  visibility: Type.Union([Type.Literal('public'), Type.Literal('private')])
})
interface Snippet extends Static<typeof NewSnippet> { readonly id: number }

/** So that both answers can be tried: all that everybody would see is called spam. */
const demonstration: SpamCheck = {
  classify: ({ query }) => (query as Static<typeof NewSnippet>).visibility === 'public' ? 'spam' : 'ham',
  resource: 'snippet'
}
/** For everybody the answer is `solved`. With a service it is `verify: recaptcha({ secret })`, and the site key that belongs to it. */
const captcha: Captcha = { siteKey: 'REDACTED', verify: (token) => token === 'solved' }

export const snippets = routes<{ data: Data }>(async (app, { data }) => {
  const kept: Snippet[] = []

  // Of a user's snippets a CAPTCHA decides, those of a project are discarded.
  app.post('/snippets', {
    onRequest: signedIn,
    schema: { querystring: NewSnippet },
    config: { conformant: { spamCheck: { ...demonstration, captcha } } }
  }, async (request, reply) => {
    const snippet = keep(request)
    return reply.created(`/snippets/${snippet.id}`, snippet)
  })

  app.post('/projects/:id/snippets', {
    onRequest: signedIn,
    schema: { params: ByProject, querystring: NewSnippet },
    config: { conformant: { spamCheck: demonstration, errors: [noProject('7')] } }
  }, async (request, reply) => {
    const project = visibleProject(request, data, request.params.id)
    const snippet = keep(request)
    return reply.created(`/projects/${project.id}/snippets/${snippet.id}`, snippet)
  })

  function keep ({ query }: Pick<FastifyRequest<{ Querystring: Static<typeof NewSnippet> }>, 'query'>): Snippet {
    const snippet = { id: kept.length + 1, ...query }
    kept.push(snippet)
    return snippet
  }
})
