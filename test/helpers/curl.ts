import { spawnSync } from 'node:child_process'

/** For tests that need curl: why they are skipped, or false. Where everything must be shown, they are not skipped but fail. */
export const withoutCurl: string | false = process.env.CI !== 'true' && spawnSync('curl', ['--version']).error !== undefined
  ? 'curl is not installed'
  : false
