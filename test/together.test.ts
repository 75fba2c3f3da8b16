import { readdirSync, readFileSync } from 'node:fs'
import { dirname } from 'node:path'
import t from 'tap'

/** Those of which .taprc runs each file by itself. */
const alone = /^(?:\.$|together$|examples$|helpers$|suites\/)/

t.test('every folder with tests runs together, or alone by .taprc', async (t) => {
  const files = readdirSync(import.meta.dirname, { recursive: true, encoding: 'utf8' })
  const folders = new Set(files.filter(file => /\/?[^./]+\.test\.ts$/.test(file)).map(file => dirname(file)))
  const together = files.filter(file => dirname(file) === 'together').map(file => {
    const text = readFileSync(`${import.meta.dirname}/${file}`, 'utf8')
    return /^together\('([^']+)'\)$/m.exec(text)?.[1]
  })
  t.strictSame(together.sort(), [...folders].filter(folder => !alone.test(folder)).sort())
})
