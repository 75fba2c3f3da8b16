import type { Static } from '@sinclair/typebox'
import type { NewIssue } from './issues.ts'
import type { NewProject } from './projects.ts'
import type { UserChanges } from './users.ts'

export interface User extends Static<typeof UserChanges> {
  readonly id: number
  username: string
}

export interface Issue extends Static<typeof NewIssue> {
  readonly iid: number
}

export interface Project extends Static<typeof NewProject> {
  readonly id: number
  readonly path_with_namespace: string
  readonly visibility: 'public' | 'private'
  /** Users by id. An owner may do everything, a developer may not delete. */
  readonly members: Map<number, 'owner' | 'developer'>
  readonly issues: Map<number, Issue>
  readonly customAttributes: Map<string, string>
  /** Where the files are. Undefined: nowhere, and reading them fails. */
  readonly files: readonly string[] | undefined
  updated_at: Date
}

export interface Data {
  readonly users: Map<number, User>
  readonly tokens: Map<string, User>
  readonly projects: Map<number, Project>
  /** Ids of projects by the paths that they had before. */
  readonly moved: Map<string, number>
}

export function demoData (): Data {
  const owner: User = { id: 1, username: 'owner', bio: '' }
  const developer: User = { id: 2, username: 'developer', bio: '' }
  const project = (id: number, name: string, visibility: Project['visibility'], files?: readonly string[]): [number, Project] => [id, {
    id,
    name,
    path_with_namespace: `group/${name}`,
    visibility,
    members: visibility === 'private' ? new Map([[1, 'owner']]) : new Map([[1, 'owner'], [2, 'developer']]),
    issues: new Map([[1, { iid: 1, title: 'The first issue' }], [2, { iid: 2, title: 'The second issue' }]]),
    customAttributes: new Map([['team', 'tools']]),
    files,
    updated_at: new Date('2020-01-01T00:00:00Z')
  }]
  return {
    users: new Map([[1, owner], [2, developer]]),
    // Known tokens, so that a command can be tried without asking for one first. A real server has none.
    tokens: new Map([['owner-token', owner], ['developer-token', developer]]),
    projects: new Map([
      project(1, 'project', 'public', ['README.md']),
      project(2, 'secret', 'private', []),
      project(3, 'broken', 'public')
    ]),
    moved: new Map([['group/old-name', 1]])
  }
}
