// A SCIM server with users in memory: node scim.mjs <port>.
import express from 'express'
import SCIMMY from 'scimmy'
import SCIMMYRouters from 'scimmy-routers'

const users = new Map([['1', { id: '1', userName: 'frodo', active: true, displayName: 'Frodo', emails: [{ type: 'work', value: 'frodo@example.org', primary: true }] }]])

SCIMMY.Resources.declare(SCIMMY.Resources.User)
  .ingress((resource, data) => {
    const id = resource.id ?? String(users.size + 1)
    if (resource.id && !users.has(id)) throw new SCIMMY.Types.Error(404, null, `Resource ${id} not found`)
    const user = { ...JSON.parse(JSON.stringify(data)), id }
    users.set(id, user)
    return user
  })
  .egress((resource) => {
    if (!resource.id) return [...users.values()]
    if (!users.has(resource.id)) throw new SCIMMY.Types.Error(404, null, `Resource ${resource.id} not found`)
    return users.get(resource.id)
  })
  .degress((resource) => { users.delete(resource.id) })

const app = express()
app.use('/scim/v2', new SCIMMYRouters({ type: 'bearer', handler: (request) => {
  if (request.header('Authorization') !== 'Bearer secret') throw new Error('Authorization not detected!')
  return 'user'
} }))
app.listen(process.argv[2], '127.0.0.1')
