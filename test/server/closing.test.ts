import Fastify from 'fastify'
import t from 'tap'
import conformant, { akeneo, serverOptions } from '../../lib/index.ts'
import { closing, json, noStore, success } from '../helpers/answers.ts'
import { exchange, listen } from '../helpers/exchange.ts'

t.test('return503OnClosing: false goes on answering while the server closes', async (t) => {
  for (const make of [
    async () => {
      const app = Fastify(serverOptions({ dialect: akeneo(), return503OnClosing: false }))
      await app.register(conformant)
      return app
    },
    async () => {
      const app = Fastify({ return503OnClosing: false })
      await app.register(conformant, { dialect: akeneo() })
      return app
    }
  ]) {
    let letClose = (): void => {}
    const mayClose = new Promise<void>(resolve => { letClose = resolve })
    let closes = (): void => {}
    const isClosing = new Promise<void>(resolve => { closes = resolve })
    const app = await make()
    app.get('/', async () => ({}))
    app.addHook('preClose', async () => {
      closes()
      await mayClose
    })
    const port = await listen(t, app)
    const closed = app.close()
    await isClosing
    t.strictSame(await exchange(port, 'GET /'), success(200, {}, closing))
    t.strictSame(await exchange(port, 'GET /none'), json(404, { code: 404, message: "No route found for 'GET /none'" }, { ...noStore, ...closing }))
    letClose()
    await closed
  }
})
