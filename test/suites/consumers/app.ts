import Fastify from 'fastify'
import { Type } from '@sinclair/typebox'
import * as root from 'fastify-conformant'
import * as batch from 'fastify-conformant/batch'
import * as limits from 'fastify-conformant/limits'
import * as mappers from 'fastify-conformant/mappers'
import * as nest from 'fastify-conformant/nest'
import * as spam from 'fastify-conformant/spam'
import { verify } from './verify.cjs'

const schemas: Record<string, object> = { typebox: Type.Object({ name: Type.String() }) }
verify({ Fastify, root, batch, limits, mappers, nest, spam, schemas }).then((said: string) => console.log(said))
