import assert from 'node:assert/strict'
import { createRequire } from 'node:module'
import Fastify from 'fastify'
import { Type as Old } from '@sinclair/typebox'
import Type from 'typebox'
import conformant, * as root from 'fastify-conformant'
import * as batch from 'fastify-conformant/batch'
import * as limits from 'fastify-conformant/limits'
import * as mappers from 'fastify-conformant/mappers'
import * as nest from 'fastify-conformant/nest'
import * as spam from 'fastify-conformant/spam'
import { plain, verify } from './verify.cjs'

assert.equal(conformant, root.conformant)
// A bundle has nothing beside it to be required.
if (!process.env.IS_BUNDLE) assert.equal(createRequire(import.meta.url)('fastify-conformant').ApiError, root.ApiError)
const schemas = { typebox034: Old.Object({ name: Old.String() }), typebox1: Type.Object({ name: Type.String() }), plain }
console.log(await verify({ Fastify, root, batch, limits, mappers, nest, spam, schemas }))
