/* global test, expect */
'use strict'

test('with jest as it is', async () => {
  expect(await require('../app.cjs')).toBe('every assertion holds')
})
