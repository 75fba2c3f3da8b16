import { routes } from 'fastify-conformant'

/** GET / says what to try. */
export const home = routes(async (app) => {
  app.get('/', { config: { conformant: { accept: 'text/plain' } } }, async ({ protocol, host }) => tryThis(`${protocol}://${host}`))
})

export function tryThis (address: string): string {
  const url = `${address}/api/v4`
  const owner = "-H 'PRIVATE-TOKEN: owner-token'"
  const developer = "-H 'PRIVATE-TOKEN: developer-token'"
  const json = "-H 'Content-Type: application/json'"
  return `Resources: projects, projects/:id/issues, projects/:id/custom_attributes/:key, snippets, user, users/:id.
The tokens owner-token and developer-token are known; developers may not delete projects.

200  curl -i ${url}/projects
201  curl -i ${owner} ${json} -d '{"title":"A new issue"}' ${url}/projects/group%2Fproject/issues
301  curl -i ${url}/projects/group%2Fold-name
304  curl -i -H 'If-Modified-Since: Wed, 01 Jan 2020 00:00:00 GMT' ${url}/projects/group%2Fproject
400  curl -i ${owner} ${json} -d '{}' ${url}/projects/group%2Fproject/issues
400  curl -i ${owner} ${json} -X PUT -d '{"username":"x","preferences":{"tab_width":0}}' ${url}/users/1
401  curl -i ${json} -d '{"name":"project"}' ${url}/projects
403  curl -i ${developer} -X DELETE ${url}/projects/group%2Fproject
404  curl -i ${developer} ${url}/projects/group%2Fsecret
405  curl -i -X PATCH ${url}/projects/1
409  curl -i ${owner} -X POST '${url}/snippets?title=Title&file_name=FileName&content=Content&visibility=public'
412  curl -i ${owner} -H 'If-Unmodified-Since: Tue, 31 Dec 2019 00:00:00 GMT' -X DELETE ${url}/projects/1
412  curl -i ${owner} ${json} -H 'If-None-Match: *' -X PUT -d '{"value":"tools"}' ${url}/projects/1/custom_attributes/team
422  curl -i ${owner} ${json} -d '{"title":"Mine","assignee_id":9}' ${url}/projects/1/issues
500  curl -i ${url}/projects/group%2Fbroken/repository/tree
`
}
