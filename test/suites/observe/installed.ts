import { execFileSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

const here = import.meta.dirname

/** Installs the packages of this folder, which have a lock of their own, where they are not there. */
export function install (): void {
  if (existsSync(join(here, 'node_modules/.package-lock.json'))) return
  execFileSync('npm', ['ci', '--ignore-scripts', '--no-audit'], { cwd: here, stdio: 'ignore', timeout: 240_000 })
}

/** A package of this folder. */
export async function load (name: string): Promise<any> {
  return await import(name)
}

/** True where the page shows a recipe as it is tried here. */
export function isShown (recipe: string): boolean {
  const page = readFileSync(join(here, '../../../docs/logging.md'), 'utf8')
  return page.includes(`\`\`\`ts\n${readFileSync(join(here, recipe), 'utf8')}\`\`\``)
}
