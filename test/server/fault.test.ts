import t from 'tap'
import { conflict } from '../../lib/index.ts'
import { answerFault } from '../../lib/server/fault.ts'
import { internalError, problem } from '../helpers/answers.ts'
import { serve } from '../helpers/below.ts'

const secret = new Error('secret')

t.test('what nobody would catch is answered', async (t) => {
  const fault = await serve(t, (edge, request, response) => answerFault(edge, secret, request, response))
  t.strictSame(await fault.answer(), internalError)
  t.match(fault.lines, [['secret', { message: 'secret' }]])
  const meant = await serve(t, (edge, request, response) => answerFault(edge, conflict('Taken.'), request, response))
  t.strictSame(await meant.answer(), problem(409, 'Taken.'), 'an ApiError is what it says')
})

t.test('an answer that has begun is cut', async (t) => {
  const { client, lines } = await serve(t, (edge, request, response) => {
    response.writeHead(200, { 'content-length': 9 })
    response.write('part', () => answerFault(edge, secret, request, response))
  })
  t.match(await client.rest(), /^HTTP\/1\.1 200 OK\r\n[^]*\r\n\r\npart$/)
  t.match(lines, [['an answer that had begun was cut', { message: 'secret' }]])
})
