import type { FastifyInstance } from 'fastify'
import { Counter, register } from 'prom-client'

export function exposeCounts (app: FastifyInstance): void {
  const counter = (name: string, help: string, labelNames: string[], numbers: () => Array<[labels: object, count: number]>): void => {
    new Counter({ // eslint-disable-line no-new
      name,
      help,
      labelNames,
      collect () {
        this.reset()
        for (const [labels, count] of numbers()) this.inc(labels, count)
      }
    })
  }
  const { conformant } = app
  counter('http_errors_total', 'Errors that were answered', ['route', 'kind'], () => Object.entries(conformant.counts().kinds)
    .flatMap(([route, kinds]) => Object.entries(kinds).map(([kind, count]): [object, number] => [{ route, kind }, count])))
  for (const [what, label] of [['gates', 'gate'], ['limits', 'limit'], ['faults', 'fault']] as const) {
    counter(`http_${what}_total`, `As app.conformant.counts().${what}`, [label], () => Object.entries(conformant.counts()[what]).map(([name, count]) => [{ [label]: name }, count]))
  }
  app.get('/metrics', async (_request, reply) => reply.type(register.contentType).send(await register.metrics()))
}
