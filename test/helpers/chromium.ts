import { existsSync } from 'node:fs'

/** Where Chromium is installed: `CHROMIUM`, or where systems put it. */
export const chromiumPath: string | undefined = [process.env.CHROMIUM, '/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome', '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome']
  .find((path): path is string => path !== undefined && existsSync(path))

/** For tests that need a browser: why they are skipped, or false. Where everything must be shown, they are not skipped but fail. */
export const withoutChromium: string | false = process.env.CI !== 'true' && chromiumPath === undefined
  ? 'Chromium is not installed (CHROMIUM names its path)'
  : false

/** What it is started with: in a container, with no screen, and telling nobody of it. */
export const chromiumArguments: readonly string[] = [
  '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync'
]
