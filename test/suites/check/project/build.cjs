'use strict'
const Fastify = require('fastify')
const { default: conformant, notFound, serverOptions } = require('fastify-conformant')
const { expectDocumented } = require('fastify-conformant/check')

/** What is thrown by the handler, and what the route says that it throws. */
exports.build = async function build () {
  const app = Fastify(serverOptions())
  await app.register(conformant)
  const errors = process.env.SCENE === 'documented' ? ['not_found'] : []
  app.get('/books/:id', { config: { conformant: { errors } } }, async () => { throw notFound({ resource: 'Book', id: 7 }) })
  expectDocumented(app)
  return app
}

/** The status of a book that is not there, as each scene asks for it. */
exports.ask = async function ask (app) {
  if (process.env.SCENE === 'unseen') return await app.inject('/books/7').catch(() => ({ statusCode: 404 })).then(({ statusCode }) => statusCode)
  if (process.env.SCENE !== 'sockets') return (await app.inject('/books/7')).statusCode
  const address = await app.listen({ port: 0, host: '127.0.0.1' })
  const answer = await fetch(`${address}/books/7`)
  await answer.text()
  return answer.status
}
