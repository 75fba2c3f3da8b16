// One key a script, so that any node of a cluster can run it; Redis's own clock, so that no two machines' are compared.
// What both keep is `<units> <µs since 1970>`. Both answer [admitted, used, µs until reset, µs until retry, which window].

/** What both begin with. A double holds the time in microseconds exactly. */
const prologue = `
local key, limit, window, burst, cost = KEYS[1], tonumber(ARGV[1]), tonumber(ARGV[2]), tonumber(ARGV[3]), tonumber(ARGV[4])
local peeks = ARGV[5] == '1'
local time = redis.call('TIME')
local now = time[1] * 1000000 + time[2]
local kept = redis.call('GET', key)
local units, moment
if kept then
  units, moment = string.match(kept, '^(%S+) (%d+)$')
  units, moment = tonumber(units), tonumber(moment)
  if not units then return redis.error_reply('WRONGTYPE ' .. key .. ' holds something that is not of a limit') end
end
local function save (units, moment, life)
  if peeks or cost == 0 then return end
  redis.call('SET', key, string.format('%.17g %.0f', units, moment), 'PX', math.max(1, math.ceil(life / 1000)))
end
local function whole (units) return math.ceil(units - 0.000001) end
`

/**
 * Keeps the units used and the end of the window. After a clock that went back, or with a window that is shorter now, the
 * end may be further away than a window. It is moved, and that is kept even by a refusal: the key would stay shut.
 */
export const windowScript = `${prologue}
local used, ends = units, moment
local isNew = not ends or ends <= now
if isNew then used, ends = 0, now + window end
local isFar = ends - now > window
if isFar then ends = now + window end
local left = ends - now
if used + cost > limit then
  if isFar then save(used, ends, left) end
  return { 0, whole(used), left, left, ends }
end
if peeks then return { 1, whole(used), isNew and 0 or left, 0, ends } end
used = used + cost
save(used, ends, left)
return { 1, whole(used), left, 0, ends }
`

/**
 * Keeps the units that are missing from the bucket, and when that was so. That may lie ahead after a clock that went back,
 * and more may be missing than the bucket holds now: both are put right, and that is kept even by a refusal.
 */
export const bucketScript = `${prologue}
local pace = window / limit
local function span (units) return whole(units * pace) end
local missing, isOff = 0, false
if moment then
  isOff = moment > now or units > burst + 0.000001
  missing = math.max(0, math.min(units, burst) - math.max(0, now - moment) / pace)
end
local wanted = missing + cost
if wanted - burst > 0.000001 then
  if isOff then save(missing, now, span(missing)) end
  return { 0, whole(missing), span(missing), span(wanted - burst), 0 }
end
if peeks then return { 1, whole(missing), span(missing), 0, 0 } end
save(wanted, now, span(wanted))
return { 1, whole(wanted), span(wanted), 0, now + span(cost) }
`

/** Gives units back: to the window they were taken from, or to the bucket what has not flowed back since. */
export const giveScript = `
local key, cost, window, pace = KEYS[1], tonumber(ARGV[1]), tonumber(ARGV[2]), tonumber(ARGV[3])
local kept = redis.call('GET', key)
if not kept then return 0 end
local units, moment = string.match(kept, '^(%S+) (%d+)$')
units = tonumber(units)
if not units then return 0 end
if pace == 0 then
  if tonumber(moment) ~= window then return 0 end
else
  local time = redis.call('TIME')
  cost = math.min(cost, (window - (time[1] * 1000000 + time[2])) / pace)
  if cost <= 0 then return 0 end
end
redis.call('SET', key, string.format('%.17g %s', math.max(0, units - cost), moment), 'KEEPTTL')
return 1
`

/** Writes a key that nobody reads, for a second: a Redis that is full, or a replica, answers and writes nothing. */
export const probeScript = `
redis.call('SET', KEYS[1], '', 'PX', 1000)
return 1
`

/** Forgets a key. A script too, as it takes one way through every client. */
export const forgetScript = `
return redis.call('DEL', KEYS[1])
`
