import { constants } from 'node:fs'
import { access, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { badOption } from '../options/check.ts'

/**
 * Looks at the folder of temporary files when the server starts, and not when the first large body comes.
 *
 * @param of - whose option it is, with a space in front
 * @throws TypeError where no file can be made there
 */
export async function lookAtFolder (folder = tmpdir(), of: string): Promise<void> {
  const isFolder = await stat(folder).then(found => found.isDirectory(), () => false)
  const isOpen = isFolder && await access(folder, constants.W_OK | constants.X_OK).then(() => true, () => false)
  if (!isOpen) throw badOption('folder', of, 'a folder that files can be written to', folder)
}
