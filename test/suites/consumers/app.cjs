'use strict'

const Fastify = require('fastify')
const { Type } = require('@sinclair/typebox')
const { verify, plain } = require('./verify.cjs')

module.exports = verify({
  Fastify,
  root: require('fastify-conformant'),
  limits: require('fastify-conformant/limits'),
  mappers: require('fastify-conformant/mappers'),
  nest: require('fastify-conformant/nest'),
  spam: require('fastify-conformant/spam'),
  batch: require('fastify-conformant/batch'),
  schemas: { typebox: Type.Object({ name: Type.String() }), plain }
}).then(said => {
  console.log(said)
  return said
})
module.exports.catch(error => {
  console.error(error)
  process.exitCode = 1
})
