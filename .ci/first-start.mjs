// README's first command as whoever has cloned the repository types it: node first-start.mjs FOLDER COMMAND
//
// It is ended once it has printed its address and answered one request.
import { answerOf, run } from './server-process.mjs'

const [folder, command] = process.argv.slice(2)
// PORT as a user has it: none.
const { status, body } = await answerOf(run('sh', ['-c', command], { cwd: folder, env: { PORT: undefined } }), 600_000)
console.log(`${command}: ${status}\n\n${body}`)
if (status !== 200) process.exitCode = 1
