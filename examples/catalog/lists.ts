import type { FastifyRequest } from 'fastify'
import { Type, type Static } from '@sinclair/typebox'

/** The query of every list. */
export const Page = Type.Object({
  page: Type.Integer({ minimum: 1, default: 1 }),
  limit: Type.Integer({ minimum: 1, maximum: 100, default: 10 })
})

/** One page, with the links that clients follow. */
export function list<Item extends object> (request: FastifyRequest, { page, limit }: Static<typeof Page>, items: ReadonlyMap<string, Item>): object {
  const here = `${request.protocol}://${request.host}${request.url.replace(/\?.*/s, '')}`
  const link = (page: number): object => ({ href: `${here}?page=${page}&limit=${limit}` })
  const start = (page - 1) * limit
  return {
    _links: {
      self: link(page),
      first: link(1),
      ...(start + limit < items.size ? { next: link(page + 1) } : {})
    },
    current_page: page,
    _embedded: {
      items: [...items].slice(start, start + limit).map(([key, item]) =>
        ({ _links: { self: { href: `${here}/${encodeURIComponent(key)}` } }, ...item }))
    }
  }
}
