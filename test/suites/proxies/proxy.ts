import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { endedWithUs, folderOf } from '../../helpers/ended-with-us.ts'
import { freePort } from '../../helpers/redis-server.ts'
import { isOpen } from '../../helpers/is-open.ts'
import { until } from '../../helpers/until.ts'

interface Teardown { teardown: (task: () => unknown) => void }

/** A program for a reverse proxy, where it is installed. */
export interface Program {
  readonly command: string
  /** Its arguments, for a folder with the file `proxy.conf`. Everything is written there, or to standard error. */
  readonly args: (folder: string) => string[]
  /** The whole configuration, with the part that a case is about. */
  readonly config: (part: string, folder: string) => string
}

/** The first of several names under which a program is installed. Packages for servers lie beside the usual path. */
function installed (...names: string[]): string | undefined {
  return names.find(name => spawnSync(name, ['-v'], { env: { ...process.env, PATH: path } }).error === undefined)
}

const path = `${process.env.PATH ?? ''}:/usr/sbin:/usr/local/sbin`

/** For tests that need a program: why they are skipped, or false. Where everything must be shown, they are not skipped but fail. */
export function without (program: Program | undefined, name: string): string | false {
  return program === undefined && process.env.CI !== 'true' ? `${name} is not installed` : false
}

const nginxCommand = installed('nginx')

export const nginx: Program | undefined = nginxCommand === undefined
  ? undefined
  : {
      command: nginxCommand,
      args: (folder) => ['-e', 'stderr', '-p', folder, '-c', join(folder, 'proxy.conf')],
      config: (part, folder) => `
daemon off;
master_process off;
pid ${folder}/pid;
events {}
http {
  access_log off;
${['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map(name => `  ${name}_temp_path ${folder}/${name};\n`).join('')}
${part}
}`
    }

const apacheCommand = installed('apache2', 'httpd')
const modules = ['/usr/lib/apache2/modules', '/usr/lib64/httpd/modules', '/usr/local/apache2/modules'].find(existsSync)

export const apache: Program | undefined = apacheCommand === undefined || modules === undefined
  ? undefined
  : {
      command: apacheCommand,
      args: (folder) => ['-X', '-f', join(folder, 'proxy.conf')],
      config: (part, folder) => `
ServerRoot ${folder}
ServerName localhost
PidFile ${folder}/pid
ErrorLog ${folder}/error.log
DefaultRuntimeDir ${folder}
Mutex sem
User nobody
Group nogroup
${['mpm_event', 'authz_core', 'authz_host', 'access_compat', 'proxy', 'proxy_http'].map(name => `LoadModule ${name}_module ${modules}/mod_${name}.so\n`).join('')}
${part}`
    }

/** A part of a configuration, for a proxy that listens on a port and hands on to another one. */
export type Part = (port: number, upstream: number) => string

/** Starts a proxy, and ends it when the test is over, or cut. @returns its port */
export async function startProxy (t: Teardown, program: Program | undefined, part: Part, upstream: number): Promise<number> {
  if (program === undefined) throw new Error('the proxy is not installed')
  const folder = folderOf(t, 'proxy')
  const port = await freePort()
  writeFileSync(join(folder, 'proxy.conf'), program.config(part(port, upstream), folder))
  const child = endedWithUs(spawn(program.command, program.args(folder), { env: { ...process.env, PATH: path }, stdio: ['ignore', 'ignore', 'pipe'] }))
  let said = ''
  child.stderr.setEncoding('utf8').on('data', (text: string) => { said += text })
  const ended = once(child, 'exit')
  t.teardown(async () => {
    child.kill('SIGKILL')
    await ended
  })
  await until(async () => child.exitCode !== null || await isOpen(port))
  if (child.exitCode !== null) throw new Error(`${program.command} does not listen on port ${port}: ${said}`)
  return port
}

/** A configuration out of the document, as it stands there. */
export function documented (start: string, end: string): string {
  const document = readFileSync(join(import.meta.dirname, '../../fixtures/documents/gitlab-rest-api-troubleshooting.md'), 'utf8')
  const from = document.indexOf(start)
  return document.slice(from, document.indexOf(end, from) + end.length)
}
