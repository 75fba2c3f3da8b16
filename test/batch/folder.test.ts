import { chmodSync } from 'node:fs'
import t from 'tap'
import { lookAtFolder } from '../../lib/batch/folder.ts'

const refused = (folder: string): TypeError =>
  new TypeError(`fastify-conformant: option "folder" of batch PATCH /a must be a folder that files can be written to; got "${folder}"`)

t.test('a folder that files can be written to', async (t) => {
  const folder = t.testdir({ inside: {} })
  for (const good of [folder, `${folder}/inside`, undefined]) await t.resolves(lookAtFolder(good, ' of batch PATCH /a'), String(good))
})

t.test('what is none', async (t) => {
  const folder = t.testdir({ file: '', link: t.fixture('symlink', 'nowhere') })
  // As a folder may, it may be written and searched.
  chmodSync(`${folder}/file`, 0o700)
  for (const name of ['nowhere', 'file', 'file/inside', 'link']) {
    await t.rejects(lookAtFolder(`${folder}/${name}`, ' of batch PATCH /a'), refused(`${folder}/${name}`), name)
  }
  await t.rejects(lookAtFolder('a\0b', ' of batch PATCH /a'), refused('a\\u0000b'), 'what is no path')
})

// Nothing is shut for root.
const isShut = process.getuid?.() !== 0

t.test(isShut ? 'a folder that is shut' : 'a folder that is shut for everybody else', async (t) => {
  const folder = t.testdir({ shut: {} })
  for (const mode of [0o500, 0o600]) {
    chmodSync(`${folder}/shut`, mode)
    const look = lookAtFolder(`${folder}/shut`, ' of batch PATCH /a')
    await (isShut ? t.rejects(look, refused(`${folder}/shut`), mode.toString(8)) : t.resolves(look, mode.toString(8)))
  }
  chmodSync(`${folder}/shut`, 0o700)
  await t.resolves(lookAtFolder(`${folder}/shut`, ' of batch PATCH /a'))
})
