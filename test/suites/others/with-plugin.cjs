// Loaded before a test of somebody else's: each Fastify that it makes has the plugin from its first moment, with all gates
// off and a dialect that writes Fastify's own bodies. What differs then is what the plugin changes beside bodies.
const { STATUS_CODES } = require('node:http')
const Module = require('node:module')
const { default: conformant, ApiError, catalog, defineDialect, kindOf } = require(process.env.CONFORMANT)

const gates = ['unknownUrl', 'method', 'accept', 'contentType', 'contentCoding', 'payload', 'preconditions', 'json', 'items', 'unknownProperties', 'validation']

const dialect = defineDialect({
  name: 'fastify',
  status: kind => kind === 'validation_failed' ? 400 : undefined,
  mediaType: 'application/json; charset=utf-8',
  schema: () => ({}),
  render: ({ message, extra }, { status }) => ({ statusCode: status, ...extra, error: STATUS_CODES[status], message })
})

/** Fastify shows the message and the code of whatever is thrown. */
function asItIs (thrown) {
  if (!(thrown instanceof Error) || ApiError.is(thrown)) return undefined
  const given = thrown.statusCode ?? thrown.status
  const status = Number.isInteger(given) && given >= 400 && given < 600 ? given : 500
  const kind = kindOf(status)
  return new ApiError(kind, {
    ...(catalog[kind].status === status ? {} : { status }), message: thrown.message, cause: thrown, headers: thrown.headers, extra: thrown.code === undefined ? {} : { code: thrown.code }
  })
}

const load = Module._load
let wrapped

Module._load = function (request, ...rest) {
  const found = load.call(this, request, ...rest)
  if (request !== 'fastify') return found
  wrapped ??= Object.assign(options => armed(found(options)), found, { get fastify () { return wrapped }, get default () { return wrapped } })
  return wrapped
}

function armed (app) {
  conformant(app, { dialect, mappers: [asItIs], ...Object.fromEntries(gates.map(gate => [gate, false])) })
  return app
}
