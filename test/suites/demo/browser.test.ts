// The page of `npm start` in a real browser: what is shown is what has been answered, and who cannot see or point gets along with it.
import { execFile } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { promisify } from 'node:util'
import axe from 'axe-core'
import { chromium, type Browser, type Page } from 'playwright-core'
import t from 'tap'
import { tries } from '../../../examples/demo/requests.ts'
import { startExample } from '../../examples/start.ts'
import { demoAnswers, demoCommands } from '../../fixtures/demo.ts'
import { chromiumArguments, chromiumPath, withoutChromium } from '../../helpers/chromium.ts'

const desktop = { width: 1200, height: 900 }
const phone = { width: 360, height: 740 }
const ways = [
  { name: 'light', viewport: desktop, colorScheme: 'light' },
  { name: 'dark', viewport: desktop, colorScheme: 'dark' },
  { name: 'phone', viewport: phone, colorScheme: 'light' },
  { name: 'phone, dark', viewport: phone, colorScheme: 'dark' }
] as const

t.test('the page of npm start', { skip: withoutChromium }, async t => {
  const browser = await chromium.launch({ executablePath: chromiumPath ?? 'chromium', args: [...chromiumArguments] })
  t.teardown(() => browser.close())

  t.test('each request is sent at a click, and shown beside its answer', async t => {
    const { port } = await startExample(t, 'demo')
    const { page, faults } = await opened(t, browser, port)
    const commands = demoCommands(`http://127.0.0.1:${port}`).split('\n').slice(1, -1).map(line => line.slice(5))
    t.equal(await page.locator('button.try').count(), demoAnswers.length)
    for (const [index, { status, body }] of demoAnswers.entries()) {
      const { method, path, headers = {}, body: sent } = tries[index] as typeof tries[number]
      const name = `${status} ${method} ${path}`
      const came = page.waitForResponse(`http://127.0.0.1:${port}${path}`)
      await page.locator('button.try').nth(index).click()
      const response = await came
      await page.locator('#answer', { hasText: String(status) }).waitFor()
      t.same([response.status(), response.request().method(), response.request().postData()], [status, method, sent ?? null], `${name}: sent`)
      const shown = await page.locator('#answer').textContent() ?? ''
      const [head = '', text = ''] = shown.split('\n\n')
      t.equal(text, body, `${name}: body`)
      const [line, ...fields] = head.split('\n')
      t.equal(line, `${status} ${response.statusText()}`, name)
      const { date, connection, 'keep-alive': keepAlive, ...live } = await response.allHeaders()
      t.strictSame(Object.fromEntries(fields.map(field => field.split(': ', 2)).filter(([name]) => name !== 'date' && name !== 'connection' && name !== 'keep-alive')), live, `${name}: fields`)
      const request = await page.locator('#request').textContent() ?? ''
      t.equal(request, `${method} ${path}\nHost: 127.0.0.1:${port}\n${Object.entries(headers).map(([name, value]) => `${name}: ${value}\n`).join('')}${sent === undefined ? '' : `\n${sent}`}`, `${name}: request`)
      t.equal(await page.locator('#command').textContent(), commands[index], `${name}: command`)
      t.same(await page.locator('button.try[aria-current]').allTextContents(), [await page.locator('button.try').nth(index).textContent()], `${name}: marked`)
    }
    t.same(faults.filter(text => !text.startsWith('Failed to load resource')), [])
  })

  t.test('a keyboard is enough', async t => {
    const { port } = await startExample(t, 'demo')
    const { page } = await opened(t, browser, port)
    await page.keyboard.press('Tab')
    await page.keyboard.press('Enter')
    await page.locator('#answer', { hasText: 'master' }).waitFor()
    t.match(await page.locator('#answer').textContent(), demoAnswers[0]?.body as string)
  })

  t.test('a command is copied', async t => {
    const { port } = await startExample(t, 'demo')
    const { page } = await opened(t, browser, port)
    await page.context().grantPermissions(['clipboard-read', 'clipboard-write'])
    await page.locator('#copy').click()
    await page.locator('#copy', { hasText: 'Copied' }).waitFor()
    t.equal(await page.evaluate('navigator.clipboard.readText()'), `curl -i http://127.0.0.1:${port}`)
  })

  t.test('what a browser cannot send is shown as commands that do', async t => {
    const { port } = await startExample(t, 'demo')
    const { page } = await opened(t, browser, port)
    const shown: string[] = []
    for (const command of (await page.locator('#raw').textContent() ?? '').split('\n')) {
      const { stdout } = await promisify(execFile)('bash', ['-c', `${command} --silent`])
      shown.push(stdout.split('\r\n', 1)[0] + stdout.slice(stdout.indexOf('\r\n\r\n') + 2))
    }
    t.same(shown, ['HTTP/1.1 400 Bad Request\r\n{"code":400,"message":"The Host header is missing."}', 'HTTP/1.1 417 Expectation Failed\r\n{"code":417,"message":"The expectation cannot be met."}'])
  })

  for (const { name, viewport, colorScheme } of ways) {
    t.test(`${name}: axe finds nothing, and nothing is wider than the screen`, async t => {
      const { port } = await startExample(t, 'demo')
      const { page } = await opened(t, browser, port, { viewport, colorScheme })
      await found(t, page, 'before')
      await page.locator('button.try').nth(7).click()
      await page.locator('#answer', { hasText: '422' }).waitFor()
      await found(t, page, 'with an answer')
      t.ok(await page.evaluate('document.documentElement.scrollWidth <= innerWidth'), 'no scrolling sideways')
      if (viewport === phone) t.ok(await page.evaluate('document.getElementById("answered").getBoundingClientRect().top < innerHeight'), 'the answer is in sight')
      const folder = process.env.SCREENSHOTS
      if (folder !== undefined) await page.screenshot({ path: `${folder}/${name}.png`, fullPage: true })
    })
  }
})

type Opening = NonNullable<Parameters<Browser['newPage']>[0]>

/** The page, once its list is there, and what its console and its exceptions have said. */
async function opened (t: { teardown: (task: () => unknown) => void }, browser: Browser, port: number, how: Opening = { viewport: desktop }): Promise<{ page: Page, faults: string[] }> {
  const page = await browser.newPage(how)
  t.teardown(() => page.close())
  const faults: string[] = []
  page.on('console', message => { if (message.type() === 'error') faults.push(message.text()) })
  page.on('pageerror', error => faults.push(error.message))
  await page.goto(`http://127.0.0.1:${port}/`)
  await page.locator('button.try').last().waitFor()
  return { page, faults }
}

const source = readFileSync(createRequire(import.meta.url).resolve('axe-core'), 'utf8')

async function found (t: { same: (found: unknown, wanted: unknown, name: string) => void }, page: Page, moment: string): Promise<void> {
  await page.evaluate(source)
  const { violations } = await page.evaluate<axe.AxeResults>('axe.run()')
  t.same(violations.map(({ id, impact, nodes }) => [id, impact, nodes.map(({ html }) => html)]), [], moment)
}
