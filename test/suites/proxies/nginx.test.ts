// The document's section on reverse proxies, by nginx itself: the 404, and its cure.
import t from 'tap'
import { documented, nginx, startProxy, without, type Part } from './proxy.ts'
import { addressed, keeps, decodes, startUpstream, seen, unrouted } from './upstream.ts'

const skip = without(nginx, 'nginx')
const location = (pass: string): Part => (port, upstream) => `server {
  listen 127.0.0.1:${port};
  location / { proxy_pass http://127.0.0.1:${upstream}${pass}; }
}`

/** As it stands in the document, but for where it listens and what is behind it. */
const ofTheDocument: Part = (port, upstream) => addressed(documented('server {\n', '\n}\n'), [
  ['listen       80;', `listen 127.0.0.1:${port};`],
  ['http://ip:port', `http://127.0.0.1:${upstream}`]
])

t.test('the configuration of the document', { skip }, async (t) => await keeps(t, nginx, ofTheDocument))
t.test('proxy_pass without a path', { skip }, async (t) => await keeps(t, nginx, location('')))
t.test('proxy_pass with a slash at its end', { skip }, async (t) => await decodes(t, nginx, location('/')))
t.test('the configuration of the document, with a slash at the end of proxy_pass', { skip }, async (t) => {
  await decodes(t, nginx, (port, upstream) => ofTheDocument(port, upstream).replace(`${upstream};`, `${upstream}/;`))
})

t.test('a rewrite decodes too', { skip }, async (t) => {
  const upstream = await startUpstream(t)
  const part: Part = (port, up) => `server {
    listen 127.0.0.1:${port};
    location /git/ {
      rewrite ^/git(/.*) $1 break;
      proxy_pass http://127.0.0.1:${up};
    }
  }`
  const port = await startProxy(t, nginx, part, upstream.port)
  t.strictSame(await seen(port, '/git/api/v4/projects/group%2Fproject'), unrouted)
  t.equal(upstream.hints().length, 1)
})
