// Runs many test files in one process: to start one takes longer than most of them.
import { readdirSync } from 'node:fs'
import t, { type Test } from 'tap'

const tests = new URL('../', import.meta.url)
let current: Test

/**
 * Runs the test files of a folder one after the other, each as a test of its own: what it sets up until its end is taken
 * down with it. Files that are named slow are left out.
 *
 * @param folder - below test/
 */
export function together (folder: string): void {
  for (const name of readdirSync(new URL(folder, tests)).filter(name => /^[^.]+\.test\.ts$/.test(name))) {
    const file = `${folder}/${name}`
    t.test(file, async own => {
      current = own as unknown as Test
      await import(new URL(`${file}?together`, tests).href)
    })
  }
}

/** What `tap` is to the file that is being loaded. */
export const tapOfFile = (): Test => current
