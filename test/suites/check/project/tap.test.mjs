import t from 'tap'
import { ask, build } from './build.cjs'

t.test('a book that is not there', async (t) => {
  const app = await build()
  if (process.env.SCENE !== 'unseen') t.teardown(() => app.close())
  t.equal(await ask(app), 404)
})
