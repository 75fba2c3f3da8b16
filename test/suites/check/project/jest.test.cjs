/* global beforeAll, afterAll, test, expect */
const { ask, build } = require('./build.cjs')

let app

beforeAll(async () => { app = await build() })
afterAll(() => app.close())

test('a book that is not there', async () => {
  expect(await ask(app)).toBe(404)
})
