// What somebody sees who types the commands of the documents.
import { execFile } from 'node:child_process'
import t from 'tap'
import { withoutCurl } from '../../helpers/curl.ts'
import { build as buildCatalog } from '../../../examples/catalog/app.ts'
import { build as buildProjects } from '../../../examples/projects/app.ts'
import { listen } from './listen.ts'

interface Outcome { readonly exit: number, readonly stdout: string, readonly stderr: string }

/** Runs curl without its progress meter, which it shows where the output is no terminal. */
function curl (...args: string[]): Promise<Outcome> {
  return new Promise(resolve => {
    execFile('curl', ['--no-progress-meter', ...args], (error, stdout, stderr) => {
      // The time and what only says that the connection stays are different each time or say nothing.
      const told = stdout.replace(/^(?:date|connection|keep-alive): .*\r\n/gmi, '').replaceAll('\r\n', '\n')
      resolve({ exit: error === null ? 0 : Number(error.code), stdout: told, stderr })
    })
  })
}

const token = 'NzFiYTM4ZTEwMjcwZTcyZWIzZTA0NmY3NjE3MTIyMjM1Y2NlMmNlNWEyMTAzY2UzYmY0YWIxYmUzNTkyMDcyNQ'
const json = ['-H', 'Content-Type: application/json']
const admin = ['-H', 'Authorization: Bearer admin-token']
const unauthorized = `HTTP/1.1 401 Unauthorized
content-type: application/json
www-authenticate: Bearer realm="catalog"
content-length: 51

{"code":401,"message":"Authentication is required"}`

const catalogCases: ReadonlyArray<{ name: string, args: (url: string) => string[], outcome: (url: string) => Outcome }> = [
  {
    name: 'the authorization header is missing',
    args: url => ['--include', `${url}/categories`],
    outcome: () => ({ exit: 0, stdout: unauthorized, stderr: '' })
  },
  {
    name: 'Basic instead of Bearer',
    args: url => ['--include', `${url}/categories`, '-H', `Authorization: Basic ${token}`],
    outcome: () => ({ exit: 0, stdout: unauthorized, stderr: '' })
  },
  {
    name: 'Bearer instead of Basic',
    args: url => ['--include', `${url}/categories/summer`, '-H', `Authorization: Bearer ${token}`],
    outcome: () => ({
      exit: 0,
      stdout: `HTTP/1.1 200 OK
content-type: application/json; charset=utf-8
content-length: 43

{"code":"summer","parent":null,"labels":{}}`,
      stderr: ''
    })
  },
  {
    name: '--fail, 401',
    args: url => ['--fail', `${url}/categories`],
    outcome: () => ({ exit: 22, stdout: '', stderr: 'curl: (22) The requested URL returned error: 401\n' })
  },
  {
    name: '--fail, 422',
    args: url => ['--fail', ...admin, ...json, '--data', '{}', `${url}/categories`],
    outcome: () => ({ exit: 22, stdout: '', stderr: 'curl: (22) The requested URL returned error: 422\n' })
  },
  {
    name: '--fail-with-body, malformed JSON',
    args: url => ['--fail-with-body', ...admin, ...json, '--data', '{code: "winter"}', `${url}/categories`],
    outcome: () => ({ exit: 22, stdout: '{"code":400,"message":"Invalid json message received"}', stderr: 'curl: (22) The requested URL returned error: 400\n' })
  },
  {
    name: '--data without a type is a form',
    args: url => [...admin, '--data', 'code=winter', `${url}/categories`],
    outcome: () => ({
      exit: 0,
      stdout: '{"code":415,"message":"\'application/x-www-form-urlencoded\' in \'Content-type\' header is not valid.  Only \'application/json\' is allowed."}',
      stderr: ''
    })
  },
  {
    name: '--head: an answer without a body',
    args: url => ['--head', ...admin, `${url}/categories/master`],
    outcome: () => ({
      exit: 0,
      stdout: `HTTP/1.1 404 Not Found
content-type: application/json
cache-control: no-store
content-length: 58

`,
      stderr: ''
    })
  },
  {
    name: 'created',
    args: url => ['--include', '--fail', ...admin, ...json, '--data', '{"code":"winter"}', `${url}/categories`],
    outcome: url => ({ exit: 0, stdout: `HTTP/1.1 201 Created\nlocation: ${url}/categories/winter\ncontent-length: 0\n\n`, stderr: '' })
  },
  {
    name: 'updated',
    args: url => ['--include', '--fail', ...admin, ...json, '--request', 'PATCH', '--data', '{}', `${url}/categories/winter`],
    outcome: url => ({ exit: 0, stdout: `HTTP/1.1 204 No Content\nlocation: ${url}/categories/winter\n\n`, stderr: '' })
  }
]

t.test('examples/catalog', { skip: withoutCurl }, async t => {
  const url = `${await listen(t, buildCatalog)}/api/rest/v1`
  for (const { name, args, outcome } of catalogCases) t.same(await curl(...args(url)), outcome(url), name)
})

const listed = '[{"id":1,"name":"project","description":null,"path_with_namespace":"group/project","visibility":"public"},{"id":3,"name":"broken","description":null,"path_with_namespace":"group/broken","visibility":"public"}]'
const project = '{"id":1,"name":"project","description":null,"path_with_namespace":"group/project","visibility":"public"}'

const projectCases: ReadonlyArray<{ name: string, args: (url: string) => string[], outcome: Outcome }> = [
  {
    name: '--include',
    args: url => ['--include', `${url}/projects`],
    outcome: { exit: 0, stdout: `HTTP/1.1 200 OK\ncontent-type: application/json; charset=utf-8\ncontent-length: ${listed.length}\n\n${listed}`, stderr: '' }
  },
  {
    name: '--fail',
    args: url => ['--fail', `${url}/does-not-exist`],
    outcome: { exit: 22, stdout: '', stderr: 'curl: (22) The requested URL returned error: 404\n' }
  },
  {
    name: 'without --fail the answer is shown',
    args: url => [`${url}/does-not-exist`],
    outcome: { exit: 0, stdout: '{"message":"404 Not Found"}', stderr: '' }
  },
  {
    name: 'an encoded path, and one of several hundred characters',
    args: url => [`${url}/projects/group%2Fproject`, `${url}/projects/${'group%2F'.repeat(60)}project`],
    outcome: { exit: 0, stdout: `${project}{"message":"404 Project Not Found"}`, stderr: '' }
  },
  {
    name: '--location follows a project that has moved',
    args: url => ['--location', `${url}/projects/group%2Fold-name`],
    outcome: { exit: 0, stdout: project, stderr: '' }
  },
  {
    name: '--form: a validation error of a form',
    args: url => ['--header', 'PRIVATE-TOKEN: owner-token', '--request', 'PUT', '--form', `bio=${'b'.repeat(256)}`, `${url}/users/1`],
    outcome: { exit: 0, stdout: '{"message":{"bio":["is too long (maximum is 255 characters)"]}}', stderr: '' }
  },
  {
    name: 'a form that is not complete',
    args: url => ['-H', 'PRIVATE-TOKEN: owner-token', '-X', 'PUT', '-H', 'Content-Type: multipart/form-data', '-d', 'bio', `${url}/users/1`],
    outcome: { exit: 0, stdout: '{"message":"400 Bad request - The form is not complete"}', stderr: '' }
  }
]

t.test('examples/projects', { skip: withoutCurl }, async t => {
  const url = `${await listen(t, buildProjects)}/api/v4`
  for (const { name, args, outcome } of projectCases) t.same(await curl(...args(url)), outcome, name)
})
