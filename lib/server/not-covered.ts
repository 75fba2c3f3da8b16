import type { Server } from 'node:http'
import type { FastifyInstance } from 'fastify'

/**
 * Says in the log, when the server starts to listen, what keeps another format because the application was made without
 * `serverOptions()`.
 *
 * @param hasFrameworkErrors - whether bad URLs and over-long parameters could be reached
 * @param level - while it reports nothing is promised yet
 */
export function sayWhatIsOpen (instance: FastifyInstance, hasFrameworkErrors: boolean, level: 'debug' | 'info' = 'info'): void {
  instance.addHook('onListen', function (done) {
    const open = [
      ...(hasFrameworkErrors ? [] : ['bad URLs, over-long parameters and failing constraints (only the constructor takes frameworkErrors)']),
      ...slowClients(instance),
      ...((instance.server as Server).maxRequestsPerSocket as number > 0 ? ['requests beyond maxRequestsPerSocket (Node gives their answer only to a class of its constructor)'] : []),
      'a rewriteUrl that returns no string, faults behind asynchronous constraints, and requests between close() and this plugin\'s preClose hook'
    ]
    instance.log[level](`fastify-conformant: not covered without Fastify(serverOptions({ … })): ${open.join('; ')}`)
    done()
  })
}

function slowClients ({ server }: FastifyInstance): string[] {
  return (server as Server).requestTimeout === 0 ? ['slow bodies (requestTimeout is 0), slow heads before 60 seconds have passed'] : []
}
