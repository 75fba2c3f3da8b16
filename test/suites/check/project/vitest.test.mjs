import { afterAll, beforeAll, expect, test } from 'vitest'
import { ask, build } from './build.cjs'

let app

beforeAll(async () => { app = await build() })
afterAll(() => app.close())

test('a book that is not there', async () => {
  expect(await ask(app)).toBe(404)
})
