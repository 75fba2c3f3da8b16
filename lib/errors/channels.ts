import { channel } from 'node:diagnostics_channel'

/**
 * What happens, for whoever subscribes with `node:diagnostics_channel`. What is published is only made where somebody does.
 *
 * `error`: each error that is answered. `refusal`: those of them that a gate has refused, or what stands below the hooks.
 * `limit`: a limit that is near, or passed. `fault`: what has failed in the plugin or in what it was given.
 */
export const channels = {
  error: channel('fastify-conformant:error'),
  refusal: channel('fastify-conformant:refusal'),
  limit: channel('fastify-conformant:limit'),
  fault: channel('fastify-conformant:fault')
}
