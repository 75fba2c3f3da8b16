import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { ask, build } from './build.cjs'

let app

before(async () => { app = await build() })
after(() => process.env.SCENE === 'unseen' || app.close())

test('a book that is not there', async () => {
  assert.equal(await ask(app), 404)
})
