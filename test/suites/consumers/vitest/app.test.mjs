import Fastify from 'fastify'
import Type from 'typebox'
import * as root from 'fastify-conformant'
import * as batch from 'fastify-conformant/batch'
import * as limits from 'fastify-conformant/limits'
import * as mappers from 'fastify-conformant/mappers'
import * as nest from 'fastify-conformant/nest'
import * as spam from 'fastify-conformant/spam'
import { expect, test } from 'vitest'
import { plain, verify } from '../verify.cjs'

test('with vitest as it is', async () => {
  expect(await verify({ Fastify, root, batch, limits, mappers, nest, spam, schemas: { typebox: Type.Object({ name: Type.String() }), plain } })).toBe('every assertion holds')
})
