// Loaded before a test of somebody else's: each Fastify that it makes has the plugin from its first moment, with a dialect that
// writes Fastify's own bodies. What differs then is what the plugin changes beside bodies. It is put in place when Fastify has
// been loaded, by require() or import: nothing is written anywhere. What both of us need is the checkout's, as npm installs it once.
const { readFileSync } = require('node:fs')
const { STATUS_CODES } = require('node:http')
const Module = require('node:module')
const { basename, dirname, join, sep } = require('node:path')
const { CONFORMANT: plugin, CONFORMANT_ROOT: root, CONFORMANT_CHECKOUT: checkout, CONFORMANT_MODE: mode, CONFORMANT_OPTIONS: further } = process.env

const gates = ['unknownUrl', 'method', 'accept', 'contentType', 'contentCoding', 'payload', 'preconditions', 'json', 'items', 'unknownProperties', 'validation']
const modes = {
  off: Object.fromEntries(gates.map(gate => [gate, false])),
  report: { enforce: 'report' },
  on: {}
}
const options = { ...modes[mode], ...JSON.parse(further) }

/** What a client has to be told of an error that says its status, as Fastify does; of all others the built-in mappers know. */
function asItIs (thrown) {
  if (!(thrown instanceof Error) || made.ApiError.is(thrown)) return undefined
  const status = thrown.statusCode ?? thrown.status
  if (!Number.isInteger(status) || status < 400 || status > 599) return undefined
  return new made.ApiError(made.kindOf(status), { status, headers: thrown.headers, cause: thrown })
}

const isText = value => typeof value === 'string' || Buffer.isBuffer(value)

/** What Fastify says of a request that has no error of its own: of messages that nobody could read, and of what no route takes. */
const words = {
  bad_request: () => 'Client Error',
  header_fields_too_large: () => 'Exceeded maximum allowed HTTP header size',
  request_timeout: () => 'Client Timeout',
  not_found: ({ method, path }) => `Route ${method}:${path} not found`
}

/** Fastify shows message and code of an error, and sends what else is thrown as if it had been the answer. */
const fastifyBodies = {
  name: 'fastify',
  mediaType: 'application/json; charset=utf-8',
  schema: () => ({}),
  render ({ kind, cause, message }, { status, method, path }) {
    if (cause !== undefined && !(cause instanceof Error)) return isText(cause) ? String(cause) : JSON.stringify(cause)
    return { statusCode: status, code: cause?.code, error: STATUS_CODES[status], message: cause?.message ?? words[kind]?.({ method, path }) ?? message }
  },
  headers: ({ cause }) => isText(cause) ? { 'content-type': 'text/plain; charset=utf-8' } : {}
}

let made
let dialect

function armed (app) {
  // Late, so that the modules of a test are loaded in their own order.
  made ??= require(plugin)
  made.default(app, { dialect: dialect ??= made.defineDialect(fastifyBodies), mappers: [asItIs], ...options })
  return app
}

function isFastify (file) {
  if (basename(file) !== 'fastify.js') return false
  try {
    return JSON.parse(readFileSync(join(dirname(file), 'package.json'), 'utf8')).name === 'fastify'
  } catch {
    return false
  }
}

const resolveFilename = Module._resolveFilename

Module._resolveFilename = function (request, parent, isMain, options) {
  if (!parent?.filename?.startsWith(dirname(plugin) + sep) || /^(?:[./]|node:)/.test(request)) return resolveFilename.call(this, request, parent, isMain, options)
  return resolveFilename.call(this, request, parent, isMain, { ...options, paths: [checkout, root] })
}

const compile = Module._extensions['.js']

Module._extensions['.js'] = function (module, file) {
  compile(module, file)
  if (!isFastify(file)) return
  const found = module.exports
  function fastify (options) { return armed(found(options)) }
  module.exports = Object.assign(fastify, found, { fastify, default: fastify })
}
