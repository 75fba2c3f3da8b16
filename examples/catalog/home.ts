import { routes } from 'fastify-conformant'

/** GET / says what to try. */
export const home = routes(async (app) => {
  app.get('/', { config: { conformant: { accept: 'text/plain' } } }, async ({ protocol, host }) => tryThis(`${protocol}://${host}`))
})

export function tryThis (address: string): string {
  const url = `${address}/api/rest/v1`
  const admin = "-H 'Authorization: Bearer admin-token'"
  const julia = "-H 'Authorization: Bearer julia-token'"
  const json = "-H 'Content-Type: application/json'"
  return `Resources: categories, attributes, product-models, products, products-uuid, measurement-families.
The tokens admin-token and julia-token are known; julia may not administrate categories.

200  curl -i ${admin} ${url}/categories
201  curl -i ${admin} ${json} -d '{"code":"winter"}' ${url}/categories
401  curl -i ${url}/categories
403  curl -i ${julia} ${json} -d '{"code":"winter"}' ${url}/categories
404  curl -i ${admin} ${url}/categories/master
405  curl -i ${admin} -X POST ${url}/products-uuid/f62190e8-8314-4360-8ff8-7dbdb4af6312
409  curl -i ${admin} ${json} -d '{"code":"summer"}' ${url}/categories
422  curl -i ${admin} ${json} -d '{"categories":["sunglasses"]}' ${url}/products-uuid
422  curl -i ${admin} ${json} -d '{"values":{"brand":[{"data":"tommh","locale":null,"scope":null}]}}' ${url}/products-uuid
`
}
