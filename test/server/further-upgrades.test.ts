import { EventEmitter } from 'node:events'
import type { Server } from 'node:http'
import t from 'tap'
import type { Edge } from '../../lib/server/edge.ts'
import { takeUpgrades } from '../../lib/server/upgrades.ts'

// A second server of localhost is there only where a machine has two addresses for it.
t.test('an upgrade of a further server is left to whoever takes those of the first', async (t) => {
  const main = new EventEmitter()
  const further = new EventEmitter()
  main.on('upgrade', () => {})
  takeUpgrades(further as Server, main as Server, {} as Edge)
  const socket = new Proxy({}, { get: (_socket, name) => t.fail(`nothing is done with it: ${String(name)}`) })
  t.ok(further.emit('upgrade', {}, socket), 'it is listened to')
})
