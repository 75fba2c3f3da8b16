// The document's section on reverse proxies, by the Apache HTTP Server itself: the 404, and its cure.
import t from 'tap'
import { apache, documented, startProxy, without, type Part } from './proxy.ts'
import { addressed, decodes, keeps, seen, startUpstream } from './upstream.ts'

const skip = without(apache, 'the Apache HTTP Server')
const host = (slashes: string, flag: string): Part => (port, upstream) => `
Listen 127.0.0.1:${port}
<VirtualHost *:${port}>
  ${slashes}
  ProxyPass / http://127.0.0.1:${upstream}/ ${flag}
</VirtualHost>`

/** As it stands in the document, but for TLS, where it listens and what is behind it. */
const ofTheDocument: Part = (port, upstream) => `Listen 127.0.0.1:${port}\n` + addressed(documented('<VirtualHost', '</VirtualHost>').replace(/^ +SSL.*\n/gm, ''), [
  ['*:443', `*:${port}`],
  ['ProxyPass http://127.0.0.1:8080/', `ProxyPass http://127.0.0.1:${upstream}/`],
  ['ProxyPassReverse http://127.0.0.1:8080/', `ProxyPassReverse http://127.0.0.1:${upstream}/`]
])
const documentWithout = (text: string): Part => (port, upstream) => addressed(ofTheDocument(port, upstream), [[text, '']])

t.test('the configuration of the document', { skip }, async (t) => await keeps(t, apache, ofTheDocument))
t.test('AllowEncodedSlashes NoDecode and nocanon', { skip }, async (t) => await keeps(t, apache, host('AllowEncodedSlashes NoDecode', 'nocanon')))
t.test('AllowEncodedSlashes On', { skip }, async (t) => await decodes(t, apache, host('AllowEncodedSlashes On', '')))

const own404 = [404, 'text/html; charset=iso-8859-1', `<!DOCTYPE HTML PUBLIC "-//W3C//DTD HTML 4.01//EN" "http://www.w3.org/TR/html4/strict.dtd">
<html><head>
<title>404 Not Found</title>
</head><body>
<h1>Not Found</h1>
<p>The requested URL was not found on this server.</p>
</body></html>
`]

const refusing: Array<[name: string, part: Part]> = [
  ['as it is installed', host('', '')],
  ['nocanon alone', host('', 'nocanon')],
  ['the document without AllowEncodedSlashes', documentWithout('AllowEncodedSlashes NoDecode')]
]
for (const [name, part] of refusing) {
  t.test(`${name}: a 404 of Apache's own, of which the server behind it learns nothing`, { skip }, async (t) => {
    const upstream = await startUpstream(t)
    const port = await startProxy(t, apache, part, upstream.port)
    t.strictSame(await seen(port, '/api/v4/projects/group%2Fproject'), own404)
    t.strictSame([upstream.urls, upstream.hints()], [[], []])
  })
}

const changing: Array<[name: string, part: Part]> = [
  ['NoDecode alone', host('AllowEncodedSlashes NoDecode', '')],
  ['the document without nocanon', documentWithout('nocanon')]
]
for (const [name, part] of changing) {
  t.test(`${name}: what is handed on is not what was sent`, { skip }, async (t) => {
    const upstream = await startUpstream(t)
    const port = await startProxy(t, apache, part, upstream.port)
    const sent = '/api/v4/projects/group%252Fproject%40x'
    await seen(port, sent)
    t.equal(upstream.urls.length, 1)
    t.not(upstream.urls[0], sent)
  })
}
