// Loaded before the tests of an application: each Fastify that it makes has the plugin from its first moment, with its defaults. What the
// application has set itself stays. OPTIONS, as JSON, are for the plugin.
const Module = require('node:module')
const { default: conformant, problem } = require(process.env.CONFORMANT)

const entry = /[\\/]node_modules[\\/]fastify[\\/]fastify\.js$/
const load = Module._load

/** An import of a module reads the cache, and not what is returned here. */
Module._load = function (request, parent, ...rest) {
  const found = load.call(this, request, parent, ...rest)
  if (typeof found !== 'function' || !/fastify(?:\.js)?$/.test(request)) return found
  const file = Module._resolveFilename(request, parent)
  const cached = Module._cache[file]
  if (!entry.test(file) || cached === undefined || armed.has(cached.exports)) return found
  const wrapped = Object.assign(options => arm(found(options)), found)
  wrapped.fastify = wrapped.default = wrapped
  armed.add(wrapped)
  cached.exports = wrapped
  return wrapped
}

const armed = new WeakSet()

function arm (app) {
  conformant(app, { dialect: problem(), ...JSON.parse(process.env.OPTIONS ?? '{}') })
  return app
}
