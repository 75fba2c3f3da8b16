// Nothing of the documents is left out: what they show is found in them again, and each piece stands in the table of samples.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { documents, type Exchange } from '../fixtures/samples.ts'

interface Piece { readonly section: string, readonly text: string }

/** Code blocks of every language, and the rows of tables; indentation in lists is taken away. */
function piecesOf (markdown: string): Piece[] {
  const pieces: Piece[] = []
  let section = ''
  let block: { indent: number, lines: string[] } | undefined
  for (const line of markdown.split('\n')) {
    const fence = /^( *)```(\w*)$/.exec(line)
    if (block !== undefined) {
      if (fence === null) block.lines.push(line.slice(block.indent))
      else {
        pieces.push({ section, text: block.lines.join('\n') })
        block = undefined
      }
    } else if (fence !== null) {
      block = { indent: (fence[1] as string).length, lines: [] }
    } else if (/^\| `/.test(line)) {
      pieces.push({ section, text: line })
    } else {
      // An example belongs to the error that it is an example of.
      section = /^#+ (?!Example$)(.*)/.exec(line)?.[1] ?? section
    }
  }
  return pieces
}

const counts: Record<string, object> = {
  'akeneo-response-codes.md': { replay: 22, illustration: 0 },
  'gitlab-rest-api-troubleshooting.md': { replay: 29, illustration: 2 }
}

for (const { document, samples } of documents) {
  const markdown = readFileSync(join(import.meta.dirname, '../fixtures/documents', document), 'utf8')
  const pieces = piecesOf(markdown)

  t.test(`${document}: all that it shows is in the table, in its order`, async t => {
    t.same(samples.map(({ section, text }) => ({ section, text })), pieces)
    t.equal((markdown.match(/```/g) as string[]).length, 2 * pieces.filter(({ text }) => !text.startsWith('|')).length, 'no block is overlooked')
    t.equal((markdown.match(/^\|/gm) ?? []).length, pieces.filter(({ text }) => text.startsWith('|')).length + 2 * tables(markdown), 'no row is overlooked')
  })

  t.test(`${document}: each is replayed or an illustration, and nothing else`, async t => {
    const count = { replay: 0, illustration: 0 }
    for (const sample of samples) {
      const fates = (['replay', 'illustration'] as const).filter(fate => sample[fate] !== undefined)
      t.equal(fates.length, 1, sample.text)
      for (const fate of fates) count[fate]++
    }
    t.same(count, counts[document])
    t.ok(samples.every(({ replay }) => replay?.length !== 0))
  })

  t.test(`${document}: what is expected is what it shows`, async t => {
    for (const { text, replay } of samples) {
      const shown = messageOf(text)
      if (shown === undefined || replay === undefined) continue
      const [first, ...others] = replay as [Exchange, ...Exchange[]]
      t.equal(first.status, shown.status)
      t.match(first.headers, shown.headers)
      // Where the document shows no body, the application chooses it.
      if (shown.body === '') continue
      const body = JSON.stringify(JSON.parse(shown.body))
      t.equal(first.body, body)
      for (const other of others.filter(({ status }) => status === shown.status)) t.equal(other.body, body)
    }
  })
}

/** Each table has a head and a rule below it. */
function tables (markdown: string): number {
  return (markdown.match(/^\|:?-/gm) ?? []).length
}

/** The status, the header fields and the body of a block that shows a response. */
function messageOf (text: string): { status: number, headers: Record<string, string>, body: string } | undefined {
  const [first = '', ...rest] = text.split('\n')
  const status = /^HTTP\/1\.1 (\d{3})/.exec(first)?.[1]
  if (status === undefined) return undefined
  const start = rest.findIndex(line => line.startsWith('{'))
  const head = start === -1 ? rest : rest.slice(0, start)
  return {
    status: Number(status),
    headers: Object.fromEntries(head.filter(line => line !== '').map(line => {
      const [name = '', value = ''] = line.split(': ', 2)
      return [name.toLowerCase(), value]
    })),
    body: start === -1 ? '' : rest.slice(start).join('\n')
  }
}
